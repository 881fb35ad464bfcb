"""Dimensions: polynomials in unknown sizes, and what becomes of two that must be equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.types import Dim, assumptions, evaluate, named, shape_text, unify, unknown

n, m, k = named("n"), named("m"), named("k")
SIZES = {n.symbol: 5, m.symbol: 3, k.symbol: 7}


@st.composite
def dimensions(draw):
    """A polynomial, and the same as a function of numbers."""
    total, value = draw(st.integers(0, 4)), 0
    value = total
    for _ in range(draw(st.integers(0, 4))):
        symbol = draw(st.sampled_from([n, m, k]))
        if draw(st.booleans()):
            total, value = total + symbol, value + SIZES[symbol.symbol]
        else:
            total, value = total * symbol, value * SIZES[symbol.symbol]
    return total, value


@given(dimensions(), dimensions())
def test_polynomials_are_a_ring(a, b):
    (p, u), (q, v) = a, b
    for formula, number in ((p + q, u + v), (p * q, u * v), (p - q, u - v), (q - p, v - u)):
        assert evaluate(formula, SIZES) == number
    assert p + q == q + p
    assert p * q == q * p
    assert p - p == 0
    assert hash(p + q) == hash(q + p)


def test_equal_names_are_one_unknown_and_the_others_are_not():
    assert named("n") == n
    assert unknown("a") != unknown("a")
    assert n + 1 - 1 == n
    assert isinstance(n * m, Dim)
    assert n.symbol is not None
    assert (n + 1).symbol is None


def test_unify_prefers_what_is_known_better():
    a, b = unknown("a"), unknown("b")
    assert unify(3, 3) == 3
    assert unify(3, 4) is None
    assert unify(a, 3) == unify(3, a) == 3
    assert unify(a, n) == unify(n, a) == n
    assert unify(a, b) == unify(b, a) == a
    assert unify(n, n + 1) is None
    assert unify(n, m) == unify(m, n)


def test_unify_records_what_it_takes_for_granted():
    with assumptions() as found:
        unify(n, n)
        unify(n, m)
        with assumptions() as inner:
            unify(n, 2)
    assert found == [(n, m)]
    assert inner == [(n, 2)]


def test_dimensions_read_as_people_write_them():
    assert repr(n + 1) == "n + 1"
    assert repr(2 * n * m - 3) == "2·n·m - 3"
    assert shape_text((n, 3)) == "(n, 3)"
    assert shape_text((n,)) == "(n,)"
    assert shape_text(()) == "()"


@pytest.mark.parametrize("sizes", [{}, {n.symbol: 2}])
def test_a_size_without_a_value_has_none(sizes):
    assert evaluate(n + m, sizes) is None
    assert evaluate(4, sizes) == 4
