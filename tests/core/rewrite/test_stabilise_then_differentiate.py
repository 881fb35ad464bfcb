"""A derivative is taken again, of the stable form of what it is the derivative of: when, and of what."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.graph import ancestors
from tests.core.rewrite.cases import evaluate

NAME = "stabilise then differentiate"
x, y = T.dscalars("x", "y")
v, u = T.tensor("v", shape=("n",)), T.tensor("u", shape=("n",))
soft = T.log(1 + T.exp(x))
softs = T.sum(T.log(1 + T.exp(v)))


def names(expression, **options):
    return [step.rule.name for step in T.optimize(expression, **options).steps]


DERIVATIVES = {
    "gradient": lambda: T.grad(soft, x),
    "gradient of a gradient": lambda: T.grad(T.grad(soft, x), x),
    "jacobian": lambda: T.jacobian(T.log(1 + T.exp(v)), v),
    "hessian": lambda: T.hessian(softs, v),
    "R-op": lambda: T.Rop(T.log(1 + T.exp(v)), v, u),
    "L-op": lambda: T.Lop(T.log(1 + T.exp(v)), v, u),
    "L-op along the variable": lambda: T.Lop(T.log(1 + T.exp(v)), v, T.sin(v)),
    "hessian times vector": lambda: T.hessian_vector_product(softs, v, u),
    "hessian times the variable": lambda: T.hessian_vector_product(softs, v, v),
    "inside an expression": lambda: x - 0.1 * T.grad(soft, x),
    "by what is made of others": lambda: T.grad(softs, T.exp(v)),
    "by part of the cost": lambda: T.grad(T.log(T.sigmoid(T.sin(x) * y)), T.sin(x)),
    "through what is held": lambda: T.grad(T.log(1 + T.exp(x * y)) * T.sin(x), x, consider_constant=[T.sin(x)]),
    "jacobian by scan": lambda: T.scan(
        lambda i, e, wrt: T.grad(e[i], wrt), T.arange(v.shape[0]), non_sequences=[T.log(1 + T.exp(v)), v]
    )[0],
}


@pytest.mark.parametrize("name", DERIVATIVES)
def test_it_is_the_same_derivative(name):
    derivative = DERIVATIVES[name]()
    optimized = T.optimize(derivative)
    assert NAME in [step.rule.name for step in optimized.steps]
    frames = optimized.frames()
    assert len(frames) == len(optimized.steps) + 1
    assert frames[0] == (derivative,)
    assert frames[-1] == (optimized.after,)
    inputs = [e for e in ancestors([derivative]) if e.owner is None and not hasattr(e, "value")]
    rng = np.random.default_rng(0)
    values = [rng.uniform(-1, 1, (3,) * e.ndim) for e in inputs]
    results = evaluate(inputs, [frame[0] for frame in frames], values)
    for result in results[1:]:
        np.testing.assert_allclose(result, results[0], rtol=1e-12, atol=1e-14)
        assert result.shape == results[0].shape


def test_the_step_replaces_the_derivative_by_that_of_the_stable_cost():
    optimized = T.optimize(T.grad(soft, x))
    first = optimized.steps[0]
    assert first.rule.name == NAME
    assert first.at is T.grad(soft, x)
    assert first.became is T.grad(T.softplus(x), x)
    assert optimized.frames()[1] == (first.became,)
    assert optimized.after is T.sigmoid(x)


@pytest.mark.parametrize(
    "derivative",
    [
        T.grad(T.sum(v**2), v),
        T.grad(T.sum(T.exp(v)), v),
        T.hessian(T.sum(T.sin(v) * u), v),
        T.grad(T.sqrt(1 + x) - 1, x),
        T.grad(1 - T.cos(x), x),
    ],
    ids=T.read,
)
def test_a_cost_that_is_stable_as_it_is_stays(derivative):
    assert NAME not in names(derivative)


def test_what_says_not_all_of_a_derivative_stays():
    known = T.grad(soft, x, known_grads={T.exp(x): T.sin(x)})
    assert NAME not in names(known)
    f = T.function([x], [known, T.optimize(known, rules="-derivatives").after])
    assert f(0.3)[0] == pytest.approx(f(0.3)[1], rel=1e-14)


def test_it_can_be_switched_off():
    for off in (f"-{NAME}", "-derivatives", "-stable forms"):
        assert NAME not in names(T.grad(soft, x), rules=off)


def test_it_outlives_givens_and_renamed_variables():
    w, data, batch = T.dscalar("w"), T.dscalar("data"), T.dvector("batch")
    gradient = T.grad(T.log(1 + T.exp(w * data)), w)
    steps = T.function([w, batch], w - gradient, givens={data: T.sum(batch)}).steps
    assert NAME in [step.rule.name for step in steps]
    assert NAME in names(T.clone_replace(T.grad(soft, x), {x: y}))


def test_a_variable_in_the_place_of_others_is_not_differentiated_by_them():
    e = T.clone_replace(T.grad(T.log(1 + T.exp(x * y)), x), {y: x})
    f = T.function([x], e)
    assert f(2.0) == pytest.approx(2.0 / (1 + np.exp(-4.0)), rel=1e-14)


def test_names_stay():
    cost = T.log(1 + T.exp(v @ u))
    cost.name = "loss"
    gradient = T.grad(cost, v)
    assert gradient.name == "(dloss/dv)"
    assert T.optimize(gradient).steps[0].became.name == "(dloss/dv)"


def test_gradients_by_several_variables_are_taken_together():
    a, b = T.dscalars("a", "b")
    cost = T.log(1 + T.exp(a * b))
    after = T.optimize(T.grad(cost, [a, b])).after
    assert after == (b * T.sigmoid(a * b), a * T.sigmoid(a * b))


@pytest.mark.parametrize(
    ("choice", "slope"),
    [
        (T.switch(x > y, x, y), 0.0),
        (T.switch(x >= y, x, y), 1.0),
        (T.switch(x < y, x, y), 0.0),
        (T.switch(x - y > 0, x - y, y - x), -1.0),
    ],
)
def test_at_a_kink_a_choice_has_the_derivative_of_the_chosen_side(choice, slope):
    gradient = T.grad(T.log(1 + T.exp(0 * x)) * choice, x)
    expected = np.log(2) * slope
    for rules in (None, "-derivatives"):
        assert T.function([x, y], gradient, rules=rules)(1.0, 1.0) == pytest.approx(expected), rules
