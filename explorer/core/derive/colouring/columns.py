"""Groups of columns no two of which meet in a row: one product gives all of them (Curtis, Powell and Reid 1974)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.derive.colouring.graphs import conflicts
from explorer.core.derive.colouring.orders import orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.derive.colouring.orders import Neighbours
    from explorer.core.derive.sparsity.matrices import Pattern


_PAIRS = 4_000_000  # of columns that meet: a second, all orders together


def colour_columns(pattern: Pattern) -> np.ndarray:
    """A colour for each column, from 0; columns without entries have -1.

    Of several orders the best is kept (Gebremedhin, Manne and Pothen 2005, section 3); no order can need fewer than the
    longest row has entries.
    """
    count = pattern.shape[1]
    fewest = int(np.diff(pattern.indptr).max(initial=0))
    best = _around(pattern)
    if best.max(initial=-1) + 1 > fewest:
        meeting = conflicts(pattern)
        for order in islice(orders(meeting), _tries(meeting)) if meeting is not None else ():
            found = np.array(greedy(meeting or [], order), int)
            if found.max() < best.max():
                best = found
            if best.max() + 1 <= fewest:
                break
    used = np.bincount(pattern.indices, minlength=count) > 0
    return _numbered(np.where(used, best, -1))


def _tries(neighbours: Neighbours) -> int:
    """How many orders are tried: fewer, where each takes long."""
    return max(1, _PAIRS // max(1, sum(map(len, neighbours))))


def greedy(neighbours: Neighbours, order: Sequence[int]) -> list[int]:
    """Colours such that no two neighbours have the same: each takes the first that is left."""
    colours = [-1] * len(neighbours)
    for vertex in order:
        taken = {colours[other] for other in neighbours[vertex]}
        colour = 0
        while colour in taken:
            colour += 1
        colours[vertex] = colour
    return colours


def _around(pattern: Pattern) -> np.ndarray:
    """Colours that come again as soon as no row can hold two of them: the best there is for bands."""
    starts, ends = pattern.indptr[:-1], pattern.indptr[1:]
    full = starts < ends
    first, last = pattern.indices[starts[full]], pattern.indices[ends[full] - 1]
    span = int((last - first).max(initial=0)) + 1
    return np.arange(pattern.shape[1]) % span


def _numbered(colours: np.ndarray) -> np.ndarray:
    """The colours that there are, without gaps."""
    kinds, places = np.unique(colours, return_inverse=True)
    return places.reshape(-1) - (1 if kinds.size and kinds[0] == -1 else 0)
