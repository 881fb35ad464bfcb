"""Loops in notation: names for what changes from step to step, and the box of a loop."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from explorer.core.graph import leaves
from explorer.core.notation import boxes as b
from explorer.core.notation.letters import endless

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.notation.place import Place


def inner_names(node: Apply) -> dict[Expression, str]:
    """Names for the sequences and states of a loop's body; none that anything else in it, or around it, has.

    A variable keeps its own name where that is free. Elements of integer sequences are i, j, k; others u, v, w;
    states h, s.
    """
    op: Any = node.op
    body = op.body
    inner = {*body.sequences, *body.states}
    around = leaves([*body.outputs, *node.inputs])
    taken = {leaf.name for leaf in around if leaf.name and leaf not in inner}
    names: dict[Expression, str] = {}
    for variable in chain(body.sequences, body.states):
        letters = "hs" if variable in body.states else "ijk" if variable.dtype.kind in "iu" else "uvw"
        wishes = [variable.name] if variable.name else []
        name = next(name for name in chain(wishes, endless(letters)) if name not in taken)
        taken.add(name)
        names[variable] = name
    return names


def loop(at: Place) -> Box:
    """A loop: what a step gives, in parentheses, and below it what it goes along and where its states start."""
    op = at.op
    body = op.body
    count, sequences, first, captured = op.split(list(at.parts))
    names = inner_names(at.node)
    known = {variable: b.name(name) for variable, name in names.items()}
    known |= dict(zip(body.captured, captured, strict=True))
    results = at.scope.inner(known, body.outputs)
    if body.until is not None:
        results[-1] = b.row(b.word("until"), results[-1], level=b.LOOSE)
    steps = [
        b.row(known[state], b.sign("gets"), result, level=b.RELATION)
        for state, result in zip(body.states, results, strict=False)
    ]
    inside = b.listed(*steps, *results[len(steps) :])
    below = [
        b.row(known[element], b.sign("in"), box, level=b.RELATION)
        for element, box in zip(body.sequences, sequences, strict=True)
    ]
    below += [
        b.row(known[state], b.sign("gets"), box, level=b.RELATION)
        for state, box in zip(body.states, first, strict=True)
    ]
    below += [b.word("backwards")] if op.backwards else []
    box = b.fence(inside) if len(inside.parts) > 1 else b.fence(inside.parts[0])
    return b.index(box, b.listed(*below)) if sequences else b.both(box, b.listed(*below), count)
