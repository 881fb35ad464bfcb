"""Derivatives of choices read as choices between derivatives."""

import numpy as np
import pytest

import explorer.core as T

x, y, v = T.dscalar("x"), T.dscalar("y"), T.tensor("v", shape=("n",))

FORMS = {
    "of functions": (lambda f: T.grad(f(x > 0, T.sin(x), x**3), x), "{}(x > 0, cos(x), 3 * x**2)"),
    "of products": (
        lambda f: T.grad(f(x > 0, T.sin(x) * T.exp(x), x**3), x),
        "{}(x > 0, sin(x) * exp(x) + cos(x) * exp(x), 3 * x**2)",
    ),
    "within each other": (
        lambda f: T.grad(f(x > 0, f(x > 0, T.sin(x), T.tan(x)), x**2), x),
        "{}(x > 0, cos(x), 2 * x)",
    ),
    "between equal sides": (lambda f: T.grad(f(y > 0, x**2, x * x), x), "2 * x"),
}


@pytest.mark.parametrize("choice", [T.switch, T.ifelse], ids=["where", "ifelse"])
@pytest.mark.parametrize("name", FORMS)
def test_the_derivative_of_a_choice_is_a_choice_of_derivatives(name, choice):
    build, text = FORMS[name]
    e = build(choice)
    assert T.read(T.optimize(e).after) == text.format("where" if choice is T.switch else "ifelse")
    for at in (0.7, -0.4):
        values = [T.function([x, y], e, mode=mode, on_unused_input="ignore")(at, 1.0) for mode in ("raw", None)]
        np.testing.assert_allclose(*values, rtol=1e-12)


def test_a_gradient_by_arrays_is_computed_on_one_side():
    total = T.sum(v)
    cost = T.ifelse(total > 0, T.sum(T.log(v)), T.sum(v**2))
    assert T.read(T.optimize(T.grad(cost, v)).after) == "ifelse(sum(v) > 0, 1 / v, 2 * v)"
    each = T.sum(T.switch(v > 0, T.log(v), v**2))
    assert T.read(T.optimize(T.grad(each, v)).after) == "where(v > 0, 1 / v, 2 * v)"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (T.switch(x > 0, x, 0.0), "relu(x)"),
        (T.switch(x > y, x, y), "maximum(x, y)"),
        (T.switch(x < y, x, y), "minimum(x, y)"),
        (T.switch(x > 0, x, -x), "abs(x)"),
        (T.switch(T.constant(value=False), x, y), "y"),
        (T.switch(T.logical_not(x > y), x, T.sin(y)), "where(x > y, sin(y), x)"),
    ],
)
def test_choices_that_have_a_name(written, name):
    assert T.read(T.optimize(written).after) == name


def test_zeros_whose_size_nobody_else_has_are_not_put_on_a_side():
    s = T.dvector("s")
    sums, _ = T.scan(lambda e, p: (p + e, T.until(p + e > 3)), s, T.constant(0.0))
    gradient = T.grad(T.ifelse(y > 0, T.sum(sums), y), s)
    found = [T.function([s, y], gradient, mode=mode)([1, 2, 3, 4], 1.0) for mode in ("raw", None)]
    assert [f.tolist() for f in found] == [[3, 2, 1, 0]] * 2
