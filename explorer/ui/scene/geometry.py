"""The shapes of one graph view, made once and shared by the graph before and the graph after."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from math import hypot
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from explorer.ui.scene.frames import Presence
from explorer.ui.scene.opened import is_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.document.snapshot import Edge, GraphView

HEAD_LENGTH, HEAD_WIDTH = 8.0, 7.0
MARGIN = 12.0  # room for badges and rings around the outermost nodes
FLAG_ROOM = 14.0  # more above and below, where the flag of an output stands


class Strokes:
    """Edges as shapes, each made when it is first painted: from afar only the lines are."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        self._edges = edges
        self._curves: dict[int, QPainterPath] = {}
        self._heads: dict[int, QPolygonF] = {}

    def curve(self, at: int) -> QPainterPath:
        """An edge as a curve that ends where its head begins."""
        if at not in self._curves:
            self._curves[at] = _curve(self._edges[at])
        return self._curves[at]

    def head(self, at: int) -> QPolygonF:
        """The head of the arrow."""
        if at not in self._heads:
            self._heads[at] = _head(self._edges[at])
        return self._heads[at]

    @cached_property
    def _ends(self) -> NDArray[np.float64]:
        """The first and the last point of each edge."""
        return np.array([(*edge.points[0], *edge.points[-1]) for edge in self._edges], dtype=np.float64).reshape(-1, 4)

    def lines(self, which: Sequence[int], within: QRectF) -> list[QLineF]:
        """Edges as straight lines, for when the graph is far away; of each only what lies in a rectangle.

        Qt looks at every pixel and every dash of a line, also where it is out of sight, and some go through all of a
        large graph. Clipped after Liang and Barsky (1984).
        """
        x0, y0, x1, y1 = self._ends[np.asarray(which, dtype=np.int64)].T
        dx, dy = x1 - x0, y1 - y0
        first, last = np.zeros_like(x0), np.ones_like(x0)
        seen = np.ones(x0.shape, dtype=np.bool_)
        for along, room in (
            (-dx, x0 - within.left()),
            (dx, within.right() - x0),
            (-dy, y0 - within.top()),
            (dy, within.bottom() - y0),
        ):
            level = along == 0
            seen &= ~(level & (room < 0))
            at = np.divide(room, along, out=np.zeros_like(room), where=~level)
            first = np.where(along < 0, np.maximum(first, at), first)
            last = np.where(along > 0, np.minimum(last, at), last)
        seen &= first <= last
        ends = np.stack([x0 + first * dx, y0 + first * dy, x0 + last * dx, y0 + last * dy], axis=1)[seen]
        return [QLineF(*end) for end in ends.tolist()]


class Geometry:
    """Boxes, curves and neighbours of the nodes, by index and by node id."""

    def __init__(self, view: GraphView, inner: frozenset[int] = frozenset()) -> None:
        self.view = view
        self.inner = inner  # the ids of nodes within open loops
        self.nodes = view.nodes
        self.edges = view.edges
        centre = np.array([(n.x, n.y) for n in view.nodes], dtype=np.float64).reshape(-1, 2)
        half = np.array([(n.width, n.height) for n in view.nodes], dtype=np.float64).reshape(-1, 2) / 2
        self.centres = centre
        self.boxes: NDArray[np.float64] = np.hstack([centre - half, centre + half])
        self.rects = [QRectF(n.x - n.width / 2, n.y - n.height / 2, n.width, n.height) for n in view.nodes]
        self.index = {node.id: index for index, node in enumerate(view.nodes)}
        self.node_presence = Presence([node.frames for node in view.nodes])
        self.edge_presence = Presence([edge.frames for edge in view.edges])
        self.ends_of_edges: NDArray[np.int64] = np.array(
            [(self.index[edge.source], self.index[edge.target]) for edge in view.edges], dtype=np.int64
        ).reshape(-1, 2)
        self.edge_boxes = boxes_of(view.edges)

    @cached_property
    def strokes(self) -> Strokes:
        """The edges as shapes."""
        return Strokes(self.edges)

    @cached_property
    def bounds(self) -> QRectF:
        """Everything, with a margin."""
        everything = np.ones(len(self.nodes), dtype=np.bool_), np.ones(len(self.edges), dtype=np.bool_)
        return self._around(*everything)

    @cached_property
    def ends(self) -> QRectF:
        """What the first and the last frame show: the steps between may need more room, at its edges."""
        frames = (0, self.view.frames - 1)
        nodes = np.logical_or(*(self.node_presence.at(frame) for frame in frames))
        return self._around(nodes, np.logical_or(*(self.edge_presence.at(frame) for frame in frames)))

    def _around(self, nodes: NDArray[np.bool_], edges: NDArray[np.bool_]) -> QRectF:
        corners = np.vstack([self.boxes[nodes], self.edge_boxes[edges]])
        if not len(corners):
            return QRectF(0, 0, 1, 1)
        left, top = corners[:, :2].min(axis=0)
        right, bottom = corners[:, 2:].max(axis=0)
        return QRectF(left, top, right - left, bottom - top).adjusted(
            -MARGIN, -MARGIN - FLAG_ROOM, MARGIN, MARGIN + FLAG_ROOM
        )

    @cached_property
    def open_loops(self) -> NDArray[np.bool_]:
        """A mask of the loops that show their bodies."""
        return np.array([is_open(node) for node in self.nodes], dtype=np.bool_)

    def arrow(self, edge: int) -> tuple[QPainterPath, QPolygonF]:
        """The curve of one edge, and its head."""
        return arrow(self.edges[edge])

    def arrow_back(self, edge: int) -> tuple[QPainterPath, QPolygonF]:
        """The same with the head at the other end: the way that a cotangent takes."""
        turned = replace(self.edges[edge], points=self.edges[edge].points[::-1])
        return _curve(turned), _head(turned)

    def touching(self, node: int) -> list[int]:
        """The numbers of the edges to a node and from it, in any frame."""
        return self._touching.get(node, [])

    @cached_property
    def _touching(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for at, edge in enumerate(self.edges):
            for end in {edge.source, edge.target}:
                found.setdefault(end, []).append(at)
        return found

    @cached_property
    def inputs(self) -> dict[int, list[int]]:
        """Node id → the nodes that it reads, in any frame."""
        return self._neighbours(of_target=True)

    @cached_property
    def uses(self) -> dict[int, list[int]]:
        """Node id → the nodes that read it, in any frame."""
        return self._neighbours(of_target=False)

    def _neighbours(self, *, of_target: bool) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for edge in self.edges:
            key, other = (edge.target, edge.source) if of_target else (edge.source, edge.target)
            row = found.setdefault(key, [])
            if other not in row:
                row.append(other)
        return found

    def hit(self, point: QPointF, shown: NDArray[np.bool_]) -> int | None:
        """The index of the shown node at a point."""
        x, y = point.x(), point.y()
        inside = (self.boxes[:, 0] <= x) & (x <= self.boxes[:, 2]) & (self.boxes[:, 1] <= y) & (y <= self.boxes[:, 3])
        found = np.flatnonzero(inside & shown)
        return int(found[-1]) if len(found) else None


def arrow(edge: Edge) -> tuple[QPainterPath, QPolygonF]:
    """The curve of an edge, and its head."""
    return _curve(edge), _head(edge)


def boxes_of(edges: Sequence[Edge]) -> NDArray[np.float64]:
    """The boxes around edges: left, top, right, bottom."""
    found = [(*edge.points.min(axis=0), *edge.points.max(axis=0)) for edge in edges]
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def overlapping(boxes: NDArray[np.float64], rect: QRectF) -> NDArray[np.bool_]:
    """A mask of the boxes (left, top, right, bottom) that touch a rectangle."""
    touched: NDArray[np.bool_] = (
        (boxes[:, 0] <= rect.right())
        & (boxes[:, 2] >= rect.left())
        & (boxes[:, 1] <= rect.bottom())
        & (boxes[:, 3] >= rect.top())
    )
    return touched


def _direction(edge: Edge) -> tuple[float, float]:
    """The direction in which the edge arrives."""
    end = edge.points[-1]
    for point in edge.points[-2::-1]:
        dx, dy = float(end[0] - point[0]), float(end[1] - point[1])
        length = hypot(dx, dy)
        if length > 1e-6:
            return dx / length, dy / length
    return 0.0, 1.0


def _curve(edge: Edge) -> QPainterPath:
    points = [QPointF(float(x), float(y)) for x, y in edge.points]
    dx, dy = _direction(edge)
    points[-1] -= QPointF(dx, dy) * (HEAD_LENGTH - 1)
    path = QPainterPath(points[0])
    for at in range(1, len(points) - 2, 3):
        path.cubicTo(points[at], points[at + 1], points[at + 2])
    return path


def _head(edge: Edge) -> QPolygonF:
    tip = QPointF(float(edge.points[-1][0]), float(edge.points[-1][1]))
    dx, dy = _direction(edge)
    base = tip - QPointF(dx, dy) * HEAD_LENGTH
    side = QPointF(-dy, dx) * (HEAD_WIDTH / 2)
    return QPolygonF([tip, base + side, base - side])
