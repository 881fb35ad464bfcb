"""Optimised costs of vectors and matrices at extremes, with their gradients and Hessians, against fifty digits."""

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

import explorer.core as T
from explorer.core.graph import applies
from tests.core.rewrite.many_digits import TOLERANCE, error

u, w = T.tensor("u", shape=("n",)), T.tensor("w", shape=("d",))
X, Y, W = T.tensor("X", shape=("n", "d")), T.tensor("Y", shape=("n", "k")), T.tensor("W", shape=("d", "k"))
y = T.tensor("y", shape=("n",))


def check(found, wanted):
    """Every element to thirteen digits; 1e-13 of the largest where exact zeros are wanted."""
    found = np.asarray(found)
    wanted = np.array(wanted, dtype=object).reshape(found.shape)
    largest = max((abs(v) for v in wanted.flat), default=0)
    for place in np.ndindex(found.shape):
        value, true = float(found[place]), mpf(wanted[place])
        size = float(abs(value) / largest) if true == 0 and largest else error(value, true)
        assert size < TOLERANCE, f"{place}: {value}, not {mpmath.nstr(true, 20)} ({size:.1e})"


def run(inputs, outputs, *values):
    return T.function(inputs, outputs, on_unused_input="ignore")(*values)


VECTORS = [[1000.0, 1000.0], [-1000.0, -1000.0], [1.0, 2.0, 3.0], [700.0, 0.0, -700.0], [1e300, 1e300], [-50.0, -50.5]]


def shares(values):
    top = max(values)
    parts = [mpmath.exp(mpf(v) - mpf(top)) for v in values]
    return [part / sum(parts) for part in parts], mpf(top) + mpmath.log(sum(parts))


@pytest.mark.parametrize("values", VECTORS, ids=str)
@pytest.mark.parametrize(
    "cost",
    [T.log(T.sum(T.exp(u))), T.logsumexp(u), T.log(T.mean(T.exp(u))) + T.log(T.cast(T.size(u), "float64"))],
    ids=["log of sum", "logsumexp", "log of mean"],
)
def test_log_sum_exp(cost, values):
    with mp.workdps(60):
        p, total = shares(values)
        hessian = [[p[i] * ((i == j) - p[j]) for j in range(len(p))] for i in range(len(p))]
        outputs = [cost, T.grad(cost, u), T.hessian(cost, u), T.jacobian(T.grad(cost, u), u)]
        value, gradient, second, again = run([u], outputs, np.array(values))
        check(value, total)
        check(gradient, p)
        check(second, hessian)
        check(again, hessian)


@pytest.mark.parametrize("values", VECTORS, ids=str)
@pytest.mark.parametrize(
    "share", [T.exp(u) / T.sum(T.exp(u)), T.softmax(u), T.exp(u) / T.sum(T.exp(u), axis=0, keepdims=True)]
)
def test_softmax(share, values):
    with mp.workdps(60):
        p, total = shares(values)
        found, logarithm = run([u], [share, T.log(share)], np.array(values))
        check(found, p)
        for value, v in zip(logarithm, values, strict=True):
            assert abs(value - float(mpf(v) - total)) <= 1e-13 * max(1, abs(v))


@pytest.mark.parametrize("points", [[1000.0, -1000.0], [50.0, -50.0], [0.0, 1e-20]], ids=str)
def test_log_sigmoid_and_softplus_have_stable_hessians(points):
    with mp.workdps(60):
        slopes = [1 / (1 + mpmath.exp(mpf(v))) for v in points]
        curves = [
            s * (1 - s) if s < 0.5 else 1 / (1 + mpmath.exp(mpf(-v))) * s for s, v in zip(slopes, points, strict=True)
        ]
        for cost, sign in ((T.sum(T.log(T.sigmoid(u))), 1), (-T.sum(T.log(1 + T.exp(-u))), 1)):
            gradient, second = run([u], [T.grad(cost, u), T.hessian(cost, u)], np.array(points))
            check(gradient, [sign * s for s in slopes])
            check(second, [[-sign * curves[0], 0], [0, -sign * curves[1]]])


@pytest.mark.parametrize("scale", [1e300, 1e-300, 1e160, 1.0])
@pytest.mark.parametrize("length", [T.sqrt(T.sum(u**2)), T.norm(u)], ids=["root of squares", "norm"])
def test_norms_do_not_overflow(length, scale):
    values = np.array([3.0, -4.0, 12.0]) * scale
    with mp.workdps(700):
        exact = [mpf(v) for v in values]
        true = mpmath.sqrt(sum(v * v for v in exact))
        across = [[((i == j) - a * b / true**2) / true for j, b in enumerate(exact)] for i, a in enumerate(exact)]
        value, gradient, second = run([u], [length, T.grad(length, u), T.hessian(length, u)], values)
        check(value, true)
        check(gradient, [v / true for v in exact])
        check(second, across)


def test_log_det_by_cholesky_where_the_determinant_overflows():
    A = T.tensor("A", shape=("n", "n"))
    cost = 2 * T.sum(T.log(T.diagonal(T.linalg.cholesky(A))))
    spd = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]])
    for scale in (1e200, 1.0, 1e-200):
        with mp.workdps(60):
            exact = mp.matrix((spd * scale).tolist())
            inverse = exact**-1
            value, gradient = run([A], [cost, T.grad(cost, A)], spd * scale)
            check(value, mpmath.log(mpmath.det(exact / scale)) + 3 * mpmath.log(mpf(scale)))
            symmetric = (gradient + gradient.T) / 2
            check(symmetric, [[inverse[i, j] for j in range(3)] for i in range(3)])
            along = T.tensor("D", shape=("n", "n"))
            moved = np.array([[1.0, 2.0, 3.0], [2.0, -1.0, 0.5], [3.0, 0.5, 1.0]])
            second = run([A, along], T.Rop(T.grad(cost, A), A, along), spd * scale, moved * scale)
            exact_second = -(inverse * mp.matrix((moved * scale).tolist()) * inverse)
            check((second + second.T) / 2, [[exact_second[i, j] for j in range(3)] for i in range(3)])


ROWS = [[1.0, 2.0], [2.0, -1.0], [-1.5, -2.0], [-2.0, 1.0]]
LABELS = [1.0, 1.0, -1.0, -1.0]


@pytest.mark.parametrize("size", [1.0, 30.0, 300.0, 1000.0])
@pytest.mark.parametrize(
    "loss",
    [T.mean(T.log(1 + T.exp(-y * (X @ w)))), -T.mean(T.log(1 / (1 + T.exp(-y * (X @ w)))))],
    ids=["log of one plus exp", "log of a sigmoid"],
)
def test_logistic_regression_with_separable_data(loss, size):
    weights = [0.75 * size, 0.5 * size]
    with mp.workdps(500):
        margins = [
            mpf(c) * sum(mpf(a) * mpf(b) for a, b in zip(row, weights, strict=True))
            for row, c in zip(ROWS, LABELS, strict=True)
        ]
        misses = [1 / (1 + mpmath.exp(m)) for m in margins]
        value = sum(mpmath.log1p(mpmath.exp(-m)) for m in margins) / 4
        gradient = [-sum(s * c * row[i] for s, c, row in zip(misses, LABELS, ROWS, strict=True)) / 4 for i in range(2)]
        second = [
            [sum(s * (1 - s) * row[i] * row[j] for s, row in zip(misses, ROWS, strict=True)) / 4 for j in range(2)]
            for i in range(2)
        ]
        found = run(
            [X, y, w], [loss, T.grad(loss, w), T.hessian(loss, w)], np.array(ROWS), np.array(LABELS), np.array(weights)
        )
        for one, true in zip(found, (value, gradient, second), strict=True):
            check(one, true)


@pytest.mark.parametrize("size", [1.0, 30.0, 300.0, 1000.0])
def test_softmax_regression_with_separable_data(size):
    scores = X @ W
    written = T.exp(scores) / T.sum(T.exp(scores), axis=1, keepdims=True)
    loss = -T.mean(T.sum(Y * T.log(written), axis=1))
    weights = np.array([[1.0, -1.0, 0.25], [0.5, 0.0, -0.5]]) * size
    classes = np.eye(3)[[0, 0, 1, 1]]
    value, gradient = run([X, Y, W], [loss, T.grad(loss, W)], np.array(ROWS), classes, weights)
    with mp.workdps(500):
        true, by_weights = mpf(0), [[mpf(0)] * 3 for _ in range(2)]
        for row, label in zip(ROWS, classes, strict=True):
            p, total = shares([float(v) for v in np.array(row) @ weights])
            true += (
                sum(mpf(c) * (total - mpf(float(s))) for c, s in zip(label, np.array(row) @ weights, strict=True)) / 4
            )
            for i in range(2):
                for j in range(3):
                    by_weights[i][j] += mpf(row[i]) * (p[j] - mpf(label[j])) / 4
        # Where a class is sure, log p and p - 1 are differences of numbers near `size`, and of 1.
        assert abs(float(value) - float(true)) < 1e-13 * max(1.0, size)
        assert np.isfinite(gradient).all()
        assert np.abs(gradient - np.array(by_weights, dtype=float)).max() < 1e-13 * max(1.0, size)


def test_in_a_loop():
    start = T.dscalar("start")
    states, _ = T.scan(lambda x, s: s + T.log(1 + T.exp(s - x)), u, start)
    cost = states[-1]
    gradient, second = T.grad(cost, start), T.grad(T.grad(cost, start), start)
    f = T.function([u, start], [cost, gradient, second])
    assert "scan" in {node.op.name for node in applies(f.outputs)}
    values, at = [1000.0, -1000.0, 20.0], -1000.0

    def exact(s):
        for v in values:
            z = s - mpf(v)
            s += mpmath.log1p(mpmath.exp(z)) if z < 0 else z + mpmath.log1p(mpmath.exp(-z))
        return s

    with mp.workdps(3000):
        h = mpf(10) ** -700
        at_ = mpf(at)
        low, here, high = exact(at_ - h), exact(at_), exact(at_ + h)
        found = f(np.array(values), at)
        for one, true in zip(found, (here, (high - low) / (2 * h), (high - 2 * here + low) / h**2), strict=True):
            check(one, true)
