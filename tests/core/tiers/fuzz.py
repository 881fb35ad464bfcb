"""Random programs on all tiers: ``python -m tests.core.tiers.fuzz --programs 10000``, or `make tiers`.

Each program and its gradient runs as it is, as machine code whole, and as the program for large arrays, in blocks of
NumPy and in loops of machine code. They must agree to what rounding does to the program (see
`tests.core.random.checks`).
"""

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import numpy as np

import explorer.core as T
from explorer.core.evaluate.calm import calmly
from explorer.core.evaluate.large import Large
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.expr import Expression, Variable
from explorer.core.graph import leaves
from tests.core.random.checks import Comparison, Report
from tests.core.random.strategy import seeded
from tests.core.tiers.whole import whole

Array = np.ndarray
_CHUNK = 50


def check(seed: int, report: Report) -> Counter[str]:
    """Compare the tiers on one program; gives how many outputs each of them has computed."""
    program = seeded(seed)
    wrt = [x for x in program.inputs if x.type.inexact]
    raw = [program.cost, *T.grad(program.cost, wrt, disconnected_inputs="ignore")]
    outputs = [e for e in dict.fromkeys(T.optimize(raw).after) if e.owner is not None]
    if not outputs:
        return Counter()
    inputs = list(program.inputs)
    comparison = Comparison(inputs, outputs, list(program.arrays), report)
    seen: Counter[str] = Counter()
    for tier, place, found in _tiers(inputs, outputs, list(program.arrays)):
        comparison.near(tier, place, found)
        seen[tier] += 1
    return seen


def _tiers(inputs: list[Variable], outputs: list[Expression], arrays: list[Array]) -> Iterator[tuple[str, int, Array]]:
    """The values of outputs, with the tier that computed them."""
    for place, e in enumerate(outputs):
        used = set(leaves([e]))
        own = [x for x in inputs if x in used]
        values = [np.array(a, order="C") for x, a in zip(inputs, arrays, strict=True) if x in used]
        try:
            found = whole(own, [e])(*values)
        except UnwrittenError:
            continue
        if found is not None:
            yield "whole programs", place, found[0]
    for tier, machine in (("blocks", "never"), ("loops", "first")):
        results = calmly(Large(inputs, outputs, machine).compiled[1], *arrays)
        for place, found in enumerate(results):
            yield tier, place, np.asarray(found)


def _run(chunk: int) -> tuple[Report, Counter[str], dict[int, str]]:
    report, seen, failed = Report(), Counter[str](), {}
    for seed in range(chunk * _CHUNK, (chunk + 1) * _CHUNK):
        try:
            seen += check(seed, report)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is told
            failed[seed] = f"{type(error).__name__}: {error}"[:300]
    return report, seen, failed


def main() -> None:
    """Run programs on all cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    first, beyond = options.first // _CHUNK, -(-(options.first + options.programs) // _CHUNK)
    worst: dict[str, float] = {}
    seen, failed = Counter[str](), {}
    began, done = time.monotonic(), 0
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        for future in as_completed([pool.submit(_run, chunk) for chunk in range(first, beyond)]):
            report, count, wrong = future.result()
            done += _CHUNK
            seen += count
            failed |= wrong
            for tier, size in report.worst.items():
                worst[tier] = max(worst.get(tier, 0.0), size)
            if done % (20 * _CHUNK) == 0:
                print(f"{done} programs, {time.monotonic() - began:.0f} s, {len(failed)} fail", flush=True)
    for tier, count in sorted(seen.items()):
        print(f"{tier:16} {count:8} outputs, at most {worst[tier]:.3g} roundings from the program as it is")
    for seed, what in sorted(failed.items()):
        print(f"program {seed}: {what}")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
