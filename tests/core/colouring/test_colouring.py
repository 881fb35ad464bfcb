"""Colourings: each entry is read off the products, of few products."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import explorer.core as T
from explorer.core.derive.colouring.columns import greedy
from explorer.core.derive.colouring.graphs import neighbours
from explorer.core.derive.colouring.orders import orders
from explorer.core.derive.colouring.recovery import read_trees
from explorer.core.derive.colouring.symmetric import acyclic, star

Array = np.ndarray


def recovered(colouring: T.Colouring, matrix: sparse.csr_array) -> Array:
    products = np.concatenate([(matrix @ colouring.directions().T).T.ravel(), (colouring.weights() @ matrix).ravel()])
    return colouring.entries(products)


def with_values(pattern: Array, *, symmetric: bool = False) -> sparse.csr_array:
    """Whole numbers: sums of them do not round."""
    values = np.random.default_rng(3).integers(1, 1000, pattern.shape) * pattern
    if symmetric:
        values = np.triu(values) + np.triu(values, 1).T
    return sparse.csr_array(values.astype(float))


@st.composite
def patterns(draw: st.DrawFn, *, square: bool = False) -> Array:
    rows = draw(st.integers(1, 9))
    columns = rows if square else draw(st.integers(1, 9))
    cells = draw(st.lists(st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1)), max_size=25))
    found = np.zeros((rows, columns), bool)
    for cell in cells:
        found[cell] = True
    if draw(st.booleans()):
        found[draw(st.integers(0, rows - 1))] = True
    if draw(st.booleans()):
        found[:, draw(st.integers(0, columns - 1))] = True
    return found


@settings(deadline=None, max_examples=200)
@given(patterns(), st.sampled_from([("columns",), ("rows",), ("columns", "rows")]))
def test_entries_are_what_they_are(pattern: Array, ways: tuple[str, ...]) -> None:
    matrix = with_values(pattern)
    colouring = T.colouring(sparse.csr_array(pattern), ways=ways)
    assert colouring.kind in (*ways, *(["both"] if len(ways) > 1 else []))
    assert (recovered(colouring, matrix) == matrix.data).all()
    assert colouring.products <= min(pattern.shape["rows" not in ways :: 1][:1] or pattern.shape) or len(ways) == 1


@settings(deadline=None, max_examples=200)
@given(patterns(square=True))
def test_entries_of_symmetric_matrices(half: Array) -> None:
    pattern = half | half.T
    matrix = with_values(pattern, symmetric=True)
    colouring = T.colouring(sparse.csr_array(pattern), symmetric=True)
    assert (recovered(colouring, matrix) == matrix.data).all()


@settings(deadline=None, max_examples=150)
@given(patterns(square=True))
def test_no_path_of_four_has_two_colours_in_a_star_colouring_and_no_circle_in_an_acyclic_one(half: Array) -> None:
    pattern = (half | half.T) & ~np.eye(len(half), dtype=bool)
    around = neighbours(sparse.csr_array(pattern))
    for order in orders(around):
        stars, trees = star(around, order), acyclic(around, order)
        for colours in (stars, trees, greedy(around, order)):
            assert all(colours[v] != colours[w] for v, near in enumerate(around) for w in near)
        for a, near in enumerate(around):
            for b in near:
                for c in around[b]:
                    for d in around[c] if c != a else ():
                        assert d == b or len({stars[v] for v in (a, b, c, d)}) > 2
        for one in set(trees):
            for other in set(trees) - {one}:
                inside = [v for v in range(len(around)) if trees[v] in (one, other)]
                part = sparse.csr_array(pattern[np.ix_(inside, inside)])
                components = sparse.csgraph.connected_components(part)[0]
                assert part.nnz // 2 == len(inside) - components  # a forest


@settings(deadline=None, max_examples=150)
@given(patterns(square=True))
def test_trees_are_read_from_their_leaves(half: Array) -> None:
    pattern = half | half.T
    matrix = with_values(pattern, symmetric=True)
    around = neighbours(matrix)
    colours = np.array(acyclic(around, range(len(around))))
    readings = read_trees(matrix.astype(bool), colours, len(around) + 1)
    assert readings is not None
    none = np.full(len(colours), -1)
    assert (recovered(T.Colouring("acyclic", colours, none, readings), matrix) == matrix.data).all()


def banded(size: int, width: int) -> sparse.csr_array:
    return sparse.csr_array(np.abs(np.subtract.outer(np.arange(size), np.arange(size))) <= width)


def arrow(size: int) -> sparse.csr_array:
    pattern = np.eye(size, dtype=bool)
    pattern[0] = pattern[:, 0] = True
    return sparse.csr_array(pattern)


def grid(size: int) -> sparse.csr_array:
    line = banded(size, 1).astype(int)
    return sparse.csr_array(
        (sparse.kron(sparse.eye_array(size), line) + sparse.kron(line, sparse.eye_array(size))) != 0
    )


@pytest.mark.parametrize(
    ("pattern", "symmetric", "kind", "products"),
    [
        (banded(50, 0), False, "columns", 1),
        (banded(50, 1), False, "columns", 3),
        (banded(50, 3), False, "columns", 7),
        (arrow(50), False, "both", 3),
        (arrow(50), True, "star", 2),
        (grid(12), False, "columns", 5),
        (sparse.csr_array(np.ones((1, 30), bool)), False, "rows", 1),
        (sparse.csr_array(np.ones((30, 1), bool)), False, "columns", 1),
        (sparse.csr_array(np.ones((6, 6), bool)), False, "columns", 6),
        (sparse.csr_array((4, 5), dtype=bool), False, "columns", 0),
    ],
)
def test_structures_that_are_known(pattern: sparse.csr_array, symmetric: bool, kind: str, products: int) -> None:
    colouring = T.colouring(pattern, symmetric=symmetric)
    assert (colouring.kind, colouring.products) == (kind, products)
    matrix = with_values(pattern.toarray(), symmetric=symmetric)
    assert (recovered(colouring, matrix) == matrix.data).all()


def test_a_hundred_thousand_variables() -> None:
    """Long enough that anything quadratic would be seen: this must not take minutes."""
    size = 100_000
    line = sparse.diags_array([np.ones(size - 1), np.ones(size), np.ones(size - 1)], offsets=[-1, 0, 1])
    assert T.colouring(sparse.csr_array(line), symmetric=True).products == 3
    first = (
        np.concatenate([np.zeros(size, int), np.arange(size)]),
        np.concatenate([np.arange(size), np.zeros(size, int)]),
    )
    arrows = sparse.coo_array((np.ones(2 * size, bool), first), shape=(size, size)) + sparse.eye_array(size, dtype=bool)
    assert T.colouring(sparse.csr_array(arrows)).products == 3


def test_what_is_not_symmetric() -> None:
    with pytest.raises(ValueError, match="symmetric"):
        T.colouring(sparse.csr_array(np.triu(np.ones((3, 3), bool))), symmetric=True)
    with pytest.raises(ValueError, match="symmetric"):
        T.colouring(sparse.csr_array(np.ones((3, 2), bool)), symmetric=True)
