"""Linear algebra against NumPy and SciPy, against JAX, against what is known, and at the points where it is hard."""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy.linalg as jsl
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.expr import Expression

jax.config.update("jax_enable_x64", True)
L = T.linalg
Array = np.ndarray
DTYPES = ["float32", "float64", "complex64", "complex128"]


def random(shape: Sequence[int], dtype: Any = "float64", seed: int = 0) -> Array:
    rng = np.random.default_rng([seed, *shape])
    a = rng.normal(size=tuple(shape))
    if np.dtype(dtype).kind == "c":
        a = a + 1j * rng.normal(size=tuple(shape))
    return a.astype(dtype)


def positive(shape: Sequence[int], dtype: Any = "float64", seed: int = 0) -> Array:
    a = random(shape, dtype, seed)
    return np.asarray(a @ np.swapaxes(a.conj(), -1, -2) + np.eye(a.shape[-1], dtype=dtype))


def of_singular_values(values: Sequence[float], rows: int, columns: int, dtype: Any = "float64") -> Array:
    """A matrix with these singular values."""
    (u, _), (v, _) = (np.linalg.qr(random((n, n), dtype, seed)) for n, seed in ((rows, 1), (columns, 2)))
    s = np.zeros((rows, columns))
    np.fill_diagonal(s, values)
    return np.asarray(u @ s @ v)


def of_eigenvalues(values: Sequence[float], dtype: Any = "float64") -> Array:
    """A Hermitian matrix with these eigenvalues."""
    q, _ = np.linalg.qr(random((len(values),) * 2, dtype, 3))
    return np.asarray(q * np.array(values) @ q.conj().T)


def evaluated(f: Callable[..., Any], *arrays: Array, known: bool = True) -> list[Array]:
    """The values of f, of operands of known or of unknown sizes."""
    xs = [T.tensor(f"x{i}", a.dtype, a.shape if known else [None] * a.ndim) for i, a in enumerate(arrays)]
    made = f(*xs)
    outputs = list(made) if isinstance(made, tuple) else [made]
    values = T.function(xs, outputs)(*arrays)
    for e, value in zip(outputs, values, strict=True):
        assert value.dtype == e.dtype
    return list(values)


def same(f: Callable[..., Any], reference: Callable[..., Any], *arrays: Array) -> None:
    """f gives the values and the dtypes of its reference."""
    expected = reference(*arrays)
    expected = list(expected) if isinstance(expected, tuple) else [expected]
    for known in (True, False):
        found = evaluated(f, *arrays, known=known)
        for a, b in zip(found, expected, strict=True):
            assert a.dtype == b.dtype
            assert a.shape == b.shape
            narrow = a.dtype.itemsize // (2 if a.dtype.kind == "c" else 1) < 8
            np.testing.assert_allclose(a, b, *((1e-3, 1e-4) if narrow else (1e-9, 1e-11)))


def gradient(f: Callable[[Expression], Expression], a: Array, mode: str | None = None) -> Array:
    x = T.tensor("x", a.dtype, a.shape)
    return np.asarray(T.function([x], T.grad(f(x), x), mode=mode)(a))


def adjoint(x: Any) -> Any:
    return T.swapaxes(T.conj(x), -1, -2) if isinstance(x, Expression) else x.conj().swapaxes(-1, -2)


def slope(f: Callable[[Array], Any], a: Array, v: Array, step: float = 1e-4) -> Array:
    """The derivative along a direction, by differences."""
    near, far = f(a + step * v) - f(a - step * v), f(a + 2 * step * v) - f(a - 2 * step * v)
    return np.asarray((8 * near - far) / (12 * step))


def check_gradient(f: Callable[[Expression], Expression], a: Array, tolerance: float = 1e-7) -> None:
    """dcost = Re(conj(g) · dx) for random directions, raw and optimised."""
    x = T.tensor("x", a.dtype, a.shape)
    at = T.function([x], f(x))
    for mode in ("raw", None):
        g = gradient(f, a, mode)
        for seed in range(3):
            v = random(a.shape, a.dtype, seed)
            np.testing.assert_allclose(np.sum(g.conj() * v).real, slope(at, a, v), tolerance, tolerance)


# ------------------------------------------------------------------------------------------- values as NumPy's, SciPy's

leads = st.lists(st.integers(0, 3), max_size=2).map(tuple)
sizes = st.integers(0, 4)
dtypes = st.sampled_from([*DTYPES, "int64"])
seeds = st.integers(0, 100)


@given(leads, sizes, dtypes, seeds)
def test_functions_of_square_matrices(lead: tuple[int, ...], n: int, dtype: str, seed: int) -> None:
    a = random((*lead, n, n), dtype, seed)
    if dtype == "int64":
        a = a + 3 * np.eye(n, dtype=int)
    same(L.det, np.linalg.det, a)
    same(L.slogdet, np.linalg.slogdet, a)
    same(L.eigvalsh, np.linalg.eigvalsh, a)
    same(lambda x: L.eigh(x, "U")[0], lambda x: np.linalg.eigh(x, "U")[0], a)
    same(lambda x: L.matrix_power(x, 3), lambda x: np.linalg.matrix_power(x, 3), a)
    if dtype != "int64" and abs(np.linalg.det(a)).min(initial=1) > 1e-3:
        same(L.inv, np.linalg.inv, a)
        same(lambda x: L.matrix_power(x, -2), lambda x: np.linalg.matrix_power(x, -2), a)
    if 0 not in lead:
        same(L.expm, scipy.linalg.expm, a / 4)
        p = positive((*lead, n, n), "float64" if dtype == "int64" else dtype, seed)
        same(L.cholesky, np.linalg.cholesky, p)
        same(lambda x: L.cholesky(x, upper=True), lambda x: np.linalg.cholesky(x, upper=True), p)


@given(leads, sizes, sizes, dtypes, seeds)
def test_factors_of_any_matrix(lead: tuple[int, ...], m: int, n: int, dtype: str, seed: int) -> None:
    a = random((*lead, m, n), dtype, seed)
    same(lambda x: L.svd(x, compute_uv=False), lambda x: np.linalg.svd(x, compute_uv=False), a)
    same(lambda x: tuple(L.qr(x)), lambda x: tuple(np.linalg.qr(x)), a)
    same(lambda x: L.qr(x, "r"), lambda x: np.linalg.qr(x, "r"), a)
    for full in (True, False):
        same(lambda x, f=full: tuple(L.svd(x, f)), lambda x, f=full: tuple(np.linalg.svd(x, f)), a)
    if m:
        same(lambda x: tuple(L.qr(x, "complete")), lambda x: tuple(np.linalg.qr(x, "complete")), a)
    if dtype != "int64":
        same(L.pinv, np.linalg.pinv, a)
    if m * n > 1 and 0 not in lead:  # of a matrix of one SciPy's permutation is complex
        same(lambda x: tuple(L.lu(x)), scipy.linalg.lu, a)
        same(lambda x: tuple(L.lu(x, permute_l=True)), lambda x: scipy.linalg.lu(x, permute_l=True), a)


@given(leads, leads, st.integers(1, 4), st.integers(0, 3), dtypes, seeds)
def test_solutions(la: tuple[int, ...], lb: tuple[int, ...], n: int, k: int, dtype: str, seed: int) -> None:
    shorter, longer = sorted((la, lb), key=len)
    lb = longer[len(longer) - len(shorter) :]  # axes that broadcast
    a = random((*longer, n, n), dtype, seed) + np.asarray(3 * np.eye(n), dtype)
    if abs(np.linalg.det(a)).min(initial=1) < 1e-2:
        return
    for b in (random((*lb, n, k), dtype, seed), random((n,), dtype, seed)):
        same(L.solve, np.linalg.solve, a, b)
        if b.ndim > 1 or a.ndim == 2:
            continue
        x = evaluated(lambda p, q: L.solve_triangular(p, q, lower=True), a, b)[0]
        np.testing.assert_allclose((np.tril(a) @ x[..., None])[..., 0], np.broadcast_to(b, x.shape), 1e-3, 1e-4)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3,), (3, 2)])
def test_triangular_solutions(dtype: str, shape: tuple[int, ...]) -> None:
    a, b = random((3, 3), dtype) + np.asarray(3 * np.eye(3), dtype), random(shape, dtype)
    for trans, lower, unit in itertools.product((0, 1, 2, "N", "T", "C"), (False, True), (False, True)):
        kwargs = {"trans": trans, "lower": lower, "unit_diagonal": unit}
        same(
            lambda x, y, k=kwargs: L.solve_triangular(x, y, **k),
            lambda x, y, k=kwargs: scipy.linalg.solve_triangular(x, y, **k),
            a,
            b,
        )
    with pytest.raises(ValueError, match="trans is 0, 1 or 2"):
        L.solve_triangular(a, b, trans="H")
    p = positive((3, 3), dtype)
    for lower in (True, False):
        factor = np.linalg.cholesky(p, upper=not lower)
        same(
            lambda c, y, low=lower: L.cho_solve((c, low), y),
            lambda c, y, low=lower: scipy.linalg.cho_solve((c, low), y),
            factor,
            b,
        )


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("rows", "columns", "rank"), [(4, 2, 2), (4, 3, 2), (2, 4, 2), (3, 3, 3), (3, 3, 1), (0, 2, 0)]
)
@pytest.mark.parametrize("columns_of_b", [None, 1, 3])
def test_least_squares(dtype: str, rows: int, columns: int, rank: int, columns_of_b: int | None) -> None:
    a = random((rows, rank), dtype) @ random((rank, columns), dtype)
    b = random((rows,) if columns_of_b is None else (rows, columns_of_b), dtype, 1)
    for rcond in (None, 1e-5):
        if rcond is None and rank < min(rows, columns) and np.finfo(dtype).eps > 1e-10:
            continue  # NumPy's limit is float64's: the rank is what rounding makes of it
        x, residuals, found, values = np.linalg.lstsq(a, b, rcond)
        same(
            lambda p, q, r=rcond: L.lstsq(p, q, r),
            lambda *_, x=x, r=residuals, f=found, v=values: (x, r, np.int64(f), v),
            a,
            b,
        )


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rcond", [None, -1, 0, 1e-30, 1e-5, 0.5, 1, 2])
def test_what_least_squares_leave_out_their_derivative_leaves_out(rcond: float | None, dtype: str) -> None:
    """They are linear in b: the tangent along b is the solution for b, whatever singular values count as 0."""
    b = T.tensor("b", dtype, (2,))
    for small in (0.75, 0.25, 1e-4, 1e-6, 3 * 2.0**-53, 1.5 * 2.0**-53, 0.9 * 2.0**-53, 1e-29, 1e-31, 0.0):
        a = np.diag([1.0, small]).astype(dtype)
        x, _, rank, _ = L.lstsq(a, b, rcond)
        expected = np.linalg.lstsq(a, np.ones(2, dtype), rcond)
        tangent, back = T.Rop(x, b, T.ones_like(b)), T.Lop(x, b, T.ones_like(x))
        for mode in ("raw", None):
            found = T.function([b], [x, tangent, back, rank], mode=mode)(np.ones(2, dtype))
            for one in found[:3]:
                np.testing.assert_allclose(one, expected[0], rtol=1e-6)
            assert found[3] == expected[2]


def test_eigenvalues_of_a_real_matrix_are_complex() -> None:
    for a in (np.array([[0.0, -1], [1, 0]]), np.diag([1.0, 2]), np.eye(2, dtype="float32")):
        w, v = evaluated(L.eig, a)
        assert w.dtype == v.dtype == (np.complex64 if a.dtype == np.float32 else np.complex128)
        expected = np.linalg.eig(a)
        np.testing.assert_allclose(w, expected.eigenvalues)
        np.testing.assert_allclose(v, expected.eigenvectors)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=0, max_size=4), dtypes)
def test_blocks_on_a_diagonal(shapes: list[tuple[int, int]], dtype: str) -> None:
    arrays = [random(shape, dtype, i) for i, shape in enumerate(shapes)]
    found = evaluated(L.block_diag, *arrays)[0]
    np.testing.assert_array_equal(found, scipy.linalg.block_diag(*arrays))
    assert evaluated(lambda x: L.block_diag(x, [1.0, 2]), np.float64(3))[0].tolist() == [[3, 0, 0], [0, 1, 2]]


@given(st.lists(st.integers(1, 6), min_size=3, max_size=7), st.booleans(), st.booleans())
def test_long_products(sizes: list[int], row: bool, column: bool) -> None:
    arrays = [random(shape, seed=i) for i, shape in enumerate(itertools.pairwise(sizes))]
    arrays[0] = arrays[0][0] if row else arrays[0]
    arrays[-1] = arrays[-1][:, 0] if column else arrays[-1]
    for known in (True, False):
        found = evaluated(lambda *xs: L.multi_dot(xs), *arrays, known=known)[0]
        np.testing.assert_allclose(found, np.linalg.multi_dot(arrays), 1e-11, 1e-11)


def test_a_long_product_takes_the_fewest_operations() -> None:
    shapes = [(10, 1000), (1000, 2), (2, 300), (300, 100)]
    product = L.multi_dot([T.tensor(f"m{i}", "float64", shape) for i, shape in enumerate(shapes)])
    assert T.pp(product, style="plain") == "((m0 \\dot m1) \\dot (m2 \\dot m3))"
    x, y = T.dmatrices("x", "y")
    assert T.pp(L.multi_dot([x, y, T.dvector("v")])) == "(x \\dot (y \\dot v))"


NORMS = [None, 0, 1, 2, 3, 0.5, -1, np.inf, -np.inf]
MATRIX_NORMS = [None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf]


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("dtype", [*DTYPES, "int64"])
def test_norms(dtype: str, keepdims: bool) -> None:
    a = np.asarray(3 * random((2, 3, 4))).astype(dtype) + np.ones((), dtype)
    for axis, order in itertools.product((0, 1, -1), NORMS):
        if order == -1 and dtype == "int64":
            continue  # a division by 0 in NumPy
        same(
            lambda x, o=order, i=axis: T.norm(x, o, i, keepdims),
            lambda x, o=order, i=axis: np.linalg.norm(x, o, i, keepdims),
            a,
        )
    for axis, order in itertools.product(((0, 1), (1, 0), (2, 0), (-1, 1)), MATRIX_NORMS):
        same(
            lambda x, o=order, i=axis: L.norm(x, o, i, keepdims),
            lambda x, o=order, i=axis: np.linalg.norm(x, o, i, keepdims),
            a,
        )
    same(lambda x: T.norm(x, keepdims=keepdims), lambda x: np.linalg.norm(x, keepdims=keepdims), a)
    assert L.norm is T.norm


@pytest.mark.parametrize(("order", "axis"), [("nuc", 0), ("fro", 0), (3, (0, 1)), (0, (0, 1)), ("two", 0), (1, None)])
def test_an_order_that_is_none(order: Any, axis: Any) -> None:
    with pytest.raises(ValueError, match="is no order of norms over"):
        T.norm(T.dtensor3("x"), order, axis)


# ------------------------------------------------------------------------------------------------------- against JAX

S, R, TALL, WIDE = random((3, 3)) + 2 * np.eye(3), random((3, 3), seed=5), random((4, 2)), random((2, 4))
C = random((3, 3), "complex128") + 2 * np.eye(3)
SYMMETRIC, HERMITIAN = R + R.T, C + C.conj().T
W = random((3, 3), seed=9)


def weighed(x: Any) -> Any:
    """A cost that tells all elements apart."""
    shape = [int(n) for n in (x.dimensions if isinstance(x, Expression) else x.shape)]
    weights = np.cos(np.arange(math.prod(shape)) + 1.0).reshape(shape)
    if isinstance(x, Expression):
        return T.sum(weights * (T.real(x) + 2 * T.imag(x) if x.dtype.kind == "c" else x))
    return jnp.sum(weights * (x.real + 2 * x.imag if x.dtype.kind == "c" else x))


JAX = {
    "inv": (L.inv, jnp.linalg.inv, [S, C, np.stack([S, R])]),
    "det": (L.det, jnp.linalg.det, [S, C, np.stack([S, R])]),
    "slogdet": (lambda x: L.slogdet(x)[1], lambda x: jnp.linalg.slogdet(x)[1], [S, C]),
    "sign of slogdet": (lambda x: L.slogdet(x)[0], lambda x: jnp.linalg.slogdet(x)[0], [C]),
    "solve": (lambda x: L.solve(x, W), lambda x: jnp.linalg.solve(x, W), [S, C]),
    "solve for b": (lambda x: L.solve(S, x), lambda x: jnp.linalg.solve(S, x), [W, C]),
    "solve a vector": (lambda x: L.solve(S + x[0], x[1]), lambda x: jnp.linalg.solve(S + x[0], x[1]), [W]),
    "triangular": (
        lambda x: L.solve_triangular(x, W, lower=True),
        lambda x: jsl.solve_triangular(x, W, lower=True),
        [S, C],
    ),
    "transposed triangular": (
        lambda x: L.solve_triangular(x, W, trans=2, unit_diagonal=True),
        lambda x: jsl.solve_triangular(x, W, trans=2, unit_diagonal=True),
        [S, C],
    ),
    "cholesky": (
        lambda x: L.cholesky(x @ adjoint(x) + np.eye(3)),
        lambda x: jnp.linalg.cholesky(x @ x.conj().T + np.eye(3)),
        [S, C],
    ),
    "upper cholesky": (
        lambda x: L.cholesky(x @ adjoint(x) + np.eye(3), upper=True),
        lambda x: adjoint(jnp.linalg.cholesky(x @ x.conj().T + np.eye(3))),
        [S, C],
    ),
    "cho_solve": (
        lambda x: L.cho_solve((L.cholesky(x @ adjoint(x)), True), W),
        lambda x: jsl.cho_solve((jnp.linalg.cholesky(x @ x.conj().T), True), W),
        [S, C],
    ),
    "eigvalsh": (lambda x: L.eigvalsh(x + adjoint(x)), lambda x: jnp.linalg.eigvalsh(x + x.conj().T), [S, C]),
    "eigh": (lambda x: abs(L.eigh(x + adjoint(x))[1]), lambda x: abs(jnp.linalg.eigh(x + x.conj().T)[1]), [S, C]),
    "eig": (lambda x: abs(T.sort(L.eig(x)[0])), lambda x: abs(jnp.sort(jnp.linalg.eigvals(x))), [S]),
    "svd": (lambda x: abs(L.svd(x, False)[0]), lambda x: abs(jnp.linalg.svd(x, False)[0]), [S, C, TALL, WIDE]),
    "other side of svd": (
        lambda x: abs(L.svd(x, False)[2]),
        lambda x: abs(jnp.linalg.svd(x, False)[2]),
        [S, C, TALL, WIDE],
    ),
    "singular values": (lambda x: L.svd(x)[1], lambda x: jnp.linalg.svd(x, False)[1], [S, C, TALL, WIDE]),
    "qr": (lambda x: L.qr(x)[0], lambda x: jnp.linalg.qr(x)[0], [S, TALL]),
    "r": (lambda x: L.qr(x, "r"), lambda x: jnp.linalg.qr(x, "r"), [S, TALL]),
    "lu": (lambda x: L.lu(x)[1], lambda x: jsl.lu(x)[1], [S, C, TALL, WIDE]),
    "upper factor of lu": (lambda x: L.lu(x)[2], lambda x: jsl.lu(x)[2], [S, C, TALL, WIDE]),
    "expm": (L.expm, jsl.expm, [S, np.stack([S, R])]),
    "power": (lambda x: L.matrix_power(x, 5), lambda x: jnp.linalg.matrix_power(x, 5), [S, C]),
    "negative power": (lambda x: L.matrix_power(x, -2), lambda x: jnp.linalg.matrix_power(x, -2), [S, C]),
    "pinv": (L.pinv, jnp.linalg.pinv, [S, C, TALL, WIDE]),
    "lstsq": (lambda x: L.lstsq(x, np.ones(4))[0], lambda x: jnp.linalg.lstsq(x, np.ones(4))[0], [TALL]),
    "nuclear norm": (lambda x: T.norm(x, "nuc"), lambda x: jnp.linalg.norm(x, "nuc"), [S, C, TALL, WIDE]),
    "spectral norm": (lambda x: T.norm(x, 2), lambda x: jnp.linalg.norm(x, 2), [S, C, TALL, WIDE]),
    "smallest singular value": (lambda x: T.norm(x, -2), lambda x: jnp.linalg.norm(x, -2), [S, C, TALL, WIDE]),
    "Frobenius norm": (lambda x: T.norm(x, "fro"), lambda x: jnp.linalg.norm(x, "fro"), [S, C]),
    "sums of columns": (lambda x: T.norm(x, 1), lambda x: jnp.linalg.norm(x, 1), [S, C]),
    "sums of rows": (lambda x: T.norm(x, np.inf), lambda x: jnp.linalg.norm(x, np.inf), [S, C]),
}


@pytest.mark.parametrize("name", JAX)
def test_gradients_are_those_of_jax(name: str) -> None:
    ours, theirs, matrices = JAX[name]
    for a in matrices:
        found = gradient(lambda x: weighed(ours(x)), a)
        expected = np.conj(jax.grad(lambda x: weighed(theirs(x)))(a))  # JAX's gradient is the conjugate of ours
        np.testing.assert_allclose(found, expected, 1e-8, 1e-8)


@pytest.mark.parametrize(
    "name", ["inv", "det", "slogdet", "solve", "cholesky", "eigvalsh", "expm", "qr", "nuclear norm"]
)
def test_hessians_are_those_of_jax(name: str) -> None:
    ours, theirs, _ = JAX[name]
    x = T.tensor("x", "float64", (3, 3))
    found = T.hessian(weighed(ours(x)), x).eval({x: S})
    np.testing.assert_allclose(found, jax.hessian(lambda a: weighed(theirs(a)))(S), 1e-7, 1e-7)


# --------------------------------------------------------------------------------------------- where the matrix is hard

RANKS = [[3.0, 2, 1], [3.0, 2, 0], [3.0, 0, 0], [0.0, 0, 0], [2.0, 2, 2], [1e-200, 1, 1]]


def leibniz(x: Expression) -> Expression:
    """The determinant as the sum over all permutations."""
    n = int(x.dimensions[-1])
    total = T.constant(0.0)
    for order in itertools.permutations(range(n)):
        sign = (-1) ** sum(order[i] > order[j] for j in range(n) for i in range(j))
        total = total + sign * T.multiply(*(x[i, order[i]] for i in range(n)))
    return total


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("values", [*RANKS, [2.0, 1, 0, 0], [1.0, 0, 0, 0]], ids=str)
def test_derivatives_of_determinants_of_every_rank_and_order(values: list[float], dtype: str) -> None:
    n = len(values)
    a = of_singular_values(values, n, n, dtype)
    x, vs = T.tensor("x", dtype, (n, n)), [random((n, n), dtype, seed) for seed in range(5)]
    found, expected = [], []
    for function, results in ((L.det, found), (leibniz, expected)):
        y = function(x)
        for v in vs:
            y = T.Rop(y, x, v, disconnected_outputs="ignore")
            results.append(y)
        y = function(x)
        for v in vs[:3]:
            g = T.Lop(y, x, T.ones_like(y), disconnected_inputs="ignore")
            results.append(g)
            y = T.sum(T.real(g * v))
    both = zip(T.function([x], found)(a), T.function([x], expected)(a), strict=True)
    for ours, known in both:
        np.testing.assert_allclose(ours, known, 1e-9, 1e-12)


def test_hessian_of_a_determinant_of_rank_zero_is_that_of_the_polynomial() -> None:
    x = T.dmatrix("x")
    hessian = T.hessian(L.det(x), x).eval({x: np.zeros((2, 2))})
    np.testing.assert_array_equal(hessian.reshape(4, 4), np.fliplr(np.diag([1, -1, -1, 1])))


SPECTRA = [[1.0, 2, 4], [1.0, 2, 2], [2.0, 2, 2], [0.0, 0, 5], [-1.0, 1, 1], [0.0, 0, 0]]


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("values", SPECTRA, ids=str)
def test_equal_eigenvalues(values: list[float], dtype: str) -> None:
    """Symmetric functions of all eigenvalues, and what depends on whole eigenspaces only."""
    a = of_eigenvalues(values, dtype)
    check_gradient(lambda x: T.sum(L.eigvalsh(x) ** 3), a)
    check_gradient(lambda x: T.sum(L.eigh(x)[0] ** 2), a)
    check_gradient(lambda x: T.prod(L.eigvalsh(x, "U") + 0.5), a)
    lonely = [i for i, w in enumerate(sorted(values)) if values.count(w) == 1]
    for i in lonely:

        def projection(x: Expression, i: int = i) -> Expression:
            v = L.eigh(x)[1][:, i : i + 1]
            return weighed(v @ adjoint(v))

        check_gradient(projection, a)


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("values", [[4.0, 2, 1], [2.0, 2, 1], [2.0, 2, 2], [3.0, 1, 1]], ids=str)
@pytest.mark.parametrize("shape", [(3, 3), (4, 3), (3, 5)], ids=str)
def test_equal_singular_values(values: list[float], shape: tuple[int, int], dtype: str) -> None:
    a = of_singular_values(values, *shape, dtype)
    check_gradient(lambda x: T.sum(L.svd(x, compute_uv=False) ** 3), a)
    check_gradient(lambda x: T.sum(L.svd(x)[1] ** 2), a)

    def outside(x: Expression) -> Expression:
        u, _, vh = L.svd(x)
        u, v = u[:, min(shape) :], adjoint(vh)[:, min(shape) :]
        return weighed(u @ adjoint(u)) + weighed(v @ adjoint(v))

    check_gradient(outside, a)


@pytest.mark.parametrize("kind", [L.qr, L.svd], ids=["qr", "svd"])
@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 4), (5, 3)], ids=str)
def test_what_is_orthonormal_stays_orthonormal(kind: Any, shape: tuple[int, int], dtype: str) -> None:
    """QᴴQ = I along every direction, of all columns of the complete factor, and the product stays the matrix."""
    a, v = random(shape, dtype), random(shape, dtype, 1)
    x = T.tensor("x", dtype, shape)
    factors = list(L.qr(x, "complete") if kind is L.qr else L.svd(x))
    found = T.function([x], [*factors, *T.Rop(factors, x, v)])(a)
    values, tangents = found[: len(factors)], found[len(factors) :]
    unitary = [(values[0], tangents[0])]
    if kind is L.svd:
        unitary.append((adjoint(values[2]), adjoint(tangents[2])))
    for q, dq in unitary:
        np.testing.assert_allclose(adjoint(q) @ dq, -adjoint(adjoint(q) @ dq), atol=1e-12)
    if kind is L.svd:
        size = min(shape)
        (u, s, w), (du, ds, dw) = values, tangents
        u, w, du, dw = u[:, :size], w[:size], du[:, :size], dw[:size]
        np.testing.assert_allclose(du * s @ w + u * ds @ w + u * s @ dw, v, atol=1e-12)
    else:
        np.testing.assert_allclose(tangents[0] @ values[1] + values[0] @ tangents[1], v, atol=1e-12)
        np.testing.assert_array_equal(np.tril(tangents[1], -1), 0)


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("shape", [(6, 6), (8, 5), (5, 8), (2, 6, 4)], ids=str)
def test_what_is_triangular_stays_triangular(shape: tuple[int, ...], dtype: str) -> None:
    """What is 0 or 1 in L and U for every matrix does not move, not even by rounding; the product stays the matrix."""
    a, v = random(shape, dtype), random(shape, dtype, 1)
    x = T.tensor("x", dtype, shape)
    factors = list(L.lu(x))
    for mode in ("raw", None):
        p, lower, upper, dl, du = T.function([x], [*factors, *T.Rop(factors[1:], x, v)], mode=mode)(a)
        np.testing.assert_array_equal(np.triu(dl), 0)
        np.testing.assert_array_equal(np.tril(du, -1), 0)
        np.testing.assert_allclose(p @ (dl @ upper + lower @ du), v, atol=1e-10)


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("lower", [True, False])
def test_what_is_not_read_has_no_derivative(lower: bool, dtype: str) -> None:
    """Along every direction, symmetric or not, the derivative is that of the function of all entries."""
    noise = random((4, 4), dtype)
    a = positive((4, 4), dtype) + (np.triu(noise, 1) if lower else np.tril(noise, -1))
    for f in (
        lambda x: weighed(L.cholesky(x, upper=not lower)),
        lambda x: weighed(L.eigvalsh(x, "L" if lower else "U")),
        lambda x: weighed(abs(L.eigh(x, "L" if lower else "U")[1])),
        lambda x: weighed(L.solve_triangular(x, np.ones(4), lower=lower)),
    ):
        check_gradient(f, a)
        g = gradient(f, a)
        np.testing.assert_array_equal(np.triu(g, 1) if lower else np.tril(g, -1), 0)
    g = gradient(lambda x: weighed(L.solve_triangular(x, np.ones(4), lower=lower, unit_diagonal=True)), a)
    np.testing.assert_array_equal(np.diag(g), 0)


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("shape", [(3, 3), (4, 3), (3, 4)], ids=str)
def test_pseudo_inverse_along_matrices_of_one_rank(shape: tuple[int, int], dtype: str) -> None:
    """(B C)⁺ and (B C)⁺ b of rank 2, by B and by b: such products keep their rank."""
    c, b = random((2, shape[1]), dtype, 1), random((shape[0],), dtype, 2)
    start = random((shape[0], 2), dtype)
    check_gradient(lambda x: weighed(L.pinv(x @ c, 1e-10)), start)
    check_gradient(lambda x: weighed(L.lstsq(x @ c, b, 1e-10)[0]), start)
    check_gradient(lambda x: weighed(L.lstsq(start @ c, b + x[:, 0], 1e-10)[0]), start)


def test_residuals_of_least_squares_have_a_derivative() -> None:
    a, b = random((5, 2)), random((5, 3), seed=1)
    x = T.tensor("x", "float64", (5, 2))
    cost = T.sum(L.lstsq(x, b)[1] * np.array([1.0, -2, 3]))
    v = random((5, 2), seed=2)
    expected = slope(lambda p: np.linalg.lstsq(p, b)[1] @ [1.0, -2, 3], a, v)
    np.testing.assert_allclose(np.sum(T.grad(cost, x).eval({x: a}) * v), expected, 1e-8)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("order", MATRIX_NORMS, ids=str)
def test_norms_of_zero_have_the_derivative_zero(order: Any, dtype: str) -> None:
    for shape in ((2, 2), (3, 2), (2, 3)):
        g = gradient(lambda x: T.norm(x, order), np.zeros(shape, dtype))
        assert g.dtype == dtype
        np.testing.assert_array_equal(g, 0)


def test_tied_singular_values_share_the_derivative() -> None:
    np.testing.assert_allclose(gradient(lambda x: T.norm(x, 2), 3 * np.eye(2)), np.eye(2) / 2)
    np.testing.assert_allclose(gradient(lambda x: T.norm(x, -2), np.diag([3.0, 1, 1])), np.diag([0, 0.5, 0.5]))
    # Of the nuclear norm the least element of the subgradient: U₁ V₁ᴴ.
    a = of_singular_values([2, 1, 0], 4, 3)
    u, _, vh = np.linalg.svd(a)
    np.testing.assert_allclose(gradient(lambda x: T.norm(x, "nuc"), a), u[:, :2] @ vh[:2], atol=1e-12)


def test_a_zero_cotangent_stays_zero() -> None:
    """Of a branch that is not taken nothing comes, though its own derivative is infinite."""
    x = T.dmatrix("x")
    for f in (
        lambda a: T.sqrt(L.det(a)),
        lambda a: T.log(T.sum(L.svd(a, compute_uv=False))),
        lambda a: T.sqrt(T.sum(L.eigvalsh(a))),
    ):
        y = T.switch(T.sum(x) > 1, f(x), T.sum(x))
        for mode in ("raw", None):
            with np.errstate(all="ignore"):
                g = T.function([x], T.grad(y, x), mode=mode)(np.zeros((2, 2)))
            np.testing.assert_array_equal(g, 1)


def test_taylor_of_the_exponential() -> None:
    """Every order: e^(A + tE) of two that commute is e^A e^(tE)."""
    a = random((3, 3)) / 2
    x = T.dmatrix("x")
    terms = T.function([x], T.taylor(L.expm(x), x, T.constant(2 * a), 4))(a)
    for k, term in enumerate(terms):
        np.testing.assert_allclose(term, scipy.linalg.expm(a) @ np.linalg.matrix_power(2 * a, k), 1e-9, 1e-9)


# -------------------------------------------------------------------------------------------------- stacks and mistakes

IN_STACKS = {
    "inv": L.inv,
    "det": L.det,
    "cholesky": L.cholesky,
    "expm": L.expm,
    "eigvalsh": L.eigvalsh,
    "qr": lambda a: L.qr(a).R,
    "svd": lambda a: L.svd(a).S,
    "solve": lambda a: L.solve(a, a[0]),
    "lstsq": lambda a: L.lstsq(a, a[0])[0],
}


@pytest.mark.parametrize("name", IN_STACKS)
def test_jacobians_need_no_loop(name: str) -> None:
    """What a loop over the rows would do is done on stacks of matrices."""
    x = T.dmatrix("x")
    y = IN_STACKS[name](x @ x.T + T.eye(T.shape(x)[0]))
    jacobian = T.function([x], T.jacobian(y, x))
    assert "for " not in jacobian.source
    raw = T.function([x], T.jacobian(y, x), mode="raw")
    np.testing.assert_allclose(jacobian(R), raw(R), 1e-9, 1e-9)


SQUARES = ["inv", "det", "slogdet", "cholesky", "eigh", "eigvalsh", "eig", "expm"]


@pytest.mark.parametrize("name", SQUARES)
def test_a_matrix_that_is_not_square_is_an_error(name: str) -> None:
    f = getattr(L, name)
    with pytest.raises(T.ShapeError, match=rf"W is \(3, 2\): {name} takes square matrices, so it needs 3 = 2"):
        f(T.tensor("W", "float64", (3, 2)))
    with pytest.raises(T.ShapeError, match=rf"v is \(n,\): {name} takes a matrix, or a stack of them"):
        f(T.tensor("v", "float64", ("n",)))
    with pytest.raises(T.DTypeError, match=rf"H, of float16: {name} takes float32, float64"):
        f(T.tensor("H", "float16", (2, 2)))
    x = T.dmatrix("x")
    made = f(x)
    with pytest.raises((T.ShapeError, np.linalg.LinAlgError)):
        (made[0] if isinstance(made, tuple) else made).eval({x: np.ones((3, 2))})


def test_mistakes_are_told() -> None:
    a, b = T.tensor("A", "float64", (3, 3)), T.tensor("b", "float64", (2,))
    with pytest.raises(T.ShapeError, match=r"A is \(3, 3\) and b is \(2,\): solve needs 3 = 2"):
        L.solve(a, b)
    with pytest.raises(T.ShapeError, match=r"A is \(3, 3\) and b is \(2,\): lstsq needs 3 = 2"):
        L.lstsq(a, b)
    with pytest.raises(T.ShapeError, match=r"the leading axes of solve need 4 = 5"):
        L.solve(T.tensor("P", "float64", (4, 3, 3)), T.tensor("Q", "float64", (5, 3, 1)))
    with pytest.raises(T.ShapeError, match="lstsq takes one matrix"):
        L.lstsq(T.dtensor3("x"), b)
    with pytest.raises(T.ShapeError, match="takes a vector or a matrix as right side"):
        L.solve(a, T.dscalar("c"))
    with pytest.raises(TypeError, match="the exponent is an integer"):
        L.matrix_power(a, 0.5)
    with pytest.raises(ValueError, match="mode is 'reduced', 'complete' or 'r', not 'raw'"):
        L.qr(a, "raw")
    with pytest.raises(ValueError, match="UPLO is 'L' or 'U', not 'X'"):
        L.eigh(a, "X")
    with pytest.raises(T.ShapeError, match="two arrays or more, not 1"):
        L.multi_dot([a])
    with pytest.raises(T.ShapeError, match="multi_dot takes matrices"):
        L.multi_dot([a, b, a])
    with pytest.raises(np.linalg.LinAlgError, match="Singular"):
        L.inv(a).eval({a: np.zeros((3, 3))})


def test_every_name_of_the_namespace_is_public() -> None:
    from explorer.script.vocabulary import LINALG

    assert sorted(LINALG) == L.__all__


def test_numpys_own_functions_take_expressions() -> None:
    x = T.tensor("x", "float64", (3, 3))
    assert np.linalg.inv(x) is L.inv(x)
    assert np.linalg.cholesky(x, upper=True) is L.cholesky(x, upper=True)
    assert np.linalg.norm(x, "nuc") is T.norm(x, "nuc")
    assert np.linalg.eigh(x).eigenvalues is L.eigh(x).eigenvalues
    assert np.linalg.slogdet(x).logabsdet is L.slogdet(x)[1]
    assert np.linalg.svd(x).Vh is L.svd(x)[2]
    assert np.linalg.qr(x).R is L.qr(x, "r")
    assert np.linalg.multi_dot([x, x]) is L.multi_dot([x, x])


def test_scripts_have_the_namespace() -> None:
    from explorer.script import run

    script = run(
        "A: real[n, n]\n"
        "w, V = linalg.eigh(A)\n"
        "Q, R = np.linalg.qr(A)\n"
        "d = np.linalg.slogdet(A)[1]\n"
        "cost = w[0] + sum(Q @ R) + d\n"
        "g = grad(cost, A)\n"
    )
    assert script.error is None, script.error
