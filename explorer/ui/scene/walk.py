"""Walking a graph by keys: where an arrow points, to the inputs of a node, to its uses.

An arrow key goes along an edge where one leads that way, else to the nearest node that lies there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from explorer.document.snapshot import Edge
    from explorer.ui.scene.geometry import Geometry

Direction = Literal["left", "right", "up", "down"]
Way = Literal["inputs", "uses"]
VECTORS: dict[Direction, tuple[float, float]] = {
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "up": (0.0, -1.0),
    "down": (0.0, 1.0),
}
_SIDEWAYS = 2.0  # how much more a pixel off the direction counts than one along it


def neighbour_towards(geometry: Geometry, shown: NDArray[np.bool_], node: int | None, towards: Direction) -> int | None:
    """The node that an arrow key goes to; from nothing it goes to the first node."""
    if not shown.any():
        return None
    if node is None or node not in geometry.index or not shown[geometry.index[node]]:
        return geometry.nodes[int(np.flatnonzero(shown)[0])].id
    here = geometry.centres[geometry.index[node]]
    linked = [*geometry.inputs.get(node, ()), *geometry.uses.get(node, ())]
    along_edges = np.zeros_like(shown)
    along_edges[[geometry.index[other] for other in linked if other in geometry.index]] = True
    for among in (along_edges & shown, shown):
        found = _nearest(geometry.centres, among, here, VECTORS[towards])
        if found is not None:
            return geometry.nodes[found].id
    return None


def _nearest(
    centres: NDArray[np.float64], among: NDArray[np.bool_], here: NDArray[np.float64], vector: tuple[float, float]
) -> int | None:
    step = centres - here
    along = step @ np.array(vector)
    across = np.abs(step @ np.array((-vector[1], vector[0])))
    candidates = np.flatnonzero(among & (along > 1) & (across <= 3 * along))
    if not len(candidates):
        return None
    return int(candidates[np.argmin(along[candidates] + _SIDEWAYS * across[candidates])])


class Tour:
    """Goes to the inputs of a node one after another, or to its uses, and round again."""

    def __init__(self) -> None:
        self._start: int | None = None
        self._way: Way | None = None
        self._at: int | None = None

    def go_on(self, edges: Iterable[Edge], node: int, way: Way, *, anew: bool = False) -> int | None:
        """The next node; None where the way leads nowhere.

        Args:
            edges: of which the graph consists.
            node: where one is.
            way: "inputs" or "uses".
            anew: leave the tour on which one came here, and begin one from here.
        """
        start = node
        if not anew and way == self._way and node == self._at and self._start is not None:
            start = self._start
        stops = _neighbours(edges := list(edges), start, way)
        if stops == [node] and start != node:  # there is no other one: on from here
            start, stops = node, _neighbours(edges, node, way)
        if not stops:
            return None
        here = stops.index(node) if node in stops and start != node else -1
        self._start, self._way, self._at = start, way, stops[(here + 1) % len(stops)]
        return self._at


def _neighbours(edges: Iterable[Edge], node: int, way: Way) -> list[int]:
    if way == "inputs":
        return list(dict.fromkeys(edge.source for edge in edges if edge.target == node))
    return list(dict.fromkeys(edge.target for edge in edges if edge.source == node))
