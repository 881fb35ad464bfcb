"""Functions of expressions lifted over leading dimensions, against NumPy's and JAX's `vectorize`."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import explorer.core as T
from explorer.core.graph import applies
from tests.core.examples.example import values

jax.config.update("jax_enable_x64", val=True)

CASES = [
    (lambda x, y: x * y + 1, None, [(3,), (2, 1)]),
    (lambda x, y: x * y, None, [(2, 3), ()]),
    (lambda x: 2.0 * x, None, [()]),
    (lambda x: x * 0 + 7, None, [(0, 2)]),
    (lambda a, b: a @ b, "(n,m),(m)->(n)", [(2, 3), (3,)]),
    (lambda a, b: a @ b, "(n,m),(m)->(n)", [(4, 2, 3), (3,)]),
    (lambda a, b: a @ b, "(n,m),(m)->(n)", [(2, 3), (4, 3)]),
    (lambda a, b: a @ b, "(n,m),(m)->(n)", [(5, 1, 2, 3), (4, 3)]),
    (lambda a, b: a @ b, "(n,m),(m,k)->(n,k)", [(1, 5, 2, 3), (4, 1, 3, 2)]),
    (lambda a: a.sum(), "(n)->()", [(1, 1, 3)]),
    (lambda a: a.sum(), "(n)->()", [(2, 4, 3)]),
    (lambda a: a - a.mean(), "(n)->(n)", [(2, 3)]),
    (lambda a, s: a * s, "(n),()->(n)", [(2, 3), (4, 1)]),
    (lambda a: a[::-1], "(n)->(n)", [(2, 3)]),
    (lambda a, b: (a * b, b), "(),()->(),()", [(2, 1), (3,)]),
    (lambda a, b: (a.sum(), b.sum() * a), "(n),(m)->(),(n)", [(2, 3), (2, 2)]),
]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("case", range(len(CASES)))
def test_vectorized_is_numpys(case, known):
    f, signature, shapes = CASES[case]
    arrays = [values(shape, seed=i) for i, shape in enumerate(shapes)]
    xs = [T.tensor(f"x{i}", shape=[n if known or n == 1 else None for n in a.shape]) for i, a in enumerate(arrays)]
    lifted = T.vectorize(f, signature)(*xs)
    reference = jnp.vectorize(f, signature=signature)(*arrays)
    ours, theirs = ([*one] if isinstance(one, tuple) else [one] for one in (lifted, reference))
    found = T.function(xs, ours)(*arrays)
    for e, value, expected in zip(ours, found, theirs, strict=True):
        assert value.shape == expected.shape
        assert e.dimensions == value.shape or not known
        np.testing.assert_allclose(value, expected, rtol=1e-13, atol=1e-15)
    assert "scan" not in {node.op.name for node in applies(ours)}


def test_results_come_as_the_function_gives_them():
    x = T.dvector("x")
    assert isinstance(T.vectorize(lambda a: [a, 2 * a], "()->(),()")(x), list)
    assert isinstance(T.vectorize(lambda a: (a,), "()->()")(x), tuple)
    assert isinstance(T.vectorize(lambda a: a)(x), T.Expression)


def test_gradient_of_what_is_vectorized():
    a, b = T.dtensor3("a"), T.dmatrix("b")
    lifted = T.vectorize(lambda m, v: T.sum(T.tanh(m @ v)), "(n,m),(m)->()")(a, b)
    values_a, values_b = values((4, 2, 3)), values((4, 3), seed=1)
    found = T.function([a, b], T.grad(T.sum(lifted**2), [a, b]))(values_a, values_b)
    step = jnp.vectorize(lambda m, v: jnp.sum(jnp.tanh(m @ v)), signature="(n,m),(m)->()")
    expected = jax.grad(lambda x, y: jnp.sum(step(x, y) ** 2), (0, 1))(values_a, values_b)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


INDICES = {
    "scalar": (lambda x, i, _: x[:, i], "(n,m),(),(k)->(n)"),
    "scalars": (lambda x, i, _: x[i, -i], "(n,m),(),(k)->()"),
    "array": (lambda x, _, k: x[:, k], "(n,m),(),(k)->(n,k)"),
    "both": (lambda x, i, k: x[i, k], "(n,m),(),(k)->(k)"),
    "apart": (lambda x, i, k: x[k, None, i], "(n,m),(),(k)->(k,a)"),
    "set": (lambda x, i, k: T.set_subtensor(x[:, k], 1.0 * i), "(n,m),(),(k)->(n,m)"),
    "increment": (lambda x, i, k: T.inc_subtensor(x[i, k], x[0, k]), "(n,m),(),(k)->(n,m)"),
}


@pytest.mark.parametrize("stacked", [(True, True), (True, False), (False, True)], ids=["both", "x", "indices"])
@pytest.mark.parametrize("name", INDICES)
def test_indices_that_differ_from_row_to_row_are_array_operations(name, stacked):
    f, signature = INDICES[name]
    x, i, k = T.tensor("x", shape=(3, 4)), T.lscalar("i"), T.lvector("k")
    arrays = np.arange(24.0).reshape(2, 3, 4), np.array([2, 1]), np.array([[0, 2], [1, 1]])
    one = T.function([x, i, k], f(x, i, k), on_unused_input="ignore")
    whole = [a if on else a[0] for a, on in zip(arrays, (stacked[0], stacked[1], stacked[1]), strict=True)]
    xs = [T.tensor(None, a.dtype, a.shape) for a in whole]
    lifted = T.vectorize(f, signature)(*xs)
    assert "scan" not in {node.op.name for node in applies([lifted])}
    found = T.function(xs, lifted, on_unused_input="ignore")(*whole)
    rows = [[a[row] if on else a[0] for a, on in zip(arrays, (*stacked, stacked[1]), strict=True)] for row in (0, 1)]
    np.testing.assert_array_equal(found, [one(*row) for row in rows] if any(stacked) else one(*rows[0]))


def test_gradients_can_be_vectorized():
    """For each row the gradient of a function of it."""
    x = T.dmatrix("x")
    slopes = T.vectorize(lambda row: T.grad(T.prod(row), row), "(n)->(n)")(x)
    a = np.array([[1.0, 2, 3], [4, 0, 5]])
    np.testing.assert_allclose(slopes.eval({x: a}), [[6, 3, 2], [0, 20, 0]])


def test_what_has_no_form_on_stacks_becomes_a_loop():
    x, n = T.dvector("x"), T.lmatrix("n")
    lifted = T.vectorize(lambda v, k: T.sum(v[:k]), "(m),()->()")(x, n)
    at = np.array([[0, 1, 2], [3, 2, 1]])
    found = T.function([x, n], [lifted, T.grad(T.sum(lifted), x)])([1.0, 10, 100], at)
    np.testing.assert_array_equal(found[0], np.array([0, 1, 11, 111])[at])
    np.testing.assert_array_equal(found[1], [5, 3, 1])


def test_spaces_in_signatures_do_not_count():
    x = T.dmatrix("x")
    assert T.vectorize(T.sum, " ( n , ) -> ( ) ")(x) is T.vectorize(T.sum, "(n)->()")(x)


def test_captured_expressions_stay_as_they_are():
    x, w = T.dmatrix("x"), T.dvector("w")
    lifted = T.vectorize(lambda row: row @ w, "(n)->()")(x)
    np.testing.assert_allclose(lifted.eval({x: np.eye(2), w: np.array([3.0, 4])}), [3, 4])


MISTAKES = [
    ("(n,m)->", [(2, 3)], ValueError, "cannot read the signature"),
    ("n->n", [(2,)], ValueError, "cannot read the signature"),
    ("(n),(n)->()", [(2,)], TypeError, r"takes 2 arguments, not 1"),
    ("(n,m)->(n)", [(2,)], T.ShapeError, r"x is \(2,\): vectorize needs an argument of \(n,m\) at least"),
    ("(n),(n)->()", [(2,), (3,)], T.ShapeError, "needs n = 2, not 3"),
    ("(n)->(n)", [(4, 2)], T.ShapeError, r"needs a result of \(n\)"),
    ("(n)->(),()", [(2,)], T.ShapeError, "gives 2 results, the function returned 1"),
    ("(n),(m)->()", [(4, 2), (5, 2)], T.ShapeError, r"x is \(4, 2\) and y is \(5, 2\): vectorize needs 4 = 5"),
]


@pytest.mark.parametrize(("signature", "shapes", "error", "message"), MISTAKES)
def test_mistakes_have_a_name(signature, shapes, error, message):
    xs = [T.tensor(name, shape=shape) for name, shape in zip("xy", shapes, strict=False)]
    with pytest.raises(error, match=message):
        T.vectorize(lambda *args: T.sum(args[0]), signature)(*xs)
