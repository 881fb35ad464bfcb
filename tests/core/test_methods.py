"""What can be written with a dot or an operator on an expression, against NumPy's arrays."""

import operator

import numpy as np
import pytest

import explorer.core as T

A = np.array([[1.0, -2.5, 3], [4, 0.5, -6]])
N = np.array([[1, 2, 3], [4, 5, 6]])

BINARY = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lt", "le", "gt", "ge"]
BITS = ["and_", "or_", "xor"]
CALLS = [
    ("sum", (), {}), ("sum", (0,), {"keepdims": True}), ("mean", (1,), {}), ("prod", (), {}), ("max", (0,), {}),
    ("min", (), {}), ("std", (), {"ddof": 1}), ("var", (1,), {}), ("argmax", (1,), {}), ("argmin", (), {}),
    ("any", (), {}), ("all", (0,), {}), ("cumsum", (), {}), ("cumsum", (1,), {}), ("cumprod", (0,), {}),
    ("take", ([1, 0], 1), {}), ("repeat", (2, 0), {}), ("reshape", (3, 2), {}), ("reshape", ((-1,),), {}),
    ("ravel", (), {}), ("flatten", (), {}), ("transpose", (), {}), ("transpose", (1, 0), {}),
    ("transpose", ((1, 0),), {}),
    ("swapaxes", (0, 1), {}), ("squeeze", (), {}), ("diagonal", (), {}), ("diagonal", (1,), {}), ("trace", (), {}),
    ("astype", ("float32",), {}), ("copy", (), {}), ("clip", (-1, 2), {}), ("round", (), {}), ("conj", (), {}),
    ("dot", (A.T,), {}),
]  # fmt: skip


@pytest.mark.parametrize("name", BINARY)
def test_operators_on_both_sides(name):
    apply, x = getattr(operator, name), T.dmatrix("x")
    positive = np.abs(A)
    np.testing.assert_allclose(apply(x, 2).eval({x: positive}), apply(positive, 2))
    np.testing.assert_allclose(apply(2, x).eval({x: positive}), apply(2, positive))
    np.testing.assert_allclose(apply(N, x).eval({x: positive}), apply(N, positive))


@pytest.mark.parametrize("name", BITS)
def test_operators_of_bits(name):
    apply, n = getattr(operator, name), T.lmatrix("n")
    np.testing.assert_array_equal(apply(n, 3).eval({n: N}), apply(N, 3))
    np.testing.assert_array_equal(apply(3, n).eval({n: N}), apply(3, N))
    np.testing.assert_array_equal((~n).eval({n: N}), ~N)


def test_signs_and_products():
    x = T.dmatrix("x")
    for ours, theirs in ((-x, -A), (+x, A), (abs(x), abs(A)), (x @ A.T, A @ A.T), (A.T @ x, A.T @ A), (x.T, A.T)):
        np.testing.assert_allclose(ours.eval({x: A}), theirs)
    z = T.zvector("z")
    at = np.array([1 + 2j, 3j])
    assert z.real.eval({z: at}).tolist() == [1, 0]
    assert z.imag.eval({z: at}).tolist() == [2, 3]
    assert z.conj().eval({z: at}).tolist() == at.conj().tolist()


@pytest.mark.parametrize(("name", "args", "kwargs"), CALLS, ids=lambda v: v if isinstance(v, str) else "")
def test_methods_are_numpys(name, args, kwargs):
    x = T.dmatrix("x")
    expected = getattr(A, name)(*args, **kwargs)
    value = getattr(x, name)(*args, **kwargs).eval({x: A})
    assert value.dtype == expected.dtype
    assert value.shape == expected.shape
    np.testing.assert_allclose(value, expected)


def test_numpys_functions_take_expressions():
    x = T.dmatrix("x")
    a = np.array([[1.0, 2], [3, 4]])
    for ours, theirs in (
        (np.exp(x), np.exp(a)),
        (np.sum(x, axis=0), a.sum(0)),
        (np.dot(x, x), a @ a),
        (np.add(x, 1), a + 1),
        (a * x, a * a),
        (a @ x, a @ a),
        (np.array(2.0) ** x, 2.0**a),
        (np.concatenate([x, x]), np.concatenate([a, a])),
        (np.where(x > 1, x, 0), np.where(a > 1, a, 0)),
        (np.float64(2) / x, 2 / a),
        (np.less(x, 2), a < 2),
        (np.mean(x), a.mean()),
    ):
        np.testing.assert_allclose(ours.eval({x: a}), theirs)
    np.testing.assert_allclose(np.add.reduce(x).eval({x: a}), a.sum(0))
