"""Rows of a layered layout: each place below what it hangs from, as high as possible; inputs as low as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from explorer.drawing.layout.plan import Plan


def ranks(plan: Plan) -> np.ndarray:
    """The row of each place. Loose links have no say."""
    count = len(plan.sizes)
    below: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    hangs = np.zeros(count, dtype=int)  # how many links end here
    for link in plan.links:
        if link.upper != link.lower and not link.loose:
            below[link.upper].append((link.lower, link.least))
            hangs[link.lower] += 1
    row = np.zeros(count, dtype=int)
    waiting = hangs.copy()
    done = np.zeros(count, dtype=bool)
    order: list[int] = []
    ready = [place for place in range(count) if not waiting[place]]
    while len(order) < count:
        if not ready:  # a circle: go on with the place of which most is known
            left = np.flatnonzero(~done)
            ready.append(int(left[np.argmax((hangs - waiting)[left])]))
        place = ready.pop()
        if done[place]:
            continue
        done[place] = True
        order.append(place)
        for lower, least in below[place]:
            if not done[lower]:
                row[lower] = max(row[lower], row[place] + least)
                waiting[lower] -= 1
                if not waiting[lower]:
                    ready.append(lower)
    position = np.empty(count, dtype=int)
    position[order] = np.arange(count)
    for place in reversed(order):
        if not hangs[place]:
            later = [row[lower] - least for lower, least in below[place] if position[lower] > position[place]]
            row[place] = max(0, min(later, default=0))
    return row
