"""Programs for large arrays: block by block and on several threads the same comes of it, in the same order."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.evaluate import blocks, fusion, threads
from explorer.core.evaluate.fusion import Part, parts, units
from explorer.core.evaluate.large import Large
from explorer.core.graph import applies
from tests.core.random.strategy import seeded

PROGRAMS = 120
LARGE = 1 << 18


@pytest.fixture
def tiny_blocks(monkeypatch):
    """Parts of any size are computed in blocks of a few elements, on as many threads as there are blocks."""
    monkeypatch.setattr(blocks, "_BLOCK", 5)
    monkeypatch.setattr(threads, "_SHARED", 8)
    monkeypatch.setattr(threads, "cpu_count", lambda: 3)


def close(found, expected, message=""):
    """Up to the rounding of vector loops, of which the last elements may take other instructions."""
    assert (found.dtype, found.shape) == (expected.dtype, expected.shape), message
    size = np.max(np.abs(expected), initial=0.0, where=np.isfinite(expected))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-13 * size, err_msg=message)


def in_blocks(variables, outputs, arrays):
    large = Large(variables, outputs)
    program, compiled = large.compiled
    with np.errstate(all="ignore"):
        return program, compiled(*arrays)


@pytest.mark.usefixtures("tiny_blocks")
@pytest.mark.parametrize("part", range(6))
def test_random_programs_give_the_same(part):
    seen = 0
    for seed in range(part, PROGRAMS, 6):
        one = seeded(seed)
        wrt = [x for x in one.inputs if x.type.inexact]
        outputs = [one.cost, *T.grad(one.cost, wrt, disconnected_inputs="ignore")]
        f = T.function(list(one.inputs), outputs, on_unused_input="ignore")
        program, found = in_blocks(f.inputs, f.outputs, one.arrays)
        seen += "in_blocks(" in program.source
        for value, expected in zip(found, f(*one.arrays), strict=True):
            close(value, expected, f"{seed}\n{program.source}")
    assert seen > PROGRAMS / 12


def test_each_operation_is_computed_once_and_after_what_it_needs():
    for seed in range(200):
        outputs = [T.optimize(seeded(seed).cost).after]
        order = applies(outputs)
        done = set()
        for unit in units(order, parts(order, outputs), lambda node: node.inputs):
            nodes = unit.all if isinstance(unit, Part) else (unit,)
            for node in nodes:
                assert all(x.owner is None or x.owner in done or x.owner in nodes for x in node.inputs)
                assert node not in done
                done.add(node)
        assert done == set(order)


A, x, c, r, s = (
    T.dmatrix("A"),
    T.dvector("x"),
    T.tensor("c", shape=("n", 1)),
    T.tensor("r", shape=(1, "m")),
    T.dscalar("s"),
)
B = T.tensor("B", shape=("n", "m"))
SIZES = {"n": 7, "m": 4}


@pytest.mark.usefixtures("tiny_blocks")
@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ([B, c, r, s], [T.exp(B * c + r) * s]),
        ([c, r], [T.exp(c * r) + 1]),
        ([B, s], [T.tanh(B + 1) * s, T.tanh(B + 1)]),
        ([B], [T.exp(B).T @ T.exp(B) + 1, T.exp(2 * B)]),
        ([B], [T.exp(B) * T.sum(T.exp(B)), T.sum(T.sin(B) * 2)]),
        ([B], [T.where(B > 0, T.sqrt(B), -B)]),
        ([B], [T.cumsum(T.exp(B + 1), axis=0) * 2 + B]),
    ],
    ids=lambda e: ", ".join(T.read(one) for one in e) if all(hasattr(one, "owner") for one in e) else None,
)
@pytest.mark.parametrize("transposed", [False, True])
def test_shapes_that_broadcast(inputs, outputs, transposed):
    rng = np.random.default_rng(0)
    shapes = [tuple(SIZES.get(str(size), size) for size in one.dimensions) for one in inputs]
    arrays = [rng.normal(size=shape) for shape in shapes]
    if transposed:  # not in the order of C: axes matter
        arrays = [np.asfortranarray(a) if np.ndim(a) else a for a in arrays]
    f = T.function(inputs, outputs)
    program, found = in_blocks(f.inputs, f.outputs, arrays)
    assert "in_blocks(" in program.source
    for value, expected in zip(found, f(*arrays), strict=True):
        close(value, expected)


def test_large_arrays_go_there_by_themselves(monkeypatch):
    called = []
    ran = blocks.in_blocks

    def watched(*arguments):
        called.append(arguments)
        return ran(*arguments)

    monkeypatch.setattr("explorer.core.evaluate.source.in_blocks", watched)
    v = T.dvector("v")
    f = T.function([v], T.sin(v) * T.exp(-v))
    for size, blocked in ((10, False), (LARGE, True), (10, False), (LARGE + 3, True)):
        called.clear()
        value = np.linspace(-1, 1, size)
        for found in (f(value), f.unchecked(value)[0]):
            np.testing.assert_allclose(found, np.sin(value) * np.exp(-value), rtol=1e-15)
        assert len(called) == 2 * blocked


def test_an_error_in_a_block_names_its_expression():
    a, k = T.lvector("a"), T.lvector("k")
    f = T.function([a, k], T.exp(a**k) * 2)
    with pytest.raises(T.EvaluationError, match=r"a\*\*k: Integers to negative integer powers"):
        f(np.full(LARGE, 2), np.full(LARGE, -1))
    with pytest.raises(T.ShapeError, match="a₀"):
        f(np.ones(LARGE, int), np.ones(LARGE - 1, int))


def test_arithmetic_alone_needs_more_elements():
    v = T.dvector("v")
    light, heavy = (parts(applies([e]), [e])[0] for e in (v * 2 + v, T.exp(v) * 2))
    assert fusion._LARGE == heavy.large < light.large


def test_sides_of_a_choice_are_not_computed_before_it_is_known():
    v, flag = T.dvector("v"), T.dscalar("flag")
    e = T.ifelse(flag > 0, T.exp(v) * 2, v)
    assert Large([v, flag], [e]).parts == []


def test_what_a_loop_back_computes_once_more_is_not_let_go():
    """The states that a loop kept a few of are computed again from its operands, after their last use in the graph."""
    w, start = T.dvector("w"), T.dvector("start")
    rate = T.exp(w) * 0.1
    states, _ = T.scan(lambda h, r: T.tanh(h * r) + h, outputs_info=start, non_sequences=rate, n_steps=17)
    gradient = T.grad(T.sum(states[-1] ** 2), [w, start])
    f = T.function([w, start], gradient)
    given = np.linspace(0.1, 1, 5), np.linspace(-1, 1, 5)
    program, found = in_blocks(f.inputs, f.outputs, given)
    assert "del " in program.source
    for value, expected in zip(found, f(*given), strict=True):
        close(value, expected)
