"""The commands that arrange the window: panels in windows of their own, arrangements with names, the lock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QMessageBox

from explorer.ui.shell.arrangement import Arrangements
from explorer.ui.shell.panel_window import PanelWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from explorer.ui.panel import Panel
    from explorer.ui.window import Window

COLUMNS = ("left", "right", "bottom")


class LayoutCommands(QObject):
    """Methods of commands; the panels themselves stand in `explorer.ui.shell.layout.Layout`."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.page
        self.arrangements = Arrangements(window.settings)
        self._actions: dict[str, QAction] = {}
        self._menu: QMenu | None = None
        self._added: list[QAction] = []
        self._page.came_home.connect(self._told_home)

    def take(self, named: dict[str, QAction], menu: QMenu) -> None:
        """The actions of the commands, by name, and the menu that lists the arrangements."""
        self._actions = named
        self._menu = menu
        named["lock"].setCheckable(True)
        menu.aboutToShow.connect(self.fill)
        self._page.lock(locked=self.arrangements.locked)
        self._show_lock()

    def restore(self) -> None:
        """As the window was left; at the first start, as it was designed."""
        last = self.arrangements.last
        if last is not None:
            self._page.arrange(last)
        self._tick()

    def remember(self) -> None:
        """How the window is left; panels in windows of their own end with it."""
        self.arrangements.keep(self._page.arrangement())
        self._page.close_windows()

    def fill(self) -> None:
        """The arrangements that have names, below the commands; the menu is made when it opens."""
        menu = self._menu
        assert menu is not None
        for action in self._added:
            menu.removeAction(action)
            action.deleteLater()
        names = list(self.arrangements.named)
        self._added = [menu.addSeparator()] if names else []
        self._added += [menu.addAction(_shown(name), partial(self.use, name)) for name in names]
        if names:
            remove = QMenu("Remove", menu)
            for name in names:
                remove.addAction(_shown(name), partial(self.remove, name))
            self._added += [menu.addSeparator(), menu.addMenu(remove)]

    def use(self, name: str) -> None:
        """Arrange the window as it was when this was saved."""
        found = self.arrangements.named.get(name)
        if found is not None:
            self._page.arrange(found)
            self._tick()
            self._window.status.show_words(f"Layout “{name}”")

    def remove(self, name: str) -> None:
        """Forget one."""
        self.arrangements.remove(name)
        self._window.status.show_words(f"The layout “{name}” was removed")

    # commands

    def save_layout(self) -> None:
        """Under a name that is asked for."""
        name, given = QInputDialog.getText(self._window, "Save Layout", "Name of the layout:")
        name = " ".join(name.split())
        if not given or not name:
            return
        buttons = QMessageBox.StandardButton
        if name in self.arrangements.named and buttons.Yes != QMessageBox.question(
            self._window, "Save Layout", f"There is a layout “{name}” already. Replace it?", buttons.Yes | buttons.No
        ):
            return
        self.arrangements.save(name, self._page.arrangement())
        self._window.status.show_words(f"Saved as layout “{name}”: View, Layouts brings it back")

    def toggle_lock(self) -> None:
        """Nothing can be moved by accident, or all can be moved again."""
        locked = not self._page.locked
        self._page.lock(locked=locked)
        self.arrangements.lock(locked=locked)
        self._show_lock()
        self._window.status.show_words("The layout is locked" if locked else "The layout can be changed again")

    def tear_off(self) -> None:
        """The panel that has the keys, or the one in front below: into a window of its own, and back again."""
        if self._page.locked:
            self._window.status.show_words("The layout is locked: View, Layouts, Lock Layout unlocks it")
            return
        active = QApplication.activeWindow()
        if isinstance(active, PanelWindow):
            active.close()
            return
        focused = QApplication.focusWidget()
        cards = sorted(self._page.tabs, key=lambda tabs: focused is None or not tabs.isAncestorOf(focused))
        panel = next((tabs.current for tabs in cards if tabs.current is not None), None)
        if panel is not None:
            self._page.tear_off(panel)
            self._window.status.show_words(f"{panel.title} has a window of its own; closing it brings the tab back")

    def _told_home(self, panel: Panel) -> None:
        self._window.status.show_words(f"{panel.title} is in its tab again")

    def _show_lock(self) -> None:
        self._actions["lock"].setChecked(self._page.locked)
        self._actions["own window"].setEnabled(not self._page.locked)

    def _tick(self) -> None:
        """The commands that hide columns say whether they are there."""
        for name in COLUMNS:
            self._actions[name].setChecked(name not in self._page.hidden())


def _shown(name: str) -> str:
    """A name in a menu, where an ampersand would be taken for a mnemonic."""
    return name.replace("&", "&&")
