"""Colourings of symmetric patterns, that is of Hessians: an entry may be read from either of its two places."""

from __future__ import annotations

from itertools import count as counted
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.derive.colouring.graphs import neighbours as neighbours_of
from explorer.core.derive.colouring.orders import orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.derive.colouring.orders import Neighbours
    from explorer.core.derive.sparsity.matrices import Pattern

_STEPS = 6_000_000  # of looking at neighbours of neighbours: about a second
_HUB = 64  # neighbours: whoever has more, and many more than others, gets a colour of their own


def colour_star(pattern: Pattern) -> np.ndarray | None:
    """A star colouring: on any path of four vertices there are three colours. None where finding one takes too long.

    Each entry is then the only one of its colour in its row, or in that of its mirror image (Coleman and Moré 1984;
    Gebremedhin, Manne and Pothen 2005, section 4).
    """
    return _best(pattern, star)


def colour_acyclic(pattern: Pattern) -> np.ndarray | None:
    """An acyclic colouring: on any circle there are three colours. None where finding one takes too long.

    Entries of two colours form trees, and follow one from another from the leaves on (Coleman and Cai 1986).
    """
    return _best(pattern, acyclic)


def _best(pattern: Pattern, colour: Colouring) -> np.ndarray | None:
    around = neighbours_of(pattern)
    degrees = np.array([len(one) for one in around], float)
    usual = max(_HUB, int(8 * np.median(degrees))) if degrees.size else 0
    hubs = np.flatnonzero(degrees > usual)
    if hubs.size:  # no path through them can lack a third colour
        apart = set(hubs.tolist())
        around = [[] if v in apart else [w for w in one if w not in apart] for v, one in enumerate(around)]
        degrees = np.array([len(one) for one in around], float)
    if (degrees**2 * degrees.max(initial=0)).sum() > _STEPS:
        return None
    best: np.ndarray | None = None
    for order in orders(around):
        found = np.array(colour(around, order), int)
        if best is None or found.max(initial=0) < best.max(initial=0):
            best = found
    assert best is not None
    best[hubs] = best.max(initial=-1) + 1 + np.arange(hubs.size)
    return best


def star(neighbours: Neighbours, order: Sequence[int]) -> list[int]:
    """Each vertex takes the first colour that leaves no path of four vertices with two colours."""
    colours = [-1] * len(neighbours)
    for vertex in order:
        taken: set[int] = set()
        for near in neighbours[vertex]:
            colour = colours[near]
            taken.add(colour)
            for far in neighbours[near]:
                if far == vertex or colours[far] < 0 or colours[far] in taken:
                    continue
                if colour < 0 or any(colours[end] == colour for end in neighbours[far] if end != near):
                    taken.add(colours[far])
        colours[vertex] = next(colour for colour in counted() if colour not in taken)
    return colours


def acyclic(neighbours: Neighbours, order: Sequence[int]) -> list[int]:
    """Each vertex takes the first colour that closes no circle of two colours.

    Of each vertex and each other colour it is known in which tree of these two colours it stands.
    """
    colours = [-1] * len(neighbours)
    above: dict[tuple[int, int], tuple[int, int]] = {}

    def tree(vertex: int, other: int) -> tuple[int, int]:
        at = (vertex, other)
        while (up := above.get(at, at)) != at:
            above[at] = above.get(up, up)
            at = up
        return at

    for vertex in order:
        near: dict[int, list[int]] = {}
        for one in neighbours[vertex]:
            if colours[one] >= 0:
                near.setdefault(colours[one], []).append(one)
        several = [ones for ones in near.values() if len(ones) > 1]
        colour = next(
            colour
            for colour in counted()
            if colour not in near and all(len({tree(one, colour) for one in ones}) == len(ones) for ones in several)
        )
        colours[vertex] = colour
        for other, ones in near.items():
            for one in ones:
                above[tree(one, colour)] = tree(vertex, other)
    return colours


if TYPE_CHECKING:
    from collections.abc import Callable

    Colouring = Callable[[Neighbours, Sequence[int]], list[int]]
