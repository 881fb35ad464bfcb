"""Operations that change what flows backward."""

import numpy as np
import pytest

import explorer.core as T

MODES = ["raw", None]


@pytest.fixture
def x():
    return T.dvector("x")


@pytest.mark.parametrize(
    "stop",
    [
        T.disconnected_grad,
        T.zero_grad,
        T.consider_constant,
        T.undefined_grad,
        lambda x: T.grad_clip(x, -1, 1),
        lambda x: T.grad_scale(x, 2),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_values_pass(stop, x, mode):
    assert T.function([x], stop(x), mode=mode)([1, 2]).tolist() == [1, 2]


@pytest.mark.parametrize("mode", MODES)
def test_what_is_cut_off_contributes_nothing(x, mode):
    for stop in (T.disconnected_grad, T.zero_grad):
        y = T.sum(stop(x) * x)
        assert T.function([x], T.grad(y, x), mode=mode)([3, 4]).tolist() == [3, 4]
        assert T.function([x], T.Rop(y, x, T.ones_like(x)), mode=mode)([3, 4]) == 7


@pytest.mark.parametrize("mode", MODES)
def test_clip_and_scale(x, mode):
    clipped = T.grad(T.sum(T.grad_clip(x, -1, 1) ** 2), x)
    assert T.function([x], clipped, mode=mode)([0.25, -3]).tolist() == [0.5, -1]
    scaled = T.grad(T.sum(T.grad_scale(x, -2) ** 2), x)
    assert T.function([x], scaled, mode=mode)([1, 3]).tolist() == [-4, -12]
    y = T.sum(T.grad_scale(x, -2) ** 2)
    assert T.function([x], T.Rop(y, x, T.ones_like(x)), mode=mode)([1, 3]) == -16


def test_an_undefined_derivative_says_so(x):
    with pytest.raises(T.NullTypeGradError, match="not defined"):
        T.grad(T.sum(T.undefined_grad(x)), x)
    with pytest.raises(T.NullTypeGradError, match="not defined"):
        T.Rop(T.undefined_grad(x), x, x)
    assert np.array_equal(T.function([x], T.undefined_grad(x))([1, 2]), [1, 2])
    y = T.dvector("y")
    for wrt in ([x, y], [y, x]):
        for derive in (lambda f, wrt=wrt: T.Rop(f, wrt, wrt), lambda f, wrt=wrt: T.Lop(f, wrt, f)):
            with pytest.raises(T.NullTypeGradError, match=r"not defined: multiply ← undefined_grad ← x$"):
                derive(T.undefined_grad(x) * y)
            with pytest.raises(T.NullTypeGradError, match=r"not defined: undefined_grad ← x$"):
                derive([x * y, T.undefined_grad(x)])


STOPS = {
    # name: (operation, the factor of its tangent, the factor of its cotangent)
    "disconnected_grad": (T.disconnected_grad, 0, 0),
    "zero_grad": (T.zero_grad, 0, 0),
    "consider_constant": (T.consider_constant, 0, 0),
    "grad_scale": (lambda x: T.grad_scale(x, -3), -3, -3),
    "grad_clip, inside": (lambda x: T.grad_clip(x, -100, 100), 1, 1),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", STOPS)
def test_second_derivatives_in_both_modes(name, mode, x):
    """Of sum(stop(x)² · x³): with a factor c on each tangent, d = 2c·x·x³ + 3·x²·x², and so on."""
    stop, forward, back = STOPS[name]
    y = T.sum(stop(x) ** 2 * x**3)
    first = T.grad(y, x)
    v = T.constant([1.0, 1.0])
    a = np.array([0.5, -2])

    def after(c):
        # d of 2·c·s·x³ + 3·s²·x², where s is x with the factor c on its tangents
        return 2 * c * c * a**3 + 6 * c * a**3 + 6 * c * a**3 + 6 * a**3

    np.testing.assert_allclose(T.function([x], first, mode=mode)(a), 2 * back * a**4 + 3 * a**4, rtol=1e-13)
    over = T.function([x], T.grad(T.sum(first), x), mode=mode)(a)
    np.testing.assert_allclose(over, after(back), rtol=1e-13)
    along = T.function([x], T.Rop(first, x, v), mode=mode)(a)
    np.testing.assert_allclose(along, after(forward), rtol=1e-13)
    twice = T.function([x], T.Rop(T.Rop(y, x, v), x, v), mode=mode)(a)
    np.testing.assert_allclose(twice, np.sum(after(forward)), rtol=1e-13)


def test_a_clipped_gradient_has_the_derivative_of_its_clip(x):
    first = T.grad(T.sum(T.grad_clip(x, -1, 1) ** 2), x)  # clip(2x, -1, 1)
    along = T.function([x], T.Rop(first, x, T.constant([1.0, 1.0])))
    assert along([0.25, -3]).tolist() == [2, 0]
    back = T.function([x], T.grad(T.sum(first), x))  # which is clipped on its way, too
    assert back([0.25, -3]).tolist() == [1, 0]


def test_bounds_in_order(x):
    for bounds in ((1, -1), (np.nan, 1)):
        with pytest.raises(ValueError, match="grad_clip needs bounds in order"):
            T.grad_clip(x, *bounds)
    assert T.function([x], T.grad(T.sum(T.grad_clip(x, 2, 2)), x), on_unused_input="ignore")([1, -3]).tolist() == [2, 2]
