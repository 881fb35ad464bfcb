"""The graph after each step of a derivation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from explorer.core.expr import Expression
    from explorer.core.rewrite.engine import Step


def replay(before: Expression, steps: Sequence[Step]) -> Iterator[tuple[Expression, Expression]]:
    """For each step the whole expression after it, and what stands there in the place of what it replaced.

    A step holds everywhere and from then on: what a later step brings in may hold parts that an earlier one has
    replaced already, so every frame follows all steps up to its own, as the engine does.
    """
    became: dict[Expression, Expression] = {}
    for step in steps:
        became[step.at] = step.became
        done = _follow([before, step.at], became)
        before = done[before]
        yield before, done[step.at]


def _follow(outputs: Sequence[Expression], became: Mapping[Expression, Expression]) -> dict[Expression, Expression]:
    """What each part of ``outputs`` is once everything is replaced, from the leaves up, until nothing is left to."""
    done: dict[Expression, Expression] = {}
    stack = list(outputs)
    while stack:
        expression = stack[-1]
        if expression in done:
            stack.pop()
            continue
        node = expression.owner
        inputs = () if node is None else node.inputs
        waiting = [x for x in inputs if x not in done]
        if waiting:
            stack.extend(waiting)
            continue
        moved = expression
        if node is not None and any(done[x] is not x for x in inputs):
            moved = node.op.all(*(done[x] for x in inputs))[getattr(expression, "index", 0)]
        following = became.get(moved)
        if following is None:
            done[expression] = moved
        elif following in done:
            done[expression] = done[following]
        else:
            stack.append(following)
            continue
        stack.pop()
    return done
