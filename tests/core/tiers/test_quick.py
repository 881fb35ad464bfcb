"""The short way of a call, and programs over floats: the same values as the long way over arrays gives."""

import itertools
import math

import numpy as np
import pytest

import explorer.core as T
from explorer.core.catalogue import operations
from explorer.core.evaluate.floats import TEMPLATES, are_floats
from tests.core.catalogue import examples

SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.3, -2.5, 700.0, -800.0, 1e-300, 1e300, -1e300, math.inf, -math.inf, math.nan)
ULPS = 4


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("example", examples(), ids=str)
def test_both_ways_give_the_same(example, known):
    xs = example.variables(known=known)
    f = T.function(list(xs), list(example.build(*xs)), mode="raw", on_unused_input="ignore")
    f._short = None
    expected = f(*example.arrays)
    f._short = f._short_way()
    for found, wanted in zip(f(*example.arrays), expected, strict=True):
        assert (found.dtype, found.shape) == (wanted.dtype, wanted.shape)
        if f.floats is None:
            np.testing.assert_array_equal(found, wanted)
        else:
            np.testing.assert_array_max_ulp(found, wanted, ULPS)
        assert not any(np.shares_memory(found, x) for x in example.arrays if found.size)


def over_floats():
    """Operations that have a template, on numbers; a logical one on comparisons."""
    for kind in operations():
        if kind.name not in TEMPLATES and kind.name not in {
            "add",
            "multiply",
            "negative",
            "divide",
            "reciprocal",
            "eq",
        }:
            continue
        names = kind.parameters()
        xs = [T.dscalar(name) for name in ("a", "b", "c")[: 2 if names[0].startswith("*") else len(names)]]
        operands = list(xs)
        if kind.name.startswith("logical"):
            operands = [x > 0 for x in xs]
        elif kind.name == "switch":
            operands[0] = xs[0] > 0
        e = kind()(*operands)
        yield pytest.param(xs, e if e.dtype == "float64" else T.switch(e, 2.0, 3.0), id=kind.name)


@pytest.mark.parametrize(("xs", "e"), list(over_floats()))
def test_floats_give_what_numpy_gives(xs, e):
    f = T.function(xs, e, mode="raw")
    assert f.floats is not None
    for values in itertools.product(SPECIAL, repeat=len(xs)):
        f._short = None
        expected = f(*values)
        f._short = f._short_way()
        for found in (f(*values), np.asarray(f.unchecked(*values)[0]), f(*map(np.asarray, values))):
            np.testing.assert_array_max_ulp(found, expected, ULPS)
            if expected == 0 and e.owner.op.name not in {"maximum", "minimum", "clip"}:  # which zero, NumPy leaves open
                assert np.signbit(found) == np.signbit(expected), values


def test_what_is_no_graph_of_numbers_has_no_such_program():
    x, v, n = T.dscalar("x"), T.dvector("v"), T.lscalar("n")
    for inputs, e in (([x], T.stack([x, x])), ([v], T.sum(v)), ([n], n * 2), ([x], T.floor(x)), ([x], T.gt(x, 0))):
        assert not are_floats(inputs, [e])
        assert T.function(inputs, e).floats is None


def test_names_of_variables_do_not_hide_those_of_the_program():
    names = ("math", "expit", "float", "abs", "program", "max")
    xs = [T.dscalar(name) for name in names]
    f = T.function(xs, sum(T.sigmoid(x) + T.abs(x) + T.clip(x, 0.0, 1.0) for x in xs), mode="raw")
    expected = f(*range(6))
    assert f.floats is not None
    assert f(*range(6)) == pytest.approx(float(expected), rel=1e-15)
    assert f.unchecked(*map(float, range(6)))[0] == pytest.approx(float(expected), rel=1e-15)


def test_it_is_made_when_a_function_is_called_again():
    x = T.dvector("x")
    f = T.function([x], x * 2)
    f._short = None
    values = [f(np.ones(3)) for _ in range(3)]
    assert f._short is not None
    assert all(np.array_equal(value, 2 * np.ones(3)) for value in values)
