"""A matrix as colours: nought in the middle, nothing lost when there are more entries than pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui.theme.fonts import font
from explorer.ui.theme.ramp import ink_on
from explorer.ui.widgets.colour_scale import (
    DECADES,
    LEVELS,
    Scale,
    colour_table,
    levels,
    limit_of,
    pooled,
)
from explorer.ui.words import number

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from explorer.ui.theme.theme import Theme

LEFT, TOP, RIGHT, BOTTOM = 46.0, 42.0, 90.0, 12.0
BAR_WIDTH = 12.0
MOST_CELL = 54.0
SQUARE_CELL = 4.0  # cells larger than this are square
GRID_CELL = 7.0  # from this size cells have a gap between them
TEXT_CELL = 40.0  # from this size they carry their number
FEW = 3000
LEAST_BAR = 90.0  # pixels that five numbers beside the bar need


class Heatmap(QWidget):
    """Axes, colours and a colour bar; the mouse reads, the wheel zooms, a drag moves."""

    pointed = Signal(object)  # (row, column) | None

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Heatmap")
        self._matrix: NDArray[np.float64] = np.zeros((0, 0))
        self._limit = 1.0
        self._scale: Scale = "linear"
        self._labels = ("", "")
        self._window = QRectF()  # columns and rows in sight
        self._cell: tuple[int, int] | None = None
        self._pressed: QPointF | None = None
        self._image: QImage | None = None
        self._image_key: tuple[object, ...] = ()
        theme.changed.connect(self._recolour)

    def sizeHint(self) -> QSize:
        """Room for a small matrix."""
        return QSize(320, 190)

    def show_matrix(self, matrix: NDArray[np.generic], row_label: str, column_label: str) -> None:
        """Another matrix; where it has the shape of the one before, the view stays."""
        real = np.real(matrix) if np.iscomplexobj(matrix) else matrix
        new = np.ascontiguousarray(real, dtype=np.float64)
        if new.shape != self._matrix.shape:
            self._window = QRectF(0, 0, new.shape[1], new.shape[0])
            self._cell = None
        self._matrix = new
        self._limit = limit_of(new)
        self._labels = (row_label, column_label)
        self._image = None
        self.setAccessibleDescription(
            f"{new.shape[0]} rows, {new.shape[1]} columns, largest magnitude {number(self._limit)}"
        )
        self.update()

    def set_scale(self, scale: Scale) -> None:
        """Linear, or the logarithm of the magnitude."""
        self._scale = scale
        self._image = None
        self.update()

    def show_all(self) -> None:
        """The whole matrix."""
        self._window = QRectF(0, 0, self._matrix.shape[1], self._matrix.shape[0])
        self._image = None
        self.update()

    # where things are

    def area(self) -> QRectF:
        """Where the entries are painted: square cells where they are large enough to tell."""
        room = QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
        columns, rows = max(1e-9, self._window.width()), max(1e-9, self._window.height())
        wide, high = min(MOST_CELL, room.width() / columns), min(MOST_CELL, room.height() / rows)
        if min(wide, high) >= SQUARE_CELL:
            wide = high = min(wide, high)
        return QRectF(room.left(), room.top(), wide * columns, high * rows)

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """The entry under a point."""
        area = self.area()
        if not self._matrix.size or not area.contains(point):
            return None
        column = self._window.left() + (point.x() - area.left()) / area.width() * self._window.width()
        row = self._window.top() + (point.y() - area.top()) / area.height() * self._window.height()
        rows, columns = self._matrix.shape
        return min(rows - 1, int(row)), min(columns - 1, int(column))

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where an entry is painted."""
        area = self.area()
        wide, high = area.width() / self._window.width(), area.height() / self._window.height()
        return QRectF(
            area.left() + (column - self._window.left()) * wide,
            area.top() + (row - self._window.top()) * high,
            wide,
            high,
        )

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Image, then what lies over it, then axes and bar."""
        del event
        if not self._matrix.size:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.area()
        cell = self.cell_rect(0, 0)
        colours = self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.save()
        painter.setClipRect(area)
        left, top, right, bottom = self._range()
        target = self.cell_rect(top, left).united(self.cell_rect(bottom - 1, right - 1))
        painter.drawImage(target, self._made_image(left, top, right, bottom, target))
        if min(cell.width(), cell.height()) >= GRID_CELL:
            self._paint_gaps(painter, target, left, top, right, bottom)
        self._paint_unusual(painter, left, top, right, bottom)
        if min(cell.width(), cell.height()) >= TEXT_CELL:
            self._paint_numbers(painter, left, top, right, bottom)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.line_strong), 1))
        painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._cell is not None:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(self.cell_rect(*self._cell).adjusted(-0.5, -0.5, 0.5, 0.5), 2, 2)
        self._paint_axes(painter, area)
        self._paint_bar(painter, area)

    def _range(self) -> tuple[int, int, int, int]:
        rows, columns = self._matrix.shape
        left, top = max(0, int(self._window.left())), max(0, int(self._window.top()))
        right = min(columns, int(np.ceil(self._window.right() - 1e-9)))
        bottom = min(rows, int(np.ceil(self._window.bottom() - 1e-9)))
        return left, top, max(left + 1, right), max(top + 1, bottom)

    def _made_image(self, left: int, top: int, right: int, bottom: int, target: QRectF) -> QImage:
        dots = self.devicePixelRatioF()
        most = (max(1, int(target.height() * dots)), max(1, int(target.width() * dots)))
        key = (left, top, right, bottom, most, self._scale, self._theme.colours.name)
        if self._image is not None and key == self._image_key:
            return self._image
        part = pooled(self._matrix[top:bottom, left:right], *most)
        indices = levels(part, self._limit, self._scale)
        rows, columns = indices.shape
        padded = np.zeros((rows, (columns + 3) // 4 * 4), dtype=np.uint8)  # QImage wants rows of whole words
        padded[:, :columns] = indices
        image = QImage(padded.tobytes(), columns, rows, padded.shape[1], QImage.Format.Format_Indexed8).copy()
        image.setColorTable(colour_table(self._theme.colours))
        self._image, self._image_key = image.convertToFormat(QImage.Format.Format_RGB32), key
        return self._image

    def _paint_gaps(self, painter: QPainter, target: QRectF, left: int, top: int, right: int, bottom: int) -> None:
        painter.setPen(QPen(QColor(self._theme.colours.panel), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for column in range(left + 1, right):
            x = self.cell_rect(0, column).left()
            painter.drawLine(QPointF(x, target.top()), QPointF(x, target.bottom()))
        for row in range(top + 1, bottom):
            y = self.cell_rect(row, 0).top()
            painter.drawLine(QPointF(target.left(), y), QPointF(target.right(), y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)

    def _paint_unusual(self, painter: QPainter, left: int, top: int, right: int, bottom: int) -> None:
        """NaN is hatched, infinities carry their sign: neither may look like a number."""
        part = self._matrix[top:bottom, left:right]
        if part.size > FEW * 100:
            return
        places = np.argwhere(~np.isfinite(part))[:FEW]
        colours = self._theme.colours
        for row, column in places.tolist():
            rect = self.cell_rect(top + row, left + column)
            value = part[row, column]
            if np.isnan(value):
                painter.fillRect(rect, QBrush(QColor(colours.muted), Qt.BrushStyle.BDiagPattern))
            elif rect.width() >= 14:
                painter.setPen(self._ink(value))
                painter.setFont(font(12))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "∞" if value > 0 else "−∞")

    def _paint_numbers(self, painter: QPainter, left: int, top: int, right: int, bottom: int) -> None:
        painter.setFont(font(11, "mono"))
        for row in range(top, bottom):
            for column in range(left, right):
                value = self._matrix[row, column]
                if not np.isfinite(value):
                    continue
                painter.setPen(self._ink(value))
                painter.drawText(self.cell_rect(row, column), Qt.AlignmentFlag.AlignCenter, number(value, 3))

    def _ink(self, value: float) -> QColor:
        """What can be read on the colour of a value."""
        ground = colour_table(self._theme.colours)[int(levels(np.array([value]), self._limit, self._scale)[0])]
        return QColor(ink_on(QColor.fromRgb(ground).name()))

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        colours = self._theme.colours
        rows, columns = self._matrix.shape
        painter.setFont(font(11, "mono"))
        painter.setPen(QColor(colours.muted))
        left, top, right, bottom = self._range()
        for column in _ticks(left, right, area.width() / 34):
            x = self.cell_rect(0, column).center().x()
            if area.left() <= x <= area.right():
                painter.drawText(QRectF(x - 30, area.top() - 17, 60, 14), Qt.AlignmentFlag.AlignCenter, str(column))
        for row in _ticks(top, bottom, area.height() / 20):
            y = self.cell_rect(row, 0).center().y()
            if area.top() <= y <= area.bottom():
                box = QRectF(area.left() - 46, y - 8, 40, 16)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row))
        painter.setFont(font(12))
        painter.setPen(QColor(colours.text))
        row_label, column_label = self._labels
        column_box = QRectF(area.left(), area.top() - 36, max(area.width(), 120.0), 16)
        painter.drawText(column_box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, column_label)
        painter.save()
        painter.translate(area.left() - 44, area.top())
        painter.rotate(-90)
        long = max(area.height(), 60.0)
        painter.drawText(
            QRectF(-long, 0, long, 14), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row_label
        )
        painter.restore()
        del rows, columns

    def _paint_bar(self, painter: QPainter, area: QRectF) -> None:
        colours = self._theme.colours
        height = max(60.0, min(area.height(), self.height() - TOP - BOTTOM))
        bar = QRectF(area.right() + 14, area.top(), BAR_WIDTH, height)
        table = colour_table(colours)
        column = np.arange(LEVELS - 1, -1, -1, dtype=np.uint8).repeat(4)
        image = QImage(column.tobytes(), 4, LEVELS, 4, QImage.Format.Format_Indexed8).copy()
        image.setColorTable(table)
        painter.drawImage(bar, image.convertToFormat(QImage.Format.Format_RGB32))
        painter.setFont(font(10, "mono"))
        painter.setPen(QColor(colours.muted))
        ticks = [(1.0, self._limit), (0.5, self._limit / 2), (0.0, 0.0), (-0.5, -self._limit / 2), (-1.0, -self._limit)]
        if self._scale == "symlog":
            middle = self._limit * (10 ** (DECADES / 2) - 1) / 10**DECADES
            ticks[1], ticks[3] = (0.5, middle), (-0.5, -middle)
        for at, value in ticks if height >= LEAST_BAR else ticks[::2]:
            y = bar.top() + (1 - at) / 2 * bar.height()
            painter.drawText(QRectF(bar.right() + 5, y - 7, 60, 14), Qt.AlignmentFlag.AlignVCenter, number(value, 2))

    # mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read, or move."""
        if self._pressed is not None:
            area = self.area()
            moved = event.position() - self._pressed
            self._pressed = event.position()
            self._move(
                -moved.x() / area.width() * self._window.width(), -moved.y() / area.height() * self._window.height()
            )
        self._point(self.cell_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag begins."""
        self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A drag ends."""
        del event
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """All of it again."""
        del event
        self.show_all()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is read."""
        super().leaveEvent(event)
        self._point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the mouse."""
        cell = self.cell_at(event.position())
        if cell is not None:
            self._zoom(1.25 ** (-event.angleDelta().y() / 120), cell)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move the entry that is read; plus and minus zoom, nought shows all."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if key in steps and self._matrix.size:
            row, column = self._cell or (0, 0)
            down, right = steps[key] if self._cell is not None else (0, 0)
            rows, columns = self._matrix.shape
            self._point((min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1)))
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self._zoom(0.8, self._cell)
        elif key == Qt.Key.Key_Minus:
            self._zoom(1.25, self._cell)
        elif key == Qt.Key.Key_0:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def _point(self, cell: tuple[int, int] | None) -> None:
        if cell != self._cell:
            self._cell = cell
            self.pointed.emit(cell)
            self.update()

    def _zoom(self, factor: float, about: tuple[int, int] | None) -> None:
        rows, columns = self._matrix.shape
        middle = self._window.center() if about is None else QPointF(about[1] + 0.5, about[0] + 0.5)
        wide = min(float(columns), max(min(4.0, columns), self._window.width() * factor))
        high = min(float(rows), max(min(4.0, rows), self._window.height() * factor))
        x = (middle.x() - self._window.left()) / self._window.width()
        y = (middle.y() - self._window.top()) / self._window.height()
        self._window = QRectF(middle.x() - x * wide, middle.y() - y * high, wide, high)
        self._move(0, 0)

    def _move(self, right: float, down: float) -> None:
        rows, columns = self._matrix.shape
        left = min(max(0.0, self._window.left() + right), columns - self._window.width())
        top = min(max(0.0, self._window.top() + down), rows - self._window.height())
        self._window = QRectF(left, top, self._window.width(), self._window.height())
        self._image = None
        self.update()

    def _recolour(self) -> None:
        self._image = None
        self.update()


def _ticks(start: int, stop: int, most: float) -> range:
    """Round indices, at most as many as have room."""
    count = stop - start
    step = 1
    while count / step > max(2.0, most):
        step = step * 2 if str(step)[0] in "15" else step // 2 * 5
    return range((start + step - 1) // step * step, stop, step)
