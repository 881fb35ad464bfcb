"""Jacobians and Hessians of known functions, any number of axes, lists of variables, mixed blocks."""

import numpy as np
import pytest

import explorer.core as T

MODES = ["raw", None]
A = np.array([[1.0, 2, 3], [4, 5, 6]])


@pytest.mark.parametrize("mode", MODES)
def test_scalar_vector_matrix_by_each_other(mode):
    s, v, m = T.dscalar("s"), T.dvector("v"), T.dmatrix("m")
    at = (2.0, np.array([1.0, 2, 3]), A)

    def jacobian(y, x):
        return T.function([s, v, m], T.jacobian(y, x), mode=mode, on_unused_input="ignore")(*at)

    np.testing.assert_allclose(jacobian(s**3, s), 12)
    np.testing.assert_allclose(jacobian(s * v, s), at[1])
    np.testing.assert_allclose(jacobian(s * v, v), 2 * np.eye(3))
    np.testing.assert_allclose(jacobian(T.sum(v * v), v), 2 * at[1])
    np.testing.assert_allclose(jacobian(T.dot(m, v), v), A)
    np.testing.assert_allclose(jacobian(T.dot(m, v), m), np.einsum("ik,l->ikl", np.eye(2), at[1]))
    np.testing.assert_allclose(jacobian(m * m, m), np.einsum("ij,ik,jl->ijkl", 2 * A, np.eye(2), np.eye(3)))
    np.testing.assert_allclose(jacobian(m.T, m), np.einsum("il,jk->ijkl", np.eye(3), np.eye(2)))
    np.testing.assert_allclose(jacobian(T.expand_dims(m * s, 0), s), A[None])


@pytest.mark.parametrize("mode", MODES)
def test_lists_of_variables(mode):
    v, m = T.dvector("v"), T.dmatrix("m")
    by_m, by_v = T.jacobian(T.dot(m, v), [m, v])
    f = T.function([m, v], [by_m, by_v], mode=mode)
    one, two = f(A, [1, 2, 3])
    assert one.shape == (2, 2, 3)
    np.testing.assert_allclose(two, A)


def test_a_variable_without_influence():
    v, w = T.dvectors("v", "w")
    with pytest.raises(T.DisconnectedInputError):
        T.jacobian(v * 2, w)
    zeros = T.jacobian(v * 2, w, disconnected_inputs="ignore")
    assert T.function([v, w], zeros, on_unused_input="ignore")([1, 2], [1, 2, 3]).tolist() == [[0] * 3] * 2


def test_consider_constant():
    v = T.dvector("v")
    u = v * v
    held = T.jacobian(u * v, v, consider_constant=[u])
    assert T.function([v], held)([2, 3]).tolist() == [[4, 0], [0, 9]]


@pytest.mark.parametrize("mode", MODES)
def test_hessian_of_any_shape(mode):
    s, v, m = T.dscalar("s"), T.dvector("v"), T.dmatrix("m")
    assert T.function([s], T.hessian(s**4, s), mode=mode)(2) == 48
    np.testing.assert_allclose(T.function([v], T.hessian(T.sum(v**3), v), mode=mode)([1, 2]), np.diag([6, 12]))
    found = T.function([m], T.hessian(T.sum(m**3), m), mode=mode)(A)
    np.testing.assert_allclose(found, np.einsum("ij,ik,jl->ijkl", 6 * A, np.eye(2), np.eye(3)))


@pytest.mark.parametrize("mode", MODES)
def test_hessian_of_a_list_has_all_mixed_blocks(mode):
    x, y = T.dvector("x"), T.dscalar("y")
    blocks = T.hessian(T.sum(x**2) * y**2, [x, y])
    flat = [block for row in blocks for block in row]
    xx, xy, yx, yy = T.function([x, y], flat, mode=mode)([1, 2], 3)
    np.testing.assert_allclose(xx, 18 * np.eye(2))
    np.testing.assert_allclose(xy, [12, 24])
    np.testing.assert_allclose(yx, [12, 24])
    np.testing.assert_allclose(yy, 10)


@pytest.mark.parametrize("mode", MODES)
def test_hessian_is_zero_where_the_gradient_is_constant(mode):
    x, w = T.dvectors("x", "w")
    found = T.function([x, w], T.hessian(T.dot(x, w), x), mode=mode, on_unused_input="ignore")([1, 2], [3, 4])
    assert found.tolist() == [[0, 0], [0, 0]]


def test_hessian_needs_a_scalar():
    with pytest.raises(T.ShapeError, match="scalar"):
        T.hessian(T.dvector("x"), T.dvector("x"))


@pytest.mark.parametrize("mode", MODES)
def test_jacobian_of_nothing_is_empty(mode):
    x = T.dvector("x")
    assert T.function([x], T.jacobian(T.sin(x), x), mode=mode)(np.zeros(0)).shape == (0, 0)
