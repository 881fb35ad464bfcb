"""Plain notation of expressions that may be anything from a letter to a million nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from explorer import core as T

if TYPE_CHECKING:
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
    stack = [expression]
    while stack and count >= 0:
        count -= 1
        owner = stack.pop().owner
        if owner is not None:
            stack.extend(owner.inputs)
    return count < 0
