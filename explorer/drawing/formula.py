"""Formulas as pictures: Typst's mathematics, black on transparent.

The text of a formula is our own notation, in which names of the user stand as strings (`quoted`). As a second lock,
what could begin code or a comment outside a string is escaped before the text is set.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import lru_cache

from explorer.drawing.convert import POINTS
from explorer.drawing.text import bundled
from explorer.drawing.typeset import Format, typeset

_KEPT = 2048  # pictures
_LONGEST = 100_000  # characters; beyond that nobody reads a formula and setting it takes seconds
_SHOWN = 2_000  # characters of a formula that is shown as plain text
# A part with a mark has a colour of its own, so that it is found in the picture; a colour moves nothing. Black is
# what has no mark.
_PAGE = """#let mark(number, part) = text(fill: rgb(number), part)
#set page(width: {page}, height: auto, margin: {margin}pt, fill: none)
#set text(size: {size}pt, font: ("New Computer Modern", "DejaVu Sans"), fallback: true)
#set par(justify: false, leading: 0.9em)
{content}"""
_LINES = '#show math.frac: math.display\n#set text(top-edge: "bounds", bottom-edge: "bounds")'
_ROOT = re.compile(r'(<svg[^>]*?) width="([\d.]+)pt" height="([\d.]+)pt"')
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_MARGIN = 2.0
_WIDE_LETTER = 0.9  # em
_SHIFT = re.compile(r"(?:translate\(|matrix\((?:\S+\s+){4})(-?[\d.]+)")
_BAR = re.compile(r"M 0 0h ([\d.]+)")


@dataclass(frozen=True, slots=True)
class FormulaPicture:
    """A formula as SVG text, its size in pixels, and why it is plain text where it could not be set."""

    svg: str
    width: float
    height: float
    error: str = ""


def quoted(text: str) -> str:
    """Any text as a Typst string, the way in which names enter a formula: nothing in it is looked at."""
    clean = _CONTROL.sub("\ufffd", text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + clean.replace("\n", " ").replace("\t", " ") + '"'


@lru_cache(maxsize=_KEPT)
def formula_picture(math: str, size: float = 16.0, width: float | None = None, fallback: str = "") -> FormulaPicture:
    """The picture of a formula; it never raises for a formula that is wrong.

    Args:
        math: Typst mathematics, without the dollar signs.
        size: of the letters, in pixels.
        width: of the picture in pixels; long formulas are broken at operators. None takes what the formula needs.
        fallback: what is shown as plain text where ``math`` cannot be set; else ``math`` itself.
    """
    try:
        svg, error = _set(math, "svg", size, width).decode(), ""
        if width is not None and (needed := _extent(svg, size)) > width:
            svg = _set(math, "svg", size, width, needed).decode()
    except (ValueError, RuntimeError) as reason:  # what typst raises is a RuntimeError
        svg = typeset(_plain(fallback or math, size, width), "svg").decode()
        error = str(reason)
    found = _ROOT.search(svg)
    if found is None:
        raise RuntimeError("typst's SVG no longer states its size in points; read its release notes")
    svg = _ROOT.sub(r'\1 width="\2" height="\3"', svg, count=1)
    return FormulaPicture(svg, float(found[2]), float(found[3]), error)


def formula_export(
    math: str,
    format: Format,
    size: float = 16.0,
    width: float | None = None,
    scale: float = 3.0,
    fallback: str = "",
    enlarged: float = 1.0,
) -> bytes:
    """A formula as an "svg", "pdf" or "png" file; a PNG has ``scale`` pixels for each pixel of the picture.

    The page of a PDF is ``enlarged`` so many times. A formula that is wrong is written as plain text, as in
    `formula_picture`.
    """
    if format == "svg":
        return formula_picture(math, size, width, fallback).svg.encode()
    unit = POINTS * enlarged if format == "pdf" else 1.0
    picture = formula_picture(math, size, width, fallback)
    wrapped = None if width is None else width * unit
    if picture.error:
        return typeset(_plain(fallback or math, size * unit, wrapped), format, ppi=72 * scale)
    return _set(math, format, size * unit, wrapped, picture.width * unit, 72 * scale, _MARGIN * unit)


def _set(
    math: str,
    format: Format,
    size: float,
    width: float | None,
    page: float | None = None,
    ppi: float = 72.0,
    margin: float = _MARGIN,
) -> bytes:
    if len(math) > _LONGEST:
        raise ValueError(f"a formula of {len(math):,} characters is too long to be set")
    locked = _locked(math)
    # Display style as a block; inline where lines must break, since blocks do not.
    lines = "" if width is None else f"{_LINES}\n#block(width: {width - 2 * margin:.2f}pt, ${locked}$)"
    content = lines or f"$ {locked} $"
    return typeset(_source(content, size, page or width, margin), format, ppi=ppi, system_fonts=not bundled(math))


def _plain(text: str, size: float, width: float | None) -> str:
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + " …"
    return _source(f'#text(font: ("JetBrains Mono", "DejaVu Sans"), size: 0.8em, {quoted(shown)})', size, width)


def _source(content: str, size: float, page_width: float | None, margin: float = _MARGIN) -> str:
    page = "auto" if page_width is None else f"{page_width:.2f}pt"
    return _PAGE.format(page=page, margin=margin, size=f"{size:.2f}", content=content)


def _locked(math: str) -> str:
    """``math`` with what begins code, a comment or the end of the formula escaped, outside strings."""
    parts: list[str] = []
    place, end = 0, len(math)
    while place < end:
        character = math[place]
        if character == '"':
            close = _closing(math, place)
            parts.append(_CONTROL.sub("\ufffd", math[place:close]))
            place = close
            continue
        if character == "\\":
            parts.append(math[place : place + 2] if place + 1 < end else "\\\\")
            place += 2
            continue
        if character in "#$" or (character == "/" and math[place + 1 : place + 2] in ("/", "*")):
            parts.append("\\")
        parts.append("\ufffd" if _CONTROL.match(character) else character)
        place += 1
    return "".join(parts)


def _closing(math: str, opening: int) -> int:
    """The place behind the string that begins at ``opening``. Raises ValueError where it has no end."""
    place = opening + 1
    while place < len(math):
        if math[place] == '"':
            return place + 1
        place += 2 if math[place] == "\\" else 1
    raise ValueError("the formula has a string without an end")


def _extent(svg: str, size: float) -> float:
    """How far to the right a typeset page reaches: a fraction that cannot be broken may leave its width."""
    reach = 0.0
    stack = [(ET.fromstring(svg), 0.0)]  # noqa: S314 - typst wrote it just now
    while stack:
        element, x = stack.pop()
        shift = _SHIFT.search(element.get("transform", ""))
        x += float(shift[1]) if shift else 0.0
        if element.tag.endswith("}defs"):
            continue
        if element.tag.endswith("}use"):
            reach = max(reach, x + float(element.get("x", "0")) + _WIDE_LETTER * size)
        elif (bar := _BAR.match(element.get("d", ""))) is not None:
            reach = max(reach, x + float(bar[1]))
        stack += [(child, x) for child in element]
    return reach + _MARGIN
