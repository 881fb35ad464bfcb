"""The body of a loop, as expressions that can be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.scan import Scan
from explorer.drawing.labels import NO_NAMES, Names, label, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression


def body(node: Apply) -> Sequence[Expression] | None:
    """The results of one turn of a loop, or ``None`` for any other operation."""
    return node.op.body.outputs if isinstance(node.op, Scan) else None


def roles(node: Apply, names: Names = NO_NAMES) -> dict[Expression, str]:
    """What the nameless variables of a loop's body are called: after the operand that they stand for."""
    if not isinstance(node.op, Scan):
        return {}
    inside = node.op.body
    _, sequences, first, captured = node.op.split(node.inputs)
    called: dict[Expression, str] = {}
    for kind, variables, operands in (
        ("t", inside.sequences, sequences),
        ("state", inside.states, first),
        ("", inside.captured, captured),
    ):
        for variable, operand in zip(variables, operands, strict=True):
            owner, name = operand.owner, name_of(operand, names)
            counts = owner is not None and owner.op.name == "arange"
            if kind == "t":
                called[variable] = "t" if counts or not name else f"{name}[t]"
            else:
                called[variable] = name or kind or (label(owner, names) if owner is not None else "value")
    return {variable: name for variable, name in called.items() if not variable.name}
