"""SVG pictures as PDF and PNG, without a display. In a PDF, text stays text."""

from __future__ import annotations

import re

from explorer.drawing.text import bundled
from explorer.drawing.typeset import typeset

_PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt, height: {height}pt, alt: sys.inputs.title)"""
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)"[^>]*? height="([\d.]+)"')
_TITLE = re.compile(r"<title>([^<]*)</title>")
POINTS = 0.75  # for each pixel: 96 pixels to the inch, as in the rest of the world
_LONGEST_PAGE = 14_400.0  # points; PDF readers show no longer pages
_LARGEST_IMAGE = 60e6  # pixels


def svg_size(svg: str) -> tuple[float, float]:
    """Width and height of one of our pictures in pixels. Raises ValueError where it states none."""
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("the picture states no size in pixels")
    return float(found[1]), float(found[2])


def in_centimetres(svg: str, factor: float) -> str:
    """The same picture, so many times larger on paper: its size is stated in centimetres."""
    width, height = svg_size(svg)
    wide, high = (side * factor / 96 * 2.54 for side in (width, height))
    start, end = _SIZE.search(svg).span()  # type: ignore[union-attr]  # svg_size has found it
    head = re.sub(r' width="[\d.]+"', f' width="{wide:.4f}cm"', svg[start:end], count=1)
    return svg[:start] + re.sub(r' height="[\d.]+"', f' height="{high:.4f}cm"', head, count=1) + svg[end:]


def to_pdf(svg: str, factor: float = 1.0) -> bytes:
    """A picture as a PDF page of its own size, or so many times larger."""
    width, height = svg_size(svg)
    scale = min(POINTS * factor, _LONGEST_PAGE / max(width, height))
    return _typeset(svg, "pdf", width * scale, height * scale, 72.0)


def to_png(svg: str, scale: float = 2.0) -> bytes:
    """A picture as PNG with ``scale`` pixels for each of its own; very large ones are made smaller."""
    width, height = svg_size(svg)
    scale = min(scale, (_LARGEST_IMAGE / (width * height)) ** 0.5)
    return _typeset(svg, "png", width, height, 72.0 * scale)


def _typeset(svg: str, format: str, width: float, height: float, ppi: float) -> bytes:
    title = _TITLE.search(svg)
    return typeset(
        _PAGE.format(width=f"{width:.3f}", height=f"{height:.3f}"),
        "pdf" if format == "pdf" else "png",
        ppi=ppi,
        inputs={"svg": svg, "title": title[1] if title else "picture"},
        system_fonts=not bundled(svg),
    )
