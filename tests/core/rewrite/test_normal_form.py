"""The one form of sums and products: which numbers stand where, and what is left alone."""

import pytest

import explorer.core as T
from explorer.core.graph import ancestors, applies
from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.product import is_product, product_of, write_product
from explorer.core.rewrite.settled import product_stands, sum_stands
from explorer.core.rewrite.sums import is_sum, sum_of, write_sum
from tests.core.random.strategy import seeded

x, y, z = T.dscalars("x", "y", "z")
v = T.dvector("v")
f = T.fscalar("f")


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (y * x, "x * y"),
        (x * (y * z), "x * y * z"),
        (x / y / z, "x / (y * z)"),
        (x / (y / z), "x * z / y"),
        (T.negative(-x), "x"),
        (-x * -y, "x * y"),
        (x * -y, "-(x * y)"),
        (-y / 3, "-(y / 3)"),
        (y / -3, "y / -3"),
        (2 * y / 3, "2 * y / 3"),
        (y / 7 / 7, "y / 49"),
        (y / 2 / 2, "0.25 * y"),
        (-1 / (3 * y), "-1 / (3 * y)"),
        (-(2 / y), "-2 / y"),
        (x * x * x, "x**3"),
        (T.square(x), "x**2"),
        (T.sqrt(x) * T.sqrt(x), "x"),
        (1 / (1 / x), "x"),
        (x + y - x, "y"),
        (2 * x + 3 * x, "5 * x"),
        (x - y - x + y, "0"),
        (x / 3 - y / 3 - x / 3, "-(y / 3)"),
        (1 + x - 1, "x"),
        (-(x - y) + z, "y + z - x"),
        (-1 + x, "x - 1"),
    ],
)
def test_the_form(written, form):
    assert T.read(T.optimize(written).after) == form


def test_numbers_that_overflow_or_vanish_stay_apart():
    assert len(applies([T.optimize(1e200 * (1e200 * x)).after])) == 2
    assert len(applies([T.optimize(1e-200 * (1e-200 * x)).after])) == 2
    assert (
        len(applies([T.optimize(T.constant(1e30, dtype="float32") * (T.constant(1e30, dtype="float32") * f)).after]))
        == 2
    )


def test_mixed_precision_is_not_reordered():
    product = (f * f) * x
    assert T.optimize(T.fscalar("g") * f * x).after.dtype == "float64"
    assert {node.op.name for node in applies([T.optimize(product).after])} >= {"multiply"}


def test_integers_are_put_in_order_and_else_left_alone():
    n = T.lscalar("n")
    assert T.optimize(n * 3 * 5).after is 5 * (3 * n)


def test_a_number_keeps_the_dtype_of_what_stands_beside_it():
    assert T.optimize(2 * (3 * f)).after.dtype == "float32"
    assert T.optimize(f + 1 + 1).after.dtype == "float32"


@pytest.mark.parametrize(
    ("expression", "low", "high", "finite"),
    [
        (T.sigmoid(x), 0, 1, True),
        (T.sigmoid(T.log(x)), 0, 1, False),
        (T.sigmoid(T.exp(x)), 0, 1, True),
        (T.tanh(x), -1, 1, True),
        (x**2 + 1, 1, float("inf"), True),
        (T.abs(x), 0, float("inf"), True),
        (T.exp(T.tanh(x)), 0.36, 2.72, True),
        (1 / (1 + x**2), 0, 1, True),
        (1 / x, -float("inf"), float("inf"), False),
        (1 / (1 + T.exp(x)), 0, 1, True),
        (T.cosh(x), 1, float("inf"), False),
        (T.sqrt(x), 0, float("inf"), False),
        (T.sum(v**2), 0, float("inf"), True),
    ],
)
def test_what_is_known_of_values(expression, low, high, finite):
    known = values_of(expression)
    assert known.low == pytest.approx(low, abs=0.01)
    assert known.high == pytest.approx(high, abs=0.01)
    assert known.finite == finite


def test_only_the_rules_that_cancel_cancel():
    m, s = T.dmatrix("m"), T.dscalar("s")
    for e in (T.sum(s / m * m, axis=1), T.dot(s / m * m, v), T.exp(x) * T.exp(y) * z / z):
        after = T.optimize(e, rules={"-cancel", "-cancel nonzero"}).after
        assert "divide" in {node.op.name for node in applies([after])}


def test_a_product_that_is_seen_to_stand_is_written_as_it_stands():
    """At a glance, and by taking it apart: what is seen is so, of most that stand it is seen, and never of others."""
    seen = standing = 0
    for seed in range(200):
        cost = seeded(seed).cost
        for e in ancestors([cost, T.optimize(cost).after]):
            if e.owner is None or not is_product(e) or product_of(e).cancels or product_of(e).coefficient == 0:
                continue
            plain = not product_of(e).absorbing
            stays = write_product(product_of(e), e) is e
            if product_stands(e, e.owner):
                assert stays, T.pp(e)
                seen += 1
            standing += stays and plain
    assert seen > 0.7 * standing > 200


def test_a_sum_that_is_seen_to_stand_is_written_as_it_stands():
    seen = standing = 0
    for seed in range(200):
        cost = seeded(seed).cost
        for e in ancestors([cost, T.optimize(cost).after]):
            if e.owner is None or not is_sum(e):
                continue
            stays = write_sum(sum_of(e), e) is e
            if sum_stands(e, e.owner):
                assert stays, T.pp(e)
                seen += 1
            standing += stays
    assert seen > 0.9 * standing > 200


@pytest.mark.parametrize(
    "multiply", [T.absorbing_multiply, T.multiply, lambda e, slope: T.absorbing_divide(e, 1 / slope)]
)
def test_long_products_with_divisors_that_may_be_infinite_come_to_an_end(multiply):
    e = x
    for number in range(40):
        e = multiply(e, 1 / T.cosh(T.dscalar(f"v{number}")) ** 2)
    optimised = T.optimize(e)
    assert optimised.frame(len(optimised.steps)) == (optimised.after,)
