"""`grad` and its options."""

import warnings

import numpy as np
import pytest

import explorer.core as T


@pytest.fixture
def xs():
    return T.dvectors("x", "y", "z")


def value(expression, at):
    return T.function(list(at), expression, on_unused_input="ignore", mode="raw")(*at.values()).tolist()


def test_forms_of_wrt(xs):
    x, y, _ = xs
    cost = T.sum(x * y)
    assert isinstance(T.grad(cost, x), T.Expression)
    assert isinstance(T.grad(cost, [x, y]), list)
    assert isinstance(T.grad(cost, (x,)), tuple)
    u = T.sin(x)
    assert value(T.grad(T.sum(u * u), u), {x: [0.5]}) == [2 * np.sin(0.5)]  # by what stands inside the graph
    assert value(T.grad(T.sum(x), x), {x: [7.0]}) == [1]


def test_gradients_are_named_after_cost_and_variable(xs):
    x, y, _ = xs
    cost = T.sum(x * y)
    cost.name = "cost"
    assert T.grad(cost, x).name == "(dcost/dx)"


def test_a_cost_must_be_a_real_scalar(xs):
    with pytest.raises(T.ShapeError, match=r"scalar; this one is \(x₀,\)"):
        T.grad(xs[0], xs[0])
    z = T.zscalar("z")
    with pytest.raises(T.DTypeError, match="real"):
        T.grad(z, z)
    with pytest.raises(ValueError, match="cost or known_grads"):
        T.grad(None, xs[0])


def test_disconnected_inputs(xs):
    x, y, _ = xs
    cost = T.sum(x)
    with pytest.raises(T.DisconnectedInputError, match="does not depend on y"):
        T.grad(cost, y)
    with pytest.warns(UserWarning, match="does not depend on y"):
        T.grad(cost, y, disconnected_inputs="warn")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert value(T.grad(cost, y, disconnected_inputs="ignore"), {y: [1.0, 2]}) == [0, 0]
    for cut in (T.disconnected_grad(x), T.zeros(x.shape[0])):
        with pytest.raises(T.DisconnectedInputError):
            T.grad(T.sum(cut), x)


def test_return_disconnected(xs):
    x, y, _ = xs
    cost = T.sum(x)
    first, second = T.grad(cost, [x, y], disconnected_inputs="ignore", return_disconnected="none")
    assert isinstance(first, T.Expression)
    assert second is None
    gone = T.grad(cost, y, disconnected_inputs="ignore", return_disconnected="disconnected")
    assert not isinstance(gone, T.Expression)
    # What comes back may be handed on.
    g = T.grad(None, x, known_grads={T.sin(x): T.ones_like(x), T.cos(x): gone, T.tan(x): None})
    assert value(g, {x: [0.5]}) == [np.cos(0.5)]


def test_a_derivative_of_zero_is_not_disconnected(xs):
    x, *_ = xs
    assert value(T.grad(T.sum(T.floor(x)), x), {x: [0.5]}) == [0]
    assert value(T.grad(T.sum(T.zero_grad(x)), x), {x: [0.5]}) == [0]


def test_consider_constant(xs):
    x, *_ = xs
    u = x * x
    cost = T.sum(u * x)
    assert value(T.grad(cost, x), {x: [3.0]}) == [27]
    assert value(T.grad(cost, x, consider_constant=[u]), {x: [3.0]}) == [9]
    assert value(T.grad(cost, x, consider_constant=u), {x: [3.0]}) == [9]
    with pytest.raises(T.DisconnectedInputError):
        T.grad(T.sum(u), x, consider_constant=[u])


def test_known_grads(xs):
    x, y, _ = xs
    u, v = x * x, x * y
    g = T.grad(None, x, known_grads={u: y, v: T.ones_like(v)})
    assert value(g, {x: [3.0], y: [5.0]}) == [2 * 3 * 5 + 5]
    both = T.grad(T.sum(u), x, known_grads={v: 2.0})
    assert value(both, {x: [3.0], y: [5.0]}) == [6 + 10]
    # The chain in two pieces is the chain.
    cost = T.sum(T.sin(u))
    outer = T.grad(cost, u)
    assert value(T.grad(None, x, known_grads={u: outer}), {x: [0.3]}) == value(T.grad(cost, x), {x: [0.3]})


def test_a_known_grad_has_the_shape_of_its_expression(xs):
    x, *_ = xs
    with pytest.raises(T.ShapeError, match="known_grads"):
        T.grad(None, x, known_grads={x * x: T.dmatrix("m")})


def test_null_gradients(xs):
    x, y, _ = xs
    cost = T.sum(T.undefined_grad(x) * y)
    with pytest.raises(T.NullTypeGradError, match="undefined_grad"):
        T.grad(cost, x)
    assert value(T.grad(cost, y), {x: [3.0], y: [1.0]}) == [3]
    null, good = T.grad(cost, [x, y], null_gradients="return")
    assert value(good, {x: [3.0], y: [1.0]}) == [3]
    with pytest.raises(T.NullTypeGradError, match="undefined_grad"):
        T.function([x, y], null)
    onward = T.grad(None, y, known_grads={x * y: null}, null_gradients="return")
    with pytest.raises(T.NullTypeGradError, match="undefined_grad"):
        T.function([x, y], onward)
    with pytest.raises(T.NullTypeGradError, match="undefined_grad"):
        T.grad(None, y, known_grads={x * y: null})


def test_dtypes_of_gradients():
    for dtype in ("float32", "float64", "complex64", "complex128"):
        x = T.tensor("x", dtype, (2,))
        assert T.grad(T.sum(T.abs(x) ** 2), x).dtype == dtype
    x, w = T.fvector("x"), T.dvector("w")
    assert T.grad(T.sum(x * w), x).dtype == np.float32
    assert T.grad(T.sum(T.lvector("n") * w), w).dtype == np.float64


def test_a_cost_of_integers_is_differentiated_as_of_reals():
    n = T.lscalar("n")
    assert T.function([n], T.grad(n * n, n))(3) == 6.0


def test_subgraph_grad(xs):
    x, y, _ = xs
    hidden = T.tanh(x * y)
    cost = T.sum(hidden**2)
    (by_hidden,), _ = T.subgraph_grad([hidden], [], cost=cost)
    (by_x,), (by_y,) = T.subgraph_grad([x], [y], start={hidden: by_hidden})
    at = {x: [0.5], y: [2.0]}
    whole = T.grad(cost, [x, y])
    np.testing.assert_allclose([value(by_x, at), value(by_y, at)], [value(g, at) for g in whole], rtol=1e-14)


def test_gradients_of_gradients(xs):
    x, *_ = xs
    y = T.sum(T.sin(x) ** 3)
    for _ in range(3):
        y = T.sum(T.grad(y, x))
    a = 0.7
    third = 3 * (-7 * np.sin(a) ** 2 * np.cos(a) + 2 * np.cos(a) ** 3)
    np.testing.assert_allclose(value(y, {x: [a]}), third, rtol=1e-12)
