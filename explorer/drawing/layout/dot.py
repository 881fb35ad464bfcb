"""Layout by Graphviz' `dot`: box sizes given, places and splines read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.drawing.layout.plan import Placed
from explorer.drawing.sizes import COLUMN_GAP

if TYPE_CHECKING:
    from explorer.drawing.layout.plan import Plan

LONGEST_LINK = 10  # rows; longer ones are drawn afterwards


def cut(plan: Plan, row: np.ndarray) -> np.ndarray:
    """Which links are too long to be laid out. A place keeps its shortest one, or it would float away."""
    upper = np.array([link.upper for link in plan.links], dtype=int)
    lower = np.array([link.lower for link in plan.links], dtype=int)
    span = np.abs(row[lower] - row[upper])
    shortest = np.full(len(plan.sizes), np.iinfo(int).max)
    np.minimum.at(shortest, upper, span)
    np.minimum.at(shortest, lower, span)
    loose = np.array([link.loose for link in plan.links], dtype=bool)
    long: np.ndarray = ~loose & (span > np.maximum(shortest[upper], shortest[lower])) & (span > LONGEST_LINK)
    return long


def dot(plan: Plan, skipped: np.ndarray, *, hurried: bool = False) -> Placed:
    """The layout of a plan without the ``skipped`` links, which get no curve. In a hurry, edges are straight."""
    import pygraphviz  # noqa: PLC0415 - slow, and not needed before there is a graph

    graph = pygraphviz.AGraph(directed=True, strict=False)
    splines = "line" if hurried else "true"
    # One point is one pixel. Without an empty label the first layout waits for the system's fonts.
    graph.graph_attr.update(nodesep=str(COLUMN_GAP / 72), ranksep=str(plan.row_gap / 72), splines=splines)
    if hurried:
        graph.graph_attr.update(nslimit="0.5", nslimit1="0.5", mclimit="0.2")
    graph.node_attr.update(shape="box", label="", fixedsize="true", margin="0")
    graph.edge_attr.update(dir="none")
    for place, (width, height) in enumerate(plan.sizes):
        graph.add_node(place, width=f"{width / 72:.5f}", height=f"{height / 72:.5f}")
    drawn = [n for n, link in enumerate(plan.links) if not skipped[n] and not link.loose]
    for number in drawn:
        link = plan.links[number]
        graph.add_edge(link.upper, link.lower, key=str(number), minlen=str(link.least), weight=str(link.weight))
    graph.layout(prog="dot")
    centres = np.array([_point(graph.get_node(place).attr["pos"]) for place in range(len(plan.sizes))]).reshape(-1, 2)
    curves: list[np.ndarray | None] = [None] * len(plan.links)
    for number in drawn:
        link = plan.links[number]
        curves[number] = _curve(graph.get_edge(link.upper, link.lower, str(number)).attr["pos"])
    return Placed(centres * (1, -1), [None if curve is None else curve * (1, -1) for curve in curves])


def _point(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), float(y)


def _curve(text: str) -> np.ndarray | None:
    """The control points of ``x,y x,y …``, shape (1 + 3k, 2); ``None`` where `dot` gave no curve."""
    points = np.array([_point(part) for part in text.split(";", maxsplit=1)[0].split() if part[0] not in "es"])
    return points if len(points) >= 4 and len(points) % 3 == 1 else None
