"""A small picture of a whole graph in the corner of a part of it; a click or a drag goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from explorer.ui.scene.brushes import brush, pen

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from explorer.ui.scene.canvas import Canvas

MOST_WIDTH, MOST_HEIGHT, LEAST = 168.0, 116.0, 44.0
_EDGE, _INSET = 10, 5.0


class MiniMap(QWidget):
    """Stands in the upper right corner of its canvas while not all of the graph is in sight."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._picture: QPixmap | None = None
        self._wanted = True
        self.setAccessibleName("Overview of the graph")
        self.setToolTip("Where in the graph one is; click or drag to go elsewhere")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        canvas.seen.connect(self.follow)
        canvas.installEventFilter(self)

    def want(self, wanted: bool) -> None:
        """Whether it is to be seen at all."""
        self._wanted = wanted
        self.follow()

    def redraw(self) -> None:
        """Another graph, other nodes or other colours."""
        self._picture = None
        self.follow()
        self.update()

    def follow(self) -> None:
        """Another part is in sight."""
        bounds = self._bounds()
        shown = self._wanted and bounds is not None and not self._canvas.sight.contains(bounds)
        if shown and bounds is not None:
            scale = self._scale(bounds)
            width, height = (max(LEAST, side * scale + 2 * _INSET) for side in (bounds.width(), bounds.height()))
            self.setGeometry(round(self._canvas.width() - width) - _EDGE, _EDGE, round(width), round(height))
            self.update()
        self.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize and watched is self._canvas:
            self.follow()
        return super().eventFilter(watched, event)

    def _bounds(self) -> QRectF | None:
        """What there is to be seen: the nodes of this frame."""
        geometry, shown = self._canvas.item.geometry, self._canvas.item.shown
        if geometry is None or not shown.any():
            return None
        boxes = geometry.boxes[shown]
        left, top = boxes[:, :2].min(axis=0)
        right, bottom = boxes[:, 2:].max(axis=0)
        return QRectF(left, top, right - left, bottom - top)

    @staticmethod
    def _scale(bounds: QRectF) -> float:
        room = MOST_WIDTH - 2 * _INSET, MOST_HEIGHT - 2 * _INSET
        return min(room[0] / max(1.0, bounds.width()), room[1] / max(1.0, bounds.height()))

    def _place(self, bounds: QRectF) -> QPointF:
        """Where the corner of the graph is drawn."""
        scale = self._scale(bounds)
        return QPointF((self.width() - bounds.width() * scale) / 2, (self.height() - bounds.height() * scale) / 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The nodes as spots, and a frame around those in sight."""
        del event
        bounds = self._bounds()
        if bounds is None:
            return
        colours = self._canvas.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(colours.line_strong, 1))
        painter.setBrush(brush(colours.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        if self._picture is None or self._picture.deviceIndependentSize() != QRectF(self.rect()).size():
            self._picture = self._drawn(bounds)
        painter.drawPixmap(0, 0, self._picture)
        scale, corner = self._scale(bounds), self._place(bounds)
        sight = self._canvas.sight
        frame = QRectF((sight.topLeft() - bounds.topLeft()) * scale + corner, sight.size() * scale)
        painter.setPen(pen(colours.accent, 1.6))
        painter.setBrush(brush(colours.accent, 0.10))
        painter.drawRoundedRect(frame.intersected(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)), 3, 3)

    def _drawn(self, bounds: QRectF) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        item = self._canvas.item
        assert item.geometry is not None  # there are bounds
        scale, corner = self._scale(bounds), self._place(bounds)
        by_colour: dict[str, list[QRectF]] = {}
        spots = item.spots
        for index in np.flatnonzero(item.shown).tolist():
            box = item.geometry.rects[index]
            there = QRectF((box.topLeft() - bounds.topLeft()) * scale + corner, box.size() * scale)
            by_colour.setdefault(spots[index], []).append(there)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, rects in by_colour.items():
            painter.setBrush(brush(colour))
            painter.drawRects(rects)
        painter.end()
        return picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._go(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more; but what lies below must not hear of it."""
        event.accept()

    def _go(self, point: QPointF) -> None:
        bounds = self._bounds()
        if bounds is not None:
            inside = (point - self._place(bounds)) / self._scale(bounds) + bounds.topLeft()
            self._canvas.centre_on(inside)
