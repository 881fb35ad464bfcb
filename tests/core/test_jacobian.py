"""Jacobians and Hessians of known functions, any number of axes, lists of variables, mixed blocks."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import explorer.core as T
from explorer.core.graph import applies

jax.config.update("jax_enable_x64", val=True)
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


SHAPES = [(), (1,), (3,), (1, 2), (2, 3), (2, 1, 2)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("other", SHAPES, ids=str)
def test_any_shape_by_any_shape_is_columns_of_differences(shape, other, known, mode):
    """y = sin(a · x) · p with x of one shape and y of the other, through a matrix between the two."""
    rng = np.random.default_rng(0)
    n, m = int(np.prod(other)), int(np.prod(shape))
    sizes = [size if known else None for size in other]
    x, p = T.tensor("x", shape=sizes), T.tensor("p", shape=[size if known else None for size in shape])
    a = T.constant(rng.normal(size=(m, n)))
    y = T.reshape(T.sin(T.dot(a, T.ravel(x))), T.shape(p)) * p
    found = T.jacobian(y, x)
    assert found.ndim == len(shape) + len(other)
    at, weights = rng.normal(size=other), rng.normal(size=shape)
    value = T.function([x, p], found, mode=mode)(at, weights)
    expected = (np.cos(a.value @ at.ravel()) * weights.ravel())[:, None] * a.value
    np.testing.assert_allclose(value, expected.reshape((*shape, *other)), rtol=1e-12, atol=1e-14)


def test_the_sweep_goes_the_cheaper_way():
    few, many = T.tensor("f", shape=(2,)), T.tensor("m", shape=(5, 2))
    n, k = T.tensor("n", shape=("n",)), T.tensor("k", shape=("k", "n"))

    for y, x, expected in [
        (T.sin(T.dot(many, few)), few, "forward"),
        (T.sin(T.dot(many, few)), many, "reverse"),
        (T.sin(T.dot(k, n)) * T.dscalar("s"), k, "reverse"),
        (k * T.exp(n), n, "forward"),
        (T.sin(n), n, "reverse"),
        (T.sin(n) * few[0], few[0], "forward"),
    ]:
        assert T.jacobian(y, x).origin.sweep == expected, (T.read(y), x)


@pytest.mark.parametrize("mode", MODES)
def test_what_has_no_form_on_stacks_is_a_loop_over_units(mode):
    s, x = T.dvector("s"), T.dscalar("x")
    states, _ = T.scan(lambda e, h: T.sin(h) * e, s, x)
    by_s, by_x = T.jacobian(states, [s, x])
    found, along = T.function([s, x], [by_s, by_x], mode=mode)([0.5, 1.5, 2.5], 0.7)

    def value(s, x):
        result = []
        for e in s:
            x = np.sin(x) * e
            result.append(x)
        return np.array(result)

    at = np.array([0.5, 1.5, 2.5])
    for column, step in enumerate(1e-6 * np.eye(3)):
        slope = (value(at + step, 0.7) - value(at - step, 0.7)) / 2e-6
        np.testing.assert_allclose(found[:, column], slope, atol=1e-8)
    np.testing.assert_allclose(along, (value(at, 0.7 + 1e-6) - value(at, 0.7 - 1e-6)) / 2e-6, atol=1e-8)


def test_of_vectors_there_is_no_loop():
    v = T.dvector("v")
    for derived in (T.jacobian(T.sin(v) * T.sum(v), v), T.hessian(T.sum(T.exp(v)) ** 2, v)):
        assert "scan" not in {node.op.name for node in applies([derived])}


@pytest.mark.parametrize("mode", MODES)
def test_hessian_blocks_are_those_of_jax(mode):
    x, y, m = T.dvector("x"), T.dscalar("y"), T.dmatrix("m")
    variables = [x, y, m]
    cost = T.sum(T.tanh(T.dot(m, x) * y)) + T.sum(x**3) * y**2 + T.logsumexp(m)
    blocks = T.hessian(cost, variables)
    at = (np.array([0.1, -0.4, 0.7]), np.array(0.6), 0.3 * A)
    found = T.function(variables, [b for row in blocks for b in row], mode=mode)(*at)

    def same(x, y, m):
        return jnp.sum(jnp.tanh(m @ x * y)) + jnp.sum(x**3) * y**2 + jax.nn.logsumexp(m)

    expected = jax.hessian(same, argnums=(0, 1, 2))(*at)
    for value, block in zip(found, [b for row in expected for b in row], strict=True):
        np.testing.assert_allclose(value, block, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("mode", MODES)
def test_disconnected_blocks(mode):
    x, y, z = T.dvector("x"), T.dscalar("y"), T.dmatrix("z")
    cost = T.sum(x**2) + y**3
    with pytest.raises(T.DisconnectedInputError, match="z"):
        T.hessian(cost, [x, z])
    blocks = T.hessian(cost, [x, y, z], disconnected_inputs="ignore")
    flat = [b for row in blocks for b in row]
    found = T.function([x, y, z], flat, mode=mode, on_unused_input="ignore")([1, 2], 3, A)
    shapes = [(2,), (), (2, 3)]
    assert [b.shape for b in found] == [a + b for a in shapes for b in shapes]
    assert [np.any(b != 0) for b in found] == [True, False, False, False, True, False, False, False, False]
    with pytest.warns(UserWarning, match="does not depend on z"):
        T.jacobian(x * y, z, disconnected_inputs="warn")


@pytest.mark.parametrize("mode", MODES)
def test_consider_constant_in_both_sweeps(mode):
    s, v = T.dscalar("s"), T.dvector("v")
    u = T.sin(s)
    by_s = T.jacobian(u * v * s, s, consider_constant=u)
    f = T.function([s, v], [by_s, T.hessian(u * s**3, s, consider_constant=[u])], mode=mode)
    found, second = f(2.0, [1, 2])
    np.testing.assert_allclose(found, np.sin(2) * np.array([1, 2]))
    np.testing.assert_allclose(second, 12 * np.sin(2))


@pytest.mark.parametrize("mode", MODES)
def test_a_vector_that_is_the_variable_is_held_in_hessian_times_vector(mode):
    x = T.dvector("x")
    cost = T.sum(x**4)
    product = T.hessian_vector_product(cost, x, x)
    twice = T.hessian_vector_product(cost, [x], [x * x])
    found, other = T.function([x], [product, *twice], mode=mode)([1, 2])
    np.testing.assert_allclose(found, [12, 96])
    np.testing.assert_allclose(other, [12, 192])
    by_parts = T.function([x], T.grad(T.sum(product), x), mode=mode)([1, 2])
    np.testing.assert_allclose(by_parts, [36, 144], err_msg="and differentiated, it moves")


def test_dtypes():
    x, k = T.fvector("x"), T.lvector("k")
    wide = T.constant(np.ones(2))
    for y, by in [(T.sin(x), x), (x * wide, x), (T.outer(x, wide), x[0] * 1), (k**2, k), (x * k, k)]:
        found = T.jacobian(y * 1.0 + T.sum(by) * 0, by)
        assert found.dtype == (np.float32 if by.dtype == np.float32 else np.float64), T.read(y)
    assert T.hessian(T.sum(x**2), x).dtype == np.float32


@pytest.mark.parametrize("mode", MODES)
def test_complex_functions(mode):
    z, x, w = T.zvector("z"), T.dvector("x"), T.tensor("w", dtype="complex128", shape=(2,))
    at = np.array([1 + 2j, 3 - 1j])
    holomorphic = T.exp(z) * z[::-1]
    found = T.function([z], T.jacobian(holomorphic, z), mode=mode)(at)

    def same(z):
        return jnp.exp(z) * z[::-1]

    np.testing.assert_allclose(found, jax.jacrev(same, holomorphic=True)(at), rtol=1e-12)
    tall = T.function([w], T.jacobian(T.outer(T.constant(np.ones(3)), T.sin(w)), w), mode=mode)(at)
    np.testing.assert_allclose(tall, np.einsum("i,jk->ijk", np.ones(3), np.diag(np.cos(at))), rtol=1e-12)
    by_reals = T.function([x], T.jacobian(T.exp(1j * x), x), mode=mode)([1.0, 2.0])
    np.testing.assert_allclose(by_reals, np.diag(1j * np.exp(1j * np.array([1.0, 2.0]))), rtol=1e-12)
    gradients = T.function([z], T.jacobian(T.abs(z) ** 2, z), mode=mode)(at)
    np.testing.assert_allclose(gradients, np.diag(2 * at), rtol=1e-12)
    single = T.zscalar("s")
    assert T.function([single], T.jacobian(single**3, single), mode=mode)(2j) == pytest.approx(-12)


def test_what_is_not_complex_differentiable_is_refused():
    z = T.zvector("z")
    for y in (T.conj(z), z * T.real(z), T.abs(z) * (1 + 1j), T.exp(1j * T.angle(z))):
        with pytest.raises(T.DTypeError, match="no complex differentiable function of z, because of"):
            T.jacobian(y, z)
    with pytest.raises(T.DTypeError, match="complex differentiable"):
        T.hessian(T.sum(T.abs(z) ** 2), z)
    T.jacobian(T.switch(T.real(z) > 0, z, z * z), z)


def test_roots_of_complex_functions():
    a = T.zscalar("a")
    y = T.root(lambda x: x * x - a, T.constant(1 + 1j))
    value, along = T.function([a], [y, T.Rop(y, a, T.constant(1j))])(2j)
    assert value == pytest.approx(1 + 1j)
    assert along == pytest.approx(1j / (2 * (1 + 1j)))
    back = T.function([a], T.grad(T.real(y), a))(2j)
    assert back == pytest.approx(np.conj(1 / (2 * (1 + 1j))))


def test_the_loop_that_people_write_is_recognised():
    v = T.dvector("v")
    y = v**2
    rows, _ = T.scan(lambda i, y, v: T.grad(y[i], v), T.arange(y.shape[0]), non_sequences=[y, v])
    assert T.derivation_of(rows).kind == T.derivation_of(T.jacobian(y, v)).kind == "jacobian"
    assert T.derivation_of(T.hessian(T.sum(y), v)).kind == "hessian"
