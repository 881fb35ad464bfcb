"""What colours and lines of a graph mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter
from PySide6.QtWidgets import QWidget

from explorer.ui.scene.brushes import brush, pen
from explorer.ui.theme.fonts import font

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.ui.scene.tints import Key
    from explorer.ui.theme.theme import Theme

LegendEntry = tuple[str, str]  # words, name of a colour or of an edge look
_LINE, _SWATCH, _RAMP, _WEDGE, _GAP, _INSET = 20.0, 10.0, 84.0, 36.0, 14.0, 8.0
_EDGES = {"forward", "reverse", "reused"}


class Legend(QWidget):
    """A mark and a word for each; entries that have no room are left out from the right."""

    def __init__(self, theme: Theme, entries: tuple[LegendEntry, ...]) -> None:
        super().__init__()
        self._theme = theme
        self._entries = entries
        self._key: Key | None = None
        self._widths = ""
        self._used = 0.0  # pixels
        self.setFixedHeight(28)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name()

    def show_key(self, key: Key | None) -> None:
        """What the colours of nodes mean, in the place of the usual entries; None gives them back."""
        self._key = key
        self._name()

    def show_widths(self, words: str) -> None:
        """What the widths of edges mean: ``8 B … 2.5 kB``; nothing where all are as wide."""
        self._widths = words
        self._name()

    @property
    def key(self) -> Key | None:
        """What the colours mean, where they do not mean the kind."""
        return self._key

    def _name(self) -> None:
        said = self._key.said if self._key is not None else ", ".join(words for words, _ in self._entries)
        widths = f", widths of edges {self._widths}" if self._widths else ""
        self.setAccessibleName(f"Legend: {said}{widths}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The marks and the words, from the left, on a ground that lets little of the graph through."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(12))
        painter.setOpacity(0.0)
        self._paint(painter)  # for nothing but its width
        painter.setOpacity(1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(self._theme.colours.canvas, 0.86))
        painter.drawRoundedRect(QRectF(0, 0, self._used + _INSET, self.height()), 7, 7)
        self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        """All that has room."""
        self._used = 0.0
        x = _INSET
        if self._widths:
            x = self._paint_widths(painter, x)
        if self._key is None:
            for words, look in self._entries:
                colour = getattr(self._theme.colours, look)
                if look in _EDGES:
                    x = self._line(painter, x, words, colour, look)
                else:
                    x = self._swatch(painter, x, words, colour)
            return
        if self._key.ends:
            x = self._paint_ramp(painter, x, self._key)
        for words, colour in self._key.entries:
            x = self._swatch(painter, x, words, colour)

    def _paint_ramp(self, painter: QPainter, x: float, key: Key) -> float:
        """The least, the ramp, the most; where there is room, what it is of."""
        bar, x = self._scale(painter, x, key.words, key.ends, _RAMP if len(key.ramp) > 1 else _SWATCH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(key.ramp[-1]))
        if len(key.ramp) > 1:
            gradient = QLinearGradient(bar.topLeft(), bar.topRight())
            for at, colour in enumerate(key.ramp):
                gradient.setColorAt(at / (len(key.ramp) - 1), brush(colour).color())
            painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 2.5, 2.5)
        return x

    def _paint_widths(self, painter: QPainter, x: float) -> float:
        """The least, a wedge, the most."""
        bar, x = self._scale(painter, x, "", tuple(self._widths.split(" … ")), _WEDGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(self._theme.colours.forward))
        middle = bar.center().y()
        painter.drawPolygon(
            [
                QPointF(bar.left(), middle - 0.5),
                QPointF(bar.right(), middle - 2.5),
                QPointF(bar.right(), middle + 2.5),
                QPointF(bar.left(), middle + 0.5),
            ]
        )
        return x

    def _scale(
        self, painter: QPainter, x: float, words: str, ends: tuple[str, ...], width: float
    ) -> tuple[QRectF, float]:
        """Write the numbers at the ends of a scale, beside it or, where there is no room, below; gives its place."""
        first, last = f"{words} {ends[0]}".strip(), ends[1] if len(ends) > 1 else ""
        beside = self._advance(painter, first) + 7 + width + (7 + self._advance(painter, last) if last else 0)
        if x + beside <= self.width():
            x = self._words(painter, x, first) + 7
            bar = QRectF(x, self.height() / 2 - 5, width, 10)
            self._used = bar.right()
            return bar, (self._words(painter, bar.right() + 7, last) if last else bar.right()) + _GAP
        painter.setFont(font(10))
        numbers = self._advance(painter, ends[0]) + self._advance(painter, last) + 6
        bar = QRectF(x, 3, max(20.0, min(max(width, numbers), self.width() - x - _INSET)), 8)
        below = QRectF(bar.left(), 11, bar.width(), self.height() - 11)
        painter.setPen(pen(self._theme.colours.muted, 1))
        if numbers <= bar.width():
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, ends[0])
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, last or ends[0])
        painter.setFont(font(12))
        self._used = bar.right()
        return bar, bar.right() + _GAP

    def _line(self, painter: QPainter, x: float, words: str, colour: str, look: str) -> float:
        if x + _LINE + 7 + self._advance(painter, words) > self.width():
            return float(self.width())
        middle = int(self.height() / 2)
        painter.setPen(pen(colour, 1.8, dash=(3.0, 2.2) if look == "reused" else ()))
        painter.drawLine(int(x), middle, int(x + _LINE), middle)
        return self._words(painter, x + _LINE + 7, words) + _GAP

    def _swatch(self, painter: QPainter, x: float, words: str, colour: str) -> float:
        if x + _SWATCH + 7 + self._advance(painter, words) > self.width():
            return float(self.width())
        painter.setPen(pen(self._theme.colours.line_strong, 1) if self._key is not None else Qt.PenStyle.NoPen)
        painter.setBrush(brush(colour))
        painter.drawRoundedRect(QRectF(x, self.height() / 2 - 5, _SWATCH, 10), 2.5, 2.5)
        return self._words(painter, x + _SWATCH + 7, words) + _GAP

    def _words(self, painter: QPainter, x: float, words: str) -> float:
        """Write, and tell where the words end."""
        advance = self._advance(painter, words)
        painter.setPen(pen(self._theme.colours.muted, 1))
        painter.drawText(QRectF(x, 0, advance + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        self._used = x + advance
        return self._used

    @staticmethod
    def _advance(painter: QPainter, words: str) -> float:
        return float(painter.fontMetrics().horizontalAdvance(words))
