"""The script: typed here, read live."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from explorer.document.document import Derivative
from explorer.ui.icons import pixmap
from explorer.ui.panel import Panel
from explorer.ui.widgets.formula_line import FormulaLine
from explorer.ui.widgets.labels import give_role, label
from explorer.ui.widgets.script_edit import ScriptEdit
from explorer.ui.words import plural

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from explorer.document.document import Document
    from explorer.document.snapshot import Message, Node, Snapshot, Span

PAUSE = 0.8  # seconds after which the next letter begins an undo step of its own


class Strip(QFrame):
    """The first message in full; a click goes where it points."""

    def __init__(self, editor: ScriptEdit) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self._editor = editor
        self._message: Message | None = None
        self._icon = QLabel()
        self._text = label("", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    def show_message(self, message: Message | None, colour: str) -> None:
        """A message, or none."""
        self._message = message
        self.setVisible(message is not None)
        if message is None:
            return
        where = f"Line {message.span.line}: " if message.span is not None else ""
        hint = f"\n{message.hint}" if message.hint else ""
        self._text.setText(f"{where}{message.text}{hint}")
        self.setAccessibleName(f"{message.severity}: {where}{message.text}{hint}")
        give_role(self, "severity", message.severity)
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)
        name = {"error": "error", "warning": "warning"}.get(message.severity, "info")
        self._icon.setPixmap(pixmap(name, colour, 16, self.devicePixelRatioF()))
        self._icon.setFixedSize(QSize(16, 18))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the mistake."""
        if self._message is not None and self._message.span is not None:
            self._editor.go_to(self._message.span.line, self._message.span.column)
        super().mousePressEvent(event)


class Script(Panel):
    """Text in, types and messages out."""

    title = "Script"
    help = (
        "What is differentiated. Write statements of the script language, or a formula in the line above and "
        "press Enter. Types stand at the ends of lines; a mistake is underlined, and the strip below says "
        "what to do. The text under the mouse is marked in the graphs; Ctrl+click and Ctrl+Enter go to its node."
    )
    place = "left"
    order = 0

    def build(self) -> None:
        """The editor, and the strip below it."""
        self.editor = ScriptEdit(self.theme)
        self.strip = Strip(self.editor)
        self.formula = FormulaLine(self.theme)
        self.body.setContentsMargins(2, 6, 2, 6)
        self.body.addWidget(self.formula)
        self.body.addWidget(self.editor, 1)
        strip_row = QHBoxLayout()
        strip_row.setContentsMargins(8, 4, 8, 2)
        strip_row.addWidget(self.strip)
        self.body.addLayout(strip_row)
        self.editor.setPlainText(self.session.document.text)
        self.remark.setText("live")
        self._last_edit = -PAUSE
        self._messages: tuple[Message, ...] = ()
        self._nodes: dict[int, Node] = {}
        self._from_outside = False
        self.editor.textChanged.connect(self._typed)
        self.formula.accepted.connect(self._take)
        self.focus.node_changed.connect(self._mark)
        self.focus.hover_changed.connect(self._mark)
        self.editor.pointed_at.connect(self._point)
        self.editor.asked_for.connect(self._select)

    def _take(self, script: str, _: str) -> None:
        """The script of a formula, in the place of what stands here: an edit that can be taken back."""
        self.session.edit("formula", text=script, target=None, derivative=Derivative())
        self.editor.setFocus()

    def document_changed(self, new: Document) -> None:
        """Undo, a file, the gallery: the text came from elsewhere."""
        if new.text != self.editor.toPlainText():
            self._from_outside = True
            self.editor.replace_text(new.text)
            self._from_outside = False
            if not self.session.can_undo:  # another document begins at its beginning
                self.editor.moveCursor(QTextCursor.MoveOperation.Start)

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Types at the line ends, mistakes where they are."""
        if new.script is not old.script and new.script is not None:
            self.editor.set_remarks(self._remarks(new.script.types))
            self.editor.set_completions(new.script.completions)
        if new.messages is not old.messages:
            self._show_messages(new.messages)
        if new.graph is not old.graph:
            self._nodes = {node.id: node for node in new.graph.nodes} if new.graph is not None else {}
            self._mark()

    def _remarks(self, types: tuple[tuple[int, str], ...]) -> dict[int, str]:
        """The types that the script does not say itself."""
        lines = self.editor.toPlainText().splitlines()
        return {line: type for line, type in types if 0 < line <= len(lines) and type not in lines[line - 1]}

    def restyle(self) -> None:
        """The icon of the strip has a colour of its own."""
        self._show_messages(self._messages)

    def _show_messages(self, messages: tuple[Message, ...]) -> None:
        self._messages = messages
        self.editor.set_messages(messages)
        first = min(messages, key=lambda m: ("error", "warning", "note").index(m.severity), default=None)
        colours = self.theme.colours
        wrong = first is not None and first.severity == "error"
        self.strip.show_message(first, colours.removed_text if wrong else colours.warning)
        errors = sum(message.severity == "error" for message in messages)
        self.remark.setText(plural(errors, "error") if errors else "live")
        give_role(self.remark, "role", "fault" if errors else "caption")

    def _typed(self) -> None:
        text = self.editor.toPlainText()
        if self._from_outside or text == self.session.document.text:
            return
        now = monotonic()
        cursor = self.editor.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        merge = now - self._last_edit < PAUSE and before[-1:].isalnum()
        self._last_edit = now
        self.session.edit(text=text, merge=merge)

    def node_at(self, line: int, column: int) -> Node | None:
        """The node that the text at a place stands for: of the smallest part of the text, as it was written."""
        found = [(_extent(node.span), node) for node in self._nodes.values() if _within(node.span, line, column)]
        if not found:
            return None
        least = min(extent for extent, _ in found)
        smallest = (node for extent, node in found if extent == least)
        return max(smallest, key=lambda node: (node.output, node.frames[0][0] == 0, node.id))

    def _point(self, line: int, column: int) -> None:
        node = self.node_at(line, column) if line else None
        self.focus.point_at(None if node is None else node.id)

    def _select(self, line: int, column: int) -> None:
        node = self.node_at(line, column)
        if node is not None:
            self.focus.select(node.id, reveal=True)

    def _mark(self, _: object = None) -> None:
        """The spans of the node selected and of the node hovered."""
        chosen = (self._nodes.get(node) for node in (self.focus.node, self.focus.hover) if node is not None)
        self.editor.set_marked(tuple(node.span for node in chosen if node is not None and node.span is not None))


def _within(span: Span | None, line: int, column: int) -> bool:
    return span is not None and (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)


def _extent(span: Span | None) -> tuple[int, int]:
    assert span is not None  # only nodes that have one are within
    return span.end_line - span.line, span.end_column - span.column
