"""``python -m benchmarks.rewriting [LARGEST]``: microseconds of rewriting for each node of a raw gradient graph.

Three kinds of graph, from a hundred nodes to a hundred thousand: a perceptron of many layers, a recurrent network
unrolled, and expressions at random. The growth exponent is the slope of the time against the nodes, both in logarithms:
1 is linear. Beside it PyTensor's compile of the same graphs, where it is installed (extra ``bench``), which is timed
as far as it takes less than `_PATIENCE`.
"""

from __future__ import annotations

import importlib.util
import math
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = 40.0  # µs a node at ten thousand nodes
_REPEATS = 3
_PATIENCE = 60.0  # seconds


def perceptron(T: Any, layers: int) -> tuple[Any, list[Any]]:
    """The squared length of what ``layers`` layers, each with weights and biases of its own, make of a vector."""
    x = T.dvector("x")
    weights = [T.dmatrix(f"W{i}") for i in range(layers)]
    biases = [T.dvector(f"b{i}") for i in range(layers)]
    h = x
    for w, b in zip(weights, biases, strict=True):
        h = T.tanh(T.dot(w, h) + b)
    return T.sum(h**2), [*weights, *biases]


def recurrent(T: Any, steps: int) -> tuple[Any, list[Any]]:
    """The squared error of a recurrent network unrolled over ``steps`` inputs, all with the same weights."""
    w, u, b = T.dmatrix("W"), T.dmatrix("U"), T.dvector("b")
    h = T.dvector("h")
    cost: Any = 0.0
    for i in range(steps):
        h = T.tanh(T.dot(w, h) + T.dot(u, T.dvector(f"x{i}")) + b)
        cost = cost + T.sum((h - T.dvector(f"y{i}")) ** 2)
    return cost, [w, u, b]


_UNARY: tuple[Callable[[Any, Any], Any], ...] = (
    lambda T, x: T.exp(-(x**2)),
    lambda T, x: T.sin(x),
    lambda T, x: T.tanh(x),
    lambda T, x: T.log(1 + x**2),
    lambda T, x: 1 / (1 + T.exp(-x)),
    lambda T, x: T.sqrt(x**2 + 1),
)
_BINARY: tuple[Callable[[Any, Any], Any], ...] = (
    lambda _, x, y: x * y,
    lambda _, x, y: x + y,
    lambda _, x, y: x - y,
    lambda _, x, y: x / (2 + y**2),
)


def at_random(T: Any, operations: int) -> tuple[Any, list[Any]]:
    """A sum of what ``operations`` elementwise operations, drawn by chance, make of four vectors and each other."""
    rng = np.random.default_rng(operations)
    inputs = [T.dvector(name) for name in "abcd"]
    pool = list(inputs)
    for _ in range(operations):
        if rng.random() < 0.5:
            pool.append(_UNARY[rng.integers(len(_UNARY))](T, pool[rng.integers(max(0, len(pool) - 8), len(pool))]))
        else:
            i, j = rng.integers(max(0, len(pool) - 16), len(pool), size=2)
            pool.append(_BINARY[rng.integers(len(_BINARY))](T, pool[i], pool[j]))
    total = pool[-1]
    for one in pool[-8:-1]:
        total = total + one
    return T.sum(total), inputs


GRAPHS: dict[str, Callable[[Any, int], tuple[Any, list[Any]]]] = {
    "perceptron": perceptron,
    "recurrent network": recurrent,
    "at random": at_random,
}


def raw(kind: str, nodes: int) -> tuple[list[Any], int]:
    """The raw gradient of a graph of about as many nodes, and how many there are."""
    import explorer.core as T
    from explorer.core.graph import applies

    def outputs(size: int) -> list[Any]:
        cost, wrt = GRAPHS[kind](T, size)
        return [cost, *T.grad(cost, wrt, disconnected_inputs="ignore")]

    small, large = len(applies(outputs(8))), len(applies(outputs(16)))
    found = outputs(max(2, round(8 * nodes / max(large - small, 1))))
    return found, len(applies(found))


def explorer(kind: str, nodes: int) -> tuple[float, int]:
    """Seconds of rewriting, the median of `_REPEATS` runs (of one for the largest), and the number of nodes."""
    import explorer.core as T

    times = []
    for _ in range(_REPEATS if nodes <= 10_000 else 1):
        outputs, count = raw(kind, nodes)
        start = perf_counter()
        T.optimize(outputs)
        times.append(perf_counter() - start)
        del outputs
    return median(times), count


def peer(kind: str, nodes: int) -> tuple[float, int]:
    """Seconds that PyTensor takes to rewrite the same gradient, and the number of its nodes: no code is compiled."""
    import pytensor
    import pytensor.tensor as pt
    from pytensor.graph.traversal import applys_between, explicit_graph_inputs

    cost, wrt = GRAPHS[kind](pt, nodes)
    outputs: list[Any] = [cost, *pytensor.grad(cost, wrt, disconnected_inputs="ignore")]
    inputs = list(explicit_graph_inputs(outputs))
    count = sum(1 for _ in applys_between(inputs, outputs))
    start = perf_counter()
    pytensor.function(inputs, outputs, mode=pytensor.compile.mode.Mode(linker="py", optimizer="fast_run"))
    return perf_counter() - start, count


def exponent(times: dict[int, float]) -> float:
    """The slope of log time against log nodes, over all sizes."""
    slope, _ = np.polyfit([math.log(n) for n in times], [math.log(t) for t in times.values()], 1)
    return float(slope)


def main(largest: int) -> int:
    """Print the table; fails where the goal is missed."""
    has_peer = importlib.util.find_spec("pytensor") is not None
    missed = 0
    for kind in GRAPHS:
        times: dict[int, float] = {}
        peer_times: dict[int, float] = {}
        explorer(kind, 200)  # what is imported and remembered once
        size = 100
        while size <= largest:
            seconds, count = explorer(kind, size)
            times[count] = seconds
            line = f"{kind:<20}{count:>8} nodes {1e6 * seconds / count:>8.1f} µs a node"
            last = max(peer_times.values(), default=0.0)
            if has_peer and last < _PATIENCE / 12:
                theirs, their_count = peer(kind, size // 10)
                peer_times[their_count] = theirs
                line += f"   PyTensor {their_count:>8} nodes {1e6 * theirs / their_count:>8.1f} µs a node"
            print(line, flush=True)
            missed += 5_000 <= count <= 20_000 and 1e6 * seconds / count > GOAL
            size *= 10
        print(f"{kind:<20}growth exponent {exponent(times):.2f}", flush=True)
        missed += exponent(times) > 1.1
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
