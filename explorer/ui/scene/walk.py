"""Walking a graph by arrow keys: along an edge where one leads that way, else to the nearest node that lies there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.ui.scene.geometry import Geometry

Direction = Literal["left", "right", "up", "down"]
_VECTORS: dict[Direction, tuple[float, float]] = {
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
        found = _nearest(geometry.centres, among, here, _VECTORS[towards])
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
