"""A whole graph as one graphics item: culling by arrays, less detail from afar.

An item for each node costs 24 times as much at fit and no less close up (facts_ui, section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from explorer.ui.scene.brushes import brush, pen
from explorer.ui.scene.geometry import Geometry, overlapping
from explorer.ui.scene.node_paint import Detail, Mark, paint_flag, paint_ghost, paint_node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from PySide6.QtGui import QPen

    from explorer.ui.theme.colours import Colours

FAR, STRAIGHT = 0.12, 0.28  # below these scales: lines and boxes; straight edges
NO_TEXT, LABELS = 0.2, 0.58  # below these: boxes without text; labels only, and larger
FEW_EDGES = 100
EdgeLook = Literal["forward", "reverse", "reused", "cut"]
_LOOKS: tuple[EdgeLook, ...] = ("cut", "reused", "forward", "reverse")


class GraphItem(QGraphicsItem):
    """Shows one frame of a derivation, with marks for what another frame has not."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.colours = colours
        self.geometry: Geometry | None = None
        self.shown: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        self.edges_shown: NDArray[np.bool_] = self.shown
        self._marked: NDArray[np.bool_] = self.shown
        self._ghosts: NDArray[np.bool_] = self.shown
        self._mark: Mark = ""
        self._looks: dict[EdgeLook, NDArray[np.bool_]] = {}

    def set_geometry(self, geometry: Geometry | None) -> None:
        """Another graph."""
        self.prepareGeometryChange()
        self.geometry = geometry
        if geometry is not None:
            looks = np.array([_look(edge.sweep, reused=edge.reused, cut=edge.cut) for edge in geometry.edges])
            self._looks = {look: looks == look for look in _LOOKS}
        self.update()

    def set_frame(self, frame: int, other: int, mark: Mark, *, ghosts: bool) -> None:
        """Show a frame; what the other frame has not is marked, what only the other has may stay as a ghost."""
        geometry = self.geometry
        if geometry is None:
            return
        self.shown = geometry.node_presence.at(frame)
        beside = geometry.node_presence.at(other)
        self.edges_shown = geometry.edge_presence.at(frame)
        self._mark = mark
        self._marked = self.shown & ~beside
        self._ghosts = _free(geometry.boxes, beside & ~self.shown, self.shown) if ghosts else np.zeros_like(self.shown)
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole layout."""
        return self.geometry.bounds if self.geometry is not None else QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint what is exposed, in as much detail as can be seen."""
        del widget
        geometry = self.geometry
        if geometry is None:
            return
        exposed = option.exposedRect.adjusted(-26, -26, 26, 26)
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        visible = overlapping(geometry.boxes, exposed)
        edges = self.edges_shown & overlapping(geometry.edge_boxes, exposed)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, scale >= FAR)
        self._paint_edges(painter, geometry, edges, scale)
        if scale < FAR:
            self._paint_far(painter, geometry, np.flatnonzero(self.shown & visible))
            return
        text = scale >= NO_TEXT
        detail: Detail = "box" if not text else "label" if scale < LABELS else "all"
        for index in np.flatnonzero(self._ghosts & visible):
            paint_ghost(painter, geometry.nodes[index], geometry.rects[index], self.colours, text=text)
        for index in np.flatnonzero(self.shown & visible):
            mark: Mark = self._mark if self._marked[index] else ""
            node, rect = geometry.nodes[index], geometry.rects[index]
            paint_node(painter, node, rect, mark, self.colours, detail)
            if node.output and text:
                paint_flag(painter, node, rect, self.colours, below=self._fed_from_above(geometry, node.id, rect))

    def _fed_from_above(self, geometry: Geometry, node: int, rect: QRectF) -> bool:
        """Whether an arrow of its own sweep arrives at the upper border: the flag then stands below."""
        arriving = (edge for edge, shown in zip(geometry.edges, self.edges_shown, strict=True) if shown)
        return any(
            edge.target == node and not edge.reused and not edge.cut and edge.points[-1][1] <= rect.top() + 2
            for edge in arriving
        )

    def _paint_edges(self, painter: QPainter, geometry: Geometry, shown: NDArray[np.bool_], scale: float) -> None:
        few = int(shown.sum()) < FEW_EDGES
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for look in _LOOKS:
            chosen: list[int] = np.flatnonzero(shown & self._looks[look]).tolist() if self._looks else []
            if not chosen:
                continue
            colour = self._edge_colour(look)
            painter.setPen(self._edge_pen(look, colour, few=few and scale > STRAIGHT))
            if scale < STRAIGHT:
                painter.drawLines([geometry.lines[index] for index in chosen])
                continue
            for index in chosen:
                painter.drawPath(geometry.curves[index])
            if look == "cut":
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(brush(colour))
            for index in chosen:
                painter.drawPolygon(geometry.heads[index])
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _edge_colour(self, look: EdgeLook) -> str:
        names = {"forward": self.colours.forward, "reverse": self.colours.reverse}
        return names.get(look, self.colours.reused)

    @staticmethod
    def _edge_pen(look: EdgeLook, colour: str, *, few: bool) -> QPen:
        """Antialiased thick pens are slow: a cosmetic hairline serves where many edges show."""
        dash = {"reused": (3.5, 2.6), "cut": (1.5, 4.0)}.get(look, ())
        return pen(colour, 1.5 if few else 1.0, dash=dash, cosmetic=not few, alpha=0.6 if look == "cut" else 1.0)

    def _paint_far(self, painter: QPainter, geometry: Geometry, chosen: Iterable[int]) -> None:
        by_colour: dict[str, list[QRectF]] = {}
        for index in chosen:
            colour = self.colours.of_kind(geometry.nodes[index].kind)
            if self._marked[index]:
                colour = self.colours.removed if self._mark == "removed" else self.colours.added
            by_colour.setdefault(colour, []).append(geometry.rects[index])
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, rects in by_colour.items():
            painter.setBrush(brush(colour))
            painter.drawRects(rects)


def _look(sweep: str, *, reused: bool, cut: bool) -> EdgeLook:
    if cut:
        return "cut"
    if reused:
        return "reused"
    return "reverse" if sweep == "reverse" else "forward"


def _free(boxes: NDArray[np.float64], wanted: NDArray[np.bool_], taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of the boxes wanted those that lie over none that is taken: a new node inherits the place of an old one."""
    free = wanted.copy()
    others = boxes[taken]
    for index in np.flatnonzero(wanted):
        left, top, right, bottom = boxes[index]
        over = (others[:, 0] < right) & (others[:, 2] > left) & (others[:, 1] < bottom) & (others[:, 3] > top)
        free[index] = not over.any()
    return free
