"""Where operands stand in the Python of an operation: its card's own code, taken apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.core.expr import Apply
    from explorer.core.notation.stream import Part

_MARK = re.compile("\x00(\\d+)\x00")


def with_operands(node: Apply, first: int) -> list[Part]:
    """The card's Python, without ``np.``, as parts: ``x[``, i, ``, 1:]``. ``first`` is the precedence of the first."""
    return _take_apart(_python(node), node, first)


def index_text(node: Apply, skip: int) -> list[Part]:
    """What stands between the brackets of an indexing operation; ``skip`` operands are not of the index."""
    text = _python(node)
    if "np.s_[" in text:
        inner = text[text.index("np.s_[") + len("np.s_[") : text.rindex("]")]
    else:
        inner = text[text.index("[") + 1 : text.rindex("]")]
    return _take_apart(inner, node, 0, skip)


def _python(node: Apply) -> str:
    return node.op.python(*(f"\x00{number}\x00" for number in range(len(node.inputs))))


def _take_apart(text: str, node: Apply, first: int, skip: int = 0) -> list[Part]:
    parts: list[Part] = []
    for number, piece in enumerate(_MARK.split(text)):
        if number % 2:
            index = int(piece)
            assert index >= skip
            parts.append((node.inputs[index], first if index == 0 else 0))
        elif piece:
            parts.append(piece.replace("np.", ""))
    return parts
