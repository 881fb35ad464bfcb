"""From boxes to text: the walk that LaTeX and Typst share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.notation.boxes import Box

Pieces: TypeAlias = "Sequence[str | Box]"


def write(box: Box, spell: Callable[[Box], Pieces]) -> str:
    """The text of a box: ``spell`` says what it is made of, in text and in boxes."""
    text: list[str] = []
    stack: list[str | Box] = [box]
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            text.append(piece)
        else:
            stack.extend(reversed(spell(piece)))
    return "".join(text)


def joined(rows: Sequence[Sequence[str | Box]], separator: str) -> list[str | Box]:
    """Rows of pieces with text between them."""
    return [piece for place, row in enumerate(rows) for piece in ([separator, *row] if place else row)]


def spaced(boxes: Sequence[Box], separator: str = " ") -> list[str | Box]:
    """Boxes with text between them."""
    pieces: list[str | Box] = []
    for box in boxes:
        if pieces:
            pieces.append(separator)
        pieces.append(box)
    return pieces


def printable(text: str) -> str:
    """A text of a stranger without characters that control anything."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
