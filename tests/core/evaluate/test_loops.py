"""What a program keeps of its loops: no states that nobody asks for, and few where a loop goes back over them."""

import tracemalloc

import numpy as np
import pytest

import explorer.core as T
from explorer.core import kernels

SIZE, STEPS = 500, 4_000


def recurrent(steps):
    x, w = T.dvector("x"), T.dvector("w")
    states, _ = T.scan(lambda p: T.tanh(w * p + 0.1), None, x, n_steps=steps)
    return x, w, states


def peak(f, *arrays):
    """The most bytes that a call allocates."""
    f(*arrays)
    tracemalloc.start()
    try:
        f(*arrays)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_states_that_nobody_asks_for_are_not_kept():
    x, w, states = recurrent(STEPS)
    f = T.function([x, w], states[-1], mode="numpy")  # without a compiler beside it, which takes memory of its own
    assert "append" not in f.source
    f(np.ones(SIZE), np.ones(SIZE))  # what it makes of itself at the first call is not measured
    assert peak(f, np.ones(SIZE), np.ones(SIZE)) < 20 * 8 * SIZE


def test_a_gradient_keeps_all_states_or_about_two_square_roots_of_them(monkeypatch):
    x, w, states = recurrent(STEPS)
    f = T.function([x, w], T.grad(T.sum(states[-1]), [x, w]))
    arrays = np.linspace(-1, 1, SIZE), np.linspace(0.5, 1.2, SIZE)
    whole = 8 * SIZE * STEPS
    quick = f(*arrays)
    assert peak(f, *arrays) > whole
    monkeypatch.setattr(kernels, "KEPT", whole - 1)
    f = T.function([x, w], T.grad(T.sum(states[-1]), [x, w]))
    lean = f(*arrays)
    assert peak(f, *arrays) < 3 * 8 * SIZE * STEPS**0.5
    for a, b in zip(quick, lean, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 9, 10, 17])
@pytest.mark.parametrize("backwards", [False, True])
def test_states_that_are_computed_once_more_are_the_same(steps, backwards, monkeypatch):
    x, w, s = T.dvector("x"), T.dvector("w"), T.dmatrix("s")

    def step(e, p, q):
        new = T.tanh(w * p + e) * T.cos(q)
        return [new, T.sin(p + q)]

    (a, b), _ = T.scan(step, s, [x, x * 2], go_backwards=backwards)
    cost = T.sum(a[-1] * b[-1]) if steps else T.sum(T.zeros_like(x))
    gradient = T.grad(cost, [x, w, s], disconnected_inputs="ignore")
    f = T.function([x, w, s], gradient)
    rng = np.random.default_rng(steps)
    arrays = rng.normal(size=3), rng.normal(size=3), rng.normal(size=(steps, 3))
    expected = T.function([x, w, s], gradient, mode="raw")(*arrays)
    program, lean = f._others[0].compiled
    if steps:
        assert "checkpoint_interval" in program.source
    each = lean(*arrays)
    monkeypatch.setattr(kernels, "KEPT", -1)
    some = lean(*arrays)
    for one, other, third, fourth in zip(expected, each, some, f(*arrays), strict=True):
        np.testing.assert_array_equal(other, third)
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(one, fourth, rtol=1e-12, atol=1e-14)


def test_states_that_are_asked_for_are_kept():
    x, w, states = recurrent(5)
    f = T.function([x, w], [states, *T.grad(T.sum(states**2), [x, w])])
    values, *_ = f([0.1, 0.2], [0.5, 1.0])
    assert values.shape == (5, 2)
    assert "checkpoint_interval" not in f.source


def test_a_state_that_nothing_depends_on_is_not_computed():
    x = T.dscalar("x")
    (_, b), _ = T.scan(lambda p, q: [T.exp(p), q * x], None, [x, x], n_steps=3)
    f = T.function([x], b)
    assert "exp" not in f.source
    assert f(2.0).tolist() == [4, 8, 16]


def test_second_derivatives_of_long_loops():
    x, w = T.dscalars("x", "w")
    states, _ = T.scan(lambda p: T.sin(w * p), None, x, n_steps=50)
    hessian = T.hessian(states[-1], [x, w])
    flat = [e for row in hessian for e in row]
    raw = T.function([x, w], flat, mode="raw")(0.3, 1.1)
    np.testing.assert_allclose(T.function([x, w], flat)(0.3, 1.1), raw, rtol=1e-10)
