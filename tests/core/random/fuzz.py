"""A long run of random programs: `make fuzz`, or ``python -m tests.core.random.fuzz --programs 1000000``.

Goes on where the last run stopped: what was checked, the largest errors and the programs that fail, made small, stand
in build/fuzz.
"""

import argparse
import gc
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tests.core.random.checks import Report, check
from tests.core.random.shrink import as_test, fault, readable, shrunk
from tests.core.random.strategy import seeded

FOLDER = Path(__file__).parents[3] / "build" / "fuzz"
_CHUNK = 200


@dataclass
class Figures:
    """What has been done so far.

    Attributes:
        done: the chunks of programs that are done.
        programs, operations: how many.
        counts: comparisons, by check.
        worst: the largest error of each check, in roundings, and the program it was found in.
        failed: by program, what is wrong.
    """

    done: list[int] = field(default_factory=list)
    programs: int = 0
    operations: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    worst: dict[str, tuple[float, int]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Figures") -> None:
        """Take in the figures of another run."""
        self.done = sorted({*self.done, *other.done})
        self.programs += other.programs
        self.operations += other.operations
        for name, count in other.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        for name, (size, seed) in other.worst.items():
            self.worst[name] = max(tuple(self.worst.get(name, (0.0, 0))), (size, seed))
        self.failed |= other.failed

    def text(self) -> str:
        """For people."""
        lines = [f"{self.programs} programs of {self.operations} operations, {len(self.failed)} fail"]
        lines += [
            f"  {name:24} {count:10} compared, at most {self.worst[name][0]:8.3g} roundings apart (program "
            f"{self.worst[name][1]})"
            for name, count in sorted(self.counts.items())
        ]
        lines += [f"  program {seed}: {what}" for seed, what in self.failed.items()]
        return "\n".join(lines)


def run_chunk(chunk: int) -> Figures:
    """Check the programs of one chunk; those that fail are made small and written down."""
    figures = Figures(done=[chunk])
    gc.disable()  # expressions hold no circles: they go by themselves
    for seed in range(chunk * _CHUNK, (chunk + 1) * _CHUNK):
        report = Report()
        try:
            program = seeded(seed)
            figures.operations += program.operations
            check(program, seed, report)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is written down
            figures.failed[str(seed)] = _write_down(seed, error)
        figures.programs += 1
        figures.add(Figures(counts=report.counts, worst={n: (size, seed) for n, size in report.worst.items()}))
    gc.collect()
    return figures


def _write_down(seed: int, error: Exception) -> str:
    try:
        small = shrunk(seeded(seed), seed)
        what = fault(small, seed) or str(error)
        text = f'"""{what}\n\n{readable(small)}\n"""\n\n{as_test(small, f"program_{seed}", seed)}'
    except Exception as second:  # noqa: BLE001 - it cannot be made small: say so, and what it was
        what = f"{error!r}, and while it was made small {second!r}"
        text = f'"""{what}"""\n'
    (FOLDER / f"test_{seed}.py").write_text(text)
    return what


def main() -> None:
    """Run programs on all cores until so many are done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fresh", action="store_true", help="forget what was done")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    state = FOLDER / "state.json"
    figures = Figures()
    if state.exists() and not options.fresh:
        figures = Figures(**json.loads(state.read_text()))
    first, beyond = options.first // _CHUNK, -(-(options.first + options.programs) // _CHUNK)
    todo = sorted(set(range(first, beyond)) - set(figures.done))
    began, before = time.monotonic(), figures.programs
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        for future in as_completed([pool.submit(run_chunk, chunk) for chunk in todo]):
            figures.add(future.result())
            state.write_text(json.dumps(asdict(figures)))
            each = 1000 * (time.monotonic() - began) / (figures.programs - before)
            print(f"{figures.programs} programs, {each:.0f} ms each, {len(figures.failed)} fail", flush=True)
    print(figures.text())
    raise SystemExit(1 if figures.failed else 0)


if __name__ == "__main__":
    main()
