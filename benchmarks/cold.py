"""``python -m benchmarks.cold SCRIPT …``: milliseconds from the text of a script to all that it prints.

Each time in a process of its own in which every module is loaded and nothing else has run: reading, deriving,
rewriting, compiling and the first calls. The median of some, and the least.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

TIMES = 7
_RUN = """
import importlib, io, pkgutil, sys, time
import explorer.core
from explorer.script import Limits, run
for module in pkgutil.walk_packages(explorer.core.__path__, "explorer.core."):
    importlib.import_module(module.name)
text = open(sys.argv[1]).read()
began = time.perf_counter()
run(text, limits=Limits(seconds=None), stdout=io.StringIO().write)
print(1000 * (time.perf_counter() - began))
"""


def milliseconds(script: Path) -> float:
    """Of one run in a new process."""
    command = [sys.executable, "-c", _RUN, str(script)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own text
    return float(result.stdout.split()[-1])


def main(scripts: list[str]) -> int:
    """Print the figures."""
    for name in scripts:
        found = [milliseconds(Path(name)) for _ in range(TIMES)]
        print(f"{Path(name).name:<32} median {statistics.median(found):6.1f} ms   least {min(found):6.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
