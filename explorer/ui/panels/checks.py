"""What was checked, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from explorer.ui.icons import pixmap
from explorer.ui.panel import Panel, clear
from explorer.ui.widgets.labels import label
from explorer.ui.widgets.page import Page

if TYPE_CHECKING:
    from explorer.document.snapshot import CheckLine, Snapshot


class Checks(Panel):
    """A line for each check: passed or failed, and the number."""

    title = "Checks"
    help = (
        "Whether the derivative is right, measured: against finite differences, by the adjoint identity, and "
        "by the order of the remainder of its Taylor expansion."
    )
    place = "bottom left"
    order = 2
    framed = False

    def build(self) -> None:
        """A list that scrolls."""
        self._lines: tuple[CheckLine, ...] = ()
        inner = Page()
        inner.setProperty("role", "plain")
        self.column = QVBoxLayout()
        self.column.setSpacing(10)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(18, 14, 18, 14)
        self.empty = label(
            "Where a derivative is shown, it is checked here against finite differences.", "empty", wrap=True
        )
        outer.addWidget(self.empty)
        outer.addLayout(self.column)
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setAccessibleName("Checks")
        self.body.addWidget(scroll)

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Other checks."""
        if new.checks is old.checks and old is not new:
            return
        self._lines = new.checks.lines if new.checks is not None else ()
        self._refresh()

    def restyle(self) -> None:
        """The marks have colours of their own."""
        self._refresh()

    def _refresh(self) -> None:
        clear(self.column)
        self.empty.setVisible(not self._lines)
        for line in self._lines:
            self.column.addWidget(self._line(line))

    def _line(self, line: CheckLine) -> QWidget:
        colours = self.theme.colours
        mark = QLabel()
        colour = colours.added_text if line.passed else colours.removed_text
        mark.setPixmap(pixmap("check" if line.passed else "error", colour, 18, mark.devicePixelRatioF()))
        mark.setFixedWidth(22)
        mark.setAccessibleName("passed" if line.passed else "failed")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(line.text, "" if line.passed else "fault", wrap=True))
        if line.detail:
            words.addWidget(label(line.detail, "caption", wrap=True))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(mark)
        row.addLayout(words, 1)
        return box
