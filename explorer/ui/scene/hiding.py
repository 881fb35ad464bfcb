"""Nodes left out of a graph, and the dashed edges that lead across the places where they were."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from explorer.document.snapshot import Edge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.ui.looks import Hiding
    from explorer.ui.scene.geometry import Geometry


def hidden_nodes(geometry: Geometry, hiding: Hiding) -> NDArray[np.bool_]:
    """A mask of the nodes that are left out."""
    if not hiding:
        return np.zeros(len(geometry.nodes), dtype=np.bool_)
    return np.fromiter((hiding.hides(node) for node in geometry.nodes), np.bool_, len(geometry.nodes))


def bridges(geometry: Geometry, edges: NDArray[np.bool_], hidden: NDArray[np.bool_], frame: int) -> list[Edge]:
    """An edge for every pair of nodes between which only hidden ones lie.

    It follows the edges of the shortest way, through the places of the hidden nodes: nothing else is there.
    """
    if not hidden.any():
        return []
    into: dict[int, list[int]] = {}
    for at in np.flatnonzero(edges).tolist():
        into.setdefault(int(geometry.ends_of_edges[at, 1]), []).append(at)
    found = []
    for at in np.flatnonzero(
        edges & hidden[geometry.ends_of_edges[:, 0]] & ~hidden[geometry.ends_of_edges[:, 1]]
    ).tolist():
        found += _ways_to(geometry, into, hidden, at, frame)
    known: dict[tuple[int, int], Edge] = {}
    for edge in found:
        shortest = known.get((edge.source, edge.target))
        if shortest is None or len(edge.points) < len(shortest.points):
            known[edge.source, edge.target] = edge
    return list(known.values())


def _ways_to(
    geometry: Geometry, into: dict[int, list[int]], hidden: NDArray[np.bool_], last: int, frame: int
) -> list[Edge]:
    """The ways that end with one edge from a hidden node, breadth first: from every visible node the shortest."""
    start = int(geometry.ends_of_edges[last, 0])
    way: dict[int, tuple[int, ...]] = {start: (last,)}
    queue = deque([start])
    found = []
    while queue:
        node = queue.popleft()
        for at in into.get(node, ()):
            source = int(geometry.ends_of_edges[at, 0])
            if source in way:
                continue
            way[source] = (at, *way[node])
            if hidden[source]:
                queue.append(source)
            else:
                found.append(_bridge([geometry.edges[one] for one in way[source]], frame))
    return found


def _bridge(way: Sequence[Edge], frame: int) -> Edge:
    """Several edges as one."""
    points = [way[0].points]
    for before, after in pairwise(way):
        end, start = before.points[-1], after.points[0]
        reach = float(np.hypot(*(start - end))) / 3
        points += [
            np.array([end + _along(before.points[-2], end) * reach, start - _along(start, after.points[1]) * reach]),
            after.points,
        ]
    ends = way[0].source, way[-1].target
    return Edge(*ends, np.vstack(points), way[-1].sweep, reused=False, cut=False, frames=((frame, frame),))


def _along(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """The direction from one point to another; no direction where they are one."""
    step = there - here
    length = float(np.hypot(*step))
    return step / length if length > 1e-6 else np.zeros(2)
