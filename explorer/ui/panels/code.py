"""The Python that runs; a line is a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from explorer.document.snapshot import Span
from explorer.ui.panel import Panel
from explorer.ui.widgets.buttons import IconButton, Segments
from explorer.ui.widgets.code_edit import CodeEdit
from explorer.ui.widgets.labels import FittingLabel, label

if TYPE_CHECKING:
    from explorer.document.snapshot import CodeView, Snapshot

AFTER, BEFORE = "After", "Before"
WORDS = {AFTER: "what runs, a statement for each node", BEFORE: "the same without rewriting, to compare"}


class Code(Panel):
    """Source, with the line of the selected node marked."""

    title = "Code"
    help = "The Python that runs, a line for each operation. Selecting a line selects its node."
    place = "bottom left"
    order = 1
    framed = False

    def build(self) -> None:
        """The source above, the choices below."""
        self._code: CodeView | None = None
        self.editor = CodeEdit(self.theme, "Python that runs")
        self.editor.setReadOnly(True)
        self.editor.set_font_size(12)
        self.empty = label("The code appears here.", "empty")
        self.empty.setContentsMargins(16, 14, 16, 14)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.editor)
        self.which = Segments("Code of the graph", (BEFORE, AFTER))
        self.which.choose(AFTER)
        self.copy = IconButton(self.theme, "copy", "Copy the code")
        self.remark_label = FittingLabel("", role="caption")
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 16, 10)
        row.setSpacing(10)
        row.addWidget(self.which)
        row.addWidget(self.remark_label, 1)
        row.addWidget(self.copy)
        self.body.setContentsMargins(0, 6, 0, 0)
        self.body.addWidget(self.stack, 1)
        self.body.addLayout(row)
        self.which.chosen.connect(self._refresh)
        self.copy.clicked.connect(self.copy_source)
        self.editor.cursorPositionChanged.connect(self._line_chosen)
        self.focus.node_changed.connect(self._mark)
        self._refresh()

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Other code."""
        if new.code is not old.code or old is new:
            self._code = new.code
            self._refresh()

    def copy_source(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self.editor.toPlainText())

    def _refresh(self, _: object = None) -> None:
        code = self._code
        self.copy.setEnabled(code is not None)
        self.which.setVisible(code is not None and bool(code.raw_source))
        self.remark_label.setVisible(code is not None)
        self.stack.setCurrentWidget(self.empty if code is None else self.editor)
        if code is None:
            return
        raw = self.which.choice == BEFORE and bool(code.raw_source)
        self.remark_label.say(WORDS[BEFORE if raw else AFTER])
        source = code.raw_source if raw else code.source
        if source != self.editor.toPlainText():
            self.editor.blockSignals(True)
            self.editor.setPlainText(source)
            self.editor.blockSignals(False)
        self._mark(self.focus.node)

    def _line_chosen(self) -> None:
        line = self.editor.textCursor().blockNumber()
        if self._code is not None and self.which.choice == AFTER and line < len(self._code.nodes):
            node = self._code.nodes[line]
            if node >= 0 and self.editor.hasFocus():
                self.focus.select(node)

    def _mark(self, node: object) -> None:
        """The lines that compute the selected node."""
        code = self._code
        if code is None or self.which.choice == BEFORE:
            self.editor.set_marked(())
            return
        lines = code.source.splitlines()
        found = [at for at, one in enumerate(code.nodes) if one == node and at < len(lines)]
        self.editor.set_marked(tuple(Span(at + 1, _indent(lines[at]), at + 1, len(lines[at])) for at in found))
        if found and not self.editor.hasFocus():
            self.editor.setTextCursor(QTextCursor(self.editor.document().findBlockByNumber(found[0])))
            self.editor.centerCursor()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
