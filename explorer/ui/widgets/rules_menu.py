"""Which rewrite rules are used: a button whose menu has a line for each theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from explorer.document.snapshot import ThemeView


class RulesButton(QToolButton):
    """A theme has a tick where all its rules are used; "Rules that assume something" are those of all themes.

    ``chosen`` gives the names of the rules that are left off.
    """

    chosen = Signal(frozenset)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "toggle")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAccessibleName("Rewrite rules in use")
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)
        self._off: frozenset[str] = frozenset()
        self._groups: dict[QAction, frozenset[str]] = {}
        self.show_off(frozenset())

    def set_themes(self, themes: tuple[ThemeView, ...]) -> None:
        """The lines of the menu."""
        self._menu.clear()
        self._groups = {}
        self._menu.addAction("All rules").triggered.connect(lambda: self.chosen.emit(frozenset()))
        unsafe = frozenset[str]().union(*(theme.unsafe for theme in themes))
        self._add("Rules that assume something", unsafe)
        self._menu.addSeparator()
        for theme in themes:
            self._add(theme.name, theme.rules)
        self.show_off(self._off)

    def show_off(self, off: frozenset[str]) -> None:
        """Tick what is used, and say how many rules are not."""
        self._off = off
        for action, names in self._groups.items():
            action.setChecked(not names & off)
        known = frozenset[str]().union(*self._groups.values())
        count = len(off & known) if known else len(off)
        self.setText(f"Rules: {count} off" if count else "Rules")
        self.setProperty("some", bool(count))
        self.setToolTip("Which rewrite rules are used")
        self.style().unpolish(self)
        self.style().polish(self)

    def _add(self, words: str, names: frozenset[str]) -> None:
        action = self._menu.addAction(words)
        action.setCheckable(True)
        action.setToolTip(", ".join(sorted(names)))
        self._groups[action] = names
        action.triggered.connect(lambda used: self.chosen.emit(self._off - names if used else self._off | names))
