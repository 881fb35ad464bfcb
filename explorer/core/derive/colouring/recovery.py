"""How the entries of a matrix are read off its products with few vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.derive.sparsity.matrices import Pattern


@dataclass(frozen=True, eq=False)
class Reading:
    """Entries that are what is in the products, less other entries.

    Attributes:
        entries: the numbers of entries, in the order of the pattern; None for all of them.
        places: where each is in the products, flat.
        less: numbers of entries that were read before, to be taken away, …
        of: … and for each of them the number of the entry, among ``entries``, that it is to be taken from.
    """

    entries: np.ndarray | None
    places: np.ndarray
    less: np.ndarray
    of: np.ndarray


def direct(places: np.ndarray) -> tuple[Reading, ...]:
    """Each entry where it stands."""
    none = np.zeros(0, int)
    return (Reading(None, places, none, none),)


def read_columns(pattern: Pattern, colours: np.ndarray) -> np.ndarray:
    """Of each entry the place in the products of the matrix with the sums of columns of a colour (one a row)."""
    entries = pattern.tocoo()
    return colours[entries.col] * pattern.shape[0] + entries.row


def read_rows(pattern: Pattern, colours: np.ndarray) -> np.ndarray:
    """Of each entry the place in the products of sums of rows of a colour with the matrix (one a row)."""
    entries = pattern.tocoo()
    return colours[entries.row] * pattern.shape[1] + entries.col


def read_star(pattern: Pattern, colours: np.ndarray) -> np.ndarray:
    """The same for a symmetric matrix: where an entry is not the only one of its colour, its mirror image is."""
    entries = pattern.tocoo()
    size, count = pattern.shape[0], int(colours.max(initial=-1)) + 1
    own = entries.row.astype(np.int64) * count + colours[entries.col]
    met = np.bincount(own, minlength=size * count)
    mirrored = colours[entries.row] * size + entries.col
    return np.where(met[own] == 1, colours[entries.col] * size + entries.row, mirrored)


def read_trees(pattern: Pattern, colours: np.ndarray, most: int) -> tuple[Reading, ...] | None:
    """The same where entries of two colours form trees: from the leaves on, level by level; None for too many levels.

    What is in the products for a vertex and a colour is the sum of the edges between it and that colour: all of these
    but one are known when the subtrees below it are done (Gebremedhin, Tarafdar, Pothen and Walther 2009).
    """
    entries = pattern.tocoo()
    size = pattern.shape[0]
    rows, columns = entries.row.tolist(), entries.col.tolist()
    number = {edge: place for place, edge in enumerate(zip(rows, columns, strict=True))}
    kinds = colours.tolist()
    # Of a vertex and another colour: the neighbours of that colour whose edges are not known yet.
    open_edges: dict[tuple[int, int], set[int]] = {}
    for row, column in zip(rows, columns, strict=True):
        if row != column:
            open_edges.setdefault((row, kinds[column]), set()).add(column)
    known: dict[tuple[int, int], list[int]] = {}
    diagonal = [(place, kinds[row] * size + row) for place, row in enumerate(rows) if row == columns[place]]
    readings = [_reading([(place, place, at, []) for place, at in diagonal])]
    leaves = [key for key, edges in open_edges.items() if len(edges) == 1]
    while leaves:
        if len(readings) > most:
            return None
        level, following = [], []
        for vertex, colour in leaves:
            edges = open_edges[vertex, colour]
            if len(edges) != 1:
                continue  # its last edge was read from the other side
            (other,) = edges
            less = known.get((vertex, colour), [])
            entry = number[vertex, other]
            level.append((entry, number[other, vertex], colour * size + vertex, less))
            edges.clear()
            back = (other, kinds[vertex])
            open_edges[back].discard(vertex)
            known.setdefault(back, []).append(entry)
            if len(open_edges[back]) == 1:
                following.append(back)
        readings.append(_reading(level))
        leaves = following
    return tuple(reading for reading in readings if reading.places.size)


def _reading(level: Sequence[tuple[int, int, int, Sequence[int]]]) -> Reading:
    """Of entries with their mirror images, places, and what is to be taken away."""
    entries: list[int] = []
    places: list[int] = []
    less: list[int] = []
    of: list[int] = []
    for entry, mirror, place, taken in level:
        for one in dict.fromkeys((entry, mirror)):
            of += [len(entries)] * len(taken)
            entries.append(one)
            places.append(place)
            less += taken
    return Reading(*(np.array(one, int) for one in (entries, places, less, of)))
