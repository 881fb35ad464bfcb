"""What the script prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QPlainTextEdit, QStackedWidget

from explorer.ui.panel import Panel
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from explorer.document.snapshot import Snapshot


class Output(Panel):
    """Plain text, as a terminal would show it."""

    title = "Output"
    help = "What the script prints."
    place = "bottom left"
    order = 3
    framed = False

    def build(self) -> None:
        """The text, or a word that there is none."""
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName("What the script prints")
        self.text.setProperty("role", "code")
        self.text.setFont(font(13, "mono"))
        self.text.document().setDocumentMargin(14)
        self.empty = label("The script prints nothing. print(…) writes here.", "empty", wrap=True)
        self.empty.setContentsMargins(18, 14, 18, 14)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.text)
        self.body.addWidget(self.stack)

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Another output."""
        del old
        output = new.script.output if new.script is not None else ""
        if output != self.text.toPlainText():
            self.text.setPlainText(output)
        self.stack.setCurrentWidget(self.text if output else self.empty)
