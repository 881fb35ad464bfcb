"""The programs in benchmarks/programs, here and in JAX: sizes of graphs, time to a program, time of a call.

    python -m benchmarks.compare_programs [NAME …]

Times are the best of some: in milliseconds up to the first result, in microseconds for a call.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from timeit import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent / "programs"
SECONDS = 0.2  # for the calls of each


def steady(call: Callable[[], object]) -> float:
    """Microseconds for a call: the best of five rounds."""
    start = perf_counter()
    call()
    count = max(1, int(SECONDS / 5 / max(perf_counter() - start, 1e-7)))
    return 1e6 * min(repeat(call, number=count, repeat=5)) / count


def measure(path: Path) -> str:
    """The line of a program."""
    import jax

    import explorer.core as T
    from explorer.core.graph import applies
    from explorer.document.document import Document
    from explorer.document.reading import assignment
    from explorer.script import run
    from explorer.script.script import Limits

    text = path.read_text(encoding="utf-8")
    start = perf_counter()
    script = run(text, limits=Limits(seconds=None), evaluate=False)
    read = perf_counter() - start
    values = assignment(Document(text), script, None).values
    peer: dict[str, Any] = {}
    exec(compile((FOLDER / "peers" / path.name).read_text(encoding="utf-8"), path.name, "exec"), peer)  # noqa: S102
    theirs = jax.jit(peer["program"])
    start = perf_counter()
    names = jax.block_until_ready(theirs(**values))
    their_first = perf_counter() - start

    outputs = {n: b.expression for n, b in script.names.items() if n in names or n.partition("[")[0] in names}
    variables = [declared.variable for declared in script.variables.values()]
    start = perf_counter()
    ours = T.function(variables, outputs, on_unused_input="ignore")
    given = list(values.values())
    ours(*given)
    first = read + perf_counter() - start
    before = len(applies(list(outputs.values())))
    after = len(applies(ours.outputs))
    raw = T.function(variables, outputs, on_unused_input="ignore", mode="raw")

    mine, plain = steady(lambda: ours(*given)), steady(lambda: raw(*given))
    arrays = {name: jax.numpy.asarray(value) for name, value in values.items()}
    other = steady(lambda: jax.block_until_ready(theirs(**arrays)))
    return (
        f"{path.stem:<24}{before:>7}{after:>7}{1e3 * first:>9.0f}{1e3 * their_first:>9.0f}"
        f"{plain:>10.0f}{mine:>10.0f}{other:>10.0f}{mine / other:>8.1f}"
    )


def main(wanted: list[str]) -> None:
    """Print the table."""
    import jax

    jax.config.update("jax_enable_x64", True)
    np.seterr(all="ignore")
    print(f"{'':<24}{'nodes':>14}{'ms to first':>18}{'µs a call':>30}{'ratio':>8}")
    print(f"{'':<24}{'before':>7}{'after':>7}{'ours':>9}{'JAX':>9}{'raw':>10}{'ours':>10}{'JAX':>10}")
    for path in sorted(FOLDER.glob("*.py")):
        if not wanted or path.stem in wanted:
            print(measure(path), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
