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
    return _take_apart(_index(node), node, 0, skip)


def _index(node: Apply) -> str:
    text = _python(node)
    return text[text.index("[") + 1 : text.rindex("]")]


def index_entries(node: Apply, skip: int) -> list[list[int | str]]:
    """The entries of an index, each as pieces: the number of an operand, or text such as ``:`` and ``-1``."""
    entries = []
    for entry in _index(node).split(", "):
        pieces: list[int | str] = []
        for number, piece in enumerate(_MARK.split(entry)):
            if number % 2:
                assert int(piece) >= skip
                pieces.append(int(piece))
            else:
                pieces.extend(one for one in re.split("(:)", piece) if one)
        entries.append(pieces)
    return entries


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
