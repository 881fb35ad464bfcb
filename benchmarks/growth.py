"""``python -m benchmarks.growth [sparse|colouring|loop]``: how time and memory grow with the size of the problem.

The exponent is the slope of the measure against the size, both in logarithms: 1 is linear. Sparse: a call that gives
the Jacobian of three neighbours, and the Hessian of Rosenbrock's valley, into a SciPy array, from 10³ to 10⁶ non-zeros.
Colouring: the pattern of 10⁵ variables found, and the pattern coloured. Loop: the most memory that the gradient of a
scan of 10⁴ to 3 · 10⁵ steps takes beyond that of one step, each in a process of its own; shorter ones keep all states.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

import explorer.core as T
from benchmarks.memory import peak

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.evaluate.function import Function
    from explorer.core.expr import Expression

NONZEROS = (10**3, 10**4, 10**5, 10**6)
STEPS = (10**4, 3 * 10**4, 10**5, 3 * 10**5)
STATE = 4096  # numbers that are carried from step to step
WARM, RUNS = 60, 15  # calls until every tier is there, and calls that are timed
VARIABLES = 10**5
MEGABYTE = 2**20


def neighbours(x: Expression) -> Expression:
    """Each element with those beside it: a tridiagonal Jacobian."""
    inside: Expression = x[1:-1] ** 2 * x[:-2] + T.sin(x[2:])
    return inside


def valley(x: Expression) -> Expression:
    """Rosenbrock's valley."""
    total: Expression = T.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)
    return total


def sparse() -> None:
    """Calls that give sparse arrays."""
    x = T.dvector("x")
    for name, derivative in (
        ("tridiagonal Jacobian", T.jacobian(neighbours(x), x)),
        ("Rosenbrock's Hessian", T.hessian(valley(x), x)),
    ):
        times: dict[str, list[float]] = {"f(x)": [], "f.bound": []}
        sizes = []
        for nonzeros in NONZEROS:
            f = T.function([x], derivative, sparse=True)
            at = np.random.default_rng(1).normal(size=nonzeros // 3)
            result = f(at)
            sizes.append(result.nnz)
            settled(f, at)
            times["f(x)"].append(quickest(lambda f=f, at=at: f(at)))
            times["f.bound"].append(quickest(f.bound(at, out=result.copy())))
        for how, found in times.items():
            shown = "  ".join(f"{1e6 * one:,.0f}" for one in found)
            print(f"{name:<22}{how:<9} µs at 10³ … 10⁶: {shown}   exponent {slope(sizes, found):.2f}", flush=True)


def settled(f: Function, at: np.ndarray) -> None:
    """Call until nothing is compiled any more."""
    import threading

    for _ in range(WARM):
        f(at)
        for thread in threading.enumerate():
            if thread.name == "compile":
                thread.join()


def colouring() -> None:
    """Patterns of many variables."""
    x = T.tensor("x", shape=(VARIABLES,))
    random = np.random.default_rng(2)
    picks = [random.integers(0, VARIABLES, VARIABLES) for _ in range(2)]
    mixed: Expression = x * x[picks[0]] + T.sin(x[picks[1]])
    for name, y, symmetric in (
        ("neighbours", neighbours(x), False),
        ("Rosenbrock's Hessian", T.grad(valley(x), x), True),
        ("three at random in a row", mixed, False),
    ):
        began = time.perf_counter()
        pattern = T.jacobian_sparsity(y, x)
        found = time.perf_counter()
        groups = T.colouring(pattern, symmetric=symmetric)
        done = time.perf_counter()
        print(
            f"{VARIABLES:,} variables, {name:<26} pattern {found - began:.2f} s   colouring {done - found:.2f} s   "
            f"{groups.products} products",
            flush=True,
        )


def loop() -> None:
    """Memory of long loops."""
    base = taken(1)
    sizes = [max(1.0, taken(steps) - base) for steps in STEPS]
    shown = "  ".join(f"{size:,.1f}" for size in sizes)
    whole = STEPS[-1] * STATE * 8 / MEGABYTE
    print(
        f"gradient of a scan of 10⁴ … 3 · 10⁵ steps, state of {STATE}: {shown} MB beyond one step   "
        f"exponent {slope(STEPS, sizes):.2f}   (all states of the longest: {whole:,.0f} MB)",
        flush=True,
    )


def taken(steps: int) -> float:
    """Megabytes at the most, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.growth", "steps", str(steps)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return float(result.stdout.split()[-1])


def run_loop(steps: int) -> None:
    """The gradient of a scan of so many steps; prints the most memory of the process in megabytes."""
    start, rate = T.dvector("start"), T.dscalar("rate")
    states, _ = T.scan(lambda s: s + rate * T.sin(s), outputs_info=[start], n_steps=steps)
    f = T.function([start, rate], T.grad(T.sum(states[-1]), rate))
    f(np.linspace(0.0, 1.0, STATE), 1e-3)
    print(peak() / MEGABYTE)


def quickest(call: Callable[[], object]) -> float:
    """Seconds of the median of some calls."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return float(np.median(times))


def slope(sizes: list[int] | tuple[int, ...], measures: list[float]) -> float:
    """The exponent of the growth."""
    return float(np.polyfit(np.log(sizes), np.log(measures), 1)[0])


PARTS = {"sparse": sparse, "colouring": colouring, "loop": loop}


def main(arguments: list[str]) -> int:
    """Print the figures of all parts, or of those that are named."""
    if arguments[:1] == ["steps"]:
        run_loop(int(arguments[1]))
        return 0
    for name in arguments or PARTS:
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
