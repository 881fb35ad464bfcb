"""A matrix as a picture: zero-centred colours, axes that count its rows and columns, a colour bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.drawing.colours import COLOURS
from explorer.drawing.png import data_address
from explorer.drawing.scale import Scale, colours_of, hexadecimal, number_text, pooled, rgb, scale_of
from explorer.drawing.svg import document, element, safe, text
from explorer.drawing.text import BODY, CAPTION, LABEL, MONO, elide, text_width

if TYPE_CHECKING:
    from explorer.drawing.colours import Colours
    from explorer.drawing.picture import Theme

_SIDE = 360.0  # the longer side of the matrix, in pixels
_SHORTEST = 12.0  # the shorter one, of a very flat matrix
_LARGEST_CELL = 40.0
_MOST_CELLS = 48  # to a side; larger matrices are an image instead of rectangles
_PIXELS = 720  # to a side of that image
_SPARSE = 0.02
_LEFT, _TOP, _RIGHT, _BOTTOM = 64.0, 40.0, 92.0, 44.0
_TITLE = 34.0
_BAR = 14.0


def heatmap_svg(
    matrix: np.ndarray,
    theme: Theme = "light",
    title: str = "",
    row_label: str = "",
    column_label: str = "",
    scale: Literal["linear", "symlog", "auto"] = "auto",
) -> str:
    """The SVG text of a matrix's picture.

    Args:
        matrix: numbers, 2-d. Of complex numbers the magnitude is shown. What is not finite is hatched.
        theme: colours of the window, or for paper.
        title: stands above it: "H = hessian(loss, w)".
        row_label: what the rows count: "∂ y".
        column_label: what the columns count: "∂ x".
        scale: of the colours; "auto" takes a logarithmic one where most entries would vanish beside the largest.

    Raises:
        ValueError: for an array that has not two axes.
    """
    if matrix.ndim != 2:
        raise ValueError(f"a heatmap shows a matrix, not an array of {matrix.ndim} axes")
    colours = COLOURS[theme]
    values = np.abs(matrix) if np.iscomplexobj(matrix) else matrix.astype(float)
    measure = scale_of(values, scale)
    width, height = _extent(values)
    top = _TOP + (_TITLE if title else 0.0)
    parts = []
    total = width + _LEFT + _RIGHT
    caption = _caption(matrix, values, measure)
    total = max(total, _LEFT + text_width(caption, BODY, 11.0) + 20)
    if title:
        shown = elide(title, LABEL, 15.0, max(total, 420.0) - 48)
        total = max(total, text_width(shown, LABEL, 15.0) + 48)
        parts.append(text(shown, 24.0, 30.0, LABEL, 15.0, colours.text, class_="title"))
    cells = _cells(values, measure, colours, width, height)
    frame = element("rect", width=width, height=height, fill="none", stroke=colours.line, stroke_width=1)
    parts.append(element("g", *cells, frame, class_="matrix", transform=f"translate({_LEFT:g},{top:g})"))
    parts += _axes(values.shape, top, width, height, colours)
    parts += _names(row_label, column_label, top, width, height, colours)
    parts += _colour_bar(measure, _LEFT + width + 22, top, max(height, 90.0), colours)
    bottom = top + max(height, 90.0)
    parts.append(text(caption, _LEFT, bottom + 28, BODY, 11.0, colours.muted, class_="caption"))
    return document(total, bottom + _BOTTOM, *parts, title=title, background=colours.canvas)


def _extent(values: np.ndarray) -> tuple[float, float]:
    rows, columns = (max(1, size) for size in values.shape)
    cell = min(_LARGEST_CELL, _SIDE / max(rows, columns))
    return max(_SHORTEST, columns * cell), max(_SHORTEST, rows * cell)


def _caption(matrix: np.ndarray, values: np.ndarray, measure: Scale) -> str:
    rows, columns = matrix.shape
    parts = [f"{rows:,} × {columns:,}", f"{np.count_nonzero(values):,} of {values.size:,} not zero"]
    if np.iscomplexobj(matrix):
        parts.append("magnitudes")
    if measure.kind == "symlog":
        parts.append("logarithmic colours")
    strange = values.size - np.count_nonzero(np.isfinite(values))
    if strange:
        parts.append(f"{strange:,} not finite (hatched)")
    return "  ·  ".join(parts)


def _cells(values: np.ndarray, measure: Scale, colours: Colours, width: float, height: float) -> list[str]:
    if not values.size:
        return [text("no entries", width / 2, height / 2 + 4, CAPTION, 11.0, colours.muted, "middle")]
    if max(values.shape) > _MOST_CELLS:
        return [_image(values, measure, colours, width, height)]
    rows, columns = values.shape
    across, down = width / columns, height / rows
    gap = 1.0 if min(across, down) >= 6 else 0.0
    shades = colours_of(measure.place(values), colours)
    parts = []
    for row in range(rows):
        for column in range(columns):
            x, y, value = column * across, row * down, values[row, column]
            name = element("title", safe(f"[{row}, {column}] = {number_text(value)}"))
            box = {"x": x + gap / 2, "y": y + gap / 2, "width": across - gap, "height": down - gap}
            parts.append(element("rect", name, fill=hexadecimal(shades[row, column]), **box))
            if not np.isfinite(value):
                parts.append(_hatching(x, y, across, down, colours))
    return parts


def _hatching(x: float, y: float, width: float, height: float, colours: Colours) -> str:
    side = min(width, height)
    lines = "".join(
        f"M{x + part * width:.2f},{y + height:.2f} L{x + part * width + side * 0.5:.2f},{y + height - side:.2f} "
        for part in (0.0, 0.25, 0.5)
    )
    return element("path", d=lines, stroke=colours.muted, stroke_width=1, fill="none")


def _image(values: np.ndarray, measure: Scale, colours: Colours, width: float, height: float) -> str:
    """The matrix as pixels, each entry as whole pixels, so that no viewer smooths it much."""
    small = pooled(values, _PIXELS, _PIXELS)
    if np.count_nonzero(small) < _SPARSE * small.size:  # single pixels would not be seen
        small = pooled(values, _PIXELS // 4, _PIXELS // 4)
    shades = colours_of(measure.place(small), colours)
    times = max(1, round(_PIXELS / max(small.shape)))
    rows = max(times, round(_PIXELS * height / max(width, height) / small.shape[0]))
    columns = max(times, round(_PIXELS * width / max(width, height) / small.shape[1]))
    pixels = shades.repeat(rows, axis=0).repeat(columns, axis=1)
    strange = (~np.isfinite(small)).repeat(rows, axis=0).repeat(columns, axis=1)
    if strange.any():
        down, across = np.indices(strange.shape)
        pixels[strange & ((down + across) % 8 < 2)] = rgb(colours.muted)
    return element(
        "image",
        width=width,
        height=height,
        href=data_address(pixels),
        preserveAspectRatio="none",
        image_rendering="optimizeSpeed",
    )


def _axes(shape: tuple[int, ...], top: float, width: float, height: float, colours: Colours) -> list[str]:
    parts = []
    for row in _counted(shape[0], height):
        y = top + (row + 0.5) * height / shape[0]
        parts.append(text(str(row), _LEFT - 6, y + 3.5, MONO, 10.0, colours.muted, "end"))
    for column in _counted(shape[1], width):
        x = _LEFT + (column + 0.5) * width / shape[1]
        parts.append(text(str(column), x, top - 6, MONO, 10.0, colours.muted, "middle"))
    return parts


def _counted(count: int, length: float) -> list[int]:
    """The rows or columns whose number is written: a round distance, so that the numbers do not touch."""
    if not count:
        return []
    least = 34 * count / length
    steps = (factor * 10**power for power in range(8) for factor in (1, 2, 5))
    step = next(step for step in steps if step >= least or step >= count)
    return list(range(0, count, step))


def _names(row_label: str, column_label: str, top: float, width: float, height: float, colours: Colours) -> list[str]:
    parts = []
    if column_label:
        shown = elide(column_label, CAPTION, 12.0, max(width, 120.0))
        parts.append(text(shown, _LEFT, top - 22, CAPTION, 12.0, colours.muted))
    if row_label:
        shown = elide(row_label, CAPTION, 12.0, max(height, 90.0))
        turned = text(shown, 0, 0, CAPTION, 12.0, colours.muted, "end")
        parts.append(element("g", turned, transform=f"translate(22,{top:g}) rotate(-90)"))
    return parts


def _colour_bar(measure: Scale, x: float, top: float, height: float, colours: Colours) -> list[str]:
    stops = ((0, colours.positive), (0.5, colours.zero), (1, colours.negative))
    shades = [element("stop", offset=place, stop_color=colour) for place, colour in stops]
    parts = [
        element("linearGradient", *shades, id="colours", x1="0", y1="0", x2="0", y2="1"),
        element("rect", x=x, y=top, width=_BAR, height=height, fill="url(#colours)"),
    ]
    parts.append(element("rect", x=x, y=top, width=_BAR, height=height, fill="none", stroke=colours.line))
    for value in measure.ticks():
        y = top + (1 - float(measure.place(np.array(value)))) / 2 * height
        parts.append(element("path", d=f"M{x + _BAR:.2f},{y:.2f} h4", stroke=colours.muted, stroke_width=1))
        parts.append(text(number_text(value), x + _BAR + 8, y + 3.5, MONO, 10.0, colours.muted))
    return [element("g", *parts, class_="colour-bar")]
