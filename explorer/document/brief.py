"""Plain notation of expressions that may be anything from a letter to a million nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from explorer import core as T
from explorer.core.inner import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.core.expr import Expression


_known: WeakKeyDictionary[Expression, dict[int, str]] = WeakKeyDictionary()


def brief(expression: Expression, longest: int = 40) -> str:
    """Plain notation, cut short; written once for each expression, since many histories tell of the same ones."""
    texts = _known.setdefault(expression, {})
    if longest not in texts:
        texts[longest] = _write(expression, longest)
    return texts[longest]


def _write(expression: Expression, longest: int) -> str:
    if exceeds(expression, longest):
        return T.brief(expression, longest)
    text = T.read(expression)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def exceeds(expression: Expression, count: int) -> bool:
    """Whether an expression written out, shared parts as often as they are used, has more than ``count`` parts.

    Written out, a graph of a hundred nodes can be longer than all books; this looks at no more than ``count`` parts.
    """
    stack: list[tuple[Expression, Mapping[Expression, Any]]] = [(expression, {})]
    while stack and count >= 0:
        e, outer = stack.pop()
        if e in outer:  # captured by a function inside an operation
            stack.append(outer[e])
            continue
        count -= 1
        if e.owner is None:
            continue
        inputs = [(x, outer) for x in e.owner.inputs]
        stack.extend(inputs)
        for function in told(e.owner.op.functions(), 0)[0]:
            captured = function.closed_over(inputs)
            stack.extend((result, captured) for result in function.outputs)
    return count < 0
