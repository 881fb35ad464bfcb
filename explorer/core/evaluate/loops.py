"""Loops in programs: a ``for`` statement that keeps what is asked for of its states, and not more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from explorer.core.ops.scan import Before, Scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from explorer.core.evaluate.uses import Uses
    from explorer.core.evaluate.writer import Writer
    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Dimension, Symbol


@dataclass
class Loop:
    """A loop, and the names of what belongs to it.

    Attributes:
        node, op: the loop.
        count: the number of steps.
        states: the states that are needed.
        kept: lists of those results that are needed of each step.
        steps: the number of steps that were made, where it is not known before.
        marks: the list of the states at every so many steps, where only these are kept.
        every: how many.
        elements: elements, in the present step, of sequences that are not there as a whole.
    """

    node: Apply
    op: Scan
    count: str
    states: dict[Expression, str]
    kept: dict[Expression, str]
    steps: str = ""
    marks: str = ""
    every: str = ""
    elements: dict[Expression, str] = field(default_factory=dict)

    @property
    def results(self) -> dict[Expression, Expression]:
        """What is kept of the results of a step: by the stack of a result, the result."""
        outcome = self.op.outcome(self.node.outputs)
        pairs = zip(outcome.stacks + outcome.emitted, self.op.body.results, strict=True)
        return {stack: result for stack, result in pairs if stack in self.kept}

    def index(self, step: str) -> str:
        """The index of the elements of a step, counted in the order in which they are made."""
        return f"{self.count} - 1 - {step}" if self.op.backwards else step

    def write_step(self, writer: Writer, index: str, indent: int) -> None:
        """The body: the elements, the results, and the states for the next step."""
        body = self.op.body
        _, sequences, _, captured = self.op.split(self.node.inputs)
        after = {x: result for x, result in zip(body.states, body.next, strict=True) if x in self.states}
        until = [body.until] if self.steps and body.until is not None else []
        wanted = [*self.results.values(), *after.values(), *until]
        used = writer.used(wanted)
        for inner, outer in zip(body.captured, captured, strict=True):
            writer.names[inner] = writer.operand(outer)
        writer.names |= self.states
        here = dict(self.elements)
        for element, sequence in zip(body.sequences, sequences, strict=True):
            if sequence not in here and element in used:
                here[sequence] = writer.fresh(None, "e")
                writer.line(f"{here[sequence]} = {writer.operand(sequence)}[{index}]", None, indent)
            if sequence in here:
                writer.names[element] = here[sequence]
        writer.block(wanted, indent)
        for stack, result in self.results.items():
            writer.line(f"{self.kept[stack]}.append({writer.operand(result)})", None, indent)
        if after:
            new = ", ".join(writer.operand(result) for result in after.values())
            writer.line(f"{', '.join(self.states.values())} = {new}", None, indent)
        if until:
            writer.line(f"{self.steps} += 1", None, indent)
            writer.line(f"if {writer.operand(until[0])}:", None, indent)
            writer.line("break", None, indent + 1)


def write_loop(writer: Writer, node: Apply, uses: Uses, indent: int) -> None:
    """The statements of a loop; where it may be machine code, for when it is not."""
    op = node.op
    assert isinstance(op, Scan)
    outcome, live = op.outcome(node.outputs), uses.live(node)
    forth, marked = uses.forth(node), uses.is_marked(node)
    kept = [e for e in (*(() if marked else outcome.stacks), *outcome.emitted) if uses.has(e)]
    loop = Loop(
        node,
        op,
        writer.operand(node.inputs[0]),
        {x: writer.fresh(x.name, "s") for x in op.body.states if x in live},
        {e: writer.fresh(e.name, "steps") for e in kept},
        writer.fresh(None, "n") if outcome.steps else "",
    )
    if marked:
        loop.marks, loop.every = writer.fresh(None, "marks"), writer.fresh(None, "every")
        writer.loops[node] = loop
    steps = writer.steps(node, kept) if forth is None and not marked and not outcome.steps else None
    if steps is None:
        _write_steps(writer, loop, forth, indent)
    else:
        found = _write_call(writer, loop, steps, indent)
        writer.line(f"if {found} is None:", None, indent)
        _write_steps(writer, loop, forth, indent + 1)
        writer.line("else:", None, indent)
        names = [loop.states.get(x, "_") for x in op.body.states] + list(loop.kept.values())
        writer.line(f"{', '.join(names)}{',' if len(names) == 1 else ''} = {found}", None, indent + 1)
    writer.names |= loop.kept
    writer.names |= {e: loop.states[x] for x, e in zip(op.body.states, outcome.finals, strict=True) if x in live}
    writer.names |= dict.fromkeys(outcome.steps, loop.steps)


def _write_call(writer: Writer, loop: Loop, steps: str, indent: int) -> str:
    """All steps in one call, which may give None; the name of what it gives."""
    _, sequences, first, captured = loop.op.split(loop.node.inputs)
    operands = [_tuple([writer.operand(x) for x in xs]) for xs in ((*sequences, *captured), first)]
    found = writer.fresh(None, "found")
    starts = dict(zip(loop.op.outcome(loop.node.outputs).stacks, first, strict=True))
    shapes = [
        f"np.shape({writer.operand(starts[stack])})" if stack in starts else _shape_of_step(writer, loop, stack, result)
        for stack, result in loop.results.items()
    ]
    writer.line(f"{found} = {steps}({loop.count}, {', '.join(operands)}, {_tuple(shapes)})", None, indent)
    return found


def _write_steps(writer: Writer, loop: Loop, forth: Apply | None, indent: int) -> None:
    """The steps one by one."""
    for x, first in zip(loop.op.body.states, loop.op.split(loop.node.inputs)[2], strict=True):
        if x in loop.states:
            writer.line(f"{loop.states[x]} = {writer.operand(first)}", None, indent)
    for name in loop.kept.values():
        writer.line(f"{name} = []", None, indent)
    around = writer.enter()
    if forth is None:
        _write_forth(writer, loop, indent)
    else:
        _write_back(writer, loop, writer.loops[forth], indent)
    shapes = {stack: _shape_of_step(writer, loop, stack, result) for stack, result in loop.results.items()}
    writer.leave(around)
    turned = ", True" if loop.op.backwards else ""
    for e, name in loop.kept.items():
        writer.line(f"{name} = stack_steps({name}, {shapes[e]}, np.{e.dtype.name}{turned})", e, indent)


def write_before(writer: Writer, node: Apply, uses: Uses, indent: int) -> None:
    """The states before each step; nothing where the loop that goes along them computes them once more."""
    if uses.forth(node) is None:
        writer.statement(node, indent)


def _write_forth(writer: Writer, loop: Loop, indent: int) -> None:
    """Step by step."""
    i, n = writer.fresh(None, "i"), loop.count
    if loop.marks:
        size = f"checkpoint_interval({', '.join([n, *loop.states.values()])})"
        writer.line(f"{loop.every}, {loop.marks} = {size}, []", None, indent)
    if loop.steps:
        writer.line(f"{loop.steps} = np.int64(0)", None, indent)
    steps = f"range({n} - 1, -1, -1)" if loop.op.backwards else f"range({n})"
    writer.line(f"for {i} in {steps}:", loop.node.output(), indent)
    if loop.marks:
        place = f"({loop.index(i)})" if loop.op.backwards else i
        writer.line(f"if {place} % {loop.every} == 0:", None, indent + 1)
        writer.line(f"{loop.marks}.append({_tuple(loop.states.values())})", None, indent + 2)
    loop.write_step(writer, i, indent + 1)


def _write_back(writer: Writer, loop: Loop, forth: Loop, indent: int) -> None:
    """Piece by piece, from the last one: its states once more, and then the steps back."""
    j, a, b, before = (writer.fresh(None, stem) for stem in ("j", "a", "b", "before"))
    after = {x: writer.fresh(None, "after") for x in forth.states}
    writer.line(f"{', '.join(after.values())} = {', '.join(forth.states.values())}", None, indent)
    again = Loop(forth.node, forth.op, loop.count, {x: writer.fresh(None, "s") for x in forth.states}, {})
    states = _tuple(again.states.values())
    pieces = f"pieces_back({forth.marks}, {forth.every}, {loop.count})"
    writer.line(f"for {states}, {a}, {b} in {pieces}:", loop.node.output(), indent)
    writer.line(f"{before} = [{states}]", None, indent + 1)
    writer.line(f"for {j} in range({a}, {b} - 1):", forth.node.output(), indent + 1)
    around = writer.enter()
    again.write_step(writer, again.index(j), indent + 2)
    writer.line(f"{before}.append({states})", None, indent + 2)
    writer.leave(around)
    writer.line(f"for {j} in range({b} - 1, {a} - 1, -1):", loop.node.output(), indent + 1)
    writer.line(f"{states} = {before}.pop()", None, indent + 2)
    befores = Before(forth.op.backwards)
    starts, stacks = forth.op.split(forth.node.inputs)[2], forth.op.outcome(forth.node.outputs).stacks
    for x, first, stack in zip(forth.op.body.states, starts, stacks, strict=True):
        if x in again.states:
            loop.elements |= {befores(first, stack): again.states[x], stack: after[x]}
    loop.write_step(writer, again.index(j), indent + 2)
    writer.line(f"{', '.join(after.values())} = {', '.join(again.states.values())}", None, indent + 2)


def _tuple(names: Iterable[str]) -> str:
    return f"({''.join(f'{name}, ' for name in names)})".replace(", )", ",)")


def _shape_of_step(writer: Writer, loop: Loop, stack: Expression, result: Expression) -> str:
    """The shape of one step's result, for a loop without a step: read off the operands, 0 where nobody knows."""
    stacks = loop.op.outcome(loop.node.outputs).stacks
    if stack in stacks:
        return f"np.shape({loop.states[loop.op.body.states[stacks.index(stack)]]})"
    sizes: dict[Symbol | None, str] = {
        size.symbol: f"{writer.operand(x)}.shape[{axis}]"
        for x in loop.node.inputs
        if x not in loop.elements
        for axis, size in enumerate(x.dimensions)
        if not isinstance(size, int) and size.symbol is not None
    }
    return f"({''.join(f'{_size_python(size, sizes)}, ' for size in result.dimensions)})"


def _size_python(size: Dimension, sizes: Mapping[Symbol | None, str]) -> str:
    if isinstance(size, int):
        return str(size)
    if not size.symbols <= sizes.keys():
        return "0"
    terms = (
        [*([str(factor)] if factor != 1 or not symbols else []), *(sizes[s] for s in symbols)]
        for symbols, factor in size.terms
    )
    return " + ".join(map(" * ".join, terms))
