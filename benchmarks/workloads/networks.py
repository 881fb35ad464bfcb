"""Small networks: a perceptron of two layers, and two recurrent ones whose losses are those of their last states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.workload import Work, Workload

if TYPE_CHECKING:
    from benchmarks.workload import Inputs

_BATCH, _PIXELS, _HIDDEN, _CLASSES = 128, 784, 256, 10
_STEPS, _STATE = 100, 32
_PARAMETERS = (2, 3, 4, 5)  # of the perceptron: W1, b1, W2, b2


def perceptron(space: Any, X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    """The cross entropy of softmax(tanh(X W1 + b1) W2 + b2) against rows Y that sum to one."""
    z = space.tanh(X @ W1 + b1) @ W2 + b2
    return space.sum(space.logsumexp(z, 1) - space.sum(Y * z, 1)) / _BATCH


def recurrent(space: Any, xs: Any, target: Any, U: Any, W: Any, b: Any) -> Any:
    """Half the squared error of h after all steps of h ← tanh(x U + h W + b)."""

    def step(x: Any, states: Any, constants: Any) -> Any:
        u, w, c = constants
        return (space.tanh(x @ u + states[0] @ w + c),)

    (h,) = space.scan(step, xs, (space.zeros(_STATE),), (U, W, b))
    return space.sum((h - target) ** 2) / 2


def memory_cell(space: Any, xs: Any, target: Any, U: Any, W: Any, b: Any) -> Any:
    """Half the squared error of the output of a long short-term memory after all steps."""
    k = _STATE

    def step(x: Any, states: Any, constants: Any) -> Any:
        (h, c), (u, w, d) = states, constants
        z = x @ u + h @ w + d
        i, f, o = space.sigmoid(z[:k]), space.sigmoid(z[k : 2 * k]), space.sigmoid(z[2 * k : 3 * k])
        c = f * c + i * space.tanh(z[3 * k :])
        return (o * space.tanh(c), c)

    h, _ = space.scan(step, xs, (space.zeros(k), space.zeros(k)), (U, W, b))
    return space.sum((h - target) ** 2) / 2


def _perceptron_inputs(rng: np.random.Generator) -> Inputs:
    return (
        rng.standard_normal((_BATCH, _PIXELS)),
        np.eye(_CLASSES)[rng.integers(_CLASSES, size=_BATCH)],
        rng.standard_normal((_PIXELS, _HIDDEN)) / np.sqrt(_PIXELS),
        rng.standard_normal(_HIDDEN) / 10,
        rng.standard_normal((_HIDDEN, _CLASSES)) / np.sqrt(_HIDDEN),
        rng.standard_normal(_CLASSES) / 10,
    )


def _perceptron_and_direction(rng: np.random.Generator) -> Inputs:
    inputs = _perceptron_inputs(rng)
    return (*inputs, *(rng.standard_normal(inputs[i].shape) for i in _PARAMETERS))


def _sequence_inputs(gates: int) -> Any:
    def inputs(rng: np.random.Generator) -> Inputs:
        k = _STATE
        return (
            rng.standard_normal((_STEPS, k)),
            rng.standard_normal(k),
            rng.standard_normal((k, gates * k)) / np.sqrt(k),
            rng.standard_normal((k, gates * k)) / np.sqrt(k),
            rng.standard_normal(gates * k) / 10,
        )

    return inputs


def _probabilities(z: np.ndarray) -> Any:
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def _perceptron_gradient(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    h = np.tanh(X @ W1 + b1)
    z_bar = (_probabilities(h @ W2 + b2) - Y) / _BATCH
    a_bar = z_bar @ W2.T * (1 - h * h)
    return X.T @ a_bar, a_bar.sum(0), h.T @ z_bar, z_bar.sum(0)


def _perceptron_times(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any, *v: Any) -> Any:
    V1, v1, V2, v2 = v
    h = np.tanh(X @ W1 + b1)
    slope = 1 - h * h
    h_dot = slope * (X @ V1 + v1)
    p = _probabilities(h @ W2 + b2)
    z_dot = h_dot @ W2 + h @ V2 + v2
    z_bar = (p - Y) / _BATCH
    z_bar_dot = p * (z_dot - (p * z_dot).sum(1, keepdims=True)) / _BATCH
    back = z_bar @ W2.T
    a_bar_dot = (z_bar_dot @ W2.T + z_bar @ V2.T) * slope - 2 * back * h * h_dot
    return X.T @ a_bar_dot, a_bar_dot.sum(0), h_dot.T @ z_bar + h.T @ z_bar_dot, z_bar_dot.sum(0)


def _recurrent_gradient(xs: Any, target: Any, U: Any, W: Any, b: Any) -> Any:
    h = np.zeros((_STEPS + 1, _STATE))
    fed = xs @ U + b
    for t in range(_STEPS):
        h[t + 1] = np.tanh(fed[t] + h[t] @ W)
    a_bar = np.empty_like(fed)
    h_bar = h[-1] - target
    for t in range(_STEPS - 1, -1, -1):
        a_bar[t] = h_bar * (1 - h[t + 1] ** 2)
        h_bar = W @ a_bar[t]
    return xs.T @ a_bar, h[:-1].T @ a_bar, a_bar.sum(0)


def _memory_cell_gradient(xs: Any, target: Any, U: Any, W: Any, b: Any) -> Any:
    k = _STATE
    h, c = np.zeros((_STEPS + 1, k)), np.zeros((_STEPS + 1, k))
    gates, bent = np.empty((_STEPS, 4 * k)), np.empty((_STEPS, k))
    fed = xs @ U + b
    for t in range(_STEPS):
        z = fed[t] + h[t] @ W
        gates[t, : 3 * k] = 1 / (1 + np.exp(-z[: 3 * k]))
        gates[t, 3 * k :] = np.tanh(z[3 * k :])
        i, f, o, g = gates[t].reshape(4, k)
        c[t + 1] = f * c[t] + i * g
        bent[t] = np.tanh(c[t + 1])
        h[t + 1] = o * bent[t]
    z_bar = np.empty_like(gates)
    h_bar, c_bar = h[-1] - target, np.zeros(k)
    for t in range(_STEPS - 1, -1, -1):
        i, f, o, g = gates[t].reshape(4, k)
        c_bar += h_bar * o * (1 - bent[t] ** 2)
        z_bar[t, :k] = c_bar * g * i * (1 - i)
        z_bar[t, k : 2 * k] = c_bar * c[t] * f * (1 - f)
        z_bar[t, 2 * k : 3 * k] = h_bar * bent[t] * o * (1 - o)
        z_bar[t, 3 * k :] = c_bar * i * (1 - g * g)
        h_bar = W @ z_bar[t]
        c_bar = c_bar * f
    return xs.T @ z_bar, h[:-1].T @ z_bar, z_bar.sum(0)


_LAYERS = 2 * _BATCH * (_PIXELS * _HIDDEN + _HIDDEN * _CLASSES)  # multiplications and additions, once through
_DEEP = 2 * _BATCH * _HIDDEN * _CLASSES

NETWORKS = (
    Workload(
        *("perceptron", "MLP gradient, 128 × 784–256–10", "gradient", perceptron),
        *(_perceptron_inputs, _perceptron_gradient, _PARAMETERS),
        size=_PIXELS * _HIDDEN,
        # Forward, and backward to the weights; nobody asks for the gradient by X.
        work=Work(bytes=8 * (_BATCH * _PIXELS + 2 * _PIXELS * _HIDDEN), products=2 * _LAYERS + _DEEP),
        quick=True,
    ),
    Workload(
        *("perceptron", "MLP Hessian · v, 128 × 784–256–10", "hessian times vector", perceptron),
        *(_perceptron_and_direction, _perceptron_times, _PARAMETERS),
        size=_PIXELS * _HIDDEN,
        # X W1, X V1 and Xᵀ times one matrix; the deep layer needs seven.
        work=Work(bytes=8 * (_BATCH * _PIXELS + 3 * _PIXELS * _HIDDEN), products=3 * (_LAYERS - _DEEP) + 7 * _DEEP),
    ),
    Workload(
        *("recurrent", "RNN gradient, T = 100, h = 32", "gradient", recurrent),
        *(_sequence_inputs(1), _recurrent_gradient, (2, 3, 4)),
        size=_STEPS * _STATE,
        quick=True,
    ),
    Workload(
        *("memory cell", "LSTM gradient, T = 100, h = 32", "gradient", memory_cell),
        *(_sequence_inputs(4), _memory_cell_gradient, (2, 3, 4)),
        size=_STEPS * _STATE,
    ),
)
