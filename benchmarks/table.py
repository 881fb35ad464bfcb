"""The results as Markdown: every row, wins and losses, and what they come to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from benchmarks.engines import ENGINES
from benchmarks.figures import HAND, OURS, PEERS, best_of_ours, best_peer, geometric_mean, ratio, times
from benchmarks.workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.results import Results
    from benchmarks.workload import Workload

_COLUMNS = (*OURS, *HAND, *PEERS)


def markdown(results: Results) -> str:
    """All sections, under headings of the second level."""
    rows = [workload for workload in WORKLOADS if workload.name in results.cells]
    sections = (_steady, _losses, _means, _limits, _cold, _memory, _reasons, _ways)
    return "\n\n".join(text for section in sections if (text := section(results, rows))) + "\n"


def _steady(results: Results, rows: Sequence[Workload]) -> str:
    head = ("workload", *_COLUMNS, "best peer", "ours / best peer", "our best call / best peer")
    lines = []
    for workload in rows:
        found = times(results, workload)
        name, theirs = best_peer(found)
        cells = [_time(results, workload, column, best=name) for column in _COLUMNS]
        first, least = ratio(found.get("ours"), theirs), ratio(best_of_ours(found), theirs)
        lines.append([workload.title, *cells, name or "", _factor(first), _factor(least)])
    said = "Median time of a call in µs, with half the distance of the quartiles in per cent; the best peer in bold."
    if results.load is not None:
        said += f" When the run began, {results.load:.1f} other processes wanted a processor: they take time from all."
    return f"## A call\n\n{said}\n\n{_table(head, lines)}"


def _time(results: Results, workload: Workload, column: str, *, best: str | None) -> str:
    for cell in results.cells[workload.name].values():
        time = cell.get("columns", {}).get(column)
        if time is None:
            continue
        if "median" not in time:
            return "wrong"
        spread = 50 * (time["high"] - time["low"]) / time["median"]
        text = f"{1e6 * time['median']:.3g}" if time["median"] < 1e-3 else f"{1e6 * time['median']:.0f}"
        return f"{f'**{text}**' if column == best else text} ±{spread:.0f}%"
    return "–"


def _losses(results: Results, rows: Sequence[Workload]) -> str:
    lost = []
    for workload in rows:
        found = times(results, workload)
        name, theirs = best_peer(found)
        ours = best_of_ours(found)
        factor = ratio(ours, theirs)
        if factor is not None and factor > 1 and ours is not None and theirs is not None:
            line = [workload.title, f"{1e6 * ours:.3g}", name or "", f"{1e6 * theirs:.3g}", _factor(factor)]
            lost.append((factor, line))
    lost.sort(key=lambda one: -one[0])
    with_peer = sum(best_peer(times(results, workload))[0] is not None for workload in rows)
    said = f"Our best call is slower than the best peer in {len(lost)} of {with_peer} rows."
    table = _table(("workload", "our best call, µs", "best peer", "its call, µs", "ratio"), [line for _, line in lost])
    return f"## Losses\n\n{said}" + (f"\n\n{table}" if lost else "")


def _means(results: Results, rows: Sequence[Workload]) -> str:
    found = [times(results, workload) for workload in rows]
    lines = [_mean_line("the best of all peers", found, [best_peer(one)[1] for one in found])]
    lines += [_mean_line(column, found, [one.get(column) for one in found]) for column in (*PEERS, *HAND)]
    lines = [line for line in lines if line[1] != "0"]
    head = ("against", "rows", "ours", "our best call", "rows won by our best call")
    said = "Geometric means of our time over theirs, over the rows that both have: below 1 we are quicker."
    return f"## Means\n\n{said}\n\n{_table(head, lines)}"


def _mean_line(label: str, found: Sequence[dict[str, float]], theirs: Sequence[float | None]) -> list[str]:
    pairs = list(zip(found, theirs, strict=True))
    checked = [r for one, other in pairs if (r := ratio(one.get("ours"), other)) is not None]
    least = [r for one, other in pairs if (r := ratio(best_of_ours(one), other)) is not None]
    won = f"{sum(r <= 1 for r in least)} of {len(least)}"
    return [label, str(len(least)), _factor(geometric_mean(checked)), _factor(geometric_mean(least)), won]


def _limits(results: Results, rows: Sequence[Workload]) -> str:
    limits = results.limits
    if limits is None:
        return ""
    lines = []
    for workload in rows:
        found = times(results, workload)
        ours, (name, theirs) = best_of_ours(found), best_peer(found)
        if workload.work is None or ours is None:
            continue
        least = limits.least(workload.work)
        of_peer = f"{least / theirs:.0%} ({name})" if theirs is not None else ""
        lines.append([workload.title, f"{1e6 * least:.3g}", f"{least / ours:.0%}", of_peer])
    said = (
        f"Memory {limits.bandwidth / 1e9:.1f} GB/s; exp {limits.exps / 1e9:.2f}, sin {limits.sines / 1e9:.2f} thousand "
        f"million a second; products of matrices {limits.products / 1e9:.0f} GFLOP/s; an empty call "
        f"{1e9 * limits.call:.0f} ns, an addition of two elements {1e9 * limits.ufunc:.0f} ns.\n\n"
        f"The least time in µs that these allow a row, and how much of it our best call and the best peer reach. "
        f"What fits into a cache may exceed 100 %."
    )
    table = _table(("workload", "limit, µs", "our best call", "best peer"), lines)
    return f"## Limits of this computer\n\n{said}" + (f"\n\n{table}" if lines else "")


def _cold(results: Results, rows: Sequence[Workload]) -> str:
    lines = []
    factors: dict[str, list[float]] = {name: [] for name in ENGINES if name not in ("ours", "hand")}
    for workload in rows:
        cells = results.cells[workload.name]
        cold = {name: float(cell["cold"]) for name, cell in cells.items() if "cold" in cell}
        lines.append([workload.title, *(f"{1e3 * cold[name]:.3g}" if name in cold else "–" for name in ENGINES)])
        for name, kept in factors.items():
            factor = ratio(cold.get("ours"), cold.get(name))
            if factor is not None:
                kept.append(factor)
    means = [f"{ENGINES[name].columns[0]} {_factor(geometric_mean(kept))}" for name, kept in factors.items() if kept]
    said = "Milliseconds to derive, compile and call for the first time, without imports."
    told = f"Geometric means of ours over theirs: {', '.join(means)}." if means else ""
    table = _table(("workload", *(engine.columns[0] for engine in ENGINES.values())), lines)
    return f"## Cold\n\n{said} {told}\n\n{table}"


def _memory(results: Results, rows: Sequence[Workload]) -> str:
    lines = []
    for workload in rows:
        cells = results.cells[workload.name]
        found = [cells.get(name, {}).get("memory") for name in ENGINES]
        lines.append([workload.title, *("–" if m is None else f"{m / 1e6:.0f}" for m in found)])
    table = _table(("workload", *(engine.columns[0] for engine in ENGINES.values())), lines)
    said = "Megabytes by which the most memory in use grew until the first call was done."
    return f"## Memory\n\n{said}\n\n{table}"


def _reasons(results: Results, rows: Sequence[Workload]) -> str:
    found: dict[tuple[str, str], list[str]] = {}
    for workload in rows:
        for name, cell in results.cells[workload.name].items():
            if "reason" in cell:
                found.setdefault((ENGINES[name].columns[0], cell["reason"]), []).append(workload.title)
            for column, time in cell.get("columns", {}).items():
                if "reason" in time:
                    found.setdefault((column, time["reason"]), []).append(workload.title)
    lines = [f"- {column}: {reason}: {'; '.join(titles)}" for (column, reason), titles in found.items()]
    return "## Empty cells\n\n" + "\n".join(lines) if lines else ""


def _ways(results: Results, rows: Sequence[Workload]) -> str:
    lines = []
    for name, engine in ENGINES.items():
        cells = [results.cells[workload.name].get(name, {}) for workload in rows]
        ways = Counter(cell["way"] for cell in cells if "way" in cell)
        if ways:
            lines.append(f"- {engine.columns[0]}: {', '.join(f'{way} ({count})' for way, count in ways.most_common())}")
    versions = ", ".join(f"{package} {version}" for package, version in results.versions.items())
    return f"## How each was done\n\n{versions}. The numbers of rows stand in brackets.\n\n" + "\n".join(lines)


def _factor(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows: list[Sequence[Any]] = [head, ["---", *["---:"] * (len(head) - 1)], *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
