"""A run: one process after the other, each for one engine and one workload."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.engines import ENGINES, installed
from benchmarks.environment import environment
from benchmarks.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.results import Results
    from benchmarks.workload import Workload

_ROOT = Path(__file__).parents[1]
_LONGEST = 300.0  # seconds


def run(
    workloads: Sequence[Workload],
    engines: Sequence[str],
    results: Results,
    keep: Callable[[], None],
    budget: float,
    longest: float,
    *,
    resume: bool,
) -> None:
    """Measure what is asked for, the engines in turn within a workload, so that all see the same noise.

    Args:
        workloads: the rows.
        engines: the names of the engines.
        results: what is known already, and takes what comes.
        keep: called after every cell.
        budget: seconds of timing for a column.
        longest: seconds for a cell, everything included.
        resume: leaves out what is known.
    """
    if results.limits is None or not resume:
        results.load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
        results.limits = Limits(**_output(["benchmarks.limits"]))
        results.versions = _output(["benchmarks.versions"])
        keep()
    for workload in workloads:
        for name in engines:
            if (resume and results.has(workload.name, name)) or not installed(ENGINES[name]):
                continue
            print(f"{workload.title:<64} {name:<16}", end="", file=sys.stderr, flush=True)
            cell = _cell(name, workload, budget, longest)
            print(_told(cell), file=sys.stderr, flush=True)
            results.put(workload.name, name, cell)
            keep()


def _cell(engine: str, workload: Workload, budget: float, longest: float) -> dict[str, Any]:
    reason = ENGINES[engine].refuses(workload)  # known without a process
    if reason is not None:
        return {"reason": reason}
    try:
        measured: dict[str, Any] = _output(["benchmarks.measure", engine, workload.name, str(budget)], longest)
    except subprocess.TimeoutExpired:
        return {"reason": f"takes longer than {longest:.0f} s", "failed": True}
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or "").strip().splitlines()
        return {"reason": f"fails: {lines[-1][:200] if lines else f'code {error.returncode}'}", "failed": True}
    return measured


@cache
def _headers() -> TemporaryDirectory[str]:
    """Where torch keeps the C++ headers that it compiles once for all that it makes: a cell does not pay for them."""
    return TemporaryDirectory(prefix="benchmarks-headers-")


def _output(module: list[str], longest: float = _LONGEST) -> Any:
    """The JSON that a module prints, whatever libraries print besides."""
    with TemporaryDirectory(prefix="benchmarks-") as caches:
        done = subprocess.run(  # noqa: S603 - a module of ours, with names that were looked up
            [sys.executable, "-m", *module],
            cwd=_ROOT,
            env=environment(Path(caches), Path(_headers().name)),
            capture_output=True,
            text=True,
            timeout=longest,
            check=True,
        )
    return json.loads(next(line for line in reversed(done.stdout.splitlines()) if line.startswith("{")))


def _told(cell: dict[str, Any]) -> str:
    if "reason" in cell:
        return f"– {cell['reason']}"
    times = [
        f"{1e6 * column['median']:.4g} µs" if "median" in column else "wrong" for column in cell["columns"].values()
    ]
    return f"{', '.join(times)}; cold {1e3 * cell['cold']:.0f} ms"
