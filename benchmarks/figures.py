"""What is compared: the times of a row by column, ratios of them, and their means."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

from benchmarks.engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.results import Results
    from benchmarks.workload import Workload

OURS = ENGINES["ours"].columns
HAND = ENGINES["hand"].columns
PEERS = tuple(column for name, engine in ENGINES.items() if name not in ("ours", "hand") for column in engine.columns)


def times(results: Results, workload: Workload) -> dict[str, float]:
    """Seconds a call, by column; columns without a time are left out."""
    found = {}
    for cell in results.cells.get(workload.name, {}).values():
        for column, time in cell.get("columns", {}).items():
            if "median" in time:
                found[column] = float(time["median"])
    return found


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Ours over theirs: below 1 we win."""
    return ours / theirs if ours is not None and theirs is not None else None


def geometric_mean(ratios: Iterable[float]) -> float | None:
    """The mean of ratios, or None of none."""
    logarithms = [log(r) for r in ratios]
    return exp(sum(logarithms) / len(logarithms)) if logarithms else None


def best_peer(found: dict[str, float]) -> tuple[str, float] | tuple[None, None]:
    """The quickest column of the peers, without what is written by hand."""
    peers = {column: found[column] for column in PEERS if column in found}
    if not peers:
        return None, None
    name = min(peers, key=peers.__getitem__)
    return name, peers[name]


def best_of_ours(found: dict[str, float]) -> float | None:
    """The quickest of our three ways to call."""
    return min((found[column] for column in OURS if column in found), default=None)
