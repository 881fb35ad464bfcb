"""The checks themselves: right gradients pass, wrong ones are caught, with the worst entry."""

import numpy as np
import pytest

import explorer.core as T
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
    with pytest.raises(T.GradientError, match=r"argument 0 is wrong at \(\d,\).*differences give"):
        T.verify_grad(WrongSine(), np.array([0.1, 0.2]))
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
