"""Curves of arrows: made where a layout gave none, and fitted to the outlines of their two boxes."""

from __future__ import annotations

from math import copysign, sqrt
from typing import TYPE_CHECKING

import numpy as np

from explorer.drawing.sizes import RADIUS, ROW_GAP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.drawing.picture import Box

_UPRIGHT = 6.0  # pixels; a curve that leans no further is made upright
_NEAR = 2 * ROW_GAP
_PULL = 0.3  # how far from its middle, as a part of its width, a curve may leave a box towards the other one


def between(source: Box, target: Box) -> np.ndarray:
    """A cubic curve between two boxes: from row to row by bottom and top, within a row by the sides."""
    gap = abs(target.y - source.y) - (source.height + target.height) / 2
    if gap >= 0:
        down = 1 if target.y > source.y else -1
        aim = target.x - source.x
        start = np.array([source.x + _limited(aim, _PULL * source.width), source.y + down * source.height / 2])
        end = np.array([target.x - _limited(aim, _PULL * target.width), target.y - down * target.height / 2])
        # From row to row a straight line is calmest; further on, a curve goes round what stands between.
        bend = (end - start) / 3 if gap <= _NEAR else np.array([0.0, (end[1] - start[1]) / 2])
    else:
        right = 1 if target.x > source.x else -1
        start = np.array([source.x + right * source.width / 2, source.y])
        end = np.array([target.x - right * target.width / 2, target.y])
        bend = np.array([(end[0] - start[0]) / 2, 0.0])
    return np.array([start, start + bend, end - bend, end])


def fitted(points: np.ndarray, source: Box, target: Box) -> np.ndarray:
    """The curve with its two ends moved onto the outlines of the boxes; their tangents stay as they are."""
    points = points.copy()
    if np.ptp(points[:, 0]) <= _UPRIGHT:
        points[:, 0] = points[:, 0].mean()
    for end, inner, box in ((0, 1, source), (-1, -2, target)):
        moved = onto_outline(points[end], box)
        points[inner] += moved - points[end]
        points[end] = moved
    return points


def onto_outline(point: np.ndarray, box: Box) -> np.ndarray:
    """The point of a box's outline (rounded, an input's is a pill) on the side that ``point`` is nearest to."""
    half_width, half_height = box.width / 2, box.height / 2
    radius = half_height if box.kind == "input" else RADIUS
    x, y = point[0] - box.x, point[1] - box.y
    if abs(y) / half_height >= abs(x) / half_width:
        x = _limited(x, half_width - 0.3 * radius)
        y = copysign(half_height - _sagitta(abs(x) - (half_width - radius), radius), y)
    else:
        y = _limited(y, half_height - 0.3 * radius)
        x = copysign(half_width - _sagitta(abs(y) - (half_height - radius), radius), x)
    return np.array([box.x + x, box.y + y])


def sampled(curves: Iterable[np.ndarray], steps: int = 8) -> np.ndarray:
    """Points on curves, shape (m, 2); their extent is that of the curves to within a pixel or so."""
    t = np.linspace(0, 1, steps + 1)[:, None, None]
    found = [np.zeros((0, 2))]
    for points in curves:
        a, b, c, d = points[0:-1:3], points[1::3], points[2::3], points[3::3]
        s = 1 - t
        found.append((s**3 * a + 3 * s**2 * t * b + 3 * s * t**2 * c + t**3 * d).reshape(-1, 2))
    return np.concatenate(found)


def _limited(value: float, limit: float) -> float:
    return max(-limit, min(limit, float(value)))


def _sagitta(into_corner: float, radius: float) -> float:
    """How far the outline has receded, that many pixels into a rounded corner."""
    return 0.0 if into_corner <= 0 else radius - sqrt(max(0.0, radius**2 - into_corner**2))
