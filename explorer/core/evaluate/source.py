"""Straight-line Python, one statement for each node. What is shown is what runs."""

from __future__ import annotations

import linecache
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import finalize

from explorer.core.evaluate import floats
from explorer.core.evaluate.block_writer import BlockWriter
from explorer.core.evaluate.blocks import in_blocks
from explorer.core.evaluate.branches import write_branches
from explorer.core.evaluate.compiled import compiled
from explorer.core.evaluate.floats import FloatWriter
from explorer.core.evaluate.in_place import write_increment
from explorer.core.evaluate.loops import write_before, write_loop
from explorer.core.evaluate.writer import Statement, Writer
from explorer.core.kernels import NAMESPACE
from explorer.core.memory import uncollected
from explorer.core.ops.branches import IfElse
from explorer.core.ops.indexing import IncSubtensor
from explorer.core.ops.scan import Before, Scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

    from explorer.core.evaluate.fusion import Part
    from explorer.core.evaluate.machine import Loop
    from explorer.core.expr import Expression
    from explorer.core.op import Op

_serial = count(1)
_STATEMENTS: dict[type[Op], Statement] = {
    Scan: write_loop,
    Before: write_before,
    IfElse: write_branches,
    IncSubtensor: write_increment,
}


@dataclass
class Program:
    """Python source and what belongs to it.

    Attributes:
        source: the text of a function ``program(inputs…)`` that returns a tuple.
        nodes: for each line (from the first) the expression that it computes, or None.
        constants: arrays that the source refers to by name.
        filename: under which tracebacks and `linecache` know the source.
        namespace: the other names that the source refers to.
    """

    source: str
    nodes: list[Expression | None]
    constants: dict[str, np.ndarray]
    filename: str
    namespace: Mapping[str, Any] = field(repr=False)

    def compile(self) -> Callable[..., tuple[Any, ...]]:
        """The function."""
        linecache.cache[self.filename] = (len(self.source), None, self.source.splitlines(keepends=True), self.filename)
        function = compiled(self.source, "program", {**self.namespace, **self.constants}, self.filename)
        finalize(function, linecache.cache.pop, self.filename, None).atexit = False
        return function


@uncollected()
def write_program(inputs: Sequence[Expression], outputs: Sequence[Expression]) -> Program:
    """A program that computes ``outputs`` from ``inputs``."""
    return _written(Writer(_STATEMENTS), inputs, outputs, NAMESPACE)


@uncollected()
def write_blocks(
    inputs: Sequence[Expression], outputs: Sequence[Expression], found: Mapping[Part, Loop | None]
) -> Program:
    """The same program, in which some parts are computed block by block, or by a loop of their own."""
    writer = BlockWriter(_STATEMENTS, parts=found)
    names = {**NAMESPACE, "in_blocks": in_blocks}
    program = _written(writer, inputs, outputs, names)
    names.update(writer.compiled)
    return program


def write_floats(inputs: Sequence[Expression], outputs: Sequence[Expression]) -> Program:
    """A program over Python's floats, for what `are_floats` says yes to; it may raise what `RAISES` lists."""
    return _written(FloatWriter({}), inputs, outputs, floats.NAMESPACE)


def _written(
    writer: Writer, inputs: Sequence[Expression], outputs: Sequence[Expression], namespace: Mapping[str, Any]
) -> Program:
    parameters = [writer.fresh(x.name, "x") for x in inputs]
    writer.names.update(zip(inputs, parameters, strict=True))
    writer.line(f"def program({', '.join(parameters)}):", indent=0)
    writer.block(outputs, 1)
    results = [writer.operand(e) for e in outputs]
    writer.line(f"return {', '.join(results)}{',' if len(results) == 1 else ''}" if results else "return ()")
    filename = f"<program {next(_serial)}>"
    return Program("\n".join(writer.lines) + "\n", writer.nodes, writer.constants, filename, namespace)
