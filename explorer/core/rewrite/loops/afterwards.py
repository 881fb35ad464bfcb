"""What a loop need not wait for: results of each step that no later step needs, and sums of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.expr import Variable
from explorer.core.graph import ancestors, applies, replace
from explorer.core.ops.linear_algebra import Outer
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.loops.edit import Edit
from explorer.core.rewrite.sums import Sum, is_sum, sum_of, write_sum
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression
    from explorer.core.rewrite.loops.graph import Loop, LoopGraph, Moves


def sums_after(graph: LoopGraph) -> Moves | None:
    """A sum over the steps, of which only the last value is asked for, is taken after the loop."""
    for loop in graph.loops:
        for x, after in loop.after.items() if loop.plain else ():
            if loop.stack(x) in loop.used or loop.final(x) not in loop.used or not is_sum(after):
                continue
            others = [e for y, e in loop.after.items() if y is not x]
            if x in ancestors([*others, *loop.body.emitted]) or sum_of(after).terms.get(x) != 1:
                continue
            moves = _summed_after(loop, x, after)
            if moves:
                return moves
    return None


def _summed_after(loop: Loop, x: Variable, after: Expression) -> Moves | None:
    view = sum_of(after)
    share = write_sum(Sum(view.offset, {term: c for term, c in view.terms.items() if term is not x}), after)
    if x in ancestors([share]):
        return None
    node = share.owner
    if node is not None and isinstance(node.op, Outer) and share.type == after.type:
        factors = list(node.inputs)
    elif share.ndim < 2:
        factors = [fit(share, after)]
    else:
        return None
    edit = Edit(loop)
    del edit.after[x]
    stacks = [edit.all_of(factor) for factor in factors]
    total = T.dot(stacks[0].T, stacks[1]) if len(stacks) == 2 else T.sum(stacks[0], axis=0)
    edit.moves[loop.final(x)] = loop.first[x] + total
    return edit.finish()


def results_after(graph: LoopGraph) -> Moves | None:
    """Results of each step that no later step needs are computed after the loop, for all steps at once."""
    for loop in graph.loops:
        if loop.plain and loop.body.states and (moves := _results_after(loop)):
            return moves
    return None


def _results_after(loop: Loop) -> Moves | None:
    inside = set(applies(loop.body.next))
    for e, result in zip(loop.outcome.emitted, loop.body.emitted, strict=True):
        if e not in loop.used or result.owner is None:
            continue
        edit = Edit(loop)
        stacks = _border(loop, edit, result, inside)
        if stacks is None:
            continue
        stand_ins = {part: Variable(part.type) for part in stacks}
        (opened,) = edit.opened(*replace([result], {**stand_ins}))
        whole: dict[Expression, Expression] = {stand_ins[part]: stack for part, stack in stacks.items()}
        try:
            (moved,) = push_batch([opened], whole, loop.count)
        except NotBatchableError:
            continue
        del edit.emitted[e]
        edit.moves[e] = moved
        return edit.finish()
    return None


def _border(loop: Loop, edit: Edit, result: Expression, inside: set[Apply]) -> dict[Expression, Expression] | None:
    """What a result is made of where the computation of the states ends, with all its values; None for too much."""
    ends = {*loop.after.values(), *loop.first, *loop.sequences}
    border: dict[Expression, Expression] = {}
    stack = [result]
    seen: set[Expression] = set()
    while stack:
        part = stack.pop()
        if part in seen:
            continue
        seen.add(part)
        if part in ends or part.owner in inside:
            if part not in ends and (part is result or part.ndim > result.ndim):
                return None
            border[part] = edit.all_of(part)
        elif part.owner is not None:
            stack.extend(part.owner.inputs)
    return border
