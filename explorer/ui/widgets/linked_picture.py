"""A formula whose parts are nodes of the graphs: pointed at, chosen, walked with the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.ui.widgets.svg_picture import SvgPicture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from explorer.document.snapshot import FormulaPart
    from explorer.ui.theme.theme import Theme

PAD = 2.0  # pixels of the picture around what is marked
REACH = 1.5  # pixels of the picture by which a part may be missed


class LinkedPicture(SvgPicture):
    """A picture with parts; each knows its node. It tells which node is meant, and marks those it is told to mark."""

    pointed = Signal(object)  # int | None: the node under the mouse
    chosen = Signal(int)  # a node that was clicked, or reached by key
    activated = Signal(int)  # Enter, or a double click, on it

    def __init__(self, theme: Theme, scale: float = 1.0) -> None:
        super().__init__(scale)
        self._theme = theme
        self._parts: Sequence[FormulaPart] = ()
        self._at = -1  # the part that keys start from
        self._selected: int | None = None
        self._hovered: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_parts(self, parts: Sequence[FormulaPart]) -> None:
        """The parts of the picture that is shown."""
        if parts is not self._parts:
            self._parts = parts
            self._at = self._first_of(self._selected)
            self.update()

    def mark(self, selected: int | None, hovered: int | None) -> None:
        """Mark every part that is one of these nodes."""
        if (selected, hovered) == (self._selected, self._hovered):
            return
        if selected != self._selected and not (self._at >= 0 and self._parts[self._at].node == selected):
            self._at = self._first_of(selected)
        self._selected, self._hovered = selected, hovered
        self.update()

    def places_of(self, node: int | None) -> list[QRectF]:
        """Where a node stands, in pixels of this widget."""
        return [self._on_screen(box) for part in self._parts if part.node == node for box in part.boxes]

    def part_at(self, point: QPointF) -> FormulaPart | None:
        """The innermost part at a point of this widget."""
        best, least = None, float("inf")
        scale = self.taken_scale
        if not scale:
            return None
        x, y = point.x() / scale, point.y() / scale
        for part in self._parts:
            for left, top, width, height in part.boxes:
                inside = left - REACH <= x <= left + width + REACH and top - REACH <= y <= top + height + REACH
                if inside and width * height <= least:  # of two of one size the later, which stands inside
                    best, least = part, width * height
        return best

    def _first_of(self, node: int | None) -> int:
        return next((index for index, part in enumerate(self._parts) if part.node == node), -1)

    def _on_screen(self, box: tuple[float, float, float, float]) -> QRectF:
        scale = self.taken_scale
        left, top, width, height = box
        around = QRectF(
            (left - PAD) * scale, (top - PAD) * scale, (width + 2 * PAD) * scale, (height + 2 * PAD) * scale
        )
        return around.intersected(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75))  # its outline is seen whole

    # mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a node."""
        part = self.part_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if part is not None else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(None if part is None else part.node)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a node."""
        part = self.part_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if part is None:
            super().mousePressEvent(event)
            return
        self._go(next(index for index, one in enumerate(self._parts) if one is part))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Bring its node into sight."""
        part = self.part_at(event.position())
        if part is not None:
            self.activated.emit(part.node)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right and left to the parts beside this one, up to what it stands in, down to what stands in it."""
        if not self._parts:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Right:
                self._step(1)
            case Qt.Key.Key_Left:
                self._step(-1)
            case Qt.Key.Key_Up:
                self._go(self._parts[self._at].inside if self._at >= 0 else 0)
            case Qt.Key.Key_Down:
                self._go(next(iter(self._inside(self._at)), self._at))
            case Qt.Key.Key_Home:
                self._go(0)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._at >= 0:
                self.activated.emit(self._parts[self._at].node)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The outline of the part that keys start from."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It goes with the focus."""
        super().focusOutEvent(event)
        self.update()

    def _inside(self, index: int) -> Iterable[int]:
        return (place for place, part in enumerate(self._parts) if part.inside == index and part.boxes)

    def _step(self, by: int) -> None:
        if self._at < 0:
            self._go(0)
            return
        beside = list(self._inside(self._parts[self._at].inside))
        place = beside.index(self._at) + by if self._at in beside else 0
        self._go(beside[max(0, min(place, len(beside) - 1))])

    def _go(self, index: int) -> None:
        if 0 <= index < len(self._parts):
            self._at = index
            self.chosen.emit(self._parts[index].node)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grounds below what is marked, then the picture; the part that keys start from has an outline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        if self._hovered is not None and self._hovered != self._selected:
            painter.setPen(QPen(QColor(colours.line_strong), 1))
            painter.setBrush(QColor(colours.hover))
            for place in self.places_of(self._hovered):
                painter.drawRoundedRect(place, 3, 3)
        painter.setPen(QPen(QColor(colours.accent_line), 1))
        painter.setBrush(QColor(colours.accent_soft))
        for place in self.places_of(self._selected):
            painter.drawRoundedRect(place, 3, 3)
        if self.hasFocus() and self._at >= 0:
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in self._parts[self._at].boxes:
                painter.drawRoundedRect(self._on_screen(box), 3, 3)
        painter.end()
        super().paintEvent(event)
