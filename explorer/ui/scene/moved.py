"""A graph some of whose nodes a person has put elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from explorer.document.snapshot import Edge, GraphView, Node

Shift = tuple[float, float]


def moved(view: GraphView, shifts: Mapping[int, Shift]) -> GraphView:
    """The view with its nodes shifted, by node id. Edges go along; with one end elsewhere they are plain curves."""
    if not shifts:
        return view
    nodes = tuple(shifted(node, shifts[node.id]) if node.id in shifts else node for node in view.nodes)
    by_id = {node.id: node for node in nodes}
    edges = tuple(_moved_edge(edge, by_id, shifts) for edge in view.edges)
    return replace(view, nodes=nodes, edges=edges)


def with_loops(shifts: Mapping[int, Shift], within: Mapping[int, int]) -> dict[int, Shift]:
    """The same shifts, in which the nodes of an open loop go along with it. ``within`` gives the loop of a node."""
    found = dict(shifts)
    for node in within:
        at, (right, down) = node, shifts.get(node, (0.0, 0.0))
        while at in within:
            at = within[at]
            more = shifts.get(at, (0.0, 0.0))
            right, down = right + more[0], down + more[1]
        if right or down:
            found[node] = right, down
    return found


def shifted(node: Node, by: Shift) -> Node:
    """A node elsewhere."""
    return replace(node, x=node.x + by[0], y=node.y + by[1])


def bent(edge: Edge, source: Node, target: Node) -> Edge:
    """An edge as one curve between two boxes, wherever these are."""
    return replace(edge, points=curve(source, target), cut=False)


def curve(source: Node, target: Node) -> NDArray[np.float64]:
    """From border to border: out of the side that faces the other box, and into that which faces this one."""
    step = np.array([target.x - source.x, target.y - source.y])
    room = abs(step) - np.array([source.width + target.width, source.height + target.height]) / 2
    axis = int(room[1] >= room[0])  # the direction in which there is more room between them
    side = np.sign(step[axis]) or 1.0
    out = np.zeros(2)
    out[axis] = side
    start = np.array([source.x, source.y]) + out * (source.width, source.height) / 2
    end = np.array([target.x, target.y]) - out * (target.width, target.height) / 2
    reach = max(12.0, abs(end - start)[axis] / 2)
    return np.array([start, start + out * reach, end - out * reach, end])


def _moved_edge(edge: Edge, nodes: Mapping[int, Node], shifts: Mapping[int, Shift]) -> Edge:
    one, other = shifts.get(edge.source), shifts.get(edge.target)
    if one is None and other is None:
        return edge
    if one == other and one is not None:
        return replace(edge, points=edge.points + np.array(one))
    return bent(edge, nodes[edge.source], nodes[edge.target])
