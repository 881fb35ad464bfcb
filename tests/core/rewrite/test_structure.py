"""Facts about matrices: declared, or known from how they are made; and never claimed where they do not hold."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.expr import Variable
from explorer.core.graph import leaves
from explorer.core.rewrite.structure import (
    DIAGONAL,
    LOWER,
    NONE,
    ORTHOGONAL,
    POSITIVE_DEFINITE,
    ROWS_SUM_TO_ONE,
    SYMMETRIC,
    UPPER,
    structure_of,
)
from tests.core.rewrite.cases import evaluate

A, B, C = (T.tensor(name, shape=("n", "n")) for name in "ABC")
K = T.tensor("K", shape=("m", "n"))
x, y = (T.tensor(name, shape=("n",)) for name in "xy")
w = T.tensor("w", shape=("m",))
S = A + A.T
L = T.tril(A)
Q = T.linalg.qr(A)[0]

KNOWN = {
    "sum with the transpose": (A + A.T, SYMMETRIC),
    "the same with more terms": (2 * A + B @ B.T + 2 * A.T, SYMMETRIC),
    "Gram matrix": (K.T @ K, SYMMETRIC),
    "Gram matrix with weights": ((K.T * w) @ K, SYMMETRIC),
    "Gram matrix with weights at the rows": (K.T @ (K * w[:, None]), SYMMETRIC),
    "congruence": (K @ S @ K.T, SYMMETRIC),
    "inverse of symmetric": (T.linalg.inv(S), SYMMETRIC),
    "congruence by an inverse": (T.linalg.solve(S, B @ B.T) @ T.linalg.inv(S), SYMMETRIC),
    "function of symmetric": (T.exp(S) * 2, SYMMETRIC),
    "outer square": (T.outer(x, x), SYMMETRIC),
    "symmetric constant": (T.constant(np.array([[1.0, 2.0], [2.0, 5.0]])), SYMMETRIC),
    "diagonal": (T.diag(x), DIAGONAL),
    "identity": (T.eye(T.shape(x)[0]), DIAGONAL | ORTHOGONAL | POSITIVE_DEFINITE),
    "both triangles": (T.tril(T.triu(A)), DIAGONAL),
    "lower triangle": (L, LOWER),
    "transpose of one": (L.T, UPPER),
    "product of two": (L @ T.tril(B), LOWER),
    "sum of two": (L - 2 * T.tril(B), LOWER),
    "inverse of one": (T.linalg.inv(L), LOWER),
    "factor of Cholesky": (T.linalg.cholesky(K.T @ K), LOWER),
    "factors of QR": (T.linalg.qr(A)[1], UPPER),
    "orthogonal factor": (Q, ORTHOGONAL),
    "product of orthogonal ones": (Q @ Q, ORTHOGONAL),
    "shares": (T.softmax(A, axis=1), ROWS_SUM_TO_ONE),
    "shares of a vector": (T.softmax(x), ROWS_SUM_TO_ONE),
}
UNKNOWN = {
    "a variable": A,
    "difference from the transpose": A - A.T,
    "another multiple of the transpose": A + 2 * A.T,
    "product of symmetric ones": S @ (B + B.T),
    "rows that are scaled": S * x,
    "outer product": T.outer(x, y),
    "triangle beyond the diagonal": T.tril(A, 1),
    "triangle of the other side": T.tril(A) + T.triu(B),
    "tall orthogonal factor": T.linalg.qr(K)[0],
    "shares of columns": T.softmax(A, axis=0),
    "weights of one side and a sum": (K.T * w + 1) @ K,
}
HOLDS = {
    SYMMETRIC: lambda value: np.allclose(value, value.T),
    LOWER: lambda value: np.allclose(np.triu(value, 1), 0),
    UPPER: lambda value: np.allclose(np.tril(value, -1), 0),
    ORTHOGONAL: lambda value: np.allclose(value @ value.T, np.eye(len(value))),
    POSITIVE_DEFINITE: lambda value: (np.linalg.eigvalsh(value) > 0).all(),
    ROWS_SUM_TO_ONE: lambda value: np.allclose(value.sum(-1), 1),
}
SIZES = {"n": 3, "m": 4}


def value_of(expression):
    inputs = [e for e in leaves([expression]) if isinstance(e, Variable)]
    rng = np.random.default_rng(0)
    values = [rng.uniform(-1, 1, tuple(SIZES[str(d)] for d in e.dimensions)) for e in inputs]
    return evaluate(inputs, [expression], values)[0]


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known_is_found_and_true(name):
    expression, facts = KNOWN[name]
    assert structure_of(expression) == facts
    for fact in facts:
        assert HOLDS[fact](value_of(expression)), fact


@pytest.mark.parametrize("name", UNKNOWN)
def test_nothing_is_known_where_nothing_follows(name):
    assert structure_of(UNKNOWN[name]) == NONE


def test_of_complex_matrices_a_positive_definite_one_is_not_symmetric():
    z = T.tensor("z", "complex128", ("n", "n"))
    assert structure_of(T.assume(z, "positive definite")) == POSITIVE_DEFINITE
    assert structure_of(T.assume(A, "positive definite")) == POSITIVE_DEFINITE | SYMMETRIC
    assert structure_of(T.linalg.qr(z)[0]) == NONE


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (T.assume(A, "orthogonal").T @ T.assume(A, "orthogonal"), "eye(A.shape[0])"),
        (T.linalg.inv(T.assume(A, "orthogonal")), "A.T"),
        (T.assume(A, "symmetric").T, "A"),
        (x @ T.assume(A, "symmetric"), "A @ x"),
        (T.assume(A, "diagonal") @ x, "x * diagonal(A)"),
        (T.linalg.solve(T.assume(A, "diagonal"), x), "x / diagonal(A)"),
        (T.linalg.det(T.assume(A, "lower triangular")), "prod(diagonal(A))"),
        (T.linalg.solve(T.assume(A, "upper triangular"), x), "solve_triangular(A, x)"),
        (T.linalg.slogdet(T.assume(A, "positive definite")).sign, "1"),
        (T.sum(T.assume(x, "rows sum to one")), "1"),
        (T.sum(T.assume(A, "rows sum to one"), axis=1), "ones(A.shape[0])"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_declared_fact_is_used(given, wanted):
    assert T.read(T.optimize(given).after) == wanted
