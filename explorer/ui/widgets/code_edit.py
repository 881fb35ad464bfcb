"""A code editor's plain part: line numbers, the current line, marked spans, remarks at the ends of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from explorer.ui.scene.brushes import brush, pen
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.highlighter import Highlighter

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QTextBlock

    from explorer.document.snapshot import Message, Span
    from explorer.ui.theme.theme import Theme

GUTTER_INSET = 12


class Gutter(QWidget):
    """The line numbers."""

    def __init__(self, editor: CodeEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setAccessibleName("Line numbers")

    def sizeHint(self) -> QSize:
        """As wide as the longest number."""
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The editor knows where its lines are."""
        self._editor.paint_gutter(self, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A number is a handle of its line."""
        self._editor.choose_line_at(event.position().y())


class CodeEdit(QPlainTextEdit):
    """Code, in one font, with what stands beside it."""

    line_chosen = Signal(int)  # the line of a gutter click, from 1

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setProperty("role", "code")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self.theme = theme
        self.set_font_size(13)
        self.highlighter = Highlighter(self.document(), theme.colours)
        self._gutter = Gutter(self)
        self._remarks: dict[int, str] = {}
        self._messages: tuple[Message, ...] = ()
        self._marked: tuple[Span, ...] = ()
        self._extra: list[QTextEdit.ExtraSelection] = []
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        self.cursorPositionChanged.connect(self.refresh_marks)
        theme.changed.connect(self.restyle)
        self._make_room()
        self.refresh_marks()

    def set_font_size(self, pixels: int) -> None:
        """The size of the code."""
        self._font: QFont = font(pixels, "mono")
        self.setFont(self._font)
        self.document().setDefaultFont(self._font)
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))

    # what stands beside the code

    def set_remarks(self, remarks: dict[int, str]) -> None:
        """Words at the ends of lines, by line."""
        if remarks != self._remarks:
            self._remarks = remarks
            self.viewport().update()

    def set_messages(self, messages: tuple[Message, ...]) -> None:
        """Underline what is wrong where it is wrong."""
        self._messages = messages
        self.refresh_marks()
        self._gutter.update()

    def set_marked(self, spans: tuple[Span, ...]) -> None:
        """Tint the spans that belong to what is selected."""
        if spans != self._marked:
            self._marked = spans
            self.refresh_marks()

    def set_extra_marks(self, marks: list[QTextEdit.ExtraSelection]) -> None:
        """Marks of a subclass (matching brackets)."""
        self._extra = marks

    def message_at(self, cursor: QTextCursor) -> Message | None:
        """The message whose span holds a position."""
        line, column = cursor.blockNumber() + 1, cursor.positionInBlock()
        for message in self._messages:
            span = message.span
            if span is None or not span.line <= line <= span.end_line:
                continue
            after = line > span.line or column >= span.column
            if after and (line < span.end_line or column <= max(span.end_column, span.column + 1)):
                return message
        return None

    def cursor_over(self, span: Span) -> QTextCursor:
        """A cursor that selects a span; one that lies outside the text is brought inside."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._position(span.line, span.column))
        end = max(self._position(span.end_line, span.end_column), cursor.position())
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _position(self, line: int, column: int) -> int:
        block = self.document().findBlockByNumber(min(max(line, 1), self.blockCount()) - 1)
        return block.position() + min(max(column, 0), block.length() - 1)

    def refresh_marks(self) -> None:
        """Current line, spans and underlines."""
        colours = self.theme.colours
        marks: list[QTextEdit.ExtraSelection] = []
        if (self.hasFocus() or self.isReadOnly()) and not self.document().isEmpty():
            line = QTextEdit.ExtraSelection()
            line.cursor = self.textCursor()
            line.cursor.clearSelection()
            line.format.setBackground(QColor(colours.raised))
            line.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(line)
        for span in self._marked:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self.cursor_over(span)
            tint = QColor(colours.accent)
            tint.setAlphaF(0.28 if colours.name == "dark" else 0.17)
            mark.format.setBackground(tint)
            marks.append(mark)
        marks.extend(self._underline(message) for message in self._messages if message.span is not None)
        self.setExtraSelections(marks + self._extra)

    def _underline(self, message: Message) -> QTextEdit.ExtraSelection:
        colours = self.theme.colours
        mark = QTextEdit.ExtraSelection()
        assert message.span is not None
        mark.cursor = self.cursor_over(message.span)
        if not mark.cursor.hasSelection():  # an empty span still needs something to underline
            moved = mark.cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
            if not moved or mark.cursor.selectedText() == "\u2029":
                mark.cursor.setPosition(self._position(message.span.line, message.span.column))
                mark.cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor)
        mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        mark.format.setUnderlineColor(QColor(colours.removed if message.severity == "error" else colours.warning))
        return mark

    def restyle(self) -> None:
        """Another palette."""
        self.highlighter.set_colours(self.theme.colours)
        self.refresh_marks()
        self._gutter.update()

    # gutter

    def gutter_width(self) -> int:
        """Room for the numbers."""
        digits = max(2, len(str(self.blockCount())))
        return 2 * GUTTER_INSET + digits * self.fontMetrics().horizontalAdvance("9")

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)

    def _scroll_gutter(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The gutter is as high as the code."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))

    def _visible_blocks(self) -> list[tuple[QTextBlock, QRectF]]:
        found: list[tuple[QTextBlock, QRectF]] = []
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        while block.isValid():
            rect = self.blockBoundingGeometry(block).translated(offset)
            if rect.top() > self.viewport().height():
                break
            found.append((block, rect))
            block = block.next()
        return found

    def paint_gutter(self, gutter: Gutter, event: QPaintEvent) -> None:
        """The numbers, the current one darker; a bar beside it, and a red one beside what is wrong."""
        colours = self.theme.colours
        painter = QPainter(gutter)
        painter.fillRect(event.rect(), QColor(colours.panel))
        painter.setFont(font(max(9, self._font.pixelSize() - 2), "mono"))
        current = self.textCursor().blockNumber()
        wrong = {
            line
            for message in self._messages
            if message.span is not None and message.severity == "error"
            for line in range(message.span.line, message.span.end_line + 1)
        }
        for block, rect in self._visible_blocks():
            number = block.blockNumber()
            area = QRectF(0, rect.top(), gutter.width(), rect.height())
            here = number == current and (self.hasFocus() or self.isReadOnly())
            if here:
                painter.fillRect(area, QColor(colours.raised))
                painter.fillRect(QRectF(0, rect.top(), 2.5, rect.height()), QColor(colours.accent))
            if number + 1 in wrong:
                painter.fillRect(QRectF(0, rect.top(), 2.5, rect.height()), QColor(colours.removed))
            painter.setPen(QColor(colours.text if here else colours.muted))
            painter.drawText(
                area.adjusted(0, 0, -GUTTER_INSET, 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                str(number + 1),
            )

    def choose_line_at(self, y: float) -> None:
        """Put the cursor into the line beside a click."""
        for block, rect in self._visible_blocks():
            if rect.top() <= y < rect.bottom():
                self.setTextCursor(QTextCursor(block))
                self.line_chosen.emit(block.blockNumber() + 1)
                return

    # remarks

    def paintEvent(self, event: QPaintEvent) -> None:
        """The code, then the remarks behind their lines."""
        super().paintEvent(event)
        if not self._remarks:
            return
        colours = self.theme.colours
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = font(11, "mono")
        painter.setFont(small)
        for block, rect in self._visible_blocks():
            remark = self._remarks.get(block.blockNumber() + 1)
            if not remark:
                continue
            layout = block.layout()
            end = layout.lineAt(0).naturalTextWidth() if layout.lineCount() else 0.0
            width = painter.fontMetrics().horizontalAdvance(remark) + 14
            left = rect.left() + self.document().documentMargin() + end + 14
            if left + width > self.viewport().width():  # where there is no room the code has it
                continue
            box = QRectF(left, rect.center().y() - 9, width, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(brush(colours.panel if block == self.textCursor().block() else colours.raised))
            painter.drawRoundedRect(box, 5, 5)
            painter.setPen(pen(colours.muted, 1))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, remark)
