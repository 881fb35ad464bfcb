"""``python -m benchmarks.page``: the page of the manual, made of the results of the last run."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.results import Results
from benchmarks.table import markdown

_ROOT = Path(__file__).parents[1]
_SAID = """\
# Benchmarks

The same derivatives here and in other libraries, each in its own best way. `make bench` measures all of it,
`make bench QUICK=1` some of it; `make bench ARGS="--only '*gradient*' --engines ours,jax"` what is named, and with
`--resume` what is still missing. On a busy computer `BENCHMARK_THREADS=1` measures more of the programs and less of
what runs besides: threads that wait for each other wait for that too. This page is made of the last run by
`python -m benchmarks.page`.

Every cell is measured in a process of its own: the answer is compared with one by hand (to 1e-8 of
the largest entry, for float32 to 1e-4) before anything is timed. Imports are not counted. Four columns are ours:
`f(…)` checks its arguments and gives arrays of its own, `f.unchecked` is the bare program, `f(…, out=…)` fills
arrays that are there, and `f.bound(…, out=…)` is called again with the same arrays. The peers are called as directly
as they allow: JAX and PyTorch get arrays of their own kind, PyTensor trusts its inputs, CasADi reads and fills buffers,
SymPy's functions take and give Python's floats.

"""


def main() -> int:
    """Write the page; fails where nothing was measured."""
    results = Results.read(_ROOT / "build" / "benchmarks" / "results.json")
    if not results.cells:
        print("nothing was measured: run make bench first", file=sys.stderr)
        return 1
    page = _ROOT / "docs" / "manual" / "benchmarks.md"
    page.write_text(_SAID + markdown(results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
