"""Writing SVG: elements with escaped texts and attributes, and lines of text in the bundled fonts.

Only what every viewer draws alike: attributes instead of style sheets, no filters, no clips, no markers. Texts stay
texts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

from explorer.drawing.text import MONO, run_width, runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.drawing.text import Face

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML, even when escaped


def printable(text: str) -> str:
    """``text`` with the characters that XML forbids replaced by the replacement character."""
    return _FORBIDDEN.sub("\ufffd", text)


def safe(text: str) -> str:
    """``text`` as XML character data."""
    return escape(printable(text))


def number(value: float) -> str:
    """A length in few digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-0", "0" if abs(value) < 0.005 else "-0")


def element(tag: str, *content: str, **attributes: str | float | None) -> str:
    """An element. ``content`` is SVG already; attributes are escaped, ``stroke_width`` becomes ``stroke-width``."""
    shown = _attributes(attributes)
    return f"<{tag}{shown}>{''.join(content)}</{tag}>" if content else f"<{tag}{shown}/>"


def text(
    content: str,
    x: float,
    y: float,
    face: Face,
    size: float,
    fill: str,
    anchor: Literal["start", "middle", "end"] = "start",
    **attributes: str | float | None,
) -> str:
    """A line of text; ``y`` is its baseline.

    The width we measured is stated, so that a viewer without our fonts fits its own into the same box. Every piece
    in another font states its place: only then do viewers choose the font of each by itself.
    """
    pieces = [(part, own, run_width(part, own, size)) for part, own in runs(content, face)]
    x -= {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * sum(width for _, _, width in pieces)
    spans = []
    for part, own, width in pieces:
        stated: dict[str, str | float] = (
            {"textLength": width, "lengthAdjust": "spacingAndGlyphs"} if len(part) > 1 else {}
        )
        spans.append(element("tspan", safe(part), x=x, font_family=_family(own), font_weight=own.weight, **stated))
        x += width
    whole = spans[0].removeprefix("<tspan").removesuffix("</tspan>") if len(spans) == 1 else None
    common = _attributes({"y": y, "font_size": size, "fill": fill, **attributes})
    return f"<text{common}{whole}</text>" if whole else f"<text{common}>{''.join(spans)}</text>"


def document(width: float, height: float, *content: str, title: str = "", background: str | None = None) -> str:
    """A whole SVG file of ``width`` by ``height`` pixels."""
    parts = [element("title", safe(title))] if title else []
    if background is not None:
        parts.append(element("rect", width=width, height=height, fill=background))
    root = element(
        "svg",
        "\n",
        "\n".join([*parts, *content]),
        "\n",
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {number(width)} {number(height)}",
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + root + "\n"


def _attributes(attributes: Mapping[str, str | float | None]) -> str:
    return "".join(
        f" {key.rstrip('_').replace('_', '-')}="
        + (quoteattr(printable(value)) if isinstance(value, str) else f'"{number(value)}"')
        for key, value in attributes.items()
        if value is not None
    )


def _family(face: Face) -> str:
    stand_in = "DejaVu Sans Mono" if face is MONO else "DejaVu Sans"
    return f"{face.family}, {stand_in}, {face.generic}"
