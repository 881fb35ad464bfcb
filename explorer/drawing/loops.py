"""The body of a loop, or of another function in an operation, as expressions that can be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.scan import Scan
from explorer.drawing.labels import NO_NAMES, Names, label, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression


def body(node: Apply) -> Sequence[Expression] | None:
    """The results of one turn of a loop, or of the functions inside an operation, or ``None`` where there are none."""
    return [e for function in node.op.functions() for e in function.outputs] or None


def roles(node: Apply, names: Names = NO_NAMES) -> dict[Expression, str]:
    """What the nameless variables of a body are called: after the operand that they stand for."""
    called: dict[Expression, str] = {}
    for function in node.op.functions():
        for variable, operand in function.closed_over(node.inputs).items():
            owner = operand.owner
            called[variable] = name_of(operand, names) or (label(owner, names) if owner is not None else "value")
    if isinstance(node.op, Scan):
        _, sequences, first, _ = node.op.split(node.inputs)
        for variable, operand in zip(node.op.body.sequences, sequences, strict=True):
            name = name_of(operand, names)
            counts = operand.owner is not None and operand.owner.op.name == "arange"
            called[variable] = "t" if counts or not name else f"{name}[t]"
        for variable, operand in zip(node.op.body.states, first, strict=True):
            called[variable] = name_of(operand, names) or "state"
    return {variable: name for variable, name in called.items() if not variable.name}
