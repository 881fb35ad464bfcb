"""Every key there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from explorer.ui.shell.actions import Command

IN_A_GRAPH = (
    ("Walk to a neighbour", "Arrow keys"),
    ("Centre the node", "Enter"),
    ("Let the selection go", "Esc"),
    ("Larger, smaller", "+  −"),
    ("Show all", "0"),
    ("Pan", "Drag, Shift+wheel"),
    ("Zoom", "Wheel"),
)
IN_THE_SCRIPT = (
    ("Complete", "Ctrl+Space"),
    ("Comment lines out", "Ctrl+/"),
    ("Indent, dedent", "Tab, Shift+Tab"),
)


class Shortcuts(QDialog):
    """Two columns of keys."""

    def __init__(self, actions: dict[Command, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups: dict[str, list[tuple[str, str]]] = {}
        for command, action in actions.items():
            keys = action.shortcut().toString()
            if keys:
                groups.setdefault(command.menu, []).append((command.words, keys))
        groups["In a graph"] = list(IN_A_GRAPH)
        groups["In the script"] = list(IN_THE_SCRIPT)
        columns = QHBoxLayout()
        columns.setSpacing(36)
        for names in (("File", "Edit", "Help"), ("View",), ("In a graph", "In the script")):
            side = QVBoxLayout()
            side.setSpacing(6)
            for name in names:
                if name in groups:
                    side.addWidget(label(name.upper(), "section"))
                    side.addLayout(self._table(groups[name]))
                    side.addSpacing(10)
            side.addStretch(1)
            columns.addLayout(side)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 22, 24, 18)
        outer.setSpacing(12)
        outer.addWidget(label("Shortcuts", "title"))
        outer.addLayout(columns)
        outer.addWidget(buttons)

    @staticmethod
    def _table(rows: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(5)
        for at, (words, keys) in enumerate(rows):
            grid.addWidget(label(words), at, 0)
            grid.addWidget(label(keys, "mono"), at, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        return grid
