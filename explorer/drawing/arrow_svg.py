"""An arrow as SVG: a curve that stops where its head begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.drawing.sizes import HEAD_LENGTH, HEAD_WIDTH
from explorer.drawing.svg import element, number

if TYPE_CHECKING:
    from explorer.drawing.colours import Colours
    from explorer.drawing.picture import Arrow


def arrow_svg(arrow: Arrow, colours: Colours, prefix: str = "") -> str:
    """The SVG of an arrow; its id is ``edge-source-target-operand``."""
    colour = colours.reused if arrow.reused else colours.reverse if arrow.sweep == "reverse" else colours.forward
    body, head = split_head(arrow.points)
    classes = ["edge", arrow.sweep, *["reused"] * arrow.reused, *["cut"] * arrow.cut]
    return element(
        "g",
        element(
            "path",
            d=path(body),
            fill="none",
            stroke=colour,
            stroke_width=1.0 if arrow.cut else 1.5,
            stroke_dasharray="4 3" if arrow.reused else None,
        ),
        element("path", d="M" + " L".join(f"{number(x)},{number(y)}" for x, y in head) + " Z", fill=colour),
        id=f"edge-{prefix}{arrow.source}-{arrow.target}-{arrow.operand}",
        class_=" ".join(classes),
        opacity=0.45 if arrow.cut else None,
    )


def path(points: np.ndarray) -> str:
    """Bézier control points, shape (1 + 3k, 2), as the data of an SVG path."""
    pairs = [f"{number(x)},{number(y)}" for x, y in points]
    return f"M{pairs[0]} C{' '.join(pairs[1:])}"


def split_head(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The curve without its last eight pixels, and the three corners of the head that stands there."""
    tip = points[-1]
    last = points[-4:]
    low, high = 0.0, 1.0
    for _ in range(20):  # the last place of the curve that is a head's length from the tip
        middle = (low + high) / 2
        if np.hypot(*(_at(last, middle) - tip)) > HEAD_LENGTH - 1:
            low = middle
        else:
            high = middle
    body = np.concatenate([points[:-4], _until(last, low)]) if low > 0 else points
    along = tip - _at(last, low)
    length = float(np.hypot(*along))
    along = along / length if length > 1e-6 else np.array([0.0, 1.0])
    across = np.array([-along[1], along[0]]) * HEAD_WIDTH / 2
    base = tip - along * HEAD_LENGTH
    return body, np.array([tip, base + across, base - across])


def _at(p: np.ndarray, t: float) -> np.ndarray:
    s = 1 - t
    point: np.ndarray = s**3 * p[0] + 3 * s**2 * t * p[1] + 3 * s * t**2 * p[2] + t**3 * p[3]
    return point


def _until(p: np.ndarray, t: float) -> np.ndarray:
    """The part of a cubic curve up to ``t``, by de Casteljau."""
    a, b, c = (p[i] + (p[i + 1] - p[i]) * t for i in range(3))
    d, e = a + (b - a) * t, b + (c - b) * t
    return np.array([p[0], a, d, d + (e - d) * t])
