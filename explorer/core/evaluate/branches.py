"""A choice in programs: an ``if`` statement, with what only one side needs inside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.branches import IfElse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explorer.core.evaluate.uses import Uses
    from explorer.core.evaluate.writer import Writer
    from explorer.core.expr import Apply, Expression


def unconditional(order: Sequence[Apply], outputs: Iterable[Expression]) -> list[Apply]:
    """Of some operations in order, those that ``outputs`` need whichever side of a choice is taken."""
    if not any(isinstance(node.op, IfElse) for node in order):
        return list(order)
    inside = set(order)
    found: set[Apply] = set()
    stack = [e.owner for e in outputs]
    while stack:
        node = stack.pop()
        if node is None or node not in inside or node in found:
            continue
        found.add(node)
        needed = node.inputs[:1] if isinstance(node.op, IfElse) else node.inputs
        stack.extend(x.owner for x in needed)
    return [node for node in order if node in found]


def write_branches(writer: Writer, node: Apply, uses: Uses, indent: int) -> None:
    """The statements of a choice. What was computed on one side is there for that side of later choices by the same."""
    condition, *sides = node.inputs
    result = writer.fresh(node.output().name, "t")
    for holds, side in zip((True, False), sides, strict=True):
        writer.line(f"if {writer.operand(condition)}:" if holds else "else:", None, indent)
        around = writer.enter()
        writer.names.update(writer.sides.get((condition, holds), {}))
        writer.block([side], indent + 1, uses)
        writer.line(f"{result} = {writer.operand(side)}", node.output(), indent + 1)
        made = {e: name for e, name in writer.names.items() if e not in around.names}
        writer.leave(around)
        writer.sides[condition, holds] = made
    writer.names[node.output()] = result
