"""Every command of the window: one table gives menus, shortcuts, the command search and the list of shortcuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QMainWindow


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its menu, words and keys, and the method that does it: of the window, the looks or the layouts."""

    menu: str
    words: str
    keys: str
    method: str
    name: str = ""
    ends_group: bool = False
    submenu: str = ""


HIDE = "Hide Constants and Operations on Shapes"
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
    Command("Edit", "Show the Node of the Text", "Ctrl+Return", "show_node_of_text"),
    Command("Edit", "Toggle Comment", "", "toggle_comment"),
    Command("Edit", "Copy Formula as LaTeX", "Ctrl+Shift+L", "copy_latex"),
    Command("Edit", "Copy Code", "Ctrl+Shift+C", "copy_code", ends_group=True),
    Command("Edit", "Search Commands, Nodes and Rules", "Ctrl+K", "search"),
    Command("Edit", "Find Nodes by a Regular Expression", "Ctrl+F", "find_nodes"),
    Command("Edit", "Next Found", "F3", "next_found"),
    Command("Edit", "Previous Found", "Shift+F3", "previous_found", ends_group=True),
    Command("Edit", "Preferences…", "Ctrl+,", "open_preferences"),
    Command("View", "Graphs as Trees", "Ctrl+T", "toggle_trees", name="trees"),
    Command("View", "Sweep, Line by Line", "Ctrl+Shift+W", "toggle_sweep", name="sweep"),
    Command("View", "Back to Where I Looked", "Ctrl+[", "look_back", name="back"),
    Command("View", "Forward Again", "Ctrl+]", "look_forward", name="forward", ends_group=True),
    Command("View", "Fit Graphs", "Ctrl+0", "fit_graphs"),
    Command("View", "Open or Close the Loop", "Ctrl+Shift+O", "open_or_close", name="open loop"),
    Command("View", "Nodes Back to Their Places", "", "put_back", name="put back"),
    Command("View", "Larger", "Ctrl++", "zoom_in"),
    Command("View", "Smaller", "Ctrl+-", "zoom_out", ends_group=True),
    Command("View", "Colour by Kind", "", "colour_by_kind", name="kind", submenu="Colours of Nodes"),
    Command("View", "Colour by Cost in Flops", "", "colour_by_cost", name="cost", submenu="Colours of Nodes"),
    Command("View", "Colour by Time Measured", "", "colour_by_time", name="time", submenu="Colours of Nodes"),
    Command("View", "Colour by Bytes of the Value", "", "colour_by_bytes", name="bytes", submenu="Colours of Nodes"),
    Command("View", "Colour by Origin", "", "colour_by_origin", name="origin", submenu="Colours of Nodes"),
    Command("View", "Width of Edges by Bytes", "", "toggle_widths", name="widths", ends_group=True, submenu="Edges"),
    Command("View", "No Words at Edges", "", "write_nothing", name="nothing", submenu="Edges"),
    Command("View", "Shapes at Edges", "", "write_shapes", name="shape", submenu="Edges"),
    Command("View", "Types at Edges", "", "write_dtypes", name="dtype", submenu="Edges"),
    Command("View", "Ranges of Values at Edges", "", "write_ranges", name="range", submenu="Edges"),
    Command("View", "Hide This Operation", "Ctrl+H", "hide_operation", name="hide", submenu="Hide"),
    Command("View", HIDE, "", "hide_bookkeeping", name="bookkeeping", submenu="Hide"),
    Command("View", "Show All Again", "Ctrl+Shift+H", "show_all", name="show all", submenu="Hide"),
    Command("View", "Neighbourhood of the Node", "Ctrl+D", "toggle_around", name="around", submenu="Neighbourhood"),
    Command("View", "One Edge Farther", "Ctrl+Shift+Up", "farther", name="farther", submenu="Neighbourhood"),
    Command("View", "One Edge Nearer", "Ctrl+Shift+Down", "nearer", name="nearer", submenu="Neighbourhood"),
    Command("View", "Overview in the Corner", "", "toggle_minimap", name="minimap", ends_group=True),
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
    Command("View", "Next Panel", "F6", "next_panel"),
    Command("View", "Previous Panel", "Shift+F6", "previous_panel", ends_group=True),
    Command("View", "Panel in a Window of Its Own", "Ctrl+Shift+T", "tear_off", name="own window", submenu="Layouts"),
    Command("View", "Save Layout As…", "", "save_layout", submenu="Layouts"),
    Command("View", "Lock Layout", "", "toggle_lock", name="lock", submenu="Layouts"),
    Command("View", "Reset Layout", "", "reset_layout", submenu="Layouts"),
    Command("View", "Dark or Light", "Ctrl+Shift+D", "toggle_theme"),
    Command("View", "Theme of the System", "", "follow_system"),
    Command("View", "Full Screen", "F11", "toggle_full_screen"),
    Command("Help", "Tour: Read a Derivative", "", "tour_reading"),
    Command("Help", "Tour: Where a Node Comes From", "", "tour_origin"),
    Command("Help", "Tour: Line by Line", "", "tour_lines", ends_group=True),
    Command("Help", "Shortcuts", "F1", "show_shortcuts"),
    Command("Help", "What Is This?", "Shift+F1", "ask_what_this_is"),
    Command("Help", "About Derivative Explorer", "", "show_about"),
)
MENUS = tuple(dict.fromkeys(command.menu for command in COMMANDS))


def make_actions(window: QMainWindow, *others: QObject) -> dict[Command, QAction]:
    """An action for each command, known to the window, so that its keys work everywhere in it."""
    actions: dict[Command, QAction] = {}
    for command in COMMANDS:
        action = QAction(command.words, window)
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        owner = next((one for one in others if hasattr(one, command.method)), window)
        slot: Callable[[], object] = getattr(owner, command.method)
        action.triggered.connect(slot)
        window.addAction(action)
        actions[command] = action
    return actions
