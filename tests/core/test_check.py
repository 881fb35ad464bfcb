"""The checks themselves: right gradients pass, wrong ones are caught, with the worst entry."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.check import adjoint, along, compare, remainder
from explorer.core.op import Elementwise


class WrongSine(Elementwise):
    """A sine whose derivative has the wrong sign."""

    code = "np.sin($x)"

    def partials(self, x, *, out):
        return (-T.cos(x),)


class NanSine(WrongSine):
    """A sine whose derivative is NaN."""

    def partials(self, x, *, out):
        return (x * np.nan,)


def test_right_gradients_pass():
    rng = np.random.default_rng(0)
    T.verify_grad(lambda x: T.sin(x) * x, rng.normal(size=3))
    T.verify_grad(T.dot, [rng.normal(size=(2, 3)), rng.normal(size=3)], rng=rng)
    T.verify_grad(T.tanh, rng.normal(size=4).astype("float32"))
    T.verify_grad(lambda x: x * x, 3)
    T.verify_grad(lambda x: T.sum(T.abs(x) ** 2), np.array([1 + 2j, 0.5j]))


def test_a_wrong_gradient_is_caught():
    with pytest.raises(T.GradientError, match=r"argument 0 is wrong at \(\d,\).*a complex step gives"):
        T.verify_grad(WrongSine(), np.array([0.1, 0.2]))
    with pytest.raises(T.GradientError, match=r"argument 0 is wrong at \(\d,\).*differences give"):
        T.verify_grad(lambda x: WrongSine()(T.abs(x)), np.array([0.1, 0.2]))
    with pytest.raises(T.GradientError, match="argument 1"):
        T.verify_grad(lambda x, y: x * T.grad_scale(y, 1.001), [np.ones(2), np.ones(2)])


def test_the_worst_entry_is_named():
    with pytest.raises(T.GradientError, match=r"at \(1,\)"):
        T.verify_grad(lambda x: T.where(T.arange(3) > 0, WrongSine()(x), x), np.array([0.1, 0.2, 1.5]))


def test_a_gradient_of_nan_is_caught():
    with pytest.raises(T.GradientError):
        T.verify_grad(NanSine(), np.array([1.0]))


def test_tolerances():
    T.verify_grad(lambda x: T.grad_scale(x, 1.001), np.ones(2), rel_tol=1e-2)


def test_numeric_grad_of_arrays():
    found = T.numeric_grad(lambda x, y: float(np.sum(x**2) * y), [np.array([1.0, 2]), 3.0])
    np.testing.assert_allclose(found[0], [6, 12], rtol=1e-8)
    np.testing.assert_allclose(found[1], 5, rtol=1e-8)


def test_numeric_grad_with_a_step_of_ones_own():
    (found,) = T.numeric_grad(lambda x: x**3, 2.0, eps=0.1)
    np.testing.assert_allclose(found, 12 + 0.3**2, rtol=1e-12)  # of central differences the error is the step squared
    (narrow,) = T.numeric_grad(lambda x: x**2, np.float32(3), eps=1e-3)
    np.testing.assert_allclose(narrow, 6, rtol=1e-3)


def test_numeric_grad_near_the_edge_of_a_domain():
    (found,) = T.numeric_grad(lambda x: np.sum(np.log(x)), np.array([1e-4, 0.01, 1e3]))
    np.testing.assert_allclose(found, [1e4, 100, 1e-3], rtol=1e-6)
    (outside,) = T.numeric_grad(np.log, -1.0)
    assert np.isnan(outside)
    with pytest.raises(np.linalg.LinAlgError):
        T.numeric_grad(lambda x: np.sum(np.linalg.cholesky(x)), -np.eye(2))


CURVES = {
    "polynomial": (lambda t: (2 + t) ** 5, 80.0),
    "sine": (lambda t: np.sin(1000 * t), 1000.0),
    "flat": (lambda t: 3.0 + 0 * t, 0.0),
    "near a kink": (lambda t: abs(t + 1e-3), 1.0),
    "steep": (lambda t: np.exp(20 * (t + 1)), 20 * np.exp(20)),
    "array": (lambda t: np.array([t, t * t, np.exp(t)]), np.array([1.0, 0, 1])),
    "complex": (lambda t: np.exp(1j * t), 1j),
}


@pytest.mark.parametrize("name", CURVES)
def test_an_estimate_knows_its_error(name):
    curve, slope = CURVES[name]
    found = along(curve, 1.0)
    assert np.all(np.abs(found.value - slope) <= 10 * found.error + 1e-13 * np.abs(slope))
    assert np.all(found.error <= 1e-6 * np.maximum(1, np.abs(slope)))


ANALYTIC = {
    "a complex step": [
        T.sin, T.tanh, T.exp, lambda x: x**3 / (1 + x), T.log1p, T.expit, lambda x: T.dot(x, x), T.cumprod, T.erf,
        lambda x: T.where(x > 0.5, x, x**2), T.sort, lambda x: x[::-1] * x[0], T.sqrt,
    ],
    "differences": [T.abs, lambda x: T.erfinv(x / 2), lambda x: T.norm(x) * x, T.floor, T.gammaln],
}  # fmt: skip


@pytest.mark.parametrize(("method", "number"), [(m, n) for m, fs in ANALYTIC.items() for n in range(len(fs))])
def test_programs_are_asked_whether_they_are_analytic(method, number):
    found = T.verify_grad(ANALYTIC[method][number], np.array([0.3, 0.7, 1.2]))
    assert found.method == method
    assert found.absolute <= (1e-13 if method == "a complex step" else 1e-7)


def test_complex_outputs_are_projected_to_reals():
    found = T.verify_grad(lambda x: T.exp(1j * x), np.array([0.3, 0.7]))
    assert found.method == "differences"


def test_figures_say_what_they_are():
    good = compare("differences", [np.array([1.0, 2.0])], [np.array([1.0, 2.5])], abs_tol=1.0, rel_tol=0.0)
    assert (good.passed, good.argument, good.place, good.absolute, good.relative) == (True, 0, (1,), 0.5, 0.2)
    assert good.confirmed() is good
    two = [np.zeros((2, 2)), np.array([[1.0, np.nan]])]
    bad = compare("differences", two, [np.full((2, 2), 0.5), np.ones((1, 2))], abs_tol=1.0, rel_tol=0.0)
    assert (bad.passed, bad.argument, bad.place) == (False, 1, (0, 1))
    with pytest.raises(T.GradientError, match=r"argument 1 is wrong at \(0, 1\): nan"):
        bad.confirmed()
    assert compare("differences", [np.zeros(0)], [np.zeros(0)], 0.0, 0.0).passed
    with pytest.raises(AttributeError):
        good.passed = False


class WrongTangent(WrongSine):
    """A sine whose forward rule has the right sign, and whose reverse rule has not."""

    def jvp(self, node, tangents):
        return (T.cos(node.inputs[0]) * tangents[0],)


def test_the_adjoint_identity():
    rng = np.random.default_rng(0)
    for fun, points in (
        (T.dot, [rng.normal(size=(2, 3)), rng.normal(size=3)]),
        (lambda z: z * T.conj(z) * 2j, rng.normal(size=3) + 1j),
        (T.sin, rng.normal(size=(2, 2)).astype("float32")),
        (T.zeros_like, np.ones(2)),
        (lambda x: x, np.zeros(0)),
    ):
        assert T.verify_adjoint(fun, points, rng=rng).units < 100
    with pytest.raises(T.GradientError, match=r"⟨w, J u⟩ and ⟨Jᵀ w, u⟩ differ by .* units of rounding"):
        T.verify_adjoint(WrongTangent(), np.ones(3))
    one, two = np.ones(2), np.array([1.0, 1 + 1e-12])
    figures = adjoint([one], [two], [one], [one])
    assert figures.passed
    assert not adjoint([one], [two], [one], [one], allowed=1e-14).passed
    np.testing.assert_allclose(figures.units, 0.25e-12 / np.finfo(float).eps, rtol=1e-3)


@pytest.mark.parametrize("order", [1, 2])
def test_taylors_remainder(order):
    rng = np.random.default_rng(0)
    for fun, points in (
        (lambda x: T.sum(T.exp(x) * x), rng.normal(size=4)),
        (lambda A, x: T.tanh(T.dot(A, x)), [rng.normal(size=(2, 3)), rng.normal(size=3)]),
        (lambda z: T.exp(z) * T.conj(z), rng.normal(size=2) + 1j),
    ):
        found = T.verify_taylor(fun, points, rng=rng, order=order)
        assert found.expected == order + 1
        assert abs(found.order - found.expected) < 0.2
    assert T.verify_taylor(lambda x: 2 * x, np.ones(3), order=order).order is None
    with pytest.raises(T.GradientError, match=f"is of order 1.*and not {order + 1}"):
        T.verify_taylor(WrongSine(), np.array([0.5, 1.0]), order=order)


class WrongSecond(Elementwise):
    """A sine whose first derivative is right, and whose second has the wrong sign."""

    code = "np.sin($x)"

    def partials(self, x, *, out):
        return (WrongCosine()(x),)


class WrongCosine(Elementwise):
    """A cosine that takes its derivative to be the sine."""

    code = "np.cos($x)"

    def partials(self, x, *, out):
        return (T.sin(x),)


def test_a_wrong_second_derivative_leaves_a_remainder_of_second_order():
    at = np.array([0.5, 1.0])
    assert T.verify_taylor(WrongSecond(), at).passed
    with pytest.raises(T.GradientError, match=r"is of order 2\.\d\d, and not 3|is of order 1\.9\d, and not 3"):
        T.verify_taylor(WrongSecond(), at, order=2)


def test_the_order_of_a_remainder():
    cubic = remainder(lambda t: np.array(1 + t + 5 * t**3), [np.array(1.0), np.array(1.0)], 1.0, 2e-16)
    assert cubic.passed
    np.testing.assert_allclose(cubic.slopes, 3, rtol=1e-6)
