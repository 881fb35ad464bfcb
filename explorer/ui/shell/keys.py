"""The keys of every command: those of the design, and those that a person prefers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QAction

    from explorer.ui.shell.actions import Command


class Keys:
    """Gives the actions their keys; what a person chose is remembered by the name of the command's method."""

    def __init__(self, actions: dict[Command, QAction], settings: QSettings) -> None:
        self._actions = actions
        self._settings = settings
        for command, action in actions.items():
            chosen = settings.value(_entry(command))
            if chosen is not None:
                action.setShortcut(QKeySequence(str(chosen)))

    def of(self, command: Command) -> str:
        """The keys of a command as people read them; empty where it has none."""
        return self._actions[command].shortcut().toString()

    def is_own(self, command: Command) -> bool:
        """Whether a person chose them."""
        return self._settings.contains(_entry(command))

    def owner(self, keys: QKeySequence) -> Command | None:
        """The command that these keys call."""
        if keys.isEmpty():
            return None
        return next((command for command, action in self._actions.items() if action.shortcut() == keys), None)

    def choose(self, command: Command, keys: QKeySequence) -> Command | None:
        """Other keys for a command, or none; whoever had them loses them, and is the result."""
        loser = self.owner(keys)
        if loser is command:
            return None
        if loser is not None:
            self._set(loser, QKeySequence())
        self._set(command, keys)
        return loser

    def reset(self) -> None:
        """The keys of the design."""
        for command, action in self._actions.items():
            self._settings.remove(_entry(command))
            action.setShortcut(QKeySequence(command.keys))

    def _set(self, command: Command, keys: QKeySequence) -> None:
        self._actions[command].setShortcut(keys)
        if keys == QKeySequence(command.keys):
            self._settings.remove(_entry(command))
        else:
            self._settings.setValue(_entry(command), keys.toString())


def _entry(command: Command) -> str:
    return f"keys/{command.method}"
