"""Words at edges, where they can be read: beside no node, over no other words, and not from afar."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from explorer.ui.scene.brushes import brush, centred, detail_font, metrics, pen, static_text
from explorer.ui.scene.geometry import boxes_of, overlapping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from explorer.document.snapshot import Edge
    from explorer.ui.theme.colours import Colours

READABLE = 0.7  # the least scale: letters of seven pixels
_HEIGHT, _INSET = 14.0, 5.0
_PLACES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)  # along an edge, the best first
_ROOM = 2.0  # between words and boxes


class EdgeTexts(QGraphicsItem):
    """The words at the edges of one frame; each is placed when it is first seen."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.colours = colours
        self.setZValue(0.3)
        self.setVisible(False)
        self.show_texts([], {}, np.zeros((0, 4)))

    def show_texts(self, edges: Sequence[Edge], texts: Mapping[int, str], boxes: NDArray[np.float64]) -> None:
        """The text of its source at each edge.

        Args:
            edges: the edges.
            texts: by node id.
            boxes: what must not be covered.
        """
        self.prepareGeometryChange()
        self._edges = [edge for edge in edges if not edge.cut and texts.get(edge.source)]
        self._texts = [texts[edge.source] for edge in self._edges]
        self._boxes = boxes_of(self._edges)
        self._widths = {text: _width(text) for text in dict.fromkeys(self._texts)}
        self._bounds = self._around()
        self._placed: dict[int, QRectF | None] = {}
        self._taken = np.vstack([boxes, np.zeros((len(self._edges), 4))])
        self._count = len(boxes)
        self.setVisible(bool(self._edges))
        self.update()

    @property
    def placed(self) -> dict[int, QRectF | None]:
        """Where the words of those edges stand that have been seen; None where there is no room."""
        return self._placed

    def boundingRect(self) -> QRectF:
        """All of the edges, and half of the longest words beside them."""
        return self._bounds

    def _around(self) -> QRectF:
        if not len(self._boxes):
            return QRectF()
        left, top = self._boxes[:, :2].min(axis=0)
        right, bottom = self._boxes[:, 2:].max(axis=0)
        beside = max(self._widths.values()) / 2
        return QRectF(left, top, right - left, bottom - top).adjusted(-beside, -_HEIGHT, beside, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The words that are in sight, unless they would be too small."""
        del widget
        if option.levelOfDetailFromTransform(painter.worldTransform()) < READABLE:
            return
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        which = detail_font()
        painter.setFont(which)
        exposed = option.exposedRect.adjusted(-60, -20, 60, 20)
        for at in np.flatnonzero(overlapping(self._boxes, exposed)).tolist():
            if at not in self._placed:
                self._placed[at] = self._place(at)
            rect = self._placed[at]
            if rect is None:
                continue
            words = static_text(self._texts[at], which)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(brush(self.colours.canvas, 0.92))
            painter.drawRoundedRect(rect, 4, 4)
            painter.setPen(pen(self.colours.muted, 1))
            painter.drawStaticText(centred(words, rect.center().x(), rect.center().y()), words)

    def _place(self, at: int) -> QRectF | None:
        """The first place along the edge where the words cover nothing."""
        width = self._widths[self._texts[at]]
        for share in _PLACES:
            middle = along(self._edges[at].points, share)
            rect = QRectF(middle.x() - width / 2, middle.y() - _HEIGHT / 2, width, _HEIGHT)
            near = rect.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)
            if not overlapping(self._taken[: self._count], near).any():
                self._taken[self._count] = rect.left(), rect.top(), rect.right(), rect.bottom()
                self._count += 1
                return rect
        return None


@cache
def _width(text: str) -> float:
    return metrics(detail_font()).horizontalAdvance(text) + 2 * _INSET


def along(points: NDArray[np.float64], share: float) -> QPointF:
    """The point of a row of cubic Bézier curves after so much of its length, measured along its control points."""
    corners = points[::3]
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    wanted = share * reached[-1]
    piece = min(int(np.searchsorted(reached, wanted, side="right")) - 1, len(lengths) - 1)
    t = 0.0 if lengths[piece] < 1e-9 else (wanted - reached[piece]) / lengths[piece]
    a, b, c, d = points[3 * piece : 3 * piece + 4]
    x, y = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return QPointF(float(x), float(y))
