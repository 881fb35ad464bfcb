"""The walk that all notations share: from the leaves up, a loop and no recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.expr import Apply, Expression

Part = TypeVar("Part")


def render(
    expression: Expression,
    leaf: Callable[[Expression], Part],
    apply: Callable[[Expression, Apply, Sequence[Part]], Part],
    known: Mapping[Expression, Part] | None = None,
) -> Part:
    """Notation of ``expression``: of leaves by ``leaf``, of operations by ``apply`` from the notation of the operands.

    ``known`` gives parts that are not looked into.
    """
    done: dict[Expression, Part] = dict(known or {})
    stack = [expression]
    while stack:
        e = stack[-1]
        if e in done:
            stack.pop()
            continue
        node = e.owner
        if node is None:
            done[e] = leaf(e)
            continue
        missing = [x for x in node.inputs if x not in done]
        if missing:
            stack.extend(reversed(missing))
            continue
        done[e] = apply(e, node, [done[x] for x in node.inputs])
    return done[expression]
