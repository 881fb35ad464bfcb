"""``python -m benchmarks``: the table of all workloads and all engines that are installed (extra ``bench``).

    --only PATTERN    rows whose name matches a pattern of the shell, `*gradient*`
    --engines a,b     these engines only
    --budget SECONDS  of timing for each column, 1 where nothing is said
    --quick           fewer rows and shorter budgets, about three minutes
    --resume          leave out what was measured in an earlier run
    --list            the names of rows and engines

What was measured is written to build/benchmarks after every cell; Ctrl-C keeps it. Two threads are used, or as many as
the environment variable BENCHMARK_THREADS says: one where the computer is busy, since threads that wait for each other
measure whoever else runs.
"""

from __future__ import annotations

import argparse
import sys
from fnmatch import fnmatch
from pathlib import Path

from benchmarks.engines import ENGINES, installed
from benchmarks.results import Results
from benchmarks.run import run
from benchmarks.table import markdown
from benchmarks.workloads import WORKLOADS

_FOLDER = Path(__file__).parents[1] / "build" / "benchmarks"
_BUDGET, _QUICK_BUDGET = 1.0, 0.15  # seconds of timing for a column
_LONGEST, _QUICK_LONGEST = 300.0, 10.0  # seconds for a cell
_QUICK = [name for name in ENGINES if name != "torch-compiled"]  # its compiler takes as long as all others together


def main(words: list[str]) -> int:
    """Measure, print the table, write it; fails where an answer differs from the one by hand."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="The same work here and on the peers.")
    parser.add_argument("--only", metavar="PATTERN", default="*", help="rows whose name matches, like '*gradient*'")
    parser.add_argument("--engines", metavar="a,b", help="these engines only")
    parser.add_argument("--budget", metavar="SECONDS", type=float, help="of timing for each column")
    parser.add_argument("--quick", action="store_true", help="fewer rows and shorter budgets")
    parser.add_argument("--resume", action="store_true", help="leave out what was measured before")
    parser.add_argument("--list", action="store_true", help="the names of rows and engines")
    chosen = parser.parse_args(words)
    engines = chosen.engines.split(",") if chosen.engines else _QUICK if chosen.quick else list(ENGINES)
    unknown = [name for name in engines if name not in ENGINES]
    if unknown:
        parser.error(f"no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    rows = [w for w in WORKLOADS if fnmatch(w.name, chosen.only) and (w.quick or not chosen.quick)]
    if not rows:
        parser.error(f"no row matches {chosen.only}; see --list")
    if chosen.list:
        print("\n".join([f"engines: {', '.join(ENGINES)}", *(w.name for w in rows)]))
        return 0
    missing = sorted({ENGINES[name].package or "" for name in engines if not installed(ENGINES[name])})
    if missing:
        told = f"not installed, their columns stay empty: {', '.join(missing)} (pip install -e '.[bench]')"
        print(told, file=sys.stderr)
    path = _FOLDER / "results.json"
    results = Results.read(path) if chosen.resume else Results()
    stopped = False
    try:
        budget, longest = (_QUICK_BUDGET, _QUICK_LONGEST) if chosen.quick else (_BUDGET, _LONGEST)
        budget = budget if chosen.budget is None else chosen.budget
        run(rows, engines, results, lambda: results.write(path), budget, longest, resume=chosen.resume)
    except KeyboardInterrupt:
        stopped = True
    page = markdown(results)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)
    if stopped:
        return 130
    return int(any(_wrong(cell) for row in results.cells.values() for cell in row.values()))


def _wrong(cell: dict[str, dict[str, dict[str, object]]]) -> bool:
    return any(column.get("wrong", False) for column in cell.get("columns", {}).values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
