"""A part of a graph: the neighbourhood of a node, or what somebody has in sight."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from explorer.drawing.sizes import MARGIN, TAG_GAP, TAG_HEIGHT, tag_width
from explorer.drawing.tags import tag_places

if TYPE_CHECKING:
    from collections.abc import Collection

    import networkx as nx

    from explorer.drawing.picture import Picture


def node_called(graph: nx.MultiDiGraph, wanted: str) -> int | None:
    """The node of a name in the script, else of a label, of a tag, of a number; None where there is none."""
    for key in ("name", "label", "tag"):
        for id, text in graph.nodes(data=key):
            if text == wanted:
                return int(id)
    return int(wanted) if wanted.isdecimal() and int(wanted) in graph else None


def near(graph: nx.MultiDiGraph, start: int, edges: int) -> frozenset[int]:
    """The nodes within so many edges of one, against the arrows and along them."""
    found, border = {start}, {start}
    for _ in range(edges):
        border = {other for one in border for other in (*graph.pred[one], *graph.succ[one])} - found
        if not border:
            break
        found |= border
    return frozenset(found)


def part_of(graph: nx.MultiDiGraph, keep: Collection[int]) -> nx.MultiDiGraph:
    """The graph of these nodes and of the edges between them, to be laid out by itself."""
    part: nx.MultiDiGraph = graph.copy()
    part.remove_nodes_from([id for id in graph if id not in keep])
    return part


def cropped(picture: Picture, keep: Collection[int]) -> Picture:
    """These nodes and the arrows between them, each where it stands, on a page that is as large as they need."""
    boxes = [box for box in picture.boxes if box.id in keep]
    arrows = [arrow for arrow in picture.arrows if arrow.source in keep and arrow.target in keep]
    if not boxes:
        return replace(picture, boxes=(), arrows=(), width=2 * MARGIN, height=2 * MARGIN)
    corners = [
        point
        for box in boxes
        for point in (
            (box.x - box.width / 2, box.y - box.height / 2),
            (box.x + box.width / 2, box.y + box.height / 2),
        )
    ]
    corners += [tuple(point) for arrow in arrows for point in arrow.points.tolist()]
    tags = {box.id: tag_width(box.tag) / 2 for box in boxes}
    for id, (x, y) in tag_places(replace(picture, boxes=tuple(boxes), arrows=tuple(arrows))).items():
        half = TAG_HEIGHT / 2 + TAG_GAP
        corners += [(x - tags[id], y - half), (x + tags[id], y + half)]
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    across, down = (MARGIN - low).tolist()
    return replace(
        picture,
        boxes=tuple(replace(box, x=box.x + across, y=box.y + down) for box in boxes),
        arrows=tuple(replace(arrow, points=arrow.points + np.array([across, down])) for arrow in arrows),
        width=float(high[0] - low[0]) + 2 * MARGIN,
        height=float(high[1] - low[1]) + 2 * MARGIN,
    )
