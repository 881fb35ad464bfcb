"""Matrix products: cheapest order, contractions by labels as products, traces without them, sums of products."""

from itertools import pairwise

import numpy as np
import pytest

import explorer.core as T
from explorer.core.expr import Variable
from explorer.core.graph import leaves
from explorer.core.rewrite.chains import cost_of
from tests.core.rewrite.cases import evaluate

A, B, C = (T.tensor(name, shape=("n", "n")) for name in "ABC")
K = T.tensor("K", shape=("m", "n"))
x, y = (T.tensor(name, shape=("n",)) for name in "xy")
w = T.tensor("w", shape=("m",))
SIZES = {"n": 3, "m": 4}


def after(expression):
    """What is left of it, which has its values."""
    found = T.optimize(expression).after
    inputs = [e for e in leaves([expression, found]) if isinstance(e, Variable)]
    rng = np.random.default_rng(0)
    values = [rng.uniform(-1, 1, tuple(SIZES.get(str(d), d) for d in e.dimensions)) for e in inputs]
    np.testing.assert_allclose(*evaluate(inputs, [expression, found], values), rtol=1e-11, atol=1e-11)
    return found


def sized(name, *shape):
    return T.tensor(name, shape=shape)


def test_a_chain_of_known_sizes_is_multiplied_in_the_cheapest_order():
    # Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, 15.2
    sizes = [30, 35, 15, 5, 10, 20, 25]
    factors = [sized(f"M{place}", a, b) for place, (a, b) in enumerate(pairwise(sizes))]
    product = factors[0]
    for factor in factors[1:]:
        product = product @ factor
    found = after(product)
    assert dict(cost_of(found)) == {(): 15125}
    assert T.read(found) == "M0 @ (M1 @ M2) @ (M3 @ M4 @ M5)"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (A @ B @ C @ x, "A @ (B @ (C @ x))"),
        (x @ (A @ B), "x @ A @ B"),
        ((x[:, None] @ y[None, :]) @ A, "outer(x, y @ A)"),
        (A @ (B @ C), "A @ B @ C"),  # as dear, and written as one
        (K.T @ K @ A, "K.T @ K @ A"),  # which is cheaper depends on m and n
        (K.T @ (K @ A), "K.T @ (K @ A)"),
        (T.outer(x, y) @ x, "x * (y @ x)"),
        (A @ T.outer(x, y) @ B, "outer(A @ x, y @ B)"),
        (A @ x + B @ x, "(A + B) @ x"),
        (A @ x - A @ y, "A @ (x - y)"),
        (2 * (A @ x) + 3 * (A @ y), "A @ (2 * x + 3 * y)"),
        (A @ B + 4.0 * (C @ B), "(A + 4 * C) @ B"),
        (T.outer(x, y) - T.outer(x, x), "outer(x, y - x)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_product_is_computed_in_fewer_steps(given, wanted):
    assert T.read(after(given)) == wanted


@pytest.mark.parametrize(
    ("subscripts", "operands", "wanted"),
    [
        ("ij,jk->ik", (A, B), "A @ B"),
        ("ij,jk->ki", (A, B), "(A @ B).T"),
        ("ji,jk->ik", (A, B), "A.T @ B"),
        ("ij,kj->ik", (A, B), "A @ B.T"),
        ("ij,j->i", (K, x), "K @ x"),
        ("ij,i->j", (K, w), "w @ K"),
        ("i,ij,j->", (w, K, x), "w @ K @ x"),
        ("ij,jk,kl->il", (A, B, C), "A @ B @ C"),
        ("i,i->", (x, y), "x @ y"),
        ("i,j->ij", (x, y), "outer(x, y)"),
        ("i,j->ji", (x, y), "outer(y, x)"),
        ("ij,ij->ij", (A, B), "A * B"),
        ("ij,ji->", (A, B), "sum(A * B.T)"),
        ("ij,j->ij", (A, x), "A * x"),
        ("ij,ij->i", (A, B), "sum(A * B, axis=1)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_contraction_is_made_of_products(subscripts, operands, wanted):
    assert T.read(after(T.einsum(subscripts, *operands))) == wanted


@pytest.mark.parametrize("subscripts", ["ij,jk,ki->", "i,i,i->", "ij,ik,il->jkl"])
def test_what_no_product_says_stays_a_contraction(subscripts):
    count = subscripts.count(",") + 1
    operands = [A, B, C][:count] if "ij" in subscripts else [x, y, x]
    after(T.einsum(subscripts, *operands))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (T.sum(x * y), "x @ y"),
        (T.sum(x * x), "sum(x**2)"),
        (T.sum(K * x, axis=1), "K @ x"),
        (T.sum(K * w[:, None], axis=0), "w @ K"),
        (T.sum(K * x * w[:, None], axis=1), "w * (K @ x)"),
        (T.sum(2.0 * K * x, axis=1, keepdims=True), "2 * (K @ x)[:, None]"),
        (T.sum(T.outer(x, w), axis=0), "w * sum(x)"),
        (T.sum(K.T), "sum(K)"),
        (T.max(K.T, axis=0), "max(K, axis=1)"),
        (T.sum(T.concatenate([x, y])), "sum(x) + sum(y)"),
        (T.max(T.concatenate([x, y])), "maximum(max(x), max(y))"),
        (T.sum(T.concatenate([A, K]), axis=1), "concatenate([sum(A, axis=1), sum(K, axis=1)])"),
        (T.trace(A @ B), "sum(A * B.T)"),
        (T.trace(T.outer(x, y)), "x @ y"),
        (T.trace(A @ B) - T.trace(B @ A), "0"),
        (T.ones_like(w) @ K, "sum(K, axis=0)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_sum_of_products_is_a_product(given, wanted):
    assert T.read(after(given)) == wanted
