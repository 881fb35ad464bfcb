"""Sizes: joined, learned, chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.types import named, unknown
from explorer.document.sizes import SizeError, Sizes


def test_joined_sizes_are_one() -> None:
    a, b, c = (unknown(label) for label in "abc")
    sizes = Sizes([(a, b), (b, c)])
    sizes.learn(c, 7, "z")
    assert sizes.size(a) == 7
    with pytest.raises(SizeError, match="it must be 7 in z"):
        sizes.learn(a, 3, "x")


def test_a_named_size_leads() -> None:
    a, n = unknown("a"), named("n")
    assert Sizes([(a, n)]).choose(a) == Sizes().choose(n)


def test_a_size_that_the_script_fixes() -> None:
    a = unknown("a")
    sizes = Sizes([(a, 4)])
    assert sizes.choose(a) == 4
    with pytest.raises(SizeError, match="it must be 4 in the script"):
        sizes.learn(a, 5, "x")


def test_a_copy_learns_alone() -> None:
    a = unknown("a")
    sizes = Sizes()
    sizes.copy().learn(a, 5, "x")
    assert sizes.size(a) is None


@given(st.integers(0, 50), st.integers(1, 5), st.integers(-3, 3))
def test_linear_sizes_are_solved(value: int, factor: int, shift: int) -> None:
    n = named("n")
    dimension = n * factor + shift
    sizes = Sizes()
    size = factor * value + shift
    if size < 0:
        return
    sizes.learn(dimension, size, "x")
    assert sizes.size(n) == value
    assert sizes.size(dimension) == size


def test_products_are_not_guessed() -> None:
    n, m = named("n"), named("m")
    sizes = Sizes()
    sizes.learn(n * m, 12, "x")
    assert sizes.size(n) is None
    sizes.set({"n": 3, "m": 5})
    with pytest.raises(SizeError, match="= 15"):
        sizes.learn(n * m, 12, "x")


def test_the_same_name_has_the_same_usual_size() -> None:
    alone = Sizes()
    crowded = Sizes()
    for name in ("q", "r", "s"):
        crowded.choose(named(name))
    assert alone.choose(named("width")) == crowded.choose(named("width"))
