"""Dimensions: polynomials in unknown sizes, and what becomes of two that must be equal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core.types import Dim, assumptions, evaluate, named, roots, shape_text, sliced, unify, unknown

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


@settings(max_examples=300)
@given(
    *[st.one_of(st.none(), st.integers(-6, 6))] * 2,
    st.sampled_from([None, 1, 2, -1, -2]),
    st.integers(0, 12),
)
def test_the_size_of_a_slice_is_computed_from_that_of_the_whole(start, stop, step, n):
    size = unknown("k")
    part = sliced(size, start, stop, step)
    assert evaluate(part, {size.symbol: n}) == len(range(n)[start:stop:step])
    assert sliced(size, start, stop, step) == part
    assert roots(part) == {size.symbol}


def test_slices_that_leave_out_as_many_have_one_size():
    n = unknown("n")
    assert sliced(n, 1, None, None) == sliced(n, None, -1, None) == sliced(n, 0, -1, 1)
    assert sliced(sliced(n, 1, None, None), None, -1, None) == sliced(n, 2, None, None) == sliced(n, 1, -1, None)
    assert sliced(n + 1, 1, None, None) == n
    assert sliced(n, 1, None, None) != n + -1  # of nothing there are not fewer than none
    assert str(sliced(n, 1, None, None)) == "n - 1"
    assert str(n * sliced(n, 1, None, None)) in {"n·(n - 1)", "(n - 1)·n"}
    assert sliced(7, 1, -1, None) == 5
