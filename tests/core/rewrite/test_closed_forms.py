"""Textbook derivatives: what the rewriting leaves is as short as what a textbook prints, and has its values."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.expr import Variable
from explorer.core.graph import applies, leaves
from explorer.core.ops.assumptions import Assume
from tests.core.rewrite.cases import evaluate
from tests.core.rewrite.matrix_cookbook import COOKBOOK
from tests.core.rewrite.matrix_models import MODELS

# Operations that only read or spread sizes; a textbook does not write them at all.
FREE = frozenset({"size_of", "cast", "fill", "alloc", "arange", "assume"})

x, y = T.dscalars("x", "y")
v, w = T.tensor("v", shape=("n",)), T.tensor("w", shape=("n",))
a = T.tensor("a", shape=("n",))
A = T.tensor("A", shape=("m", "n"))
b = T.tensor("b", shape=("m",))
S = T.tensor("S", shape=("n", "n"))
B, X = T.tensor("B", shape=("m", "n")), T.tensor("X", shape=("n", "m"))
W, V = T.tensor("W", shape=("n", "m")), T.tensor("V", shape=("n", "m"))
u = T.tensor("u", shape=("m",))
rows, labels = T.tensor("D", shape=("k", "n")), T.tensor("l", shape=("k",))
R, P, Q = T.tensor("R", shape=("n", "m")), T.tensor("P", shape=("n", "r")), T.tensor("Q", shape=("m", "r"))


def jacobian_by_scan(e, wrt):
    found, _ = T.scan(lambda i, e, wrt: T.grad(e[i], wrt), sequences=T.arange(e.shape[0]), non_sequences=[e, wrt])
    return found


def identity():
    return T.eye(T.shape(v)[0])


margins = labels * (rows @ v)

TABLE = {
    "power": (lambda: T.grad(x**2, x), lambda: 2 * x),
    "cube": (lambda: T.grad(x**3, x), lambda: 3 * x**2),
    "root": (lambda: T.grad(T.sqrt(x), x), lambda: 0.5 / T.sqrt(x)),
    "quotient": (lambda: T.grad(1 / x, x), lambda: -1 / x**2),
    "sigmoid": (lambda: T.grad(T.sigmoid(x), x), lambda: T.sigmoid(x) * T.sigmoid(-x)),
    "logistic": (lambda: T.grad(1 / (1 + T.exp(-x)), x), lambda: T.sigmoid(x) * T.sigmoid(-x)),
    "tanh": (lambda: T.grad(T.tanh(x), x), lambda: 1 - T.tanh(x) ** 2),
    "softplus": (lambda: T.grad(T.softplus(x), x), lambda: T.sigmoid(x)),
    "log one plus exp": (lambda: T.grad(T.log(1 + T.exp(x)), x), lambda: T.sigmoid(x)),
    "log sigmoid": (lambda: T.grad(T.log(T.sigmoid(x)), x), lambda: T.sigmoid(-x)),
    "pythagoras": (lambda: T.grad(T.sin(x) ** 2 + T.cos(x) ** 2, x), lambda: T.constant(0.0)),
    "log exp": (lambda: T.grad(T.log(T.exp(x)), x), lambda: T.constant(1.0)),
    "exp log": (lambda: T.grad(T.exp(T.log(x)), x), lambda: T.constant(1.0)),
    "ratio": (lambda: x / x * y, lambda: y),
    "tangent": (lambda: T.sin(x) / T.cos(x), lambda: T.tan(x)),
    "gaussian by x": (lambda: T.grad(T.exp(-(x**2) / 2), x), lambda: -x * T.exp(-0.5 * x**2)),
    "log density by mean": (lambda: T.grad(-0.5 * ((x - y) / 2.0) ** 2, y), lambda: 0.25 * (x - y)),
    "jacobian by scan": (lambda: jacobian_by_scan(v**2, v), lambda: T.diag(2 * v)),
    "jacobian": (lambda: T.jacobian(v**2, v), lambda: T.diag(2 * v)),
    "jacobian of sine": (lambda: T.jacobian(T.sin(v), v), lambda: T.diag(T.cos(v))),
    "jacobian of a product": (lambda: T.jacobian(v * w, v), lambda: T.diag(w)),
    "jacobian of a linear map": (lambda: T.jacobian(A @ v, v), lambda: A),
    "jacobian of itself": (lambda: T.jacobian(v, v), identity),
    "jacobian after a map": (lambda: T.jacobian(T.tanh(A @ v), v), lambda: A * (1 - T.tanh(A @ v) ** 2)[:, None]),
    "hessian by scan": (lambda: jacobian_by_scan(T.grad(T.sum(v**2), v), v), lambda: 2 * identity()),
    "hessian": (lambda: T.hessian(T.sum(v**2), v), lambda: 2 * identity()),
    "hessian of cubes": (lambda: T.hessian(T.sum(v**3), v), lambda: T.diag(6 * v)),
    "R-op": (lambda: T.Rop(v @ W, W, V), lambda: v @ V),
    "L-op": (lambda: T.Lop(v @ W, W, u), lambda: T.outer(v, u)),
    "hessian times vector": (lambda: T.Rop(T.grad(T.sum(v**2), v), v, w), lambda: 2 * w),
    "hessian-vector product": (lambda: T.hessian_vector_product(T.sum(v**2), v, w), lambda: 2 * w),
    "linear form": (lambda: T.grad(a @ v, v), lambda: a),
    "sum of products": (lambda: T.grad(T.sum(a * v), v), lambda: a),
    "quadratic form": (lambda: T.grad(v @ S @ v, v), lambda: S @ v + v @ S),
    "hessian of a quadratic form": (lambda: T.hessian(v @ S @ v, v), lambda: S + S.T),
    "square norm": (lambda: T.grad(v @ v, v), lambda: 2 * v),
    "least squares": (lambda: T.grad(T.sum((A @ v - b) ** 2), v), lambda: 2 * (A.T @ (A @ v - b))),
    "least squares as a product": (lambda: T.grad((A @ v - b) @ (A @ v - b), v), lambda: 2 * (A.T @ (A @ v - b))),
    "hessian of least squares": (lambda: T.hessian(T.sum((A @ v - b) ** 2), v), lambda: 2 * (A.T @ A)),
    "trace": (lambda: T.grad(T.trace(B @ X), X), lambda: B.T),
    "trace of a square": (lambda: T.grad(T.trace(X.T @ X), X), lambda: 2 * X),
    "trace of one matrix": (lambda: T.grad(T.trace(S), S), identity),
    "trace of a product": (lambda: T.grad(T.trace(S @ S), S), lambda: 2 * S.T),
    "frobenius": (lambda: T.grad(T.sum(X**2), X), lambda: 2 * X),
    "bilinear form": (lambda: T.grad(u @ B @ v, B), lambda: T.outer(u, v)),
    "logistic regression": (
        lambda: T.grad(T.mean(T.log(1 + T.exp(-margins))), v),
        lambda: -(rows.T @ (labels * T.sigmoid(-margins))) / T.cast(T.size(labels), "float64"),
    ),
    "logistic regression as log sigmoid": (
        lambda: T.grad(-T.mean(T.log(T.sigmoid(margins))), v),
        lambda: -(rows.T @ (labels * T.sigmoid(-margins))) / T.cast(T.size(labels), "float64"),
    ),
    "matrix factorisation": (
        lambda: T.grad(T.sum((R - P @ Q.T) ** 2), P),
        lambda: -2 * ((R - P @ Q.T) @ Q),
    ),
    "matrix factorisation by the other": (
        lambda: T.grad(T.sum((R - P @ Q.T) ** 2), Q),
        lambda: -2 * ((R - P @ Q.T).T @ P),
    ),
    "log sum exp": (lambda: T.grad(T.log(T.sum(T.exp(v))), v), lambda: T.exp(v) / T.sum(T.exp(v))),
    "mean": (lambda: T.grad(T.mean(v**2), v), lambda: 2 * v / T.cast(T.size(v), "float64")),
}


def operations(expression):
    """How many operations a person would count: an n-ary sum or product as one less than its operands."""
    total = 0
    for node in applies([expression]):
        if node.op.name not in FREE:
            total += len(node.inputs) - 1 if node.op.name in {"add", "multiply"} else 1
    return total


SIZES = {"n": 3, "m": 4, "k": 5, "r": 2}


def check(derived, textbook, *, count=True, tolerance=1e-12):
    after = T.optimize(derived).after
    assert not count or operations(after) <= operations(textbook), f"{T.read(after)} is longer than {T.read(textbook)}"
    inputs = [e for e in leaves([derived, textbook]) if isinstance(e, Variable)]
    rng = np.random.default_rng(0)
    for _ in range(3):
        values = [value_of(e, declared(derived, textbook), rng) for e in inputs]
        raw, found, wanted = evaluate(inputs, [derived, after, textbook], values)
        assert raw.shape == found.shape == wanted.shape
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)
        np.testing.assert_allclose(raw, found, rtol=tolerance, atol=tolerance)
    return after


@pytest.mark.parametrize("name", TABLE)
def test_the_closed_form(name):
    derived, textbook = TABLE[name]
    after = check(derived(), textbook())
    assert "scan" not in {node.op.name for node in applies([after])}


FORMS = {**{f"Matrix Cookbook {number}": form for number, form in COOKBOOK.items()}, **MODELS}


@pytest.mark.parametrize("name", FORMS)
def test_the_matrix_form(name):
    form = FORMS[name]
    after = check(form.derived(), form.textbook(), tolerance=1e-9)
    assert printed(after) == form.prints


def printed(expression):
    return T.latex(expression).replace(r"\left", "").replace(r"\right", "").replace(r"\top", "T")


def declared(*expressions):
    """The facts that are declared of each variable."""
    facts = {}
    for node in applies(expressions):
        if isinstance(node.op, Assume):
            facts.setdefault(node.inputs[0], set()).add(node.op.fact)
    return facts


def value_of(variable, facts, rng):
    """Numbers that are as declared; matrices have an inverse."""
    value = rng.uniform(0.2, 1.5, tuple(SIZES[str(d)] for d in variable.dimensions))
    if variable.ndim == 2 and variable.dimensions[0] == variable.dimensions[1]:
        value += 3 * np.eye(len(value))
    for fact in facts.get(variable, ()):
        value = AS_DECLARED[fact](value)
    return value


AS_DECLARED = {
    "symmetric": lambda value: value + value.T,
    "lower triangular": np.tril,
    "rows sum to one": lambda value: value / value.sum(-1, keepdims=True),
}


LOOPS = {
    "two sequences": lambda: T.scan(lambda p, q: p * q + 1, [v, w])[0],
    "rows of a matrix": lambda: T.scan(lambda row: T.sum(row**2), [A])[0],
    "rows times a vector": lambda: T.scan(lambda row, p: row @ p, [A], non_sequences=[v])[0],
    "a row at an index": lambda: T.scan(lambda i, m: m[i] * 2, T.arange(T.shape(A)[0]), non_sequences=[A])[0],
    "matrix by vector": lambda: T.jacobian(T.outer(v, b), v),
    "matrix by matrix": lambda: T.jacobian(A @ W, W),
    "elementwise by matrix": lambda: T.jacobian(A**2, A),
    "vector by matrix": lambda: T.jacobian(A @ v, A),
    "hessian by a matrix": lambda: T.hessian(T.sum(A**2), A),
    "scalar by matrix": lambda: T.jacobian(T.sum(A**3), A),
}


@pytest.mark.parametrize("name", LOOPS)
def test_loops_without_states_become_array_operations(name):
    loop = LOOPS[name]()
    after = check(loop, loop, count=False)
    assert "scan" not in {node.op.name for node in applies([after])}


def test_a_loop_of_which_no_form_is_known_stays_a_loop():
    total, _ = T.scan(lambda e, s: T.sin(s + e), v, T.constant(0.0))
    after = check(total, total, count=False)
    assert "scan" in {node.op.name for node in applies([after])}


@pytest.mark.parametrize(
    ("structured", "textbook"),
    [
        (T.diag(v).T, T.diag(v)),
        (T.diag(v) + T.diag(w), T.diag(v + w)),
        (T.diag(v) - T.diag(w), T.diag(v - w)),
        (3.0 * T.diag(v), T.diag(3.0 * v)),
        (T.diag(v) * w, T.diag(v * w)),
        (T.dot(identity(), S), S),
        (T.dot(S, identity()), S),
        (T.dot(T.diag(v), T.diag(w)), T.diag(v * w)),
        (T.dot(T.diag(v), w), v * w),
        (T.dot(w, T.diag(v)), v * w),
        (T.dot(T.diag(v), S), S * v[:, None]),
        (T.dot(S, T.diag(v)), S * v),
        (T.diag(2 * T.ones_like(v)), 2 * identity()),
        (identity().T, identity()),
        (T.trace(T.diag(v)), T.sum(v)),
        (T.sum(T.diag(v), axis=0), v),
        (identity() + identity(), 2 * identity()),
    ],
    ids=T.read,
)
def test_the_structure_of_diagonals_is_kept(structured, textbook):
    check(structured, textbook)
