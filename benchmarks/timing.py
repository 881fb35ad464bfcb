"""Seconds a call: many repetitions, in rounds as long as a budget allows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import quantiles
from timeit import Timer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUND = 0.005  # seconds that a round should take, for the clock to be exact
_FEWEST = 5


@dataclass(frozen=True)
class Steady:
    """How long a call takes once it runs smoothly, in seconds.

    Attributes:
        median: over all rounds.
        low: the first quartile.
        high: the third quartile.
        calls: how many were timed.
    """

    median: float
    low: float
    high: float
    calls: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def steady(function: Callable[..., Any], arguments: tuple[Any, ...], budget: float) -> Steady:
    """Time calls of a function for about ``budget`` seconds."""
    names = [f"a{i}" for i in range(len(arguments))]
    # Written out, a call costs no unpacking of arguments, which a call of 60 ns would feel.
    timer = Timer(f"call({', '.join(names)})", globals={"call": function, **dict(zip(names, arguments, strict=True))})
    count, spent = 1, timer.timeit(1)
    while spent < _ROUND:
        count = max(2 * count, min(100 * count, int(_ROUND / max(spent, 1e-9) * count)))
        spent = timer.timeit(count)
    rounds = max(_FEWEST, int(budget / spent))
    times = sorted(time / count for time in timer.repeat(rounds, count))
    low, median, high = quantiles(times, n=4)
    return Steady(median, low, high, rounds * count)
