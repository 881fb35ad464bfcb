"""Roots and minima: found from bad guesses, differentiated to any order, on stacks and in loops; failures told."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer.core as T

MODES = ["raw", None]


@pytest.mark.parametrize("mode", MODES)
def test_keplers_equation_and_its_derivatives(mode):
    m, e = T.dscalars("M", "e")
    y = T.root(lambda x: x - e * T.sin(x) - m, m)
    by_m, by_e = T.grad(y, [m, e])
    f = T.function([m, e], [y, by_m, by_e, T.grad(by_m, e), T.Rop(by_e, e, T.constant(1.0))], mode=mode)
    mpmath.mp.dps = 40

    def exact(m, e):
        return mpmath.findroot(lambda x: x - e * mpmath.sin(x) - m, m + e * mpmath.sin(m))

    for at in [(1.2, 0.9), (0.01, 0.3), (3.0, 0.99)]:
        orders = [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2)]
        expected = [float(mpmath.diff(exact, at, order) if any(order) else exact(*at)) for order in orders]
        np.testing.assert_allclose(f(*at), expected, rtol=1e-12)


X0, TARGET = T.dscalars("x0", "p")
sinh_by_root = T.function([X0, TARGET], T.root(lambda x: T.arcsinh(x) - TARGET, X0))


@given(st.floats(-1e3, 1e3), st.floats(-10, 10))
def test_steps_are_shortened_where_they_lead_away(guess, target):
    """Newton's own steps from afar grow without end here."""
    assert sinh_by_root(guess, target) == pytest.approx(np.sinh(target), rel=1e-14, abs=1e-15)


def test_the_last_digit():
    a = T.dscalar("a")
    f = T.function([a], T.root(lambda x: x * x - a, a))
    for value in (2.0, 3.0, 1e-8, 1e12):
        assert f(value) == pytest.approx(np.sqrt(value), rel=4e-16)
    assert f(0.0) == 0, "a double root"


def test_dtypes():
    a, k = T.fscalar("a"), T.lscalar("k")
    y = T.root(lambda x: x**3 - a, a)
    assert y.dtype == T.grad(y, a).dtype == np.float32
    assert T.function([a], y)(np.float32(8)) == np.float32(2)
    y = T.root(lambda x: x**3 - k, k)
    assert y.dtype == np.float64
    assert T.function([k], T.grad(y, k))(8) == pytest.approx(1 / 12)
    wide = T.root(lambda x: x**3 - T.dscalar("b"), a)
    assert wide.dtype == np.float64, "the wider of x0 and f(x)"


def test_the_first_guess_has_no_influence():
    x0, a = T.dscalars("x0", "a")
    y = T.root(lambda x: x**3 - a, x0)
    assert T.function([x0, a], T.grad(y, x0), on_unused_input="ignore")(1.0, 8.0) == 0
    assert T.function([x0, a], T.Rop(y, [x0, a], [x0, a]))(1.0, 8.0) == pytest.approx(8 / 12)


def test_a_cotangent_of_zero_stays_zero():
    a = T.dscalar("a")
    y = T.root(lambda x: x * x - a, T.constant(1.0))
    taken = T.switch(a > 0, a, y)
    assert T.function([a], T.grad(taken, a))(1.0) == 1
    y = T.root(lambda x: x**3 - a, a)
    assert T.function([a], T.grad(0.0 * y, a), mode="raw")(0.0) == 0, "the slope is zero there"


def test_failures_say_how_far_it_came():
    a = T.dscalar("a")
    f = T.function([a], T.root(lambda x: x * x + a, T.constant(1.0)))
    with pytest.raises(T.ConvergenceError, match=r"root did not converge: \|f\| was 2 at the start and is 1 at"):
        f(1.0)
    with pytest.raises(RuntimeError, match="max_steps=3"):
        T.function([a], T.root(lambda x: T.exp(x) - a, T.constant(0.0), max_steps=3))(1e9)
    with pytest.raises(T.ConvergenceError, match="nan"):
        T.function([a], T.root(lambda x: T.log(x) - a, T.constant(-1.0)))(1.0)
    with pytest.raises(T.ConvergenceError, match="minimize did not converge: the gradient"):
        T.function([a], T.minimize(lambda x: T.exp(-x) * a, T.constant(0.0)))(1.0)


def test_what_does_not_fit_is_refused():
    v, a = T.dvector("v"), T.dscalar("a")
    with pytest.raises(T.ShapeError, match=r"f\(x\) of the shape of x0: x0 is \(\) and .* is \(v₀,\)"):
        T.root(lambda x: x * v, a)
    with pytest.raises(T.ShapeError, match=r"minimize needs a scalar: .* sum it"):
        T.minimize(lambda x: x * v, a)
    with pytest.raises(T.DTypeError, match="complex128"):
        T.root(T.real, T.zscalar("z"))
    with pytest.raises(T.DTypeError, match="minimize needs real numbers"):
        T.minimize(T.abs, T.zscalar("z"))


@pytest.mark.parametrize("mode", MODES)
def test_a_minimum_is_found_from_a_maximum_and_differentiated(mode):
    a, x0 = T.dscalars("a", "x0")
    y = T.minimize(lambda x: (x * x - a) ** 2, x0)
    f = T.function([x0, a], [y, T.grad(y, a), T.grad(T.grad(y, a), a)], mode=mode)
    for guess in (0.0, 5.0, 0.1):
        np.testing.assert_allclose(f(guess, 2.0), [2**0.5, 0.5 * 2**-0.5, -0.25 * 2**-1.5], rtol=1e-12)
    flat = T.function([x0], T.minimize(lambda x: x**4, x0, tolerance=1e-6))
    assert abs(flat(1.0)) < 1e-5


@pytest.mark.parametrize("mode", MODES)
def test_in_a_loop_and_with_a_loop_inside(mode):
    v, e = T.dvector("v"), T.dscalar("e")
    roots, _ = T.scan(lambda m: T.root(lambda x: x - e * T.sin(x) - m, m), v)
    outputs = [roots, T.Rop(roots, e, T.constant(1.0))]
    f = T.function([v, e], outputs, mode=mode)
    if mode is None:
        assert f.source.count("find_root") == 1, "equal functions are one"
        assert "for " not in f.source, "one iteration for all of them"
    x, along = f([0.1, 1.0, 2.0], 0.5)
    slope = T.function([v, e], T.grad(T.sum(roots), e), mode=mode)([0.1, 1.0, 2.0], 0.5)
    np.testing.assert_allclose(x - 0.5 * np.sin(x), [0.1, 1.0, 2.0], rtol=1e-14)
    expected = np.sin(x) / (1 - 0.5 * np.cos(x))
    np.testing.assert_allclose(slope, expected.sum(), rtol=1e-12)
    np.testing.assert_allclose(along, expected, rtol=1e-12)

    def series(x):
        terms, _ = T.scan(lambda h: h * x, None, T.constant(1.0), n_steps=6)
        return T.sum(terms) - e

    y = T.root(series, T.constant(0.0))
    g = T.function([e], [y, T.grad(y, e)], mode=mode)
    x, slope = g(1.0)
    powers = x ** np.arange(7)
    assert powers[1:].sum() == pytest.approx(1, rel=1e-14)
    assert slope == pytest.approx(1 / (np.arange(1, 7) @ powers[:6]), rel=1e-12)


def test_a_stack_says_which_problem_failed():
    v = T.dvector("v")
    f = T.function([v], T.scan(lambda a: T.root(lambda x: x * x - a, T.constant(1.0)), v)[0])
    np.testing.assert_allclose(f([4.0, 9.0]), [2, 3])
    with pytest.raises(T.ConvergenceError, match="in problem 1 of 3"):
        f([4.0, -9.0, 16.0])
    assert f([]).shape == (0,)


def test_reading():
    m, e = T.dscalars("M", "e")
    y = T.root(lambda x: x - e * T.sin(x) - m, m)
    assert T.read(y) == "root(lambda x: x - e * sin(x) - M, M)"
    assert T.latex(y) == r"\operatorname{root}\left(x \mapsto x - e \, \sin\left(x\right) - M, M\right)"
    tree = T.debugprint(y, file="str")
    assert "root.residual [id A]" in tree
    assert "root.slope [id A]" in tree
    least = T.minimize(lambda x: (x - m) ** 2, e)
    assert T.read(least) == "minimize(lambda x: (x - M)**2, e)"


def test_equations_with_an_unknown_each_are_solved_side_by_side():
    """A million of them: as one system there would be a matrix of 8 TB. Each has its own steps, and its own message."""
    m, e = T.dvector("m"), T.dscalar("e")
    x = T.root(lambda x: x - e * T.sin(x) - m, m)
    assert x.owner.op.stacked == 1
    f = T.function([m, e], [x, T.grad(T.sum(x**2), m)])
    value = np.linspace(0.0, 6.0, 1_000_000)
    found, slope = f(value, 0.2)
    np.testing.assert_allclose(found - 0.2 * np.sin(found), value, atol=1e-12)
    np.testing.assert_allclose(slope, 2 * found / (1 - 0.2 * np.cos(found)), rtol=1e-9)
    coupled = T.root(lambda x: x + 0.1 * x[::-1] - m, m)
    assert coupled.owner.op.stacked == 0
    y = T.root(lambda x: x**2 - m, T.ones_like(m))
    with pytest.raises(T.ConvergenceError, match="1"):
        T.function([m], y)(np.array([4.0, -1.0, 9.0]))
