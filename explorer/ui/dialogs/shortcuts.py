"""Every key there is, and other keys for whoever prefers them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.shell.actions import COMMANDS, MENUS
from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from explorer.ui.shell.actions import Command
    from explorer.ui.shell.keys import Keys

IN_A_GRAPH = (
    ("Walk to a neighbour", "Arrow keys"),
    ("To an input, to the next one", "I"),
    ("To a use, to the next one", "U"),
    ("To inputs or uses from here", "Shift+I  Shift+U"),
    ("Open or close a loop", "O, double click"),
    ("Dim what is farther than k edges", "1 … 9"),
    ("Centre the node", "Enter"),
    ("Dim nothing; let the selection go", "Esc"),
    ("Larger, smaller", "+  −"),
    ("Show all", "0"),
    ("Move the selected node", "Drag, Ctrl+arrows"),
    ("Pan", "Drag, Shift+wheel"),
    ("Zoom", "Wheel"),
)
IN_THE_SCRIPT = (
    ("Complete", "Ctrl+Space"),
    ("Comment lines out", "Ctrl+/"),
    ("Indent, dedent", "Tab, Shift+Tab"),
    ("Leave the script", "Esc, then Tab"),
)
FIXED = (("In a graph", IN_A_GRAPH), ("In the script", IN_THE_SCRIPT))
KEYS_WIDTH = 150
ROOM = 560  # pixels of height; the rest scrolls


class KeyEdit(QKeySequenceEdit):
    """One field for keys: Backspace takes them away, Escape leaves the field as it was."""

    def __init__(self, words: str, keys: str) -> None:
        super().__init__(QKeySequence(keys))
        self.setMaximumSequenceLength(1)
        self.setClearButtonEnabled(True)
        self.setFixedWidth(KEYS_WIDTH)
        self.setAccessibleName(f"Keys of {words}")
        for field in self.findChildren(QLineEdit):
            field.setAccessibleName(f"Keys of {words}")
            field.setPlaceholderText("none")


class Shortcuts(QDialog):
    """The commands by menu, each with a field for its keys; a line to find one; what conflicts is told."""

    def __init__(self, keys: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._keys = keys
        self.edits: dict[Command, KeyEdit] = {}
        self._rows: list[tuple[str, list[QWidget]]] = []
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Find a command or keys")
        self.filter.setAccessibleName("Find a command or keys")
        self.filter.textChanged.connect(self._narrow)
        self.told = label("Click into a field and press the keys you want; Backspace takes them away.", "caption")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 22, 24, 18)
        outer.setSpacing(12)
        outer.addLayout(self._head())
        outer.addWidget(self._table(), 1)
        outer.addLayout(self._foot())
        self.filter.setFocus()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label("Shortcuts", "title"))
        head.addStretch(1)
        self.filter.setFixedWidth(240)
        head.addWidget(self.filter)
        return head

    def _table(self) -> QScrollArea:
        inner = QWidget()
        inner.setProperty("role", "plain")
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(40)
        for side in (MENUS[:2], MENUS[2:]):
            column = QVBoxLayout()
            column.setSpacing(6)
            for menu in side:
                self._add_menu(column, menu)
            if side is not MENUS[:2] and len(MENUS) > 2:
                for title, rows in FIXED:
                    self._add_fixed(column, title, rows)
            column.addStretch(1)
            columns.addLayout(column)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setAccessibleName("Commands and their keys")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumWidth(inner.sizeHint().width() + 20)
        scroll.setMinimumHeight(min(ROOM, inner.sizeHint().height()))
        return scroll

    def _foot(self) -> QHBoxLayout:
        reset = QPushButton("Keys of the Design")
        reset.setToolTip("Take back all keys that were chosen here")
        reset.setAutoDefault(False)
        reset.clicked.connect(self._reset)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(reset)
        foot.addWidget(buttons)
        return foot

    def _add_menu(self, column: QVBoxLayout, menu: str) -> None:
        grid = self._section(column, menu)
        for command in COMMANDS:
            if command.menu != menu:
                continue
            words = label(command.words)
            edit = KeyEdit(command.words, self._keys.of(command))
            edit.editingFinished.connect(partial(self._chosen, command))
            at = grid.rowCount()
            grid.addWidget(words, at, 0)
            grid.addWidget(edit, at, 1, Qt.AlignmentFlag.AlignRight)
            self.edits[command] = edit
            self._rows.append((f"{menu} {command.words}", [words, edit]))

    def _add_fixed(self, column: QVBoxLayout, title: str, rows: tuple[tuple[str, str], ...]) -> None:
        grid = self._section(column, title)
        for words, keys in rows:
            shown: list[QWidget] = [label(words), label(keys, "mono")]
            at = grid.rowCount()
            grid.addWidget(shown[0], at, 0)
            grid.addWidget(shown[1], at, 1, Qt.AlignmentFlag.AlignRight)
            self._rows.append((f"{title} {words} {keys}", shown))

    @staticmethod
    def _section(column: QVBoxLayout, title: str) -> QGridLayout:
        column.addWidget(label(title.upper(), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        column.addSpacing(10)
        return grid

    def _chosen(self, command: Command) -> None:
        edit = self.edits[command]
        wanted = edit.keySequence()
        if wanted.toString() == self._keys.of(command):
            return
        loser = self._keys.choose(command, wanted)
        if loser is None:
            self.told.setText(f"{command.words}: {wanted.toString() or 'no keys'}")
            return
        self.edits[loser].setKeySequence(QKeySequence())
        self.told.setText(f"{wanted.toString()} now does “{command.words}”; “{loser.words}” has no keys any more.")

    def _reset(self) -> None:
        self._keys.reset()
        for command, edit in self.edits.items():
            edit.setKeySequence(QKeySequence(command.keys))
        self.told.setText("All keys are those of the design again.")

    def _narrow(self, text: str) -> None:
        """Only the rows in which all words occur."""
        keys = {id(edit): self._keys.of(command) for command, edit in self.edits.items()}
        for words, shown in self._rows:
            said = f"{words} {keys.get(id(shown[1]), '')}".lower()
            fits = all(part in said for part in text.lower().split())
            for widget in shown:
                widget.setVisible(fits)
