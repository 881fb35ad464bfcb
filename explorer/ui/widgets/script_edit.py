"""The editor of the script: completion, brackets, indentation, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QTextEdit, QToolTip

from explorer.ui.theme.fonts import font
from explorer.ui.widgets.code_edit import CodeEdit

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

    from explorer.ui.theme.theme import Theme

    Change = Callable[[str], str]

INDENT = "    "
OPENING, CLOSING = "([{", ")]}"
LEAST_PREFIX = 2
_HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta}
_POPUP_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Backtab}


class ScriptEdit(CodeEdit):
    """Undo belongs to the document, not to the editor: one history for everything."""

    pointed_at = Signal(int, int)  # the line and the column under the mouse; line 0 for none
    asked_for = Signal(int, int)  # what stands here is to be shown: Ctrl+click, Ctrl+Enter

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Script")
        self.viewport().setMouseTracking(True)
        self.setUndoRedoEnabled(False)
        self.setPlaceholderText("x = dvector('x')\ny = (x**2).sum()\ng = grad(y, x)")
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._popup = QListView()
        self._popup.setAccessibleName("Completions")
        self._popup.setFont(font(12, "mono"))
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._complete)
        self.setAccessibleDescription("Tab indents; after Escape it leaves the script. F6 goes to the next panel.")
        self.cursorPositionChanged.connect(self._match_brackets)

    # text from outside

    def replace_text(self, text: str) -> None:
        """Another text; only what differs is touched, so that the cursor and the view stay where they are."""
        old = self.toPlainText()
        if text == old:
            return
        start = 0
        least = min(len(old), len(text))
        while start < least and old[start] == text[start]:
            start += 1
        end = 0
        while end < least - start and old[-1 - end] == text[-1 - end]:
            end += 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(old[:start]))
        cursor.setPosition(_units(old[: len(old) - end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - end])

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor somewhere and show it."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + min(column, block.length() - 1))
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # completion

    def set_completions(self, words: tuple[str, ...]) -> None:
        """What can be typed."""
        if tuple(self._words.stringList()) != words:
            self._words.setStringList(list(words))

    def _prefix(self) -> str:
        cursor = self.textCursor()
        text = cursor.block().text()[: cursor.positionInBlock()]
        start = len(text)
        while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        return text[start:]

    def offer_completions(self, least: int = 0) -> None:
        """Open the list below the cursor, where there is something to offer."""
        prefix = self._prefix()
        self._completer.setCompletionPrefix(prefix)
        count = self._completer.completionCount()
        if len(prefix) < least or not count or (count == 1 and self._completer.currentCompletion() == prefix):
            self._popup.hide()
            return
        self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        rect = self.cursorRect()
        rect.translate(self.viewportMargins().left(), 0)
        rect.setWidth(self._popup.sizeHintForColumn(0) + self._popup.verticalScrollBar().sizeHint().width() + 24)
        self._completer.complete(rect)

    def _complete(self, word: str) -> None:
        cursor = self.textCursor()
        prefix = self._prefix()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(prefix))
        cursor.insertText(word)
        self.setTextCursor(cursor)

    # keys

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the window's; a tooltip tells what is wrong here."""
        if event.type() == QEvent.Type.ShortcutOverride and any(event.matches(key) for key in _HISTORY):  # type: ignore[attr-defined]
            event.ignore()
            return False
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What is under the mouse is pointed at, while no text is being marked."""
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            self.pointed_at.emit(*self._place_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Ctrl, what stands here is asked for."""
        super().mousePressEvent(event)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            line, column = self._place_at(event.position().toPoint())
            if line:
                self.asked_for.emit(line, column)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self.pointed_at.emit(0, 0)
        super().leaveEvent(event)

    def _place_at(self, point: QPoint) -> tuple[int, int]:
        """The line and the column of the letter at a point; line 0 beside the text."""
        cursor = self.cursorForPosition(point)
        rect = self.cursorRect(cursor)
        letter = self.fontMetrics().averageCharWidth()
        if not rect.adjusted(-letter, 0, letter, 0).contains(point):
            return 0, 0
        return cursor.blockNumber() + 1, _letters(cursor.block().text(), cursor.positionInBlock())

    def ask_at_cursor(self) -> None:
        """What stands at the cursor is asked for."""
        cursor = self.textCursor()
        self.asked_for.emit(cursor.blockNumber() + 1, _letters(cursor.block().text(), cursor.positionInBlock()))

    def viewportEvent(self, event: QEvent) -> bool:
        """The message under the mouse as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            message = self.message_at(self.cursorForPosition(event.pos()))
            if message is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), "\n".join(filter(None, (message.text, message.hint))), self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Indentation, comments and completion before the ordinary keys."""
        if self._popup.isVisible() and event.key() in _POPUP_KEYS:
            event.ignore()  # the list of completions takes it
            return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        self.setTabChangesFocus(key == Qt.Key.Key_Escape or (self.tabChangesFocus() and key in _MODIFIERS))
        if control and key == Qt.Key.Key_Space:
            self.offer_completions()
        elif control and key == Qt.Key.Key_Slash:
            self.toggle_comment()
        elif key == Qt.Key.Key_Tab and not control:
            self._indent()
        elif key == Qt.Key.Key_Backtab:
            self._change_lines(_dedented)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not control:
            self._new_line()
        else:
            super().keyPressEvent(event)
            if event.text() and (event.text().isalnum() or event.text() == "_" or key == Qt.Key.Key_Backspace):
                self.offer_completions(LEAST_PREFIX)
            elif event.text():
                self._popup.hide()

    def toggle_comment(self) -> None:
        """Comment the chosen lines out, or in again."""
        lines = [line for line in self._chosen_lines() if line.strip()]
        commented = bool(lines) and all(line.lstrip().startswith("#") for line in lines)
        self._change_lines(_uncommented if commented else _commented)

    def _indent(self) -> None:
        cursor = self.textCursor()
        if cursor.hasSelection():
            self._change_lines(_indented)
        else:
            cursor.insertText(" " * (len(INDENT) - cursor.positionInBlock() % len(INDENT)))

    def _new_line(self) -> None:
        """The new line is indented as the one before, deeper after a colon."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        space = before[: len(before) - len(before.lstrip())]
        opens = before.rstrip().endswith(":") and before.lstrip().startswith(("def ", "for ", "if ", "else"))
        cursor.insertText("\n" + space + (INDENT if opens else ""))
        self.ensureCursorVisible()

    def _chosen_span(self) -> QTextCursor:
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cursor.setPosition(start)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        if end > start and cursor.positionInBlock() == 0:
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _chosen_lines(self) -> list[str]:
        return self._chosen_span().selectedText().split("\u2029")

    def _change_lines(self, change: Change) -> None:
        cursor = self._chosen_span()
        had_selection = self.textCursor().hasSelection()
        start = cursor.selectionStart()
        new = "\n".join(change(line) for line in self._chosen_lines())
        cursor.insertText(new)
        if had_selection:
            cursor.setPosition(start)
            cursor.setPosition(start + _units(new), QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    # brackets

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The current line shows while the keys go here."""
        super().focusInEvent(event)
        self._completer.setWidget(self)
        self.refresh_marks()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The current line is of no interest any more."""
        super().focusOutEvent(event)
        self.setTabChangesFocus(False)
        self.refresh_marks()

    def _match_brackets(self) -> None:
        pair = matching_brackets(self.toPlainText(), self.textCursor().position())
        marks = []
        for position in pair:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(position)
            mark.cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
            mark.format.setBackground(QColor(self.theme.colours.accent_soft))
            mark.format.setForeground(QColor(self.theme.colours.accent))
            marks.append(mark)
        self.set_extra_marks(marks)
        self.refresh_marks()


def matching_brackets(text: str, position: int) -> tuple[int, ...]:
    """The positions of the bracket beside a position and of its partner; empty where there is none."""
    for at in (position - 1, position):
        if not 0 <= at < len(text) or text[at] not in OPENING + CLOSING:
            continue
        opens = text[at] in OPENING
        step = 1 if opens else -1
        depth = 0
        other = at
        while 0 <= other < len(text):
            if text[other] in OPENING:
                depth += step
            elif text[other] in CLOSING:
                depth -= step
            if depth == 0:
                wanted = CLOSING[OPENING.index(text[at])] if opens else OPENING[CLOSING.index(text[at])]
                return (at, other) if text[other] == wanted else ()
            other += step
    return ()


def _letters(text: str, units: int) -> int:
    """How many letters a number of UTF-16 units is, in which Qt counts."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


def _units(text: str) -> int:
    """Qt counts positions in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _commented(line: str) -> str:
    return f"# {line}" if line.strip() else line


def _uncommented(line: str) -> str:
    body = line.lstrip()
    space = line[: len(line) - len(body)]
    return space + body.removeprefix("#").removeprefix(" ") if body.startswith("#") else line


def _indented(line: str) -> str:
    return INDENT + line if line else line


def _dedented(line: str) -> str:
    return line[min(len(INDENT), len(line) - len(line.lstrip(" "))) :]
