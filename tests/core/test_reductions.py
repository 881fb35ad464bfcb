"""Reductions against NumPy's, with every axis and keepdims."""

import numpy as np
import pytest

import explorer.core as T

NAMES = ["sum", "prod", "mean", "var", "std", "max", "min", "all", "any", "argmax", "argmin"]
AXES = [None, 0, 1, -1, (0, 2), (0, 1, 2), ()]
DTYPES = ["float64", "float32", "int64", "int32", "bool", "complex128"]
A = np.round(3 * np.sin(np.arange(1, 25))).reshape(2, 3, 4)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize(
    ("name", "axis"),
    [(name, axis) for name in NAMES for axis in AXES if not (name.startswith("arg") and isinstance(axis, tuple))],
)
def test_value_dtype_and_shape_are_numpys(name, axis, keepdims, dtype):
    a = A.astype(dtype)
    if dtype == "bool" and name in ("var", "std"):
        return  # NumPy subtracts no booleans
    x = T.tensor("x", dtype, a.shape)
    expected = getattr(np, name)(a, axis=axis, keepdims=keepdims)
    y = getattr(T, name)(x, axis=axis, keepdims=keepdims)
    value = T.function([x], y, mode="raw")(a)
    assert y.dtype == value.dtype == expected.dtype
    assert y.dimensions == value.shape == expected.shape
    np.testing.assert_allclose(value, expected, rtol=1e-6 if dtype == "float32" else 1e-14, atol=1e-12)


@pytest.mark.parametrize("ddof", [0, 1, 2])
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
@pytest.mark.parametrize("name", ["var", "std"])
def test_degrees_of_freedom(name, dtype, ddof):
    x = T.tensor("x", dtype, (2, 3, 4))
    y = getattr(T, name)(x, axis=2, ddof=ddof)
    expected = getattr(np, name)(A.astype(dtype), axis=2, ddof=ddof)
    assert y.dtype == expected.dtype
    np.testing.assert_allclose(y.eval({x: A.astype(dtype)}), expected, rtol=1e-5)


@pytest.mark.parametrize("order", [None, 0, 1, 2, 3, 0.5, np.inf, -np.inf, -1])
def test_norm_of_vectors(order):
    a = np.array([3.0, -1, 2])
    x = T.dvector("x")
    np.testing.assert_allclose(T.norm(x, order).eval({x: a}), np.linalg.norm(a, order), rtol=1e-14)
    m = T.dmatrix("m")
    b = np.arange(1.0, 7).reshape(2, 3)
    for axis in (0, 1, -1):
        y = T.norm(m, order, axis, keepdims=True)
        np.testing.assert_allclose(y.eval({m: b}), np.linalg.norm(b, order, axis, keepdims=True), rtol=1e-14)


@pytest.mark.parametrize("order", [None, "fro", 1, -1, np.inf, -np.inf])
@pytest.mark.parametrize("axis", [None, (0, 1), (1, 0)])
def test_norm_of_matrices(order, axis):
    a, m = np.arange(-3.0, 3).reshape(2, 3), T.dmatrix("m")
    np.testing.assert_allclose(T.norm(m, order, axis).eval({m: a}), np.linalg.norm(a, order, axis), rtol=1e-14)


@pytest.mark.parametrize("axis", [2, -3, (0, 0)])
def test_an_axis_that_is_not_there_is_an_error(axis):
    with pytest.raises(T.ShapeError, match="axis"):
        T.sum(T.dmatrix("x"), axis)


def test_sum_in_another_dtype():
    x = T.ivector("x")
    assert x.sum(dtype="float32").dtype == np.float32
    assert x.sum().dtype == np.int64
