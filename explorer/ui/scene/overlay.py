"""The rings around the node selected and the node hovered: a small item of its own costs nothing to move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from explorer.ui.scene.brushes import brush, pen
from explorer.ui.scene.node_paint import RADIUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

    from explorer.ui.theme.colours import Colours

_HALO = 7.0


class Links(QGraphicsItem):
    """The edges of the selected node over the others: where its value comes from, and where it goes."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.colours = colours
        self._curves: list[QPainterPath] = []
        self._heads: list[QPolygonF] = []
        self._bounds = QRectF()
        self.setZValue(-0.5)
        self.setVisible(False)

    def follow(self, edges: Sequence[tuple[QPainterPath, QPolygonF]]) -> None:
        """These curves, with their heads."""
        self.prepareGeometryChange()
        self._curves, self._heads = [curve for curve, _ in edges], [head for _, head in edges]
        self._bounds = QRectF()
        for curve, head in edges:
            self._bounds = self._bounds.united(curve.controlPointRect()).united(head.boundingRect())
        self.setVisible(bool(edges))
        self.update()

    def boundingRect(self) -> QRectF:
        """All of the curves."""
        return self._bounds.adjusted(-5, -5, 5, 5)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Curves and heads in the colour of the selection."""
        del option, widget
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for one in (pen(self.colours.accent, 7.0, alpha=0.3), pen(self.colours.accent, 2.0)):  # seen beside wide edges
            painter.setPen(one)
            for curve in self._curves:
                painter.drawPath(curve)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(self.colours.accent))
        for head in self._heads:
            painter.drawPolygon(head)


class Finds(QGraphicsItem):
    """Rings around all that a search has found."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.colours = colours
        self._rects: list[tuple[QRectF, float]] = []
        self._bounds = QRectF()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # it is told what is exposed
        self.setZValue(0.5)
        self.setVisible(False)

    def surround(self, rects: Sequence[tuple[QRectF, bool]]) -> None:
        """Around rectangles, each with whether it is a pill."""
        self.prepareGeometryChange()
        self._rects = [(rect.adjusted(-2, -2, 2, 2), rect.height() / 2 if pill else RADIUS) for rect, pill in rects]
        self._bounds = QRectF()
        for rect, _ in self._rects:
            self._bounds = self._bounds.united(rect)
        self.setVisible(bool(rects))
        self.update()

    def boundingRect(self) -> QRectF:
        """All of the rings."""
        return self._bounds.adjusted(-_HALO, -_HALO, _HALO, _HALO)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """A wash and a ring for each that is in sight."""
        del widget
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setPen(pen(self.colours.warning, 2.0))
        painter.setBrush(brush(self.colours.warning, alpha=0.14))
        for rect, radius in self._rects:
            if option.exposedRect.intersects(rect):
                painter.drawRoundedRect(rect, radius + 2, radius + 2)


class Ring(QGraphicsItem):
    """A ring around a rectangle, with a halo for the selection."""

    def __init__(self, colours: Colours, *, halo: bool) -> None:
        super().__init__()
        self.colours = colours
        self._halo = halo
        self._rect = QRectF()
        self._radius = RADIUS
        self.setZValue(-1 if halo else 1)  # below the badges of the node that it surrounds
        self.setVisible(False)

    def surround(self, rect: QRectF | None, *, pill: bool = False) -> None:
        """Around a rectangle, or around nothing."""
        self.prepareGeometryChange()
        self.setVisible(rect is not None)
        if rect is not None:
            self._rect = rect
            self._radius = rect.height() / 2 if pill else RADIUS

    def boundingRect(self) -> QRectF:
        """The ring and its halo."""
        return self._rect.adjusted(-_HALO, -_HALO, _HALO, _HALO)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Halo below, ring above."""
        del option, widget
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._halo:
            painter.setPen(pen(self.colours.accent, 5.0, alpha=0.24))
            outer = self._rect.adjusted(-3, -3, 3, 3)
            painter.drawRoundedRect(outer, self._radius + 3, self._radius + 3)
            painter.setPen(pen(self.colours.accent, 2.4))
        else:
            painter.setPen(pen(self.colours.accent, 1.4, alpha=0.75))
        ring = self._rect.adjusted(-1.2, -1.2, 1.2, 1.2)
        painter.drawRoundedRect(ring, self._radius + 1.2, self._radius + 1.2)
