"""Where the parts of a formula lie in its picture.

Each part that is looked for is set in a colour of its own (see `explorer.core.notation.typst.typst_marked`). Colours
move nothing, so this is the picture of the formula as it always was; what has a part's colour is its ink. The colours
are read, and taken out.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.drawing.formula import formula_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.drawing.formula import FormulaPicture

Rectangle = tuple[float, float, float, float]  # left, top, width, height, in pixels of the picture

_COLOUR = re.compile(r'(fill|stroke)="#([0-9a-f]{6})"')
_MOVES = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_STEPS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "q": 4, "s": 4, "t": 2}  # numbers of a step
_TRANSFORM = re.compile(r"(matrix|translate|scale)\(([^)]*)\)")
# How far apart, for letters of size 1, what stands in one line may be: a denominator is half a letter below its bar,
# and two lines nearly a whole one apart.
_SAME_LINE = 0.7


@dataclass(frozen=True, slots=True)
class Extent:
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    def with_(self, other: Extent) -> Extent:
        """What holds both."""
        return Extent(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def rectangle(self) -> Rectangle:
        """Left, top, width and height, in hundredths of a pixel."""
        sides = (self.left, self.top, self.right - self.left, self.bottom - self.top)
        left, top, width, height = (round(side, 2) for side in sides)
        return left, top, width, height


def picture_with_parts(
    marked: str, plain: str, inside: Sequence[int], size: float = 16.0, width: float | None = None, fallback: str = ""
) -> tuple[FormulaPicture, tuple[tuple[Rectangle, ...], ...]]:
    """The picture of a formula, and for each of its marks the rectangles that it fills: one in each line.

    Args:
        marked: Typst mathematics with marks.
        plain: the same without, which is set where the other cannot be.
        inside: of each mark the index of the one that it stands in, which comes before it; -1 for none.
        size: of the letters, in pixels.
        width: of the picture, where long formulas are broken; see `explorer.drawing.formula.formula_picture`.
        fallback: what is shown as plain text where neither can be set.
    """
    picture = formula_picture(marked, size, width, fallback)
    if picture.error:
        return formula_picture(plain, size, width, fallback), ((),) * len(inside)
    parts = _of_marks(list(_ink(picture.svg)), inside, _SAME_LINE * size)
    return replace(picture, svg=_COLOUR.sub(r'\1="#000000"', picture.svg)), parts


def _of_marks(
    ink: Sequence[tuple[int, Extent]], inside: Sequence[int], gap: float
) -> tuple[tuple[Rectangle, ...], ...]:
    lines = _lines([extent for _, extent in ink], gap)
    found: list[dict[int, Extent]] = [{} for _ in inside]
    for mark, extent in ink:
        if 0 <= mark < len(found):
            _put(found[mark], _line_of(extent, lines), extent)
    for mark in range(len(found) - 1, -1, -1):  # what stands inside is part of what it stands in
        if inside[mark] >= 0:
            for line, extent in found[mark].items():
                _put(found[inside[mark]], line, extent)
    return tuple(tuple(part[line].rectangle for line in sorted(part)) for part in found)


def _put(part: dict[int, Extent], line: int, extent: Extent) -> None:
    part[line] = part[line].with_(extent) if line in part else extent


def _lines(ink: Sequence[Extent], gap: float) -> list[float]:
    """Where the lines of a formula end, from the top."""
    ends: list[float] = []
    for extent in sorted(ink, key=lambda one: one.top):
        if ends and extent.top <= ends[-1] + gap:
            ends[-1] = max(ends[-1], extent.bottom)
        else:
            ends.append(extent.bottom)
    return ends


def _line_of(extent: Extent, ends: Sequence[float]) -> int:
    return next(line for line, end in enumerate(ends) if extent.bottom <= end)


def _ink(svg: str) -> Iterator[tuple[int, Extent]]:
    """Every glyph and bar of a picture: the index of its mark (-1 for none) and where it lies."""
    root = ET.fromstring(svg)  # noqa: S314 - typst wrote it just now
    glyphs = {
        symbol.get("id", ""): path.get("d", "")
        for symbol in root.iter()
        if symbol.tag.endswith("}symbol")
        for path in symbol
    }
    stack = [(root, 1.0, 1.0, 0.0, 0.0)]
    while stack:
        element, scale_x, scale_y, x, y = stack.pop()
        if element.tag.endswith("}defs"):
            continue
        for kind, numbers in _TRANSFORM.findall(element.get("transform", "")):
            values = [float(one) for one in numbers.replace(",", " ").split()]
            across, down, along_x, along_y = _linear(kind, values)
            x, y = x + scale_x * along_x, y + scale_y * along_y
            scale_x, scale_y = scale_x * across, scale_y * down
        path = element.get("d") or ""
        if element.tag.endswith("}use"):
            path = glyphs.get(element.get("{http://www.w3.org/1999/xlink}href", "").removeprefix("#"), "")
            x, y = x + scale_x * float(element.get("x", "0")), y + scale_y * float(element.get("y", "0"))
        shape = _extent(path) if path else None
        if shape is not None:
            thick = float(element.get("stroke-width", "0")) / 2
            ends_x = (x + scale_x * shape.left, x + scale_x * shape.right)
            ends_y = (y + scale_y * shape.top, y + scale_y * shape.bottom)
            yield (
                _mark(element),
                Extent(min(ends_x), min(ends_y) - thick, max(ends_x), max(ends_y) + thick),
            )
        stack += [(child, scale_x, scale_y, x, y) for child in element]


def _linear(kind: str, values: Sequence[float]) -> tuple[float, float, float, float]:
    """Scales and shifts; typst turns nothing in a formula."""
    if kind == "matrix":
        return values[0], values[3], values[4], values[5]
    if kind == "scale":
        return values[0], values[-1], 0.0, 0.0
    return 1.0, 1.0, values[0], values[1] if values[1:] else 0.0


def _mark(element: ET.Element) -> int:
    for name in ("fill", "stroke"):
        colour = element.get(name, "")
        if colour.startswith("#"):
            return int(colour[1:7], 16) - 1
    return -1


@lru_cache(maxsize=4096)
def _extent(path: str) -> Extent | None:
    """What holds the curves of a path and the points that bend them; None where it draws nothing."""
    x = y = start_x = start_y = 0.0
    xs: list[float] = []
    ys: list[float] = []
    for letter, text in _MOVES.findall(path):
        kind, numbers = letter.lower(), [float(one) for one in text.replace(",", " ").split()]
        if kind == "z":
            x, y = start_x, start_y
            continue
        step = _STEPS[kind]
        relative = letter.islower()
        for place in range(0, len(numbers) - step + 1, step):
            ends = numbers[place : place + step]
            from_x, from_y = (x, y) if relative else (0.0, 0.0)
            if kind == "h":
                points = [(from_x + ends[0], y)]
            elif kind == "v":
                points = [(x, from_y + ends[0])]
            else:
                points = [(from_x + a, from_y + b) for a, b in zip(ends[::2], ends[1::2], strict=True)]
            if kind == "m":
                start_x, start_y = points[-1]
            else:
                xs += [x, *(a for a, _ in points)]
                ys += [y, *(b for _, b in points)]
            x, y = points[-1]
    return Extent(min(xs), min(ys), max(xs), max(ys)) if xs else None
