"""Straight-line Python, one statement for each node. What is shown is what runs."""

from __future__ import annotations

import linecache
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import finalize

from explorer.core.evaluate.branches import write_branches
from explorer.core.evaluate.loops import write_before, write_loop
from explorer.core.evaluate.writer import Statement, Writer
from explorer.core.kernels import NAMESPACE
from explorer.core.memory import uncollected
from explorer.core.ops.branches import IfElse
from explorer.core.ops.scan import Before, Scan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from explorer.core.expr import Expression
    from explorer.core.op import Op

_serial = count(1)
_STATEMENTS: dict[type[Op], Statement] = {Scan: write_loop, Before: write_before, IfElse: write_branches}


@dataclass
class Program:
    """Python source and what belongs to it.

    Attributes:
        source: the text of a function ``program(inputs…)`` that returns a tuple.
        nodes: for each line (from the first) the expression that it computes, or None.
        constants: arrays that the source refers to by name.
        filename: under which tracebacks and `linecache` know the source.
    """

    source: str
    nodes: list[Expression | None]
    constants: dict[str, np.ndarray]
    filename: str

    def compile(self) -> Callable[..., tuple[Any, ...]]:
        """The function."""
        namespace: dict[str, Any] = {**NAMESPACE, **self.constants}
        linecache.cache[self.filename] = (len(self.source), None, self.source.splitlines(keepends=True), self.filename)
        # Names in the source come from `Writer.fresh` alone and operations from their cards: no text of a person.
        exec(compile(self.source, self.filename, "exec"), namespace)  # noqa: S102
        # Taken out of the names that it sees, so that it goes with its last user, and its source with it.
        function: Callable[..., tuple[Any, ...]] = namespace.pop("program")
        finalize(function, linecache.cache.pop, self.filename, None).atexit = False
        return function


@uncollected()
def write_program(inputs: Sequence[Expression], outputs: Sequence[Expression]) -> Program:
    """A program that computes ``outputs`` from ``inputs``."""
    writer = Writer(_STATEMENTS)
    parameters = [writer.fresh(x.name, "x") for x in inputs]
    writer.names.update(zip(inputs, parameters, strict=True))
    writer.line(f"def program({', '.join(parameters)}):", indent=0)
    writer.block(outputs, 1)
    results = [writer.operand(e) for e in outputs]
    writer.line(f"return {', '.join(results)}{',' if len(results) == 1 else ''}" if results else "return ()")
    filename = f"<program {next(_serial)}>"
    return Program("\n".join(writer.lines) + "\n", writer.nodes, writer.constants, filename)
