"""The patterns that the field knows: bands, blocks, masks, stencils; and what loops and functions inside make."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import explorer.core as T
from explorer.core.expr import Expression
from tests.core.random.strategy import Program, programs
from tests.core.sparsity.numeric import found

Array = np.ndarray
N = 5
MASK = np.array([1.0, 0.0, 1.0, 0.0, 0.0])
STENCIL = 2 * np.eye(N) - np.eye(N, k=1) - np.eye(N, k=-1)


def x() -> Expression:
    return T.tensor("x", shape=(N,))


def band(width: int, rows: int = N, columns: int = N) -> Array:
    return np.abs(np.subtract.outer(np.arange(rows), np.arange(columns))) <= width


def hessian(cost: Expression, wrt: Expression) -> Array:
    return T.jacobian_sparsity(T.grad(cost, wrt), wrt).toarray()


def rosenbrock(v: Expression) -> Expression:
    return T.sum(100 * (v[1:] - v[:-1] ** 2) ** 2 + (1 - v[:-1]) ** 2)


STRUCTURES = {
    "masked product": (lambda v: T.sin(v) * MASK, np.diag(MASK)),
    "masked term": (lambda v: (MASK * v + np.arange(N)) / (1 + MASK), np.diag(MASK)),
    "stencil": (lambda v: STENCIL @ T.exp(v), band(1)),
    "stencil as einsum": (lambda v: T.einsum("ij,j->i", STENCIL, v), band(1)),
    "stencil as tensordot": (lambda v: T.tensordot(STENCIL, v, 1), band(1)),
    "stencil as convolution": (
        lambda v: T.convolve(v, np.array([1.0, 0.0, -1.0]), "same"),
        band(1) ^ np.eye(N, dtype=bool),
    ),
    "roll": (lambda v: T.roll(v, 1) - v, np.eye(N) + np.roll(np.eye(N), 1, 0)),
    "indices": (lambda v: v[::-1][np.array([0, 4, 4])], np.eye(N)[[4, 0, 0]]),
    "cumsum": (T.cumsum, np.tri(N)),
    "diff": (lambda v: T.diff(v, 2), sum(np.eye(3, N, k) for k in range(3))),
    "pad": (lambda v: T.pad(v, (1, 0), mode="edge"), np.eye(N)[[0, 0, 1, 2, 3, 4]]),
    "stack": (
        lambda v: T.stack([v[:2] ** 2, v[2:4] * v[4]]),
        np.array([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 1], [0, 0, 0, 1, 1]]),
    ),
    "diagonal matrix": (lambda v: T.diag(v) @ np.arange(1.0, N + 1), np.eye(N)),
    "triangle": (lambda v: T.tril(T.outer(v, np.ones(N))) @ np.ones(N), np.eye(N)),
    "switch": (lambda v: T.switch(MASK > 0, v, 2 * v[::-1]), np.where(MASK[:, None] > 0, np.eye(N), np.eye(N)[::-1])),
    "set": (lambda v: T.set_subtensor(v[1:3], 0), np.diag([1, 0, 0, 1, 1])),
    "increment": (
        lambda v: T.inc_subtensor(T.zeros(3)[np.array([0, 0, 2, 2, 2])], v),
        np.array([[1, 1, 0, 0, 0], [0] * 5, [0, 0, 1, 1, 1]]),
    ),
    "sort": (T.sort, np.ones((N, N))),
    "integers": (lambda v: T.floor(v) + T.argsort(v) + (v > 0), np.zeros((N, N))),
    "zero_grad": (lambda v: T.zero_grad(v) * v[::-1], np.eye(N)[::-1]),
    "sum": (T.sum, np.ones((1, N))),
    "substitution": (lambda v: T.linalg.solve_triangular(np.tri(N), v, lower=True), np.tri(N)),
    "blocks": (
        lambda v: T.linalg.block_diag(T.atleast_2d(v[:2]), T.atleast_2d(v[2:])) @ np.ones(N),
        np.array([[1, 1, 0, 0, 0], [0, 0, 1, 1, 1]]),
    ),
    "interpolation": (
        lambda v: T.interp(np.array([0.5, 2.5]), np.arange(float(N)), v),
        np.array([[1, 1, 0, 0, 0], [0, 0, 1, 1, 0]]),
    ),
    "function inside": (T.custom_derivative(lambda u: u**2), np.eye(N)),
    "own rule": (T.custom_derivative(lambda u: u**2, vjp=lambda i, _, c: [c * i[0]]), np.ones((N, N))),
    "root": (lambda v: T.root(lambda z: z**3 + z - v, T.zeros(N)), np.eye(N)),
    "root of a chain": (lambda v: T.root(lambda z: z + T.concatenate([T.zeros(1), z[:-1]]) - v, T.zeros(N)), np.tri(N)),
    "minimum": (lambda v: T.minimize(lambda z: T.sum(z**4 + z * z - v * z), T.zeros(N)), np.eye(N)),
    "map": (lambda v: T.scan(lambda e: e**2, v)[0], np.eye(N)),
    "counting loop": (lambda v: T.scan(lambda i, u: u[i] * u[0], T.arange(N), None, v)[0], np.eye(N) + np.eye(N)[0]),
    "filter": (lambda v: T.scan(lambda e, state: 0.5 * state + e, v, T.constant(0.0))[0], np.tri(N)),
    "filter, backwards": (
        lambda v: T.scan(lambda e, state: 0.5 * state + e, v, T.constant(0.0), go_backwards=True)[0],
        np.tri(N)[:, ::-1],
    ),
    "state": (
        lambda v: T.scan(lambda s: T.roll(s, 1), None, v, n_steps=2)[0],
        np.vstack([np.roll(np.eye(N), k, 0) for k in (1, 2)]),
    ),
    "last state": (
        lambda v: T.foldl(lambda e, state: 0.5 * state + e, v[:3], T.constant(0.0))[0],
        np.eye(N)[:3].sum(0)[None],
    ),
    "taps": (
        lambda v: T.scan(lambda before, last: before * last, None, {"initial": v[:2], "taps": [-2, -1]}, n_steps=3)[0],
        np.eye(N)[:2].sum(0) * np.ones((3, 1)),
    ),
    "end by a condition": (
        lambda v: T.scan(lambda i, s: (T.roll(s, 1), T.until(i > 7)), T.arange(2), v)[0].owner.output(0),
        np.roll(np.eye(N), 1, 0) + np.roll(np.eye(N), 2, 0),
    ),
    "truncated": (
        lambda v: T.scan(lambda e, state: state + e, v, T.constant(0.0), truncate_gradient=2)[0],
        np.array([[0] * 5, [0] * 5, [0] * 5, [0, 0, 0, 1, 0], [0, 0, 0, 1, 1]]),
    ),
    "one side": (lambda v: T.ifelse(T.constant(True), v, v[::-1]), np.eye(N)),
    "either side": (lambda v: T.ifelse(v[0] > 0, v, v[::-1]), np.eye(N) + np.eye(N)[::-1]),
    "no step": (lambda v: T.scan(lambda s: s * 2, None, v, n_steps=0)[0], np.zeros((0, N))),
    "gradient in a loop": (
        lambda v: T.scan(lambda i, u: T.grad(T.sum(T.sin(u)), u)[i], T.arange(N), None, v)[0],
        np.eye(N),
    ),
    "jacobian": (lambda v: T.jacobian(v**3, v), np.eye(N * N)[:: N + 1].T),
}


@pytest.mark.parametrize(("f", "expected"), STRUCTURES.values(), ids=STRUCTURES)
def test_a_structure(f, expected: Array) -> None:
    v = x()
    y = f(v)
    pattern = T.jacobian_sparsity(y, v).toarray()
    values = found(y, v, [v], [np.random.default_rng(k).uniform(-1, 1, (1, N)) for k in range(8)])
    assert not (values & ~pattern).any()
    np.testing.assert_array_equal(pattern, expected.astype(bool))


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (rosenbrock, band(1)),
        (lambda v: T.sum(T.cos(v[1:] - v[:-1])), band(1)),
        (lambda v: T.sum((STENCIL @ T.exp(v)) ** 2), band(2)),
        (lambda v: T.sum(T.exp(v) * v), np.eye(N)),
        (lambda v: T.sum(MASK * T.sin(v)), np.diag(MASK)),
        (
            lambda v: T.sum(v[:2]) ** 2 + T.sum(v[2:] ** 3),
            np.block([[np.ones((2, 2)), np.zeros((2, 3))], [np.zeros((3, 2)), np.eye(3)]]),
        ),
        (lambda v: T.sum(np.arange(N) * v), np.zeros((N, N))),
        (lambda v: T.sum(T.scan(T.sin, v)[0]), np.eye(N)),
        (T.logsumexp, np.ones((N, N))),
        (lambda v: T.sum(T.sin(v)[1:]), np.diag([0, 1, 1, 1, 1])),
    ],
)
def test_a_hessian(cost, expected: Array) -> None:
    v = x()
    np.testing.assert_array_equal(hessian(cost(v), v), expected.astype(bool))


def test_a_mixed_second_derivative() -> None:
    u, v = x(), x()
    pattern = T.jacobian_sparsity(T.grad(T.sum(u[1:] * T.sin(v[:-1])), u), v)
    np.testing.assert_array_equal(pattern.toarray(), np.eye(N, k=-1, dtype=bool))


def test_a_derivative_by_something_inside_the_graph() -> None:
    u = x()
    inside = T.sin(u)
    pattern = T.jacobian_sparsity(T.outer(inside[:2], inside[3:]) + u[0], inside)
    assert pattern.shape == (4, N)
    rows = [[1, 0, 0, 1, 0], [1, 0, 0, 0, 1], [0, 1, 0, 1, 0], [0, 1, 0, 0, 1]]
    np.testing.assert_array_equal(pattern.toarray(), np.array(rows, bool))


def test_axes_of_any_number_in_c_order() -> None:
    u = T.tensor("u", shape=(2, 3, 4))
    pattern = T.jacobian_sparsity(T.transpose(u, (2, 0, 1)), u)
    places = np.transpose(np.arange(24).reshape(2, 3, 4), (2, 0, 1)).ravel()
    np.testing.assert_array_equal(pattern.indices, places)
    assert T.jacobian_sparsity(T.sum(u), u).shape == (1, 24)


def test_several_variables_have_a_list_of_patterns() -> None:
    u, v = x(), x()
    by_u, by_v = T.jacobian_sparsity(u * v[::-1], [u, v])
    assert (by_u.toarray() == np.eye(N)).all()
    assert (by_v.toarray() == np.eye(N)[::-1]).all()


def test_what_does_not_depend_has_no_entry() -> None:
    u, v = x(), x()
    pattern = T.jacobian_sparsity(u, v)
    assert pattern.shape == (N, N)
    assert pattern.nnz == 0


def test_by_itself_it_is_the_identity() -> None:
    u = x()
    assert (T.jacobian_sparsity(u, u).toarray() == np.eye(N)).all()


def test_large_stencils_have_no_more_than_their_entries() -> None:
    v = T.tensor("v", shape=(100_000,))
    assert T.jacobian_sparsity(T.grad(rosenbrock(v), v), v).nnz == 3 * 100_000 - 2
    u = T.tensor("u", shape=(200, 200))
    laplacian = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]
    assert T.jacobian_sparsity(laplacian, u).nnz == 5 * 198**2


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(programs(5, 25))
def test_no_entry_of_a_random_program_is_missed(program: Program) -> None:
    given_sizes = {
        v: int(a) if a.ndim == 0 and a.dtype.kind in "iu" else a.shape
        for v, a in zip(program.inputs, program.arrays, strict=True)
    }
    for v in program.inputs:
        if v.dtype.kind == "f":
            for y in program.parts:
                pattern = T.jacobian_sparsity(y, v, given_sizes).toarray()
                try:
                    values = found(y, v, program.inputs, [program.arrays])
                except T.NullTypeGradError:
                    continue
                assert not (values & ~pattern).any()
