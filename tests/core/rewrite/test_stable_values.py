"""Optimised values and derivatives, in doubles, against fifty digits: at extremes, and near singular points."""

from functools import cache

import mpmath
import pytest

import explorer.core as T
from tests.core.rewrite.many_digits import TOLERANCE, error, references
from tests.core.rewrite.stable_expressions import LEFT_OUT, TABLE

SIZES = (1e-300, 1e-20, 1.0, 50.0, 700.0, 1000.0, 1e300)
POINTS = (0.0, *(sign * size for size in SIZES for sign in (1, -1)))
ORDERS = ("value", "first derivative", "second derivative")


def is_inside(defined, point):
    """Whether a function is defined around a point, and not only there."""
    return defined(point) and defined(point - 1e-320) and defined(point + 1e-320)


@cache
def compiled(name, order):
    x = T.dscalar("x")
    e = TABLE[name][0](x)
    for _ in range(order):
        e = T.grad(e, x, disconnected_inputs="ignore")
    return T.function([x], e, on_unused_input="ignore")


@cache
def wanted(name, point):
    return references(TABLE[name][1], point)


def comparisons(name, order):
    """The points at which a value or derivative is measured; a derivative needs both sides of a point."""
    defined = TABLE[name][2]
    left_out, _ = LEFT_OUT.get((name, order), ((), ""))
    return [p for p in POINTS if p not in left_out and (defined(p) if order == 0 else is_inside(defined, p))]


def measured(name, order, point):
    _, function, defined = TABLE[name]
    true = wanted(name, point)[order] if is_inside(defined, point) else function(mpmath.mpf(point))
    found = float(compiled(name, order)(point))
    return error(found, true), f"{name}, {ORDERS[order]} at {point}: {found}, not {mpmath.nstr(true, 20)}"


@pytest.mark.parametrize("order", range(3), ids=ORDERS)
@pytest.mark.parametrize("name", TABLE)
def test_a_double_is_right_to_thirteen_digits(name, order):
    wrong = []
    for point in comparisons(name, order):
        size, message = measured(name, order, point)
        if not size < TOLERANCE:
            wrong.append(f"{message} ({size:.1e}); {T.pp(compiled(name, order).outputs[0], style='plain')}")
    assert not wrong, "\n".join(wrong)


left_out = [
    pytest.param(name, order, point, marks=pytest.mark.xfail(reason=reason, strict=True))
    for (name, order), (points, reason) in LEFT_OUT.items()
    for point in points
]


@pytest.mark.parametrize(("name", "order", "point"), left_out)
def test_what_is_left_out_is_not_reached_yet(name, order, point):
    size, message = measured(name, order, point)
    assert size < TOLERANCE, message


def test_the_table_is_as_large_as_it_says():
    count = sum(len(comparisons(name, order)) for name in TABLE for order in range(3))
    assert len(TABLE) >= 60
    assert count >= 3000
