"""How an expression comes to depend on another, as messages tell it: ``sum ← multiply ← floor ← x``."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from explorer.core.expr import Apply, Expression

_SHOWN = 4  # operations at each end of a long path


def path(outputs: Iterable[Expression], x: Expression, through: Iterable[Expression] = ()) -> list[Expression]:
    """The shortest way from some outputs down to ``x``, by way of some expressions; empty where there is none."""
    found: list[Expression] = []
    start = list(outputs)
    for stop in (*through, x):
        leg = _leg(start, stop)
        if not leg:
            return []
        found += leg if not found else leg[1:]
        start = [stop]
    return found


def _leg(outputs: list[Expression], x: Expression) -> list[Expression]:
    came: dict[Expression, Expression | None] = dict.fromkeys(outputs)
    queue = list(outputs)
    for e in queue:
        if e is x:
            break
        for below in e.owner.inputs if e.owner is not None else ():
            if below not in came:
                came[below] = e
                queue.append(below)
    if x not in came:
        return []
    leg = []
    at: Expression | None = x
    while at is not None:
        leg.append(at)
        at = came[at]
    return leg[::-1]


def tell(way: list[Expression]) -> str:
    """A path in words: the operations' names, and what it ends at."""
    words = [e.owner.op.name if e.owner is not None else T.brief(e) for e in way[:-1]]
    if len(words) > 2 * _SHOWN:
        words = [*words[:_SHOWN], "…", *words[-_SHOWN:]]
    return " ← ".join([*words, *(T.brief(e) for e in way[-1:])])


def why_disconnected(outputs: list[Expression], x: Expression, held: Container[Expression]) -> str:
    """Why no derivative of the outputs reaches ``x``: it is not there, held constant, or cut off by an operation."""
    way = path(outputs, x)
    if not way:
        return ""
    for e, below in pairwise(way):
        if e in held:
            return f"{T.brief(e)} is held constant: {tell(way)}"
        node = e.owner
        if node is not None and not _passes(node, below):
            return f"{node.op.name} passes no derivative on: {tell(way)}"
    return tell(way)


def _passes(node: Apply, x: Expression) -> bool:
    passes = node.op.connected(len(node.inputs))
    return any(through for other, through in zip(node.inputs, passes, strict=True) if other is x)
