"""How wide a text is, without a toolkit: sums of the bundled fonts' advance widths.

Kerning is left out; it makes Inter's texts a little narrower, so boxes err on the wide side.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import combining

from explorer.drawing import font_widths

ELLIPSIS = "…"
_UNKNOWN = 1000  # thousandths of an em: what CJK characters and the box for a missing glyph need at most


@dataclass(frozen=True, slots=True)
class Face:
    """A font at a weight; ``family`` is its CSS name, ``generic`` what stands in where it is not installed."""

    family: str
    generic: str
    weight: int
    table: str  # its name in `font_widths`


LABEL = Face("Inter", "sans-serif", 600, "INTER_SEMIBOLD")
BODY = Face("Inter", "sans-serif", 400, "INTER_REGULAR")
CAPTION = Face("Inter", "sans-serif", 500, "INTER_MEDIUM")
MONO = Face("JetBrains Mono", "monospace", 400, "JETBRAINS_MONO")
SIGNS = Face("DejaVu Sans", "sans-serif", 400, "DEJAVU_SANS")  # the signs that the others lack: ∇ ⊙ ᵀ


@cache
def _table(name: str) -> dict[str, int]:
    rows: dict[int, str] = getattr(font_widths, name)
    return {character: width for width, characters in rows.items() for character in characters}


@lru_cache(maxsize=4096)
def text_width(text: str, face: Face, size: float) -> float:
    """The width of ``text`` in pixels at ``size`` pixels."""
    return sum(run_width(part, own, size) for part, own in runs(text, face))


def run_width(text: str, face: Face, size: float) -> float:
    """The width of a run of characters that are all set in ``face``."""
    table = _table(face.table)
    return sum(table.get(character, _UNKNOWN) for character in text) * size / 1000


def runs(text: str, face: Face) -> list[tuple[str, Face]]:
    """``text`` in pieces, each in one font: ``face`` where it has the characters, else the font of signs.

    Viewers choose a stand-in by themselves otherwise, and some then take it for the whole text. Spaces and combining
    marks go with what is before them.
    """
    own, signs = _table(face.table), _table(SIGNS.table)
    found: list[tuple[str, Face]] = []
    for character in text:
        chosen = SIGNS if character not in own and character in signs else face
        if found and (chosen is found[-1][1] or character == " " or combining(character)):
            found[-1] = (found[-1][0] + character, found[-1][1])
        else:
            found.append((character, chosen))
    return found


def bundled(text: str) -> bool:
    """Whether the bundled fonts have every character of ``text``."""
    inter, mono, signs = _table(LABEL.table), _table(MONO.table), _table(SIGNS.table)
    return all(c in inter or c in signs or c in mono for c in text)


def elide(text: str, face: Face, size: float, width: float) -> str:
    """``text``, its end replaced by an ellipsis where it is wider than ``width`` pixels."""
    if text_width(text, face, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + ELLIPSIS, face, size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def wrap(text: str, face: Face, size: float, width: float) -> list[str]:
    """``text`` in lines of at most ``width`` pixels, broken at spaces, and within a word that is longer than a line."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, face, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        most = int(width)  # characters that are ever measured: none is narrower than a pixel
        while len(word) > most or text_width(word, face, size) > width:
            piece = len(elide(word[:most], face, size, width)) - len(ELLIPSIS)
            lines.append(word[: max(1, piece)])
            word = word[max(1, piece) :]  # noqa: PLW2901 - what is left of the word
        line = word
    return [*lines, line] if line else lines
