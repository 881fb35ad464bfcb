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
