"""A small histogram of an array."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui.scene.brushes import brush

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from explorer.ui.theme.theme import Theme

MOST_ENTRIES = 100_000  # of a larger array every k-th entry is counted: a sketch needs no more


def counts(values: NDArray[np.generic], bins: int) -> NDArray[np.float64]:
    """Heights from 0 to 1 of the finite entries."""
    flat = np.ravel(values)
    flat = flat[:: max(1, flat.size // MOST_ENTRIES)]
    real = np.abs(flat) if np.iscomplexobj(flat) else flat
    numbers = real.astype(np.float64, copy=False)
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return np.zeros(bins)
    low, high = float(finite.min()), float(finite.max())
    if not np.isfinite(high - low) or high - low < 1e-12 * max(abs(low), abs(high), 1e-300):
        heights = np.zeros(bins)
        heights[bins // 2] = 1.0
        return heights
    heights = np.histogram(finite, bins, (low, high))[0].astype(np.float64)
    heights /= heights.max()
    return heights


class Histogram(QWidget):
    """Bars with one colour of the palette."""

    def __init__(
        self, theme: Theme, colour: str = "histogram_soft", *, bins: int = 10, size: QSize | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._colour = colour
        self._heights: NDArray[np.float64] = np.zeros(bins)
        self._shown = False
        if size is not None:
            self.setFixedSize(size)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setFixedHeight(44)
        theme.changed.connect(self.update)

    def show_values(self, values: NDArray[np.generic] | None) -> None:
        """The bars of an array; of one number or of none there are no bars."""
        self._shown = values is not None and values.size > 1
        if values is not None and self._shown:
            self._heights = counts(values, len(self._heights))
            self.setAccessibleName(f"Histogram of {values.size} values")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """An empty bin keeps a line, so that the range can be seen."""
        del event
        if not self._shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(getattr(self._theme.colours, self._colour)))
        step = self.width() / len(self._heights)
        gap = 1.5 if step > 5 else 1.0
        for index, height in enumerate(self._heights):
            tall = max(1.5, float(height) * (self.height() - 2))
            painter.drawRoundedRect(QRectF(index * step, self.height() - tall, step - gap, tall), 1, 1)
