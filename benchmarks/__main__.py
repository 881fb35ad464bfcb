"""``python -m benchmarks``: microseconds a call, beside the peers that are installed (extra ``bench``).

Each figure is the smallest of seven means over as many calls as fit a fiftieth of a second. In brackets stands the time
from the expression to the first value: derive, optimise, compile, call.
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines import engines
from benchmarks.workloads import workloads

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDS = 7
_ROUND = 0.02  # seconds


def steady(call: Callable[[], Any]) -> float:
    """Seconds a call."""
    start = perf_counter()
    call()
    count = max(1, int(_ROUND / max(perf_counter() - start, 1e-7)))
    best = float("inf")
    for _ in range(_ROUNDS):
        start = perf_counter()
        for _ in range(count):
            call()
        best = min(best, (perf_counter() - start) / count)
    return best


def main() -> int:
    """Print the table. Fails where an engine's answer differs from the one by hand."""
    found = engines()
    print(f"{'µs a call [ms to the first value]':<38}" + "".join(f"{name:>22}" for name in found))
    wrong = 0
    for workload in workloads():
        expected = workload.by_hand(*workload.point)
        cells = []
        for engine in found.values():
            start = perf_counter()
            program = engine(workload)
            value = program(*workload.point)
            first = perf_counter() - start
            value = value[0] if isinstance(value, tuple) else value
            wrong += not np.allclose(np.asarray(value), expected, rtol=1e-10, atol=1e-12)
            cells.append(f"{1e6 * steady(lambda p=program, w=workload: p(*w.point)):.2f} [{1e3 * first:.1f}]")
        print(f"{workload.name:<38}" + "".join(f"{cell:>22}" for cell in cells), flush=True)
    if wrong:
        print(f"{wrong} answers differ from the one by hand", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
