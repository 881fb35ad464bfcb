"""The graph of a sweep: values in the boxes, derivatives on tags below them, what is to come only faintly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.ui.scene.brushes import SEMIBOLD, brush, centred, metrics, pen, static_text
from explorer.ui.scene.geometry import overlapping
from explorer.ui.scene.graph_item import GraphItem
from explorer.ui.scene.node_paint import RADIUS, paint_flag, paint_node
from explorer.ui.scene.sweep_state import NOTHING, NodeState, SweepState
from explorer.ui.theme.fonts import drawn

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from explorer.document.snapshot import Node
    from explorer.ui.scene.geometry import Geometry
    from explorer.ui.theme.colours import Colours

FAINT = 0.32  # the opacity of what is not computed yet
READABLE = 0.3  # below this scale a value cannot be read
TAG_HEIGHT, TAG_DROP = 17.0, 3.0
HEAD_ROOM = 6.0
_UNKNOWN = NodeState()


class SweepItem(GraphItem):
    """Shows a graph of one frame, as far as a sweep has come."""

    def __init__(self, colours: Colours) -> None:
        super().__init__(colours)
        self._state = NOTHING
        self._written: dict[int, Node] = {}

    def set_state(self, state: SweepState) -> None:
        """The sweep has come to another line."""
        self._state = state
        self._written = {}
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Edges, then boxes, then what stands on edges."""
        del widget
        geometry = self.geometry
        if geometry is None:
            return
        exposed = option.exposedRect.adjusted(-26, -26, 26, 26)
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_links(painter, geometry, exposed)
        readable = scale >= READABLE
        for index in np.flatnonzero(self.shown & overlapping(geometry.boxes, exposed)):
            self._paint_box(painter, geometry, int(index), readable=readable)
        if readable:
            self._paint_notes(painter, geometry)

    def _paint_links(self, painter: QPainter, geometry: Geometry, exposed: QRectF) -> None:
        state, colours = self._state, self.colours
        for index in np.flatnonzero(overlapping(geometry.edge_boxes, exposed)):
            edge = geometry.edges[index]
            link = (edge.source, edge.target, edge.operand)
            now, passed = link in state.now, link in state.passed
            known = state.nodes.get(edge.target, _UNKNOWN).value != ""
            derivative = passed or (now and state.back)
            colour = colours.reverse if derivative else colours.accent if now else colours.forward
            against = derivative and state.back
            curve, head = geometry.arrow_back(int(index)) if against else geometry.arrow(int(index))
            painter.setOpacity(1.0 if now or passed or known else FAINT)
            painter.setPen(pen(colour, 3.0 if now else 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(curve)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(brush(colour))
            painter.drawPolygon(head)
        painter.setOpacity(1.0)

    def _paint_box(self, painter: QPainter, geometry: Geometry, index: int, *, readable: bool) -> None:
        node, rect = geometry.nodes[index], geometry.rects[index]
        state = self._state.nodes.get(node.id, _UNKNOWN)
        painter.setOpacity(1.0 if state.value else FAINT)
        if node.id in self._state.current:
            self._paint_halo(painter, node, rect)
        paint_node(painter, self._with_value(node, state), rect, "", self.colours, "all" if readable else "box")
        painter.setOpacity(1.0)
        if node.output and readable and not state.derivative:
            paint_flag(painter, node, rect, self.colours, below=True)
        if state.derivative and readable:
            self._paint_tag(painter, rect, state)

    def _with_value(self, node: Node, state: NodeState) -> Node:
        if node.id not in self._written:
            self._written[node.id] = replace(node, detail=state.value)
        return self._written[node.id]

    def _paint_halo(self, painter: QPainter, node: Node, rect: QRectF) -> None:
        radius = rect.height() / 2 if node.kind in {"input", "constant"} else RADIUS
        colour = self.colours.reverse if self._state.back else self.colours.accent
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(colour, alpha=0.2))
        painter.drawRoundedRect(rect.adjusted(-5, -5, 5, 5), radius + 5, radius + 5)

    def _paint_tag(self, painter: QPainter, rect: QRectF, state: NodeState) -> None:
        """Filled where it is whole, in outline where more will be added."""
        text, colours = state.derivative, self.colours
        which = drawn(11, "mono", SEMIBOLD)
        words = static_text(text if state.whole else f"{text} + …", which)
        width = metrics(which).horizontalAdvance(words.text()) + 16
        tag = QRectF(rect.center().x() - width / 2, rect.bottom() + TAG_DROP, width, TAG_HEIGHT)
        painter.setPen(pen(colours.reverse, 1.4))
        painter.setBrush(brush(colours.reverse if state.whole else colours.canvas))
        painter.drawRoundedRect(tag, TAG_HEIGHT / 2, TAG_HEIGHT / 2)
        painter.setFont(which)
        painter.setPen(pen(colours.on_accent if state.whole else colours.reverse, 1))
        painter.drawStaticText(centred(words, tag.center().x(), tag.center().y()), words)

    def _paint_notes(self, painter: QPainter, geometry: Geometry) -> None:
        """What stands at the edges of the current line, over everything."""
        which = drawn(11, "mono", SEMIBOLD)
        for index, edge in enumerate(geometry.edges):
            text = self._state.now.get((edge.source, edge.target, edge.operand), "")
            if not text:
                continue
            words = static_text(text, which, 220)
            size = words.size()
            at = _before_head(geometry, index)
            box = QRectF(at.x() - size.width() / 2 - 6, at.y() - 10, size.width() + 12, 20)
            painter.setPen(pen(self.colours.reverse, 1.2))
            painter.setBrush(brush(self.colours.panel))
            painter.drawRoundedRect(box, 5, 5)
            painter.setFont(which)
            painter.setPen(pen(self.colours.text, 1))
            painter.drawStaticText(centred(words, at.x(), at.y()), words)


def _before_head(geometry: Geometry, index: int) -> QPointF:
    """Near the lower end of the edge: at its upper one stands the derivative of the node above."""
    curve = geometry.strokes.curve(index)
    return curve.pointAtPercent(curve.percentAtLength(max(0.0, curve.length() - HEAD_ROOM)))
