"""Straight-line Python, one statement for each node. What is shown is what runs."""

from __future__ import annotations

import linecache
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import finalize

from explorer.core.evaluate import filled, floats
from explorer.core.evaluate.block_writer import BlockWriter
from explorer.core.evaluate.blocks import in_blocks
from explorer.core.evaluate.branches import write_branches
from explorer.core.evaluate.compiled import compiled
from explorer.core.evaluate.floats import FloatWriter
from explorer.core.evaluate.in_place import write_increment
from explorer.core.evaluate.loops import write_before, write_loop
from explorer.core.evaluate.placement import Placement, needed
from explorer.core.evaluate.writer import Statement, Writer
from explorer.core.expr import Expression
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
    from explorer.core.evaluate.native.target import Machine
    from explorer.core.evaluate.placement import Computed
    from explorer.core.evaluate.sliding import Sliding
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
    namespace: dict[str, Any] = field(repr=False)

    def compile(self) -> Callable[..., tuple[Any, ...]]:
        """The function."""
        linecache.cache[self.filename] = (len(self.source), None, self.source.splitlines(keepends=True), self.filename)
        function = compiled(self.source, "program", {**self.namespace, **self.constants}, self.filename)
        finalize(function, linecache.cache.pop, self.filename, None).atexit = False
        return function


@uncollected()
def write_program(inputs: Sequence[Expression], outputs: Sequence[Computed], machine: Machine = "never") -> Program:
    """A program that computes ``outputs`` from ``inputs``; its loops may become machine code."""
    return _written(Writer(_STATEMENTS, machine=machine), inputs, outputs, NAMESPACE)


@uncollected()
def write_blocks(
    inputs: Sequence[Expression],
    outputs: Sequence[Computed],
    found: Mapping[Part, Loop | None],
    windows: Mapping[Expression, Sliding],
    machine: Machine = "never",
    *,
    fills: bool = False,
) -> Program:
    """The same program, in which some parts are computed block by block, or by a loop of their own.

    With ``fills`` it is ``program(inputs…, outputs…)`` and fills arrays, which share no memory with the inputs.
    """
    writer = BlockWriter(_STATEMENTS, machine=machine, parts=found, windows=windows)
    namespace = {**NAMESPACE, "in_blocks": in_blocks, **(filled.NAMESPACE if fills else {})}
    return _written(writer, inputs, outputs, namespace, fills=fills)


def write_floats(inputs: Sequence[Expression], outputs: Sequence[Expression]) -> Program:
    """A program over Python's floats, for what `are_floats` says yes to; it may raise what `RAISES` lists."""
    return _written(FloatWriter({}), inputs, outputs, floats.NAMESPACE)


def _written(
    writer: Writer,
    inputs: Sequence[Expression],
    outputs: Sequence[Computed],
    namespace: Mapping[str, Any],
    *,
    fills: bool = False,
) -> Program:
    names = dict(namespace)
    parameters = [writer.fresh(x.name, "x") for x in inputs]
    targets = [writer.fresh(None, "into") for _ in outputs] if fills else []
    writer.names.update(zip(inputs, parameters, strict=True))
    writer.line(f"def program({', '.join([*parameters, *targets])}):", indent=0)
    placements = [one for one in outputs if isinstance(one, Placement)]
    layouts = {one: _layout(writer, one, names) for one in placements if one.seeds}
    if fills:
        writer.targets = {e: into for e, into in zip(outputs, targets, strict=True) if isinstance(e, Expression)}
    writer.block(needed(outputs), 1)
    layouts |= {one: _layout(writer, one, names) for one in placements if not one.seeds}
    results = []
    for place, one in enumerate(outputs):
        if isinstance(one, Placement):
            results.append(_placed(writer, one, layouts[one], targets[place] if fills else None))
        else:
            results.append(writer.operand(one))
    for into, result in zip(targets, results, strict=False):
        writer.line(f"settle({into}, {result})")
    given = [] if fills else results
    writer.line(f"return {', '.join(given)}{',' if len(given) == 1 else ''}" if given else "return ()")
    filename = f"<program {next(_serial)}>"
    names |= writer.called
    return Program("\n".join(writer.lines) + "\n", writer.nodes, writer.constants, filename, names)


def _placed(writer: Writer, one: Placement, layout: str, into: str | None) -> str:
    """What a layout makes of its values."""
    values = "".join(f"{writer.operand(e)}, " for e in one.values)
    if into is None:
        return f"{layout}.{'sparse' if one.sparse else 'dense'}({values.removesuffix(', ')})"
    return f"entries_into({layout}, {into}, ({values}), sparse={one.sparse})"


def _layout(writer: Writer, one: Placement, names: dict[str, Any]) -> str:
    """A line that gets the layout of an output, and one for the seeds that it has."""
    entries, layout = writer.fresh(None, "entries"), writer.fresh(None, "layout")
    names[entries] = one.layout
    writer.block(one.sizes, 1)
    writer.line(f"{layout} = {entries}({', '.join(writer.operand(size) for size in one.sizes)})")
    if one.seeds:
        seeds = [writer.fresh(None, "seeds") for _ in one.seeds]
        writer.names.update(zip(one.seeds, seeds, strict=True))
        writer.line(f"{', '.join(seeds)}{',' if len(seeds) == 1 else ''} = {layout}.seeds")
    return layout
