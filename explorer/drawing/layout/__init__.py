"""A graph's boxes and arrows get their places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.drawing.layout.curves import between, fitted, sampled
from explorer.drawing.layout.dot import cut, dot
from explorer.drawing.layout.effort import care
from explorer.drawing.layout.layered import layered
from explorer.drawing.layout.plan import plan_of
from explorer.drawing.layout.ranks import ranks
from explorer.drawing.picture import Arrow, Box, Picture
from explorer.drawing.sizes import LOOP_INSET, MARGIN, ROW_GAP, TAG_GAP, TAG_HEIGHT, TITLE_BAR, fit_detail, fit_label

if TYPE_CHECKING:
    import networkx as nx

    from explorer.drawing.layout.plan import Placed, Plan
    from explorer.drawing.picture import Layout


def lay_out(
    graph: nx.MultiDiGraph,
    budget: float = 3.0,
    loops: Literal["closed", "open"] = "closed",
    engine: Layout | None = None,
    row_gap: float = ROW_GAP,
) -> Picture:
    """The picture of a graph made by `graph_of` or `graph_of_frames`; all frames in one layout.

    Args:
        graph: the graph.
        budget: seconds that `dot` may take, by an estimate; where it would need more, our own layers are drawn.
        loops: whether a loop is a closed box or shows its body.
        engine: take this one, whatever it costs.
        row_gap: pixels between the rows, more where something is to be written between them.
    """
    inner = _bodies(graph, budget, engine) if loops == "open" else {}
    plan = plan_of(graph, {id: (body.width, body.height + TITLE_BAR) for id, body in inner.items()}, row_gap)
    row = ranks(plan)
    skipped = np.zeros(len(plan.links), dtype=bool)
    attention = care(plan, row, skipped, budget)
    if attention != "careful":  # long links cost the most and show the least
        skipped = cut(plan, row)
        attention = care(plan, row, skipped, budget)
    if engine == "dot" or (engine is None and attention is not None):
        placed = dot(plan, skipped, hurried=attention != "careful")
        return _picture(graph, plan, placed, inner, "dot", skipped)
    picture = _picture(graph, plan, layered(plan, row), inner, "layered", skipped)
    note = f"{graph.number_of_nodes():,} nodes: drawn in plain layers"
    return replace(picture, note=note) if engine is None else picture


def _bodies(graph: nx.MultiDiGraph, budget: float, engine: Layout | None) -> dict[int, Picture]:
    found: dict[int, Picture] = {}
    for id, body in graph.nodes(data="inner"):
        if body is not None:
            picture = lay_out(body, budget, "open", engine)
            less = LOOP_INSET - MARGIN
            found[id] = _moved(picture, less, less, picture.width + 2 * less, picture.height + 2 * less)
    return found


def _picture(
    graph: nx.MultiDiGraph,
    plan: Plan,
    placed: Placed,
    inner: dict[int, Picture],
    engine: Layout,
    skipped: np.ndarray,
) -> Picture:
    centres = placed.centres.copy()
    turned = plan.mirrored and centres[plan.reverse, 0].mean() < centres[~plan.reverse, 0].mean()
    direction = np.array([-1.0 if turned else 1.0, 1.0])  # the reverse sweep stands on the right
    centres *= direction
    boxes = {
        id: _box(id, node, centres[plan.place_of[id]], plan.sizes[plan.place_of[id]], inner.get(id))
        for id, node in graph.nodes(data=True)
    }
    arrows = []
    for source, target, operand, edge in graph.edges(keys=True, data=True):
        number = plan.link_of[source, target, operand]
        link, curve = plan.links[number], placed.curves[number]
        if curve is None:
            points = between(boxes[source], boxes[target])
        else:
            points = (curve[::-1] if link.flipped else curve) * direction
        arrows.append(
            Arrow(
                source=source,
                target=target,
                operand=operand,
                points=fitted(points, boxes[source], boxes[target]),
                sweep=edge["sweep"],
                reused=edge["reused"],
                cut=bool(skipped[number]),
                frames=edge["frames"],
            )
        )
    frames: int = graph.graph["frames"]
    return _framed(Picture(tuple(boxes.values()), tuple(arrows), 0.0, 0.0, frames, engine))


def _box(id: int, node: dict[str, object], centre: np.ndarray, size: np.ndarray, inner: Picture | None) -> Box:
    taken = ("symbol", "kind", "sweep", "frames", "operation", "type", "name", "tag", "output", "lineage")
    return Box(
        id=id,
        label=fit_label(str(node["label"])),
        detail=fit_detail(str(node["detail"])),
        x=float(centre[0]),
        y=float(centre[1]),
        width=float(size[0]),
        height=float(size[1]),
        inner=inner,
        **{name: node[name] for name in taken},  # type: ignore[arg-type]  # networkx' attributes are untyped
    )


def _framed(picture: Picture) -> Picture:
    """The picture moved to its corner, with a margin around everything."""
    corners = [np.zeros((0, 2))]
    for box in picture.boxes:
        half = np.array([box.width, box.height]) / 2 + (0, TAG_HEIGHT + TAG_GAP if box.tag else 0)
        corners.append(np.array([box.x, box.y]) + np.array([-half, half]))
    points = np.concatenate([*corners, sampled(arrow.points for arrow in picture.arrows)])
    if not len(points):
        return replace(picture, width=2 * MARGIN, height=2 * MARGIN)
    low, high = points.min(axis=0) - MARGIN, points.max(axis=0) + MARGIN
    width, height = np.ceil(high - low)
    return _moved(picture, -low[0], -low[1], float(width), float(height))


def _moved(picture: Picture, dx: float, dy: float, width: float, height: float) -> Picture:
    """Everything moved, in a picture of another size."""
    shift = np.array([dx, dy])
    return replace(
        picture,
        boxes=tuple(replace(box, x=float(box.x + dx), y=float(box.y + dy)) for box in picture.boxes),
        arrows=tuple(replace(arrow, points=arrow.points + shift) for arrow in picture.arrows),
        width=width,
        height=height,
    )
