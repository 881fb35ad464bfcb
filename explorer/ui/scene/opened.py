"""Loops opened in place: one turn of a loop within its box, for which everything else makes room.

The plane is stretched at the box, to the right and downwards: what was left of it, above, right or below stays there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from explorer.document.snapshot import GraphView, Node

TITLE = 34.0  # pixels above the body: what the loop is
INSET = 4.0  # beside it and below


def opened(view: GraphView, loops: Collection[int]) -> tuple[GraphView, dict[int, int]]:
    """The view with some loops open, by node id, and in which loop each node of a body is. These come last."""
    within: dict[int, int] = {}
    return _open_all(view, loops, {node.id for node in view.nodes}, within), within


def with_bodies(view: GraphView) -> GraphView:
    """The view with the nodes and edges of all bodies: for who asks what is known of a node, not where it stands."""
    always = ((0, view.frames - 1),)
    nodes = {node.id: node for node in view.nodes}
    edges = list(view.edges)
    waiting = [node.body for node in view.nodes if node.body is not None]
    seen: set[int] = set()
    while waiting:
        body = waiting.pop()
        if id(body) in seen:  # most rewrites leave the bodies of loops as they are
            continue
        seen.add(id(body))
        nodes = {node.id: replace(node, frames=always, output=False) for node in body.nodes} | nodes
        edges += [replace(edge, frames=always) for edge in body.edges]
        waiting += [node.body for node in body.nodes if node.body is not None]
    return replace(view, nodes=tuple(nodes.values()), edges=tuple(edges))


def is_open(node: Node) -> bool:
    """Whether the box of a loop has its body inside."""
    return node.body is not None and node.height >= TITLE + node.body.height


def _open_all(view: GraphView, loops: Collection[int], taken: set[int], within: dict[int, int]) -> GraphView:
    """Loops within loops first: then every body has its size."""
    bodies: dict[int, GraphView] = {}
    for node in view.nodes:
        if node.id in loops and node.body is not None:
            body = _open_all(_renamed(node.body, taken), loops, taken, within)
            bodies[node.id] = body
            within.update((one.id, node.id) for one in body.nodes if one.id not in within)
    for group in _by_place(view, bodies):
        bodies_here = [bodies[id] for id in group]
        width = max(body.width for body in bodies_here) + 2 * INSET
        height = max(body.height for body in bodies_here) + TITLE + INSET
        view = _stretched(view, group, np.array([width, height]))
    nodes, edges = list(view.nodes), list(view.edges)
    boxes = {node.id: node for node in view.nodes}
    for loop, body in bodies.items():
        box = boxes[loop]
        corner = np.array([box.x - body.width / 2, box.y - box.height / 2 + TITLE])
        nodes += [
            replace(one, x=one.x + corner[0], y=one.y + corner[1], frames=box.frames, output=False, tag="")
            for one in body.nodes
        ]
        edges += [replace(edge, points=edge.points + corner, frames=box.frames) for edge in body.edges]
    return replace(view, nodes=tuple(nodes), edges=tuple(edges))


def _by_place(view: GraphView, loops: Collection[int]) -> list[list[int]]:
    """What replaces a loop in a later frame stands where that stood: they grow together."""
    found: dict[tuple[int, int], list[int]] = {}
    for node in view.nodes:
        if node.id in loops:
            found.setdefault((round(node.x), round(node.y)), []).append(node.id)
    return list(found.values())


def _renamed(body: GraphView, taken: set[int]) -> GraphView:
    """The body with node ids that are not taken: two loops may have the same nodes, then some are below nought."""
    names = {}
    for node in body.nodes:
        names[node.id] = node.id if node.id not in taken else min(0, *taken) - 1
        taken.add(names[node.id])
    nodes = tuple(replace(node, id=names[node.id]) for node in body.nodes)
    edges = tuple(replace(edge, source=names[edge.source], target=names[edge.target]) for edge in body.edges)
    return replace(body, nodes=nodes, edges=edges)


def _stretched(view: GraphView, loops: Collection[int], size: NDArray[np.float64]) -> GraphView:
    """The view in which some loops at one place are larger; everything keeps its distance."""
    old = {node.id: node for node in view.nodes}
    outer = next(old[id] for id in old if id in loops)
    was = np.array([outer.width, outer.height])
    low = np.array([outer.x, outer.y]) - was / 2
    more = np.maximum(size - was, 0.0)

    def there(points: NDArray[np.float64]) -> NDArray[np.float64]:
        moved: NDArray[np.float64] = points + np.clip((points - low) / was, 0.0, 1.0) * more
        return moved

    new = {id: _node_at(node, there(np.array([node.x, node.y]))) for id, node in old.items()}
    for id in loops:
        x, y = low + (was + more) / 2
        new[id] = replace(
            old[id], x=float(x), y=float(y), width=float(was[0] + more[0]), height=float(was[1] + more[1])
        )
    edges = []
    for edge in view.edges:
        points = there(edge.points)
        for id, end, tip in ((edge.source, slice(0, 2), 0), (edge.target, slice(-2, None), -1)):
            if id not in loops:  # its box is not stretched, and the end of the edge stays at its border
                offset = edge.points[tip] - np.array([old[id].x, old[id].y])
                points[end] += np.array([new[id].x, new[id].y]) + offset - points[tip]
        edges.append(replace(edge, points=points))
    return replace(
        view,
        nodes=tuple(new.values()),
        edges=tuple(edges),
        width=view.width + float(more[0]),
        height=view.height + float(more[1]),
    )


def _node_at(node: Node, centre: NDArray[np.float64]) -> Node:
    return replace(node, x=float(centre[0]), y=float(centre[1]))
