"""A line for a formula as mathematicians type it, which becomes the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from explorer.short import ShortError, script_of
from explorer.ui.widgets.buttons import Combo, IconButton
from explorer.ui.widgets.labels import give_role, label

if TYPE_CHECKING:
    from explorer.short import Written
    from explorer.ui.theme.theme import Theme

EXAMPLE = "norm2(A*x - y)^2"
HELP = (
    "A formula as you write it on paper; Enter makes a script of it.\n"
    "a … g are scalars, h … z vectors, A … Z matrices, Greek letters scalars;\n"
    "x: vector[n] before it, with a semicolon, says otherwise.\n"
    "' transposes, .* ./ .^ go element by element, vector(1) is a vector of ones;\n"
    "norm1 norm2 sum tr det logdet inv diag exp log sin … are functions."
)


class FormulaLine(QFrame):
    """What is typed is read at each letter; Enter gives the script away."""

    accepted = Signal(str, str)  # the script, and words for the status bar

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(f"A formula: {EXAMPLE}")
        self.line.setAccessibleName("Formula")
        self.line.setToolTip(HELP)
        self.line.setWhatsThis(HELP)
        self.line.setProperty("role", "formula")
        self.by = Combo(theme, "Derivative by")
        self.by.hide()
        self.use = IconButton(theme, "check", "Make a script of it (Enter)")
        self.use.setEnabled(False)
        self.trouble = label("", "fault", wrap=True)
        self.trouble.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.by)
        row.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 2, 8, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.trouble)
        self._written: Written | None = None
        self._mistake: ShortError | None = None
        self._chosen = ""
        self.line.textChanged.connect(self._read)
        self.line.returnPressed.connect(self.accept)
        self.line.installEventFilter(self)
        self.by.activated.connect(self._choose)
        self.use.clicked.connect(self.accept)
        self._read()

    def accept(self) -> None:
        """Give the script away; where there is none, say why and go there."""
        written = self._written
        if written is None:
            self._complain(final=True)
            return
        self.line.setCursorPosition(0)  # where there is little room, it begins at its beginning
        what = f"by {written.by}" if written.by else "without a derivative"
        self.accepted.emit(written.script, "; ".join([f"The formula became a script, {what}", *written.notes]))

    def begin(self) -> None:
        """Into the line, with all of it marked."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape empties the line."""
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.line and pressed == Qt.Key.Key_Escape and self.line.text():
            self.line.clear()
            return True
        return super().eventFilter(watched, event)

    def _choose(self, _: int) -> None:
        self._chosen = self.by.currentData()
        self._read()

    def _read(self) -> None:
        """Read what is typed: its variables, or what is wrong."""
        self._written = self._mistake = None
        try:
            self._written = script_of(self.line.text(), self._chosen)
        except ShortError as error:
            self._mistake = error
            self._complain(final=False)
        else:
            self._say("")
            self._offer(self._written)
        self.use.setEnabled(self._written is not None)
        if self._written is None and not self.line.text():
            self.by.hide()

    def _offer(self, written: Written) -> None:
        """The variables that it may be differentiated by."""
        self.by.blockSignals(True)
        self.by.clear()
        for name in written.variables:
            self.by.addItem(f"by {name}", name)
        self.by.setCurrentIndex(max(0, self.by.findData(written.by)))
        self.by.blockSignals(False)
        self.by.setVisible(len(written.variables) > 1)

    def _complain(self, *, final: bool) -> None:
        """What is wrong; while it is typed, nothing of what is only not there yet."""
        error = self._mistake
        if error is None:  # nothing has been typed
            return
        if error.stop > len(self.line.text().rstrip()) and not final:
            self._say("")
            return
        hint = f"\n{error.hint}" if error.hint else ""
        self._say(f"{str(error)[:1].upper()}{str(error)[1:]}{hint}")
        if final:
            self.line.setFocus()
            self.line.setSelection(error.start, error.stop - error.start)

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.line.setAccessibleDescription(words)
        give_role(self.line, "wrong", "true" if words else "false")
