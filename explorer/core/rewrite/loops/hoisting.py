"""What need not be computed step by step: what is the same in each step, and what depends on no state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.capture import close
from explorer.core.expr import Variable
from explorer.core.graph import applies
from explorer.core.rewrite.loops.edit import Edit
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.core.rewrite.loops.graph import Loop, LoopGraph, Moves

_MOVING = frozenset({"shape", "indexing"})  # families that compute no numbers


def invariants_out(graph: LoopGraph) -> Moves | None:
    """A loop that captures what is the same in each step, instead of computing it in each."""
    for loop in graph.loops:
        edit = Edit(loop)
        opened = edit.opened(*loop.body.outputs)
        closed, inner, outer = close(opened, [*loop.body.sequences, *loop.body.states])
        if set(outer) - set(loop.captured.values()):
            body = loop.body.with_outputs(closed)
            edit.captured = dict(zip(inner, outer, strict=True))
            edit.after = dict(zip(body.states, body.next, strict=True))
            edit.emitted = {e: r for e, r in zip(loop.outcome.emitted, body.emitted, strict=True) if e in edit.emitted}
            edit.until = body.until
            return edit.finish()
    return None


def arrays_out(graph: LoopGraph) -> Moves | None:
    """A loop in which what depends on its sequences alone is computed before it, for all steps at once."""
    for loop in graph.loops:
        if loop.plain and loop.body.states and (moves := _arrays_out_of(loop)):
            return moves
    return None


def _arrays_out_of(loop: Loop) -> Moves | None:
    changing = loop.dependent(loop.body.states)
    moving = loop.dependent(loop.body.sequences)
    edit = Edit(loop)
    swapped: dict[Expression, Expression] = {}
    for part in loop.parts(lambda e: e in moving and e not in changing and e.owner is not None, changing):
        if not _computes(part, moving) and part not in loop.body.results:
            continue
        (opened,) = edit.opened(part)
        stacks: dict[Expression, Expression] = {x: edit.along(x) for x in loop.body.sequences}
        try:
            (stack,) = push_batch([opened], stacks, loop.count)
        except NotBatchableError:
            continue
        element = Variable(TensorType(part.dtype, part.dimensions))
        edit.sequences[element] = stack
        swapped[part] = element
        edit.moves |= {e: stack for e, result in edit.emitted.items() if result is part}
    if not swapped:
        return None
    edit.swap(swapped)
    return edit.finish()


def _computes(part: Expression, moving: set[Expression]) -> bool:
    """Whether it is more than another view of the elements."""
    return any(node.op.family not in _MOVING for node in applies([part]) if any(e in moving for e in node.outputs))
