"""Choices of which only one side is computed."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core import kernels

MODES = pytest.mark.parametrize("mode", ["raw", None])


@MODES
def test_the_side_that_is_taken(mode):
    c, x = T.dscalar("c"), T.dvector("x")
    y = T.ifelse(c > 0, T.exp(x), x * 2)
    gradient, along = T.grad(T.sum(y), x), T.Rop(y, x, T.ones_like(x))
    f = T.function([c, x], [y, gradient, along], mode=mode)
    at = np.array([0.5, -1.0])
    for side, value, slope in ((1.0, np.exp(at), np.exp(at)), (-1.0, at * 2, np.full(2, 2.0))):
        for found, expected in zip(f(side, at), (value, slope, slope), strict=True):
            np.testing.assert_allclose(found, expected)


@MODES
def test_the_other_side_is_not_computed(mode, monkeypatch):
    calls = []

    def counted(name):
        kernel = kernels.NAMESPACE[name]

        def count(*arguments):
            calls.append(name)
            return kernel(*arguments)

        return count

    for name in ("expit", "softplus"):
        monkeypatch.setitem(kernels.NAMESPACE, name, counted(name))
    c, x = T.bscalar("c"), T.dvector("x")
    f = T.function([c, x], T.ifelse(c, T.sigmoid(x) * 2, T.softplus(x) / 3), mode=mode)
    f(1, [1.0])
    assert calls == ["expit"]
    f(0, [1.0])
    assert calls == ["expit", "softplus"]


@MODES
def test_the_side_that_is_not_taken_contributes_nothing_even_where_it_is_undefined(mode):
    x = T.dscalar("x")
    y = T.ifelse(x > 0, T.sqrt(x) * T.log(x), x**3)
    found = T.function([x], [y, T.grad(y, x), T.grad(T.grad(y, x), x)], mode=mode)(-2.0)
    np.testing.assert_allclose(found, [-8, 12, -12])
    assert T.function([x], T.grad(y, x), mode=mode)(0.0) == 0


def test_what_both_sides_need_is_computed_once_and_choices_nest():
    c, d, x = T.dscalar("c"), T.dscalar("d"), T.dscalar("x")
    shared = T.sin(x)
    inner = T.ifelse(d > 0, T.cos(x) + shared, T.exp(x) - shared)
    y = T.ifelse(c > 0, inner * shared, T.tan(x)) + shared
    f = T.function([c, d, x], [y, T.grad(y, x)], mode="raw")
    assert f.source.count("np.sin(") == 1

    def by_hand(c, d, x):
        inner = np.cos(x) + np.sin(x) if d > 0 else np.exp(x) - np.sin(x)
        return (inner * np.sin(x) if c > 0 else np.tan(x)) + np.sin(x)

    for c_, d_ in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        value, slope = f(c_, d_, 0.7)
        assert value == pytest.approx(by_hand(c_, d_, 0.7), rel=1e-12)
        assert slope == pytest.approx((by_hand(c_, d_, 0.7 + 1e-6) - by_hand(c_, d_, 0.7 - 1e-6)) / 2e-6, rel=1e-8)


def test_loops_on_one_side_only():
    c, x = T.dscalar("c"), T.dvector("x")
    states, _ = T.scan(T.sin, None, x, n_steps=5)
    cost = T.ifelse(c > 0, T.sum(states[-1]), T.sum(x))
    f = T.function([c, x], [cost, T.grad(cost, x)])
    raw = T.function([c, x], [cost, T.grad(cost, x)], mode="raw")
    for side in (1.0, -1.0):
        for a, b in zip(f(side, [0.4, 2.0]), raw(side, [0.4, 2.0]), strict=True):
            np.testing.assert_allclose(a, b)
    _, slope = f(-1.0, [0.4, 2.0])
    assert slope.tolist() == [1, 1]


def test_several_results_at_once_and_numbers_as_conditions():
    n, x = T.lscalar("n"), T.dscalar("x")
    a, b = T.ifelse(n, [x, T.constant(1)], [x * x, x + 1])
    f = T.function([n, x], [a, b])
    assert [float(v) for v in f(3, 5.0)] == [5, 1]
    assert [float(v) for v in f(0, 5.0)] == [25, 6]


def test_choices_for_each_element_of_a_stack():
    xs = T.dvector("xs")
    each = T.vectorize(lambda x: T.ifelse(x > 0, T.log(x), x * x), "()->()")(xs)
    np.testing.assert_allclose(T.function([xs], each)([np.e, -3.0]), [1, 9])


X, V = T.dscalar("x"), T.tensor("v", shape=(3,))


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: T.ifelse(V > 0, X, X), T.DTypeError, "one truth value.*T.switch chooses by each"),
        (lambda: T.ifelse(X > 0, X, V), T.ShapeError, r"two sides of one shape: x is \(\) and v is \(3,\)"),
        (lambda: T.ifelse(X > 0, [X, X], [X]), ValueError, "as many results on both sides, not 2 and 1"),
    ],
)
def test_a_mistake_is_named(build, error, words):
    with pytest.raises(error, match=words):
        build()
