"""Python's numbers are weak beside arrays, as in NumPy 2."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer.core as T

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "float32", "float64", "complex64", "complex128"]
OPERATIONS = [(T.add, np.add), (T.multiply, np.multiply), (T.divide, np.divide), (T.maximum, np.maximum)]
scalars = st.one_of(st.integers(0, 100), st.floats(-100, 100), st.booleans(), st.complex_numbers(max_magnitude=100))


def variable(dtype):
    return T.tensor("x", dtype, (2,))


@given(st.sampled_from(DTYPES), scalars, st.sampled_from(OPERATIONS), st.booleans())
def test_dtype_beside_a_scalar_is_numpys(dtype, scalar, pair, left):
    ours, theirs = pair
    x, a = variable(dtype), np.ones(2, dtype)
    with np.errstate(all="ignore"):
        y, b = (ours(scalar, x), theirs(scalar, a)) if left else (ours(x, scalar), theirs(a, scalar))
    assert y.dtype == b.dtype
    value = y.eval({x: a})
    assert value.dtype == b.dtype
    np.testing.assert_allclose(value, b, rtol=1e-6)


@given(st.sampled_from(DTYPES), st.sampled_from(DTYPES), st.sampled_from(OPERATIONS))
def test_dtype_of_two_arrays_is_numpys(one, two, pair):
    ours, theirs = pair
    assert ours(variable(one), variable(two)).dtype == theirs(np.ones(2, one), np.ones(2, two)).dtype


@pytest.mark.parametrize("scalar", [np.float64(2.5), np.int64(2), np.array(2.5)])
def test_numpys_scalars_are_strong(scalar):
    assert (variable("float32") * scalar).dtype == (np.ones(2, "float32") * scalar).dtype


def test_an_integer_that_does_not_fit_is_an_error_as_in_numpy():
    with pytest.raises(T.DTypeError, match="300 does not fit int8"):
        variable("int8") + 300


def test_a_large_integer_beside_floats_keeps_its_value():
    x = T.dvector("x")
    assert (x * 2**40).eval({x: [1.0]}) == [2.0**40]
    assert (x * 10**30).eval({x: [1.0]}) == [1e30]


def test_lists_of_expressions_are_stacked():
    x, y = T.dscalars("x", "y")
    z = T.as_expression([[x, 1.0], [y, x]])
    assert z.eval({x: 2.0, y: 3.0}).tolist() == [[2, 1], [3, 2]]
