"""An arrow as SVG: a curve that stops where its head begins."""

from __future__ import annotations

from math import dist
from typing import TYPE_CHECKING

from explorer.drawing.sizes import HEAD_LENGTH, HEAD_WIDTH
from explorer.drawing.svg import element, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np

    from explorer.drawing.colours import Colours
    from explorer.drawing.picture import Arrow

Point = tuple[float, float]


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


def path(points: Iterable[Point]) -> str:
    """Bézier control points, 1 + 3k of them, as the data of an SVG path."""
    pairs = [f"{number(x)},{number(y)}" for x, y in points]
    return f"M{pairs[0]} C{' '.join(pairs[1:])}"


def split_head(points: np.ndarray) -> tuple[list[Point], list[Point]]:
    """The curve without its last eight pixels, and the three corners of the head that stands there."""
    curve: list[Point] = [(x, y) for x, y in points.tolist()]
    tip, last = curve[-1], curve[-4:]
    low, high = 0.0, 1.0
    for _ in range(16):  # the last place of the curve that is a head's length from the tip
        middle = (low + high) / 2
        if dist(_until(last, middle)[-1], tip) > HEAD_LENGTH - 1:
            low = middle
        else:
            high = middle
    rest = _until(last, low)
    base = rest[-1]
    length = dist(base, tip)
    along = ((tip[0] - base[0]) / length, (tip[1] - base[1]) / length) if length > 1e-6 else (0.0, 1.0)
    back = (tip[0] - along[0] * HEAD_LENGTH, tip[1] - along[1] * HEAD_LENGTH)
    across = (-along[1] * HEAD_WIDTH / 2, along[0] * HEAD_WIDTH / 2)
    corners = [tip, (back[0] + across[0], back[1] + across[1]), (back[0] - across[0], back[1] - across[1])]
    return [*curve[:-4], *rest] if low > 0 else curve, corners


def _until(p: Sequence[Point], t: float) -> list[Point]:
    """The part of a cubic curve up to ``t``, by de Casteljau."""
    a, b, c = (_between(p[i], p[i + 1], t) for i in range(3))
    d, e = _between(a, b, t), _between(b, c, t)
    return [p[0], a, d, _between(d, e, t)]


def _between(p: Point, q: Point, t: float) -> Point:
    return p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t
