"""Every command of the window: one table gives menus, shortcuts, the command search and the list of shortcuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its menu, its words, its keys and the method of the window that does it."""

    menu: str
    words: str
    keys: str
    method: str
    name: str = ""
    ends_group: bool = False


COMMANDS = (
    Command("File", "New", "Ctrl+N", "new_document"),
    Command("File", "Gallery…", "Ctrl+G", "open_gallery", ends_group=True),
    Command("File", "Open…", "Ctrl+O", "open_file"),
    Command("File", "Save", "Ctrl+S", "save"),
    Command("File", "Save As…", "Ctrl+Shift+S", "save_as", ends_group=True),
    Command("File", "Export…", "Ctrl+E", "export", ends_group=True),
    Command("File", "Quit", "Ctrl+Q", "close"),
    Command("Edit", "Undo", "Ctrl+Z", "undo", name="undo"),
    Command("Edit", "Redo", "Ctrl+Shift+Z", "redo", name="redo", ends_group=True),
    Command("Edit", "Type a Formula", "Ctrl+L", "type_formula"),
    Command("Edit", "Toggle Comment", "", "toggle_comment"),
    Command("Edit", "Copy Formula as LaTeX", "Ctrl+Shift+L", "copy_latex"),
    Command("Edit", "Copy Code", "Ctrl+Shift+C", "copy_code", ends_group=True),
    Command("Edit", "Search Commands, Nodes and Rules", "Ctrl+K", "search"),
    Command("Edit", "Find Nodes by a Regular Expression", "Ctrl+F", "find_nodes"),
    Command("Edit", "Next Found", "F3", "next_found"),
    Command("Edit", "Previous Found", "Shift+F3", "previous_found"),
    Command("View", "Graphs as Trees", "Ctrl+T", "toggle_trees", name="trees"),
    Command("View", "Sweep, Line by Line", "Ctrl+Shift+W", "toggle_sweep", name="sweep"),
    Command("View", "Fit Graphs", "Ctrl+0", "fit_graphs"),
    Command("View", "Larger", "Ctrl++", "zoom_in"),
    Command("View", "Smaller", "Ctrl+-", "zoom_out", ends_group=True),
    Command("View", "First Step", "Alt+Home", "first_step"),
    Command("View", "Previous Step", "Alt+Left", "previous_step"),
    Command("View", "Next Step", "Alt+Right", "next_step"),
    Command("View", "Last Step", "Alt+End", "last_step"),
    Command("View", "Play Steps", "Alt+Space", "play_steps"),
    Command("View", "Search for a Shorter Form", "Ctrl+Shift+F", "search_shorter"),
    Command("View", "What Did Each Theme of Rules Do?", "Ctrl+Shift+E", "show_effects", ends_group=True),
    Command("View", "Batch", "Ctrl+Shift+B", "open_batch"),
    Command("View", "Run, Resume or Cancel the Batch", "Ctrl+R", "run_batch", ends_group=True),
    Command("View", "Script Column", "Ctrl+B", "toggle_left", name="left"),
    Command("View", "Inspector", "Ctrl+I", "toggle_right", name="right"),
    Command("View", "Bottom Panels", "Ctrl+J", "toggle_bottom", name="bottom"),
    Command("View", "Reset Layout", "", "reset_layout", ends_group=True),
    Command("View", "Dark or Light", "Ctrl+Shift+D", "toggle_theme"),
    Command("View", "Theme of the System", "", "follow_system"),
    Command("View", "Full Screen", "F11", "toggle_full_screen"),
    Command("Help", "Shortcuts", "F1", "show_shortcuts"),
    Command("Help", "What Is This?", "Shift+F1", "ask_what_this_is"),
    Command("Help", "About Derivative Explorer", "", "show_about"),
)
MENUS = tuple(dict.fromkeys(command.menu for command in COMMANDS))


def make_actions(window: QMainWindow) -> dict[Command, QAction]:
    """An action for each command, known to the window, so that its keys work everywhere in it."""
    actions: dict[Command, QAction] = {}
    for command in COMMANDS:
        action = QAction(command.words, window)
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        slot: Callable[[], object] = getattr(window, command.method)
        action.triggered.connect(slot)
        window.addAction(action)
        actions[command] = action
    return actions
