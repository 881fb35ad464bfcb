"""Our own layered layout, for graphs that are too large for `dot`: rows, barycentres, spacing, all in NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.drawing.layout.plan import Placed
from explorer.drawing.sizes import COLUMN_GAP

if TYPE_CHECKING:
    from explorer.drawing.layout.plan import Plan

_SWEEPS = 22
_LAST = 8
_WIDEST = 12_000.0  # pixels; a row that is wider is broken into several
_FAR = 1e9  # keeps the rows apart while one cumulative maximum runs over all of them


def layered(plan: Plan, row: np.ndarray) -> Placed:
    """The layout of a plan with the given rows; no link gets a curve of its own."""
    count = len(plan.sizes)
    if not count:
        return Placed(np.zeros((0, 2)), [])
    upper = np.array([link.upper for link in plan.links], dtype=int)
    lower = np.array([link.lower for link in plan.links], dtype=int)
    width = plan.sizes[:, 0] + COLUMN_GAP
    x = _spread(np.where(plan.reverse, 1.0, 0.0), row, width)  # the reverse sweep begins on the right
    both = np.concatenate([upper, lower]), np.concatenate([lower, upper])
    for sweep in range(_SWEEPS):  # down, up, …, and in the end by what is above and below
        ends, others = both if sweep >= _SWEEPS - _LAST else (lower, upper) if sweep % 2 == 0 else (upper, lower)
        weight = np.bincount(ends, minlength=count)
        total = np.bincount(ends, weights=x[others], minlength=count)
        x = _spread(np.where(weight > 0, total / np.maximum(weight, 1), x), row, width)
    row, x = _broken(row, x, width)
    heights = np.zeros(row.max() + 1)
    np.maximum.at(heights, row, plan.sizes[:, 1])
    bottom = np.cumsum(heights + plan.row_gap)
    y = bottom[row] - plan.row_gap - heights[row] / 2
    return Placed(np.column_stack([x, y]), [None] * len(plan.links))


def _spread(wish: np.ndarray, row: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Centres near ``wish`` in its order, no two of a row closer than their widths allow.

    Pushing to the right and pushing to the left both keep the distances, so their mean does too.
    """
    order = np.lexsort((wish, row))
    wished, apart = wish[order], row[order] * _FAR
    half = width[order] / 2
    offset = np.cumsum(width[order]) - half
    starts = np.flatnonzero(np.diff(row[order], prepend=-1))
    offset -= np.repeat(offset[starts], np.diff(np.append(starts, len(order))))
    free = wished - offset
    right = np.maximum.accumulate(free + apart) - apart
    left = np.minimum.accumulate((free + apart)[::-1])[::-1] - apart
    x = np.empty_like(wish)
    x[order] = (right + left) / 2 + offset
    return x


def _broken(row: np.ndarray, x: np.ndarray, width: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and centres after rows that are far too wide were broken, as lines of text are."""
    total = np.bincount(row, weights=width)
    lines = np.maximum(1, np.ceil(total / _WIDEST)).astype(int)
    if lines.max() == 1:
        return row, x
    first = np.cumsum(lines) - lines
    new, wish = first[row], x.copy()
    for wide in np.flatnonzero(lines > 1):
        members = np.flatnonzero(row == wide)
        members = members[np.argsort(x[members])]
        along = np.cumsum(width[members]) - width[members] / 2
        line = np.minimum((along / total[wide] * lines[wide]).astype(int), lines[wide] - 1)
        new[members] += line
        middles = np.bincount(line, weights=along) / np.maximum(np.bincount(line), 1)
        wish[members] = np.median(x) + along - middles[line]
    return new, _spread(wish, new, width)
