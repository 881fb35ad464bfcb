"""From boxes to text: the walk that LaTeX, Typst and MathML share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Expression
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


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a text that is to be found again.

    Attributes:
        of: the expression that the part was made from.
        inside: the index of the mark that it stands in; -1 for none.
    """

    of: Expression
    inside: int


def write_marked(
    box: Box,
    spell: Callable[[Box], Pieces],
    wanted: Callable[[Expression], bool],
    wrap: Callable[[int, Pieces], Pieces],
) -> tuple[str, list[Mark]]:
    """The text of a box in which parts are marked; ``wrap`` puts a mark of a number around a part.

    A part is what was made from an expression that is ``wanted``; marks stand before those inside them.
    """
    text: list[str] = []
    marks: list[Mark] = []
    stack: list[tuple[str | Box, int]] = [(box, -1)]
    while stack:
        piece, inside = stack.pop()
        if isinstance(piece, str):
            text.append(piece)
            continue
        pieces = spell(piece)
        if piece.of is not None and wanted(piece.of):
            marks.append(Mark(piece.of, inside))
            inside = len(marks) - 1
            pieces = wrap(inside, pieces)
        stack.extend((one, inside) for one in reversed(pieces))
    return "".join(text), marks


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
