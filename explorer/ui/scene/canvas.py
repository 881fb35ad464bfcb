"""The view on one graph: pan by drag, zoom by wheel, walk by arrow keys, one selection with its twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QTransform
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QToolTip

from explorer.ui.looks import MOST_EDGES
from explorer.ui.scene.brushes import brush
from explorer.ui.scene.costs import cost_words
from explorer.ui.scene.edge_texts import EdgeTexts
from explorer.ui.scene.geometry import arrow
from explorer.ui.scene.graph_item import LABELS, GraphItem
from explorer.ui.scene.moved import bent, shifted
from explorer.ui.scene.node_paint import chevron_of
from explorer.ui.scene.overlay import Finds, Links, Ring
from explorer.ui.scene.walk import VECTORS, Direction, Tour, Way, neighbour_towards

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent

    from explorer.document.snapshot import Node, ProfileView
    from explorer.ui.focus import Focus
    from explorer.ui.looks import Looks
    from explorer.ui.scene.geometry import Geometry
    from explorer.ui.scene.node_paint import Mark
    from explorer.ui.theme.colours import Colours

LEAST_SCALE, MOST_SCALE, FIT_SCALE = 0.02, 4.0, 1.0
ZOOM_STEP = 1.2
DRAG_DISTANCE = 4
MOST_LINKS = 300  # edges of the selected node that are drawn over the others
REST = 140  # milliseconds without a turn of the wheel
DOTS = 22
_ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
_WAYS: dict[int, Way] = {Qt.Key.Key_I: "inputs", Qt.Key.Key_U: "uses"}


class Canvas(QGraphicsView):
    """Shows one frame of a derivation."""

    moved = Signal()  # by the person: the twin follows
    seen = Signal()  # another part is in sight, for whatever reason

    def __init__(
        self, name: str, colours: Colours, focus: Focus, looks: Looks | None = None, graph: GraphItem | None = None
    ) -> None:
        super().__init__()
        self.setScene(QGraphicsScene(self))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.focus = focus
        self.looks = looks
        self.profile: ProfileView | None = None  # what nodes cost
        self.colours = colours
        self.item = GraphItem(colours) if graph is None else graph
        self._selection = Ring(colours, halo=True)
        self._hover = Ring(colours, halo=False)
        self._finds, self._links = Finds(colours), Links(colours)
        self.texts = EdgeTexts(colours)
        self._tour = Tour()
        for item in (self.item, self._links, self.texts, self._finds, self._hover, self._selection):
            self.scene().addItem(item)
        self.bottom_room = 46  # the bar that floats over the canvas
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(lambda: self.item.set_hurried(False))
        self._fitted = True
        self._pressed: QPoint | None = None
        self._panned = False
        self._moving: int | None = None  # the node that is dragged
        focus.node_changed.connect(self._show_selection)
        focus.hover_changed.connect(self._show_hover)
        focus.found_changed.connect(self._show_found)

    # what is shown

    def set_geometry(self, geometry: Geometry | None, *, keep: bool) -> None:
        """Another graph; ``keep`` leaves the view where it is (a step, a small edit)."""
        self.item.set_geometry(geometry)
        bounds = self.item.boundingRect()
        room = max(4000.0, bounds.width(), bounds.height())
        self.setSceneRect(bounds.adjusted(-room, -room, room, room))
        if not keep or self._fitted:
            self.fit()

    def set_frame(self, frame: int, other: int, mark: Mark, *, ghosts: bool) -> None:
        """Show a frame, marked against another."""
        self.item.set_frame(frame, other, mark, ghosts=ghosts)
        self._show_selection(self.focus.node)
        self._show_hover(self.focus.hover)
        self._show_found(self.focus.found)

    def set_colours(self, colours: Colours) -> None:
        """Another palette."""
        self.colours = colours
        for item in (self.item, self._selection, self._hover, self._finds, self._links, self.texts):
            item.colours = colours
            item.update()
        self.resetCachedContent()
        self.viewport().update()

    # where it is shown

    @property
    def zoom(self) -> float:
        """The scale, 1 at 100 %."""
        return self.transform().m11()

    def fit(self) -> None:
        """All of the graph, at 100 % at most."""
        self._fitted = True
        if self.item.geometry is None:
            return
        bounds = self.item.geometry.ends
        room = QRectF(self.viewport().rect()).adjusted(4, 2, -4, -self.bottom_room)
        scale = min(room.width() / bounds.width(), room.height() / bounds.height(), FIT_SCALE)
        self._look_at(bounds.center(), max(LEAST_SCALE, scale), room.center())
        self.moved.emit()

    def stay(self) -> None:
        """Show what is shown, though the graph may become larger."""
        self._fitted = False

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller about a point of the viewport, the middle where none is given."""
        at = QPointF(self.viewport().rect().center()) if at is None else at
        scale = min(MOST_SCALE, max(LEAST_SCALE, self.zoom * factor))
        self._fitted = False
        self._hurry()
        self._look_at(self.mapToScene(at.toPoint()), scale, at)
        self.moved.emit()

    def _hurry(self) -> None:
        self.item.set_hurried(True)
        self._rest.start()

    def zoom_to(self, scale: float) -> None:
        """A scale about the middle."""
        self.zoom_by(scale / self.zoom)

    def follow(self, other: Canvas) -> None:
        """Look at what the twin looks at."""
        self._fitted = other._fitted
        if other.item.hurried:
            self._hurry()
        middle = other.mapToScene(other.viewport().rect().center())
        self._look_at(middle, other.zoom, QPointF(self.viewport().rect().center()))

    def reveal(self, node: int) -> None:
        """Bring a node into the middle, at a scale at which it can be read."""
        geometry = self.item.geometry
        if geometry is None or node not in geometry.index:
            return
        self._fitted = False
        self._look_at(
            geometry.rects[geometry.index[node]].center(), max(self.zoom, 0.8), QPointF(self.viewport().rect().center())
        )
        self.moved.emit()

    def in_sight(self, node: int) -> bool:
        """Whether the whole box of a node can be seen."""
        geometry = self.item.geometry
        if geometry is None or node not in geometry.index:
            return True
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        return seen.contains(geometry.rects[geometry.index[node]])

    @property
    def sight(self) -> QRectF:
        """The part of the scene that is seen, without what lies behind the bar."""
        return self.mapToScene(self.viewport().rect().adjusted(0, 0, 0, -self.bottom_room)).boundingRect()

    def centre_on(self, point: QPointF) -> None:
        """Bring a point of the scene into the middle."""
        self._fitted = False
        room = QRectF(self.viewport().rect()).adjusted(0, 0, 0, -self.bottom_room)
        self._look_at(point, self.zoom, room.center())
        self.moved.emit()

    def _look_at(self, scene_point: QPointF, scale: float, at: QPointF) -> None:
        """Show a point of the scene at a point of the viewport; scroll bars count in pixels from the scene's origin."""
        self.setTransform(QTransform.fromScale(scale, scale))
        shift = scene_point * scale - at
        self.horizontalScrollBar().setValue(round(shift.x()))
        self.verticalScrollBar().setValue(round(shift.y()))
        self.seen.emit()

    # selection

    def node_at(self, point: QPoint) -> Node | None:
        """The node under a point of the viewport."""
        geometry = self.item.geometry
        if geometry is None or not len(self.item.shown):
            return None
        index = geometry.hit(self.mapToScene(point), self.item.shown)
        return None if index is None else geometry.nodes[index]

    def _show_selection(self, node: int | None) -> None:
        self._place(self._selection, node)
        geometry = self.item.geometry
        if geometry is None or node is None:
            self._links.follow(())
            return
        shown = self.item.edges_shown
        touched = [at for at in geometry.touching(node) if at < len(shown) and shown[at]]
        some = touched[:: -(-len(touched) // MOST_LINKS)] if touched else ()  # a variable may have thousands of uses
        self._links.follow([geometry.arrow(at) for at in some])

    def _show_hover(self, node: int | None) -> None:
        self._place(self._hover, node)

    def _show_found(self, found: frozenset[int]) -> None:
        geometry, shown = self.item.geometry, self.item.shown
        rings = []
        for node in found if geometry is not None else ():
            index = geometry.index.get(node) if geometry is not None else None
            if geometry is not None and index is not None and index < len(shown) and shown[index]:
                rings.append((geometry.rects[index], geometry.nodes[index].kind in {"input", "constant"}))
        self._finds.surround(rings)

    def _place(self, ring: Ring, node: int | None) -> None:
        geometry = self.item.geometry
        index = None if geometry is None or node is None else geometry.index.get(node)
        if geometry is None or index is None or index >= len(self.item.shown) or not self.item.shown[index]:
            ring.surround(None)
            return
        ring.surround(geometry.rects[index], pill=geometry.nodes[index].kind in {"input", "constant"})

    # events

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        """The canvas with its dots, which stay 22 pixels apart at any zoom."""
        del rect
        painter.save()
        painter.resetTransform()
        area = self.viewport().rect()
        painter.fillRect(area, brush(self.colours.canvas))
        left = DOTS - self.horizontalScrollBar().value() % DOTS
        top = DOTS - self.verticalScrollBar().value() % DOTS
        xs, ys = np.meshgrid(np.arange(left - DOTS, area.width(), DOTS), np.arange(top - DOTS, area.height(), DOTS))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(self.colours.dots))
        painter.drawRects([QRectF(x, y, 2, 2) for x, y in zip(xs.ravel().tolist(), ys.ravel().tolist(), strict=True)])
        painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who sees all goes on seeing all."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        self.seen.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the mouse; with Shift, and with the sideways movement of a touchpad, pan."""
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            self.pan(QPoint(delta.x() or delta.y(), 0) / 2)
        else:
            self.zoom_by(ZOOM_STEP ** (delta.y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press may become a click or a drag."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._pressed, self._panned = event.position().toPoint(), False
            node = self.node_at(self._pressed) if event.button() == Qt.MouseButton.LeftButton else None
            can = node is not None and node.id == self.focus.node and self.looks is not None
            self._moving = self.focus.node if can else None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while pressed, or move the selected node; else the node under the mouse is pointed at."""
        here = event.position().toPoint()
        if self._pressed is None:
            node = self.node_at(here)
            self.focus.point_at(None if node is None else node.id)
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor if node is None else Qt.CursorShape.PointingHandCursor)
        elif self._panned or (here - self._pressed).manhattanLength() >= DRAG_DISTANCE:
            self._panned = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            if self._moving is not None:
                self._drag(self._moving, self._dragged(here))
                event.accept()
                return
            self.pan(here - self._pressed)
            self._pressed = here
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click selects; the selected node stays where it was dragged."""
        if self._moving is not None and self._panned and self._pressed is not None and self.looks is not None:
            by = self._dragged(event.position().toPoint())
            self.looks.move(self._moving, by.x(), by.y())
        if self._pressed is not None and not self._panned and event.button() == Qt.MouseButton.LeftButton:
            node = self.node_at(event.position().toPoint())
            self.focus.select(None if node is None else node.id)
            if node is not None and self._on_chevron(node, event.position().toPoint()):
                self._open_or_close(node.id)
        self._pressed = self._moving = None
        self.viewport().unsetCursor()
        event.accept()

    def _on_chevron(self, node: Node, point: QPoint) -> bool:
        """Whether a point is on the mark that opens a loop; from afar it has none."""
        geometry = self.item.geometry
        if geometry is None or node.body is None or self.zoom < LABELS:
            return False
        return chevron_of(geometry.rects[geometry.index[node.id]]).contains(self.mapToScene(point))

    def _dragged(self, here: QPoint) -> QPointF:
        """How far a node was dragged, in the scene."""
        return QPointF(here - (self._pressed or here)) / self.zoom

    def _drag(self, node: int, by: QPointF) -> None:
        """Show where a node would go, and its edges."""
        geometry = self.item.geometry
        if geometry is None or node not in geometry.index:
            return
        there = shifted(geometry.nodes[geometry.index[node]], (by.x(), by.y()))
        box = geometry.rects[geometry.index[node]].translated(by)
        self._selection.surround(box, pill=there.kind in {"input", "constant"})
        arrows = []
        for at in geometry.touching(node):
            if self.item.edges_shown[at]:
                edge = geometry.edges[at]
                ends = (
                    there if id == node else geometry.nodes[geometry.index[id]] for id in (edge.source, edge.target)
                )
                arrows.append(arrow(bent(edge, *ends)))
        self._links.follow(arrows)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens a loop or closes it, and centres any other node; on the canvas it fits."""
        node = self.node_at(event.position().toPoint())
        if node is None:
            self.fit()
        elif node.body is not None and self.looks is not None:
            self._open_or_close(node.id)
        else:
            self.reveal(node.id)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self.focus.point_at(None)
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole expression of the node under the mouse, and what it costs, as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            node = self.node_at(event.pos())
            if node is None:
                QToolTip.hideText()
            else:
                lines = [node.expression or node.label, node.type, cost_words(self.profile, node.id)]
                lines += ["Double click, or O, opens it and closes it"] if node.body is not None and self.looks else []
                QToolTip.showText(event.globalPos(), "\n".join(line for line in lines if line), self.viewport())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus and nought zoom; arrows walk; Escape lets go; the rest is about the selected node."""
        key = event.key()
        if key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_by(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif key in {Qt.Key.Key_0, Qt.Key.Key_F}:
            self.fit()
        elif key == Qt.Key.Key_Escape and self._let_go():
            pass
        elif key in _ARROWS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._walk(_ARROWS[key])
        elif self.focus.node is None or not self._key_of_node(self.focus.node, key, event.modifiers()):
            super().keyPressEvent(event)
            return
        event.accept()

    def _key_of_node(self, node: int, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Enter centres it, I and U follow its edges, O opens it, digits dim the rest; whether it was such a key."""
        digit = key - Qt.Key.Key_0
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.reveal(node)
        elif key in _WAYS:
            anew = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._go_to(self._tour.go_on(self.item.edges_that_show(), node, _WAYS[key], anew=anew))
        elif self.looks is None:
            return False
        elif key in _ARROWS:
            right, down = VECTORS[_ARROWS[key]]
            self.looks.move(node, DOTS * right, DOTS * down)
        elif key == Qt.Key.Key_O:
            self._open_or_close(node)
        elif 1 <= digit <= MOST_EDGES:
            self.looks.look_around(digit)
        else:
            return False
        return True

    def _let_go(self) -> bool:
        """Of what is dragged, else of the neighbourhood, else of the selection; whether there was any."""
        if self._moving is not None:
            self._moving = self._pressed = None
            self._show_selection(self.focus.node)
        elif self.looks is not None and self.looks.reach is not None:
            self.looks.look_around(None)
        elif self.focus.node is not None:
            self.focus.select(None)
        else:
            return False
        return True

    def _open_or_close(self, node: int) -> None:
        """Show the body of a node where it is a loop, or the loop again."""
        geometry = self.item.geometry
        if self.looks is None or geometry is None or node not in geometry.index:
            return
        if geometry.nodes[geometry.index[node]].body is not None:
            self.looks.open_or_close(node)

    def _walk(self, towards: Direction) -> None:
        geometry = self.item.geometry
        if geometry is None:
            return
        self._go_to(neighbour_towards(geometry, self.item.shown, self.focus.node, towards))

    def _go_to(self, node: int | None) -> None:
        if node is not None:
            self.focus.select(node)
            if not self.in_sight(node):
                self.reveal(node)

    def pan(self, by: QPoint) -> None:
        """Move what is seen, in pixels."""
        self._fitted = False
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - by.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() - by.y())
        self.seen.emit()
        self.moved.emit()
