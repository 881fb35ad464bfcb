"""What this computer can do at most, measured in the same run: no program can be quicker than these allow.

Each figure is the best that any installed library reaches here, with the threads that the engines have too.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from timeit import Timer
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.environment import THREADS, pin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.workload import Work

_LENGTH = 1_000_000
_LONG = 8_000_000  # three such vectors are larger than any cache
_BLOCK = 8192
_ORDER = 1000
_SECONDS = 0.3


@dataclass(frozen=True)
class Limits:
    """Rates in units a second, and floors in seconds.

    Attributes:
        bandwidth: bytes a second of ``a = b + s c`` on vectors that no cache holds.
        exps: exponentials a second over a million elements, from array to array.
        sines: the same for sines.
        products: floating-point operations a second of a product of two matrices.
        call: an empty Python function.
        ufunc: an addition of two arrays of two elements into a third.
    """

    bandwidth: float
    exps: float
    sines: float
    products: float
    call: float
    ufunc: float

    def least(self, work: Work) -> float:
        """Seconds that some work needs at least, were it all done at once."""
        return max(
            work.bytes / self.bandwidth,
            work.exps / self.exps + work.sines / self.sines,
            work.products / self.products,
        )


def limits() -> Limits:
    """Measure all of them, in some seconds."""
    rng = np.random.default_rng(0)
    order = rng.standard_normal((2, _ORDER, _ORDER))
    target = np.empty((_ORDER, _ORDER))
    small = np.ones((3, 2))
    return Limits(
        bandwidth=24 * _LONG / min(map(_best, _triads())),
        exps=_LENGTH / min(map(_best, _maps("exp"))),
        sines=_LENGTH / min(map(_best, _maps("sin"))),
        products=2 * _ORDER**3 / _best(lambda: np.matmul(order[0], order[1], out=target)),
        call=_best(lambda: None),
        ufunc=_best(lambda: np.add(small[0], small[1], out=small[2])),
    )


def _best(call: Callable[[], Any]) -> float:
    timer = Timer("call()", globals={"call": call})
    timer.timeit(2)  # threads start, pages come
    count, _ = timer.autorange()
    once = timer.timeit(count)
    return min([once, *timer.repeat(max(4, int(_SECONDS / once)), count)]) / count


def _triads() -> Iterator[Callable[[], Any]]:
    b, c, a = np.ones(_LONG), np.ones(_LONG), np.empty(_LONG)

    def part(low: int, high: int) -> None:
        held = np.empty(_BLOCK)
        for start in range(low, high, _BLOCK):
            some = slice(start, min(start + _BLOCK, high))
            scaled = held[: some.stop - start]
            np.multiply(c[some], 3.0, out=scaled)
            np.add(b[some], scaled, out=a[some])

    yield from _threaded(part, _LONG)
    if importlib.util.find_spec("torch"):
        torch: Any = importlib.import_module("torch")

        tensors = [torch.from_numpy(x) for x in (b, c, a)]
        yield lambda: torch.add(tensors[0], tensors[1], alpha=3.0, out=tensors[2])


def _maps(name: str) -> Iterator[Callable[[], Any]]:
    x = np.random.default_rng(0).standard_normal(_LENGTH)
    y = np.empty(_LENGTH)
    ufunc = getattr(np, name)

    def part(low: int, high: int) -> None:
        for start in range(low, high, _BLOCK):
            stop = min(start + _BLOCK, high)
            ufunc(x[start:stop], out=y[start:stop])

    yield from _threaded(part, _LENGTH)
    if importlib.util.find_spec("torch"):
        torch: Any = importlib.import_module("torch")

        source, target = torch.from_numpy(x), torch.from_numpy(y)
        yield lambda: getattr(torch, name)(source, out=target)


def _threaded(part: Callable[[int, int], None], length: int) -> Iterator[Callable[[], Any]]:
    """Parts of the work in threads of Python: NumPy's functions let others run meanwhile."""
    pool = ThreadPoolExecutor(THREADS)
    edges = [length * i // THREADS for i in range(THREADS + 1)]
    yield lambda: list(pool.map(part, edges[:-1], edges[1:]))
    pool.shutdown()


if __name__ == "__main__":
    pin()
    print(json.dumps(asdict(limits())))
