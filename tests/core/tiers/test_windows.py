"""Results of neighbours in one loop: what the operations give one by one, for slices and joins of every kind."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.evaluate.windows import LEAST, windows
from explorer.core.graph import applies

SIZES = (LEAST + 1, LEAST + 9, 70_000, 200_001)


def found(outputs):
    return windows(applies(outputs), outputs)


def agree(inputs, outputs, values, count=1):
    """The program of loops, when they are compiled, and the operations one by one."""
    f = T.function(inputs, outputs, mode="fused")
    assert len(found(f.outputs)) >= count
    expected = T.function(inputs, outputs, mode="raw")(*values)
    f(*values)
    for got in (f(*values), T.function(inputs, outputs)(*values)):  # the other one has nothing compiled yet
        for one, other in zip(got, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-12)
    out = [np.full(one.shape, 77.0) for one in expected]
    f(*values, out=out)
    for one, other in zip(out, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-12)
    return f


def rosenbrock(x):
    return T.sum((1 - x[:-1]) ** 2 + 100 * (x[1:] - x[:-1] ** 2) ** 2)


@pytest.mark.parametrize("size", SIZES)
def test_gradients_and_products(size):
    x, v = T.dvectors("x", "v")
    values = [np.linspace(-1.0, 1.3, size), np.linspace(1.0, -2.0, size)]
    agree([x], [T.grad(rosenbrock(x), x)], values[:1])
    agree([x, v], [T.hessian_vector_product(rosenbrock(x), x, v)], values)
    second = T.sum((x[2:] - 2 * x[1:-1] + x[:-2]) ** 2) + T.sum(T.abs(x[3:] - x[:-3])[1:])
    agree([x], [T.grad(T.sum(T.sqrt(1 + (x[1:] - x[:-1]) ** 2)) + second, x)], values[:1])


def test_float32_and_numbers_beside():
    x, k = T.fvector("x"), T.fscalar("k")
    y = T.inc_subtensor(T.zeros_like(x)[2:], k * x[:-2] ** 2) * k
    f = T.function([x, k], y, mode="fused")
    assert len(found(f.outputs)) == 1
    value = np.linspace(-1, 1, 50_000, dtype="f4")
    f(value, np.float32(0.5))
    got = f(value, np.float32(0.5))
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, T.function([x, k], y, mode="raw")(value, np.float32(0.5)), rtol=1e-6)


def test_what_others_use_too_is_there_for_them():
    x = T.dvector("x")
    inner = x[1:] * x[:-1]
    whole = T.concatenate([inner, T.zeros(1)]) - T.concatenate([T.ones(1), inner])
    agree([x], [whole, T.sum(inner), T.exp(whole), inner], [np.linspace(-1.0, 1.0, 20_000)])


def test_functions_are_computed_once():
    """At two places they would be computed twice: they stay outside."""
    x = T.dvector("x")
    y = T.exp(x)
    (window,) = found([T.concatenate([y, T.zeros(2)]) + T.concatenate([T.zeros(2), y])])
    assert y in window.leaves


def test_the_size_is_that_of_a_call():
    x = T.dvector("x")
    f = T.function([x], T.grad(rosenbrock(x), x), mode="fused")
    expected = T.function([x], T.grad(rosenbrock(x), x), mode="raw")
    for size in (20_000, 2, 3, 100, 5000, 17_000, 1, 40_000):
        value = np.linspace(-1.0, 1.0, size)
        np.testing.assert_allclose(f(value), expected(value), rtol=1e-13, atol=1e-12)
    spaced = np.linspace(-1.0, 1.0, 80_000)[::2]
    np.testing.assert_allclose(f(spaced), expected(spaced), rtol=1e-13, atol=1e-12)


def test_sizes_that_differ_are_told():
    x, y = T.dvectors("x", "y")
    f = T.function([x, y], T.concatenate([x[1:] * y[1:], T.zeros(1)]) + y, mode="fused")
    value = np.ones(20_000)
    for _ in range(3):
        with pytest.raises(T.ShapeError):
            f(value, value[1:])
        f(value, value)
    with pytest.raises((ValueError, T.EvaluationError)):
        f.unchecked(value, value[1:])


@pytest.mark.parametrize(
    "build",
    [
        lambda x: T.inc_subtensor(T.zeros_like(x)[-3:], x[:3]),  # from the end: a place for each size
        lambda x: T.inc_subtensor(T.zeros_like(x)[::2], x[::2]),
        lambda x: T.concatenate([x, x]),
        lambda x: T.inc_subtensor(T.zeros_like(x)[5000:], x[5000:]),
        lambda x: x[1:] + x[:-1],  # views, and arithmetic: no window
    ],
)
def test_other_forms_are_none(build):
    x = T.dvector("x")
    y = build(x)
    assert not found([y])
    f = T.function([x], y, mode="fused")
    value = np.linspace(-1.0, 1.0, 20_000)
    f(value)
    np.testing.assert_allclose(f(value), T.function([x], y, mode="raw")(value), rtol=1e-14)


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_any_slices(data):
    """Formulas of neighbours, put at slices of others, in any order, at sizes from small to large."""
    x, w = T.dvectors("x", "w")
    size = data.draw(st.sampled_from([3, 11, LEAST + 3, 20_000, 70_001]))
    bound = st.none() | st.integers(0, 4)
    end = st.none() | st.integers(-4, -1)

    def formula(e, depth):
        choice = data.draw(st.integers(0, 5))
        if depth == 0 or choice == 0:
            return e
        if choice == 1:
            return formula(e, depth - 1) * 2.0 - w
        if choice == 2:
            return T.maximum(formula(e, depth - 1), e) + 1
        index = slice(data.draw(bound), data.draw(end))
        if index in (slice(None), slice(0, None)):
            return e
        part = formula(e, depth - 1)[index] * data.draw(st.sampled_from([1.0, -0.5]))
        target = data.draw(st.sampled_from([T.zeros_like(e), e, w]))
        if choice == 3:
            return T.inc_subtensor(target[index], part)
        if choice == 4:
            return T.set_subtensor(target[index], part)
        rest = e[: data.draw(st.integers(1, 3))]
        joined = T.concatenate([rest, part] if data.draw(st.booleans()) else [part, rest, part])
        return T.inc_subtensor(T.zeros_like(e)[:2], joined[:2]) + e

    y = formula(x, 3)
    values = [np.linspace(-1.0, 1.3, size), np.linspace(2.0, -1.0, size)]
    outputs = [y, T.grad(T.sum(y * w), x, disconnected_inputs="ignore")]
    f = T.function([x, w], outputs, mode="fused", on_unused_input="ignore")
    try:
        expected = T.function([x, w], outputs, mode="raw", on_unused_input="ignore")(*values)
    except (T.ShapeError, T.EvaluationError):  # of so few elements there are no such slices
        assert size < LEAST
        return
    waiting = T.function([x, w], outputs, on_unused_input="ignore")  # one by one: nothing is compiled yet
    for got in (waiting(*values), f(*values), f(*values), f(*values)):
        for one, other in zip(got, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-12)


def test_windows_and_parts_wait_for_each_other_in_one_order():
    """A part may need a window, and the window another part over the same shape: these two are not one."""
    x = T.dvector("x")
    a = T.exp(x)  # for the window
    window = T.inc_subtensor(T.zeros_like(x)[1:], a[:-1] * a[1:]) + T.inc_subtensor(T.ones_like(x)[:-1], a[1:])
    outputs = [T.sin(window) * x, T.cos(a) * window, T.sum(window)]
    agree([x], outputs, [np.linspace(-1.0, 1.0, 50_000)])


def test_sizes_that_are_numbers_only_at_a_call_make_none():
    """Beside two elements in a row, an unknown size can be nothing but 2."""
    x = T.tensor("x", shape=("n",))
    pair = T.concatenate([T.ones(1) * x[0], T.ones(1) * x[1]])
    y = T.inc_subtensor(T.zeros_like(x)[:-1], x[:-1]) * pair
    assert not found([y])
    f = T.function([x], y, mode="fused")
    np.testing.assert_allclose(f([3.0, 4.0]), [9.0, 0.0])
