"""Fourier transforms, convolutions and interpolation, against NumPy."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import explorer.core as T
from tests.core.examples.example import values

jax.config.update("jax_enable_x64", val=True)

A = values((4, 5, 3))
TRANSFORMS = ["fft", "ifft", "rfft", "irfft"]
NORMS = [None, "backward", "forward", "ortho"]


def same(found, expected):
    assert found.dtype == expected.dtype
    assert found.shape == expected.shape
    narrow = found.dtype in (np.float32, np.complex64)
    np.testing.assert_allclose(found, expected, rtol=2e-6 if narrow else 1e-12, atol=1e-5 if narrow else 1e-12)


def variable(a, *, known, name="x"):
    return T.tensor(name, a.dtype, [n if known else None for n in a.shape])


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "bool", "complex128", "complex64"])
@pytest.mark.parametrize("n", [None, 1, 2, 5, 6, 9])
@pytest.mark.parametrize("name", TRANSFORMS)
def test_transform_is_numpys(name, n, dtype):
    a = np.round(A).astype(dtype) * (np.array(1 - 0.5j, dtype) if dtype.startswith("c") else np.array(1, dtype))
    for known, axis, norm in itertools.product((True, False), (0, 1, -1), NORMS):
        x = variable(a, known=known)
        if name == "rfft" and dtype.startswith("c"):
            with pytest.raises(T.DTypeError, match="rfft does not take complex"):
                T.fft.rfft(x, n, axis, norm)
            return
        y = getattr(T.fft, name)(x, n, axis, norm)
        expected = getattr(np.fft, name)(a, n, axis, norm)
        if known:
            assert y.dimensions == expected.shape
        same(T.function([x], y)(a), expected)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_number_of_points_may_be_an_expression(name):
    x, n = T.dmatrix("x"), T.lscalar("n")
    f = T.function([x, n], getattr(T.fft, name)(x, n, axis=0))
    for count in (1, 3, 4, 7):
        same(f(A[0], count), getattr(np.fft, name)(A[0], count, axis=0))
    cost = T.sum(T.abs(getattr(T.fft, name)(x, n, axis=0)) ** 2)
    slope = T.function([x, n], T.grad(cost, x))(A[0], 4)
    expected = jax.grad(lambda a: jnp.sum(jnp.abs(getattr(jnp.fft, name)(a, 4, axis=0)) ** 2))(A[0])
    same(slope, np.asarray(expected))


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("n", [None, 4, 5])
@pytest.mark.parametrize("name", TRANSFORMS)
def test_gradient_is_jaxs(name, n, norm):
    a = A[0] if name == "rfft" else A[0] * (1 + 0.3j) + 0.2j
    w = values(getattr(np.fft, name)(a, n, 0, norm).shape, seed=3) * (1 - 0.7j)
    x = variable(a, known=False)
    found = T.function([x], T.grad(T.sum(T.real(w * getattr(T.fft, name)(x, n, 0, norm))), x))(a)
    expected = jax.grad(lambda z: jnp.sum(jnp.real(w * getattr(jnp.fft, name)(z, n, 0, norm))))(a)
    same(found, np.conj(np.asarray(expected)))


def test_transforms_and_back():
    x = T.dvector("x")
    for n in (1, 2, 5, 8):
        a = values((n,))
        np.testing.assert_allclose(T.fft.irfft(T.fft.rfft(x), n).eval({x: a}), a, atol=1e-14)
        jacobian = T.jacobian(T.fft.irfft(T.fft.rfft(x), x.shape[0]), x)
        np.testing.assert_allclose(jacobian.eval({x: a}), np.eye(n), atol=1e-14)


def test_transforms_that_cannot_be_are_errors():
    with pytest.raises(T.ShapeError, match="fft: axis -1 is not there"):
        T.fft.fft(T.dscalar("x"))
    with pytest.raises(T.ShapeError, match="at least one number, not 0"):
        T.fft.ifft(T.tensor("x", shape=(0,)))
    with pytest.raises(T.ShapeError, match="at least one number, not 0"):
        T.fft.irfft(T.tensor("x", shape=(1,)))
    with pytest.raises(ValueError, match="norm is 'backward'"):
        T.fft.fft(T.dvector("x"), norm="both")


# --------------------------------------------------------------------------------------------------------- convolution


@pytest.mark.parametrize("dtype", ["float64", "float32", "int8", "bool", "complex128"])
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize(("m", "n"), [(1, 1), (5, 2), (2, 5), (4, 4), (6, 3), (1, 4), (3, 6), (None, 3), (3, None)])
def test_convolution_is_numpys(m, n, mode, dtype):
    a, b = (np.round(values(() if k is None else (k,), seed=i)).astype(dtype) for i, k in enumerate((m, n)))
    for known in (True, False):
        x, y = variable(a, known=known), variable(b, known=known, name="y")
        z = T.convolve(x, y, mode)
        if known:
            assert z.dimensions == np.convolve(a, b, mode).shape
        same(T.function([x, y], z)(a, b), np.convolve(a, b, mode))


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize(("m", "n"), [(5, 2), (2, 5), (4, 4)])
def test_gradient_of_convolution_is_jaxs(m, n, mode):
    a, b = values((m,)), values((n,), seed=1)
    w = values(np.convolve(a, b, mode).shape, seed=2)
    expected = jax.grad(lambda x, y: jnp.sum(w * jnp.convolve(x, y, mode)), (0, 1))(a, b)
    for known in (True, False):
        xs = variable(a, known=known), variable(b, known=known, name="y")
        found = T.function(list(xs), T.grad(T.sum(w * T.convolve(*xs, mode)), list(xs)))(a, b)
        for one, other in zip(found, expected, strict=True):
            same(one, np.asarray(other))


def test_convolution_that_cannot_be_is_an_error():
    with pytest.raises(T.ShapeError, match="two vectors"):
        T.convolve(T.dmatrix("x"), T.dvector("y"))
    with pytest.raises(T.ShapeError, match="no element"):
        T.convolve(T.tensor("x", shape=(0,)), T.dvector("y"))
    with pytest.raises(ValueError, match="mode"):
        T.convolve(T.dvector("x"), T.dvector("y"), "most")


# ------------------------------------------------------------------------------------------------------- interpolation

XP, FP = np.array([-1.0, 0, 0.5, 2]), np.array([3.0, 1, 1.5, -2])
AT = np.array([[-2.0, -1, -0.75, 0], [0.1, 0.5, 1.9, 2], [2.5, np.nan, 0.25, 7]])


@pytest.mark.parametrize("fp", [FP, FP * (1 - 2j), np.round(FP).astype(int), FP.astype("float32")])
@pytest.mark.parametrize(
    "options",
    [{}, {"left": -7.0}, {"right": 9.0}, {"left": 1, "right": 2}, {"period": 1.7}, {"period": -1.7, "left": 1}],
)
def test_interpolation_is_numpys(fp, options):
    for known in (True, False):
        xs = variable(AT, known=known), variable(XP, known=known, name="xp"), variable(fp, known=known, name="fp")
        same(T.function(list(xs), T.interp(*xs, **options))(AT, XP, fp), np.interp(AT, XP, fp, **options))


@pytest.mark.parametrize(("xp", "fp"), [([1.0], [5.0]), ([0.0, 0, 1], [1.0, 2, 3]), ([0.0, 1, 1], [1.0, 2, 3])])
def test_interpolation_of_few_and_of_equal_places(xp, fp):
    at = np.array([-1.0, 0, 0.5, 1, 2])
    same(T.evaluate_once(T.interp(at, xp, fp)), np.interp(at, xp, fp))


@pytest.mark.parametrize("options", [{}, {"left": -7.0, "right": 3.0}, {"period": 3.3}])
def test_gradient_of_interpolation_is_that_of_differences(options):
    at = np.array([-2.0, -0.75, 0.1, 0.3, 1.9, 2.5])
    T.verify_grad(lambda x, xp, fp: T.interp(x, xp, fp, **options), [at, XP, FP])


def test_slope_at_corners_is_the_one_nearest_to_zero():
    x, xp, fp = T.dvector("x"), T.dvector("xp"), T.dvector("fp")
    places, heights = np.array([0.0, 1, 2, 3, 4]), np.array([0.0, 1, 3, 2, -1])
    slope = T.function([x, xp, fp], T.grad(T.sum(T.interp(x, xp, fp)), x))
    np.testing.assert_array_equal(slope(places, places, heights), [0, 1, 0, -1, 0])
    shares = T.function([x, xp, fp], T.grad(T.sum(T.interp(x, xp, fp)), fp))
    np.testing.assert_array_equal(shares(places, places, heights), np.ones(5))
    assert slope(np.array([-1.0, 5.0]), places, heights).tolist() == [0, 0]


def test_interpolation_that_cannot_be_is_an_error():
    with pytest.raises(T.ShapeError, match="one length"):
        T.interp(0.0, T.tensor("xp", shape=(2,)), T.tensor("fp", shape=(3,)))
    with pytest.raises(T.ShapeError, match="at least one point"):
        T.interp(0.0, T.tensor("xp", shape=(0,)), T.tensor("fp", shape=(0,)))
    with pytest.raises(T.DTypeError, match="real places"):
        T.interp(1j, T.dvector("xp"), T.dvector("fp"))
    with pytest.raises(ValueError, match="period"):
        T.interp(0.0, T.dvector("xp"), T.dvector("fp"), period=0)
