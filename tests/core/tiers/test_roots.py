"""Equations with one unknown each, as machine code: the roots that the kernel finds, and its errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.evaluate.native.program import program_of
from explorer.core.evaluate.native.unwritten import UnwrittenError

# Functions of an unknown and a number, with first guesses from easy to far away.
EQUATIONS = {
    "Kepler": lambda x, a: x - (a + 0.9 * T.sin(x)),
    "cube": lambda x, a: x**3 - a,
    "exponential": lambda x, a: T.exp(x) - 1 - a**2,
    "steep": lambda x, a: T.tanh(5 * x) - T.tanh(a),
    "linear": lambda x, a: 2 * x - a,
    "at once": lambda x, a: x - a,
    "logarithm": lambda x, a: T.log(x * x + 1) - T.log(a * a + 1),
}


def both(equation, start, a, dtype="float64"):
    """The machine's roots and the kernel's."""
    x0, b = (T.tensor(name, dtype, shape=(None,) * start.ndim) for name in ("x0", "b"))
    y = T.root(lambda x: EQUATIONS[equation](x, b), x0)
    made = [T.function([x0, b], y, mode=mode) for mode in ("fused", "numpy")]
    for _ in range(2):
        found = [f(start.astype(dtype), a.astype(dtype)) for f in made]
    assert type(made[0].unchecked).__name__ == "builtin_function_or_method"
    return found


@pytest.mark.parametrize("equation", EQUATIONS)
@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 100])
def test_roots_are_those_of_the_kernel(equation, size):
    a = np.linspace(-2.0, 2.0, size)
    found, expected = both(equation, a.copy(), a)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(sorted(EQUATIONS)), st.lists(st.floats(-3, 3), min_size=1, max_size=12))
def test_roots_from_anywhere(equation, starts):
    start = np.array(starts)
    a = np.linspace(0.5, 1.5, start.size)
    try:
        found, expected = both(equation, start, a)
    except T.ConvergenceError as error:
        assert "did not converge" in str(error)  # noqa: PT017 - the kernel may say so, and then both do
        return
    residual = T.function([x := T.dvector("x"), b := T.dvector("b")], EQUATIONS[equation](x, b), mode="numpy")
    assert np.abs(residual(found, a)).max() <= 1e-8 * (1 + np.abs(found).max())
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


def test_roots_of_other_shapes_and_dtypes():
    a = np.linspace(-1.0, 2.0, 6)
    found, expected = both("Kepler", a.reshape(2, 3), a.reshape(2, 3))
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    found, expected = both("Kepler", a, a, "float32")
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    found, expected = both("cube", np.array(1.5), np.array(2.0))
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_numbers_beside_arrays():
    x0, k = T.dvector("x0"), T.dscalar("k")
    f = T.function([x0, k], T.root(lambda x: x - k * T.cos(x), x0), mode="fused")
    f(np.zeros(5), 0.5)
    found = f(np.zeros(5), 0.5)
    np.testing.assert_allclose(found, 0.5 * np.cos(found), rtol=1e-14)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e308])
def test_what_does_not_converge_is_told_by_the_kernel(bad):
    x0 = T.dvector("x0")
    f = T.function([x0], T.root(lambda x: T.exp(x) + 1 + x0 * 0, x0), mode="fused")
    for _ in range(2):
        with pytest.raises(T.ConvergenceError, match="did not converge"):
            f(np.array([0.0, bad, 1.0]))


def test_unknowns_that_belong_together_are_not_written():
    x0 = T.dvector("x0")
    y = T.root(lambda x: x - 0.1 * T.sum(T.sin(x)) - 1, x0)
    with pytest.raises(UnwrittenError):
        program_of([x0], [y])
    a = T.dvector("a")
    with pytest.raises(UnwrittenError):
        program_of([x0, a], [T.minimize(lambda x: T.sum((x - a) ** 4), x0)])
