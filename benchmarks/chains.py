"""``python -m benchmarks.chains [LARGEST]``: seconds for chains of operations, from a hundred to a hundred thousand.

Each step of a chain is one operation on the value before: building, the gradient, its text in let style, optimisation,
the program, and a call. Linear growth shows as a constant number of microseconds an operation.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import explorer.core as T

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS: tuple[Callable[[Any], Any], ...] = (T.sin, lambda y: y * 1.01, T.tanh, lambda y: y + 0.1)
STAGES = ("build", "gradient", "let style", "compile raw", "call", "optimise")


def chain(length: int) -> tuple[Any, Any]:
    """A scalar, and ``length`` operations on it in a row."""
    x = T.dscalar("x")
    y = x
    for number in range(length):
        y = STEPS[number % len(STEPS)](y)
    return x, y


def measure(length: int) -> list[float]:
    """Seconds for each stage."""
    times = [time.perf_counter()]

    def lap() -> None:
        times.append(time.perf_counter())

    x, y = chain(length)
    lap()
    g = T.grad(y, x)
    lap()
    T.pp(g, style="let")
    lap()
    f = T.function([x], [y, g], mode="raw")
    lap()
    f(0.5)
    lap()
    T.optimize(g)
    lap()
    return [b - a for a, b in pairwise(times)]


def main(largest: int) -> int:
    """Print the table; fails where an operation of the longest chain takes more than thrice the time of a short one."""
    print(f"{'operations':>12}" + "".join(f"{stage:>22}" for stage in STAGES))
    measure(100)  # what is imported and remembered once
    rows = {}
    length = 100
    while length <= largest:
        rows[length] = measure(length)
        cells = (f"{t:.3f} s ({1e6 * t / length:.1f} µs)" for t in rows[length])
        print(f"{length:>12}" + "".join(f"{cell:>22}" for cell in cells), flush=True)
        length *= 10
    first, last = rows[min(1000, largest)], rows[max(rows)]
    worse = [b / max(rows) > 3 * a / min(1000, largest) for a, b in zip(first, last, strict=True)]
    return int(any(worse))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
