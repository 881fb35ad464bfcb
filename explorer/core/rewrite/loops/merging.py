"""Loops that are one, and states that are one."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from explorer.core.expr import Variable
from explorer.core.graph import replace
from explorer.core.rewrite.loops.edit import Edit
from explorer.core.sizes import dimension_of

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.core.rewrite.loops.graph import Loop, LoopGraph, Moves


def one_loop(graph: LoopGraph) -> Moves | None:
    """Two loops of the same steps, neither of which needs the other, as one."""
    for a, b in combinations(graph.loops, 2):
        together = a.plain and b.plain and a.op.backwards == b.op.backwards
        if not together or dimension_of(a.count) != dimension_of(b.count):
            continue
        if a.node in graph.before[b.node] or b.node in graph.before[a.node]:
            continue
        return _joined(a, b)
    return None


def _joined(a: Loop, b: Loop) -> Moves:
    edit = Edit(a)
    known = {e: x for x, e in edit.sequences.items()}
    fixed = {e: x for x, e in edit.captured.items()}
    inner: dict[Expression, Expression] = {}
    for mine, parts, there in ((b.sequences, edit.sequences, known), (b.captured, edit.captured, fixed)):
        for x, e in mine.items():
            inner[x] = one = there[e] if e in there else _fresh(x)
            parts[one] = e
    states = {x: _fresh(x) for x in b.body.states}
    inner |= dict(states.items())
    after = replace(list(b.body.results), inner)
    for x, value in zip(b.body.states, after, strict=False):
        edit.first[states[x]], edit.after[states[x]] = b.first[x], value
        edit.outputs |= {b.final(x): (states[x], True), b.stack(x): (states[x], False)}
    rows = zip(b.outcome.emitted, after[len(states) :], strict=True)
    edit.emitted |= {e: result for e, result in rows if e in b.used}
    edit.used |= b.used
    return edit.finish()


def _fresh(x: Variable) -> Variable:
    return Variable(x.type, x.name)


def one_state(graph: LoopGraph) -> Moves | None:
    """States that start alike and go on alike are one."""
    for loop in graph.loops:
        same = _alike(loop)
        if same:
            edit = Edit(loop)
            edit.same = same
            edit.swap(dict(same.items()))
            edit.after = {x: e for x, e in edit.after.items() if x not in same}
            return edit.finish()
    return None


def _alike(loop: Loop) -> dict[Variable, Variable]:
    """For each state that another one stands for, that one: the coarsest partition that the steps keep."""
    groups: dict[object, list[Variable]] = {}
    for x, first in loop.first.items():
        groups.setdefault(first, []).append(x)
    while True:
        chief = {x: group[0] for group in groups.values() for x in group}
        known: Moves = dict(chief.items())
        seen = dict(zip(loop.body.states, replace(list(loop.body.next), known), strict=True))
        finer: dict[object, list[Variable]] = {}
        for x in loop.body.states:
            finer.setdefault((chief[x], seen[x]), []).append(x)
        if len(finer) == len(groups):
            return {x: one for x, one in chief.items() if x is not one}
        groups = finer
