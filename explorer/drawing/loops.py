"""The body of a loop, or of another function in an operation, as expressions that can be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.scan import Before, Scan
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
            called[variable] = _element(operand, names)
        for variable, operand in zip(node.op.body.states, first, strict=True):
            called[variable] = name_of(operand, names) or "state"
    return {variable: name for variable, name in called.items() if not variable.name}


def _element(sequence: Expression, names: Names) -> str:
    """What an element of a sequence is called: ``x[t]``, ``(x @ W)[t]``; ``t`` where the sequence counts."""
    owner = sequence.owner
    if owner is not None and owner.op.name == "arange":
        return "t"
    name = name_of(sequence, names)
    if name or owner is None:
        return f"{name or '·'}[t]"
    if isinstance(owner.op, Before):
        return f"{name_of(owner.inputs[0], names) or 'state'}[t−1]"
    if isinstance(owner.op, Scan):
        _, _, first, _ = owner.op.split(owner.inputs)
        stacks = dict(zip(owner.op.outcome(owner.outputs).stacks, first, strict=True))
        state = name_of(stacks[sequence], names) if sequence in stacks else ""
        return f"{state or '·'}[t]"
    text = label(owner, names)
    return f"({text})[t]" if len(text) <= _LONGEST else "·[t]"


_LONGEST = 10  # characters of an operation's label that may stand in the name of an element of its result
