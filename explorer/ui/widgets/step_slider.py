"""The slider of the derivation: a dot for each step, the ones taken filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from explorer.ui.scene.brushes import brush, pen

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from explorer.ui.theme.theme import Theme

INSET = 12.0
LEAST_GAP = 9.0  # nearer than this the dots would touch


class StepSlider(QAbstractSlider):
    """Frames from 0 to the last; keys and the accessibility of a slider come from Qt."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPageStep(5)
        self.setMinimumWidth(60)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As high as the buttons beside it."""
        return QSize(240, 30)

    def _x(self, value: int) -> float:
        span = max(1, self.maximum() - self.minimum())
        return INSET + (self.width() - 2 * INSET) * (value - self.minimum()) / span

    def _value_at(self, x: float) -> int:
        span = self.maximum() - self.minimum()
        return self.minimum() + round(span * (x - INSET) / max(1.0, self.width() - 2 * INSET))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the mouse is."""
        self.setSliderDown(True)
        self.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        del event
        self.setSliderDown(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, dots and handle."""
        del event
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        least, here, most = (QPointF(self._x(at), middle) for at in (self.minimum(), self.value(), self.maximum()))
        painter.setPen(pen(colours.line, 4))
        painter.drawLine(least, most)
        if self.maximum() == self.minimum():
            return
        painter.setPen(pen(colours.accent, 4))
        painter.drawLine(least, here)
        painter.setPen(Qt.PenStyle.NoPen)
        if (most.x() - least.x()) / (self.maximum() - self.minimum()) >= LEAST_GAP:
            for value in range(self.minimum(), self.maximum() + 1):
                painter.setBrush(brush(colours.accent if value <= self.value() else colours.faint))
                painter.drawEllipse(QPointF(self._x(value), middle), 4.5, 4.5)
        if self.hasFocus():
            painter.setBrush(brush(colours.accent, 0.22))
            painter.drawEllipse(here, 11.5, 11.5)
        painter.setBrush(brush(colours.accent))
        painter.drawEllipse(here, 8.5, 8.5)
        painter.setBrush(brush(colours.on_accent))
        painter.drawEllipse(here, 3.8, 3.8)
