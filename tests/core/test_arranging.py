"""Arrays repeated, turned, padded, cut, sorted and summed up: against NumPy, with the derivative by differences."""

import numpy as np
import pytest
import scipy.special

import explorer.core as T

A = np.array([[3.0, -1, 2, 0.5], [0.25, 4, -2, 1], [1.5, 2.5, -0.5, 7]])
V = A[0]

CASES = [
    ("broadcast_to", V, (((2, 4),), {})),
    ("repeat", A, ((2,), {})),
    ("repeat", A, ((3, 0), {})),
    ("repeat", A, ((2, -1), {})),
    ("tile", A, ((2,), {})),
    ("tile", V, (((2, 3),), {})),
    ("tile", A, (((2, 1, 3),), {})),
    ("flip", A, ((), {})),
    ("flip", A, ((1,), {})),
    ("flip", A, (((0, 1),), {})),
    ("roll", A, ((2,), {})),
    ("roll", A, ((-1, 0), {})),
    ("roll", A, (((1, 2), (0, 1)), {})),
    ("pad", A, ((1,), {})),
    ("pad", A, (((1, 2),), {})),
    ("pad", A, ((((0, 1), (2, 0)),), {"constant_values": 5.0})),
    ("pad", A, ((2, "edge"), {})),
    ("pad", A, ((2, "reflect"), {})),
    ("pad", A, ((2, "symmetric"), {})),
    ("pad", A, ((2, "wrap"), {})),
    ("atleast_1d", np.array(2.0), ((), {})),
    ("atleast_2d", V, ((), {})),
    ("atleast_2d", np.array(2.0), ((), {})),
    ("tril", A, ((), {})),
    ("tril", A, ((1,), {})),
    ("triu", A, ((-1,), {})),
    ("cumsum", A, ((), {})),
    ("cumsum", A, ((0,), {})),
    ("cumprod", A, ((1,), {})),
    ("sort", A, ((), {})),
    ("sort", A, ((0,), {})),
    ("sort", A, ((None,), {})),
    ("ptp", A, ((), {})),
    ("ptp", A, ((0,), {})),
    ("median", A, ((), {})),
    ("median", A, ((0,), {})),
    ("median", A, ((1,), {"keepdims": True})),
    ("diff", A, ((), {})),
    ("diff", A, ((2, 0), {})),
    ("trapezoid", A, ((), {})),
    ("trapezoid", A, ((np.array([0.0, 1, 3, 4]),), {})),
    ("trapezoid", A, ((), {"dx": 0.5, "axis": 0})),
    ("average", A, ((), {})),
    ("average", A, ((1, np.array([1.0, 2, 3, 4])), {})),
    ("nansum", A, ((0,), {})),
    ("sinc", A + 0.25, ((), {})),
    ("cbrt", A, ((), {})),
    ("deg2rad", A, ((), {})),
    ("rad2deg", A, ((), {})),
]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("name", "array", "rest"), CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_value_and_derivative(name, array, rest, known):
    args, kwargs = rest
    x = T.tensor("x", shape=array.shape if known else (None,) * array.ndim)
    y = getattr(T, name)(x, *args, **kwargs)
    expected = getattr(np, name)(array, *args, **kwargs)
    for mode in ("raw", None):
        value = T.function([x], y, mode=mode)(array)
        assert value.dtype == expected.dtype
        assert value.shape == expected.shape
        np.testing.assert_allclose(value, expected, rtol=1e-13)
    if known:
        T.verify_grad(lambda x: getattr(T, name)(x, *args, **kwargs), array)


def test_numpys_names_take_expressions():
    x = T.tensor("x", shape=A.shape)
    for name in ("flip", "sort", "median", "cumsum", "tril", "ptp", "diff"):
        np.testing.assert_allclose(getattr(np, name)(x).eval({x: A}), getattr(np, name)(A))


def test_stacks_and_parts():
    x = T.dmatrix("x")
    for ours, theirs in (
        (T.hstack([x, 2 * x]), np.hstack([A, 2 * A])),
        (T.hstack([x[0], x[1]]), np.hstack([A[0], A[1]])),
        (T.vstack([x, x[0]]), np.vstack([A, A[0]])),
        (T.split(x, 3)[1], np.split(A, 3)[1]),
        (T.split(x, [1, 3], 1)[1], np.split(A, [1, 3], 1)[1]),
        (T.split(x, 2, 1)[1], np.split(A, 2, 1)[1]),
        (T.take_along_axis(x, T.argsort(x, 0), 0), np.sort(A, 0)),
        (T.choose(T.constant([0, 2, 1, 0]), [x[0], x[1], x[2]]), np.choose([0, 2, 1, 0], list(A))),
        (T.searchsorted(T.sort(x[0]), x[1]), np.searchsorted(np.sort(A[0]), A[1])),
        (T.tri(3, 4, 1), np.tri(3, 4, 1)),
        (T.linspace(x[0, 0], 7.0, 5), np.linspace(3.0, 7.0, 5)),
        (T.linspace(0, 1, 4, endpoint=False), np.linspace(0, 1, 4, endpoint=False)),
        *zip(T.meshgrid(x[0], x[:, 0]), np.meshgrid(A[0], A[:, 0]), strict=True),
        *zip(T.meshgrid(x[0], x[:, 0], indexing="ij"), np.meshgrid(A[0], A[:, 0], indexing="ij"), strict=True),
        (T.softmax(x, 1), scipy.special.softmax(A, 1)),
        (T.log_softmax(x), scipy.special.log_softmax(A)),
        (T.logsumexp(x, 0, keepdims=True), scipy.special.logsumexp(A, 0, keepdims=True)),
    ):
        np.testing.assert_allclose(ours.eval({x: A} if x in T_leaves(ours) else {}), theirs, rtol=1e-13)


def T_leaves(expression):
    from explorer.core.graph import leaves

    return set(leaves([expression]))


def test_softmax_does_not_overflow():
    x = T.dvector("x")
    value, slope = T.function([x], [T.softmax(x), T.grad(T.logsumexp(x), x)])([1000.0, 0.0])
    assert value.tolist() == slope.tolist() == [1, 0]


def test_what_cannot_be_is_an_error():
    x = T.tensor("x", shape=(5,))
    with pytest.raises(T.ShapeError, match="split"):
        T.split(x, 2)
    with pytest.raises(ValueError, match="mode"):
        T.pad(x, 1, "other")
    with pytest.raises(ValueError, match="side"):
        T.searchsorted(x, x, "middle")
    with pytest.raises(T.ShapeError, match="as many axes"):
        T.take_along_axis(x, T.constant([[1]]))
    with pytest.raises(T.ShapeError, match="vector"):
        T.searchsorted(T.dmatrix("m"), 1.0)
    with pytest.raises(ValueError, match="order"):
        T.polygamma(-1, x)


SPECIAL = [
    "erf",
    "erfc",
    "erfcx",
    "gamma",
    "gammaln",
    "digamma",
    "i0",
    "i1",
    "j0",
    "j1",
    "logit",
    "entr",
    "expit",
    "erfinv",
]


@pytest.mark.parametrize("name", SPECIAL)
def test_special_functions_are_scipys(name):
    at = np.array([0.1, 0.5, 0.9])
    x = T.dvector("x")
    expected = getattr(scipy.special, name)(at)
    np.testing.assert_allclose(getattr(T.special, name)(x).eval({x: at}), expected, rtol=1e-14)
    assert getattr(T, name) is getattr(T.special, name)
    assert getattr(T, name)(T.fvector("y")).dtype == np.float32


def test_conventions_of_x_log_y():
    x, y = T.dscalars("x", "y")
    for f in (T.xlogy, T.xlog1py):
        at = (0.0, 0.0 if f is T.xlogy else -1.0)
        value, slope = T.function([x, y], [f(x, y), T.grad(f(x, y), y)])(*at)
        assert (value, slope) == (0, 0)


def test_a_derivative_without_a_formula_says_so():
    a, x = T.dscalars("a", "x")
    with pytest.raises(T.NullTypeGradError, match="gammainc by its order"):
        T.grad(T.gammainc(a, x), a)
    assert T.grad(T.gammainc(a, x), x).eval({a: 1.0, x: 0.5}) == pytest.approx(np.exp(-0.5))


def test_the_core_starts_without_scipy():
    import subprocess
    import sys

    code = "import sys, explorer.core; assert 'scipy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
