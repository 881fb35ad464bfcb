"""Parts of arrays that change in place: only of arrays that nobody else has."""

import numpy as np
import pytest

import explorer.core as T

x, y = T.dvector("x"), T.dvector("y")
f32 = T.fvector("f32")
INTO = ("inc_into(", "set_into(")


def program(inputs, outputs):
    return T.function(inputs, outputs, mode="raw", on_unused_input="ignore")


@pytest.mark.parametrize("change", [T.inc_subtensor, T.set_subtensor])
def test_what_is_new_changes_in_place(change):
    f = program([x, y], change((x * 2)[:2], y))
    assert any(into in f.source for into in INTO)
    expected = np.arange(4.0) * 2
    expected[:2] = [7, 8] if change is T.set_subtensor else expected[:2] + np.array([7, 8])
    np.testing.assert_array_equal(f(np.arange(4.0), np.array([7.0, 8.0])), expected)


@pytest.mark.parametrize(
    "outputs",
    [
        lambda: [T.inc_subtensor(x[:2], y)],  # an argument
        lambda: [T.inc_subtensor(T.constant(np.ones(4))[:2], y)],
        lambda: [T.inc_subtensor(x[::-1][:2], y)],  # a view of one
        lambda: [T.inc_subtensor(T.zeros_like(x)[:2], y)],  # broadcast
        lambda: [2 * x, T.inc_subtensor((2 * x)[:2], y)],  # an output
        lambda: [T.inc_subtensor((2 * x)[:2], y) + T.sum(2 * x)],  # used again
        lambda: [T.inc_subtensor((2 * x)[:2], (2 * x)[2:])],  # its own part is added
    ],
)
def test_what_others_have_is_copied(outputs):
    f = program([x, y], outputs())
    assert not any(into in f.source for into in INTO)
    given = np.arange(4.0), np.array([7.0, 8.0])
    once = [value.copy() for value in f(*given)]
    for found, before in zip(f(*given), once, strict=True):
        np.testing.assert_array_equal(found, before)
    np.testing.assert_array_equal(given[0], np.arange(4.0))


def test_a_sum_of_another_dtype_is_a_copy():
    f = program([f32, y], T.inc_subtensor((f32 * 2)[:2], y))
    found = f(np.ones(3, "float32"), np.array([0.1, 0.2]))
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, [2.1, 2.2, 2.0])


def test_increments_one_after_another_take_one_array():
    f = T.function([x], T.grad(T.sum((x[1:] - x[:-1] ** 2) ** 2), x))
    assert f.source.count("inc_at(") == 1
    assert f.source.count("inc_into(") == 1
    v = np.array([0.5, -1.0, 2.0])
    expected = [-4 * 0.5 * (-1 - 0.25), 2 * (-1 - 0.25) + 4 * (2 - 1.0), 2 * (2 - 1.0)]
    np.testing.assert_allclose(f(v), expected)


def test_zeros_keep_their_sign():
    negative = T.fill(x, T.constant(-0.0))
    f = program([x, y], T.set_subtensor(negative[:2], y))
    assert np.signbit(f(np.ones(3), np.ones(2))).tolist() == [False, False, True]
