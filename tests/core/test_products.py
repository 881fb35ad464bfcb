"""R-op, L-op, Hessian times vector and Taylor derivatives, on functions whose answers are known."""

import numpy as np
import pytest

import explorer.core as T

RNG = np.random.default_rng(0)
W, V, X, U = RNG.normal(size=(3, 4)), RNG.normal(size=4), RNG.normal(size=4), RNG.normal(size=3)
MODES = ["raw", None]


@pytest.mark.parametrize("mode", MODES)
def test_products_with_the_jacobian_of_a_layer(mode):
    w, x, v, u = T.dmatrix("w"), T.dvector("x"), T.dvector("v"), T.dvector("u")
    y = T.tanh(T.dot(w, x))
    jacobian = (1 - np.tanh(W @ X) ** 2)[:, None] * W
    f = T.function([w, x, v, u], [T.Rop(y, x, v), T.Lop(y, x, u)], mode=mode)
    forward, back = f(W, X, V, U)
    np.testing.assert_allclose(forward, jacobian @ V, rtol=1e-12)
    np.testing.assert_allclose(back, U @ jacobian, rtol=1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_products_by_a_matrix(mode):
    w, x, m = T.dmatrix("w"), T.dvector("x"), T.dmatrix("m")
    y = T.dot(w, x) ** 2
    f = T.function([w, x, m], T.Rop(y, w, m), mode=mode)
    np.testing.assert_allclose(f(W, X, 2 * W), 2 * (W @ X) * (2 * W @ X), rtol=1e-12)
    assert T.pushforward is T.Rop
    assert T.pullback is T.Lop


@pytest.mark.parametrize("mode", MODES)
def test_several_outputs_and_variables(mode):
    x, y, v, w = T.dvectors("x", "y", "v", "w")
    outputs = [x * y, x + 2 * y]
    a, b, c, d = np.array([[1.0, 2], [3, 4], [5, 6], [7, 8]])
    tangents = T.function([x, y, v, w], T.Rop(outputs, [x, y], [v, w]), mode=mode, on_unused_input="ignore")(a, b, c, d)
    np.testing.assert_allclose(tangents, [b * c + a * d, c + 2 * d])
    cotangents = T.function([x, y, v, w], T.Lop(outputs, [x, y], [v, w]), mode=mode)(a, b, c, d)
    np.testing.assert_allclose(cotangents, [b * c + d, a * c + 2 * d])


def test_eval_points_must_fit():
    x, m = T.dvector("x"), T.dmatrix("m")
    with pytest.raises(T.ShapeError, match=r"x is \(x₀,\) and m is .*Rop"):
        T.Rop(x * x, x, m)
    with pytest.raises(T.ShapeError, match="2 eval points"):
        T.Rop(x * m, [x, m], [x])
    with pytest.raises(T.ShapeError, match="Lop"):
        T.Lop(x * x, x, m)


def test_what_is_not_connected_is_an_error_or_zero():
    x, y, v = T.dvectors("x", "y", "v")
    with pytest.raises(T.DisconnectedInputError):
        T.Rop(y, x, v)
    with pytest.raises(T.DisconnectedInputError):
        T.Lop(y, x, v)
    zero = T.Rop(y, x, v, disconnected_outputs="ignore")
    assert T.function([y], zero)([1, 2]).tolist() == [0, 0]


@pytest.mark.parametrize("mode", MODES)
def test_hessian_times_vector(mode):
    x, v = T.dvectors("x", "v")
    cost = T.sum(x**3) + T.prod(x)
    a, b = np.array([1.0, 2, 3]), np.array([-1.0, 0.5, 2])
    hessian = np.diag(6 * a) + np.array([[0, 3, 2], [3, 0, 1], [2, 1, 0]])
    found = T.function([x, v], T.hessian_vector_product(cost, x, v), mode=mode)(a, b)
    np.testing.assert_allclose(found, hessian @ b, rtol=1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_the_vector_may_be_the_variable_itself(mode):
    x = T.dvector("x")
    found = T.function([x], T.hessian_vector_product(T.sum(x**3), x, x), mode=mode)([1, 2])
    assert found.tolist() == [6, 24]
    moving = T.function([x], T.hessian_vector_product(T.sum(x**3), x, T.sin(x)), mode=mode)([1, 2])
    np.testing.assert_allclose(moving, [6 * np.sin(1), 12 * np.sin(2)])


@pytest.mark.parametrize("mode", MODES)
def test_hessian_times_vectors_of_several_variables(mode):
    x, y, v, w = T.dvectors("x", "y", "v", "w")
    products = T.hessian_vector_product(T.sum(x**2 * y), [x, y], [v, w])
    a, b, c, d = np.array([[1.0, 2], [3, 4], [5, 6], [7, 8]])
    found = T.function([x, y, v, w], products, mode=mode)(a, b, c, d)
    np.testing.assert_allclose(found, [2 * b * c + 2 * a * d, 2 * a * c])


@pytest.mark.parametrize("mode", MODES)
def test_taylor_gives_derivatives_along_a_line(mode):
    x, d = T.dscalars("x", "d")
    found = T.function([x, d], T.taylor(T.exp(2 * x), x, d, 5), mode=mode)(0.3, 0.5)
    np.testing.assert_allclose(found, [np.exp(0.6)] * 6, rtol=1e-12)
    v, w = T.dvectors("v", "w")
    found = T.function([v, w], T.taylor(T.sum(T.sin(v)), v, w, 3), mode=mode)([0.3, 0.4], [1, 2])
    a, b = np.array([0.3, 0.4]), np.array([1, 2])
    expected = [np.sum(f(a) * b**k) for k, f in enumerate((np.sin, np.cos, lambda t: -np.sin(t), lambda t: -np.cos(t)))]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_taylor_of_order_zero_is_the_function():
    x = T.dscalar("x")
    assert T.taylor(T.sin(x), x, 1.0, 0) == [T.sin(x)]


def test_forms_of_eval_points():
    x, y = T.dvector("x"), T.dvector("y")
    f = T.sum(x * y)
    at = ([2.0], [5.0])

    def value(e):
        return T.function([x, y], e, on_unused_input="ignore")(*at).tolist()

    assert value(T.Rop(f, x, [3.0])) == value(T.Rop(f, x, [x + 1])) == 15
    assert value(T.Rop(f, [x, y], [[3.0], None])) == 15
    assert value(T.Rop(f, [x, x], [[1.0], [2.0]])) == 15  # directions of one variable add up
    assert value(T.Lop(f, (x,), 2)[0]) == [10]
    assert value(T.Lop([f, f], x, [1, 2])) == [15]
    assert isinstance(T.Rop((f,), x, x), tuple)


def test_the_order_of_taylor():
    x = T.dscalar("x")
    assert [float(e.eval({x: 2.0})) for e in T.taylor(x**3, x, 1, 3)[1:]] == [12, 12, 6]
    for order, kind in ((1.5, TypeError), (True, TypeError), (-1, ValueError)):
        with pytest.raises(kind, match="the order of taylor"):
            T.taylor(x, x, 1.0, order)
