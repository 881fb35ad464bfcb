"""Commands that open other windows: files, gallery, export, help."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from explorer.document.files import FileError
from explorer.ui.dialogs.about import About
from explorer.ui.dialogs.export import Export
from explorer.ui.dialogs.gallery import Gallery
from explorer.ui.dialogs.preferences import Preferences
from explorer.ui.dialogs.shortcuts import Shortcuts

if TYPE_CHECKING:
    from explorer.document.gallery import Entry
    from explorer.ui.window import Window

FILES = "Derivative Explorer (*.dx);;Scripts (*.py *.txt);;All files (*)"
OPEN_FILES = "Documents and scripts (*.dx *.py *.txt);;All files (*)"
MOST_RECENT = 10


class FileCommands(QObject):
    """Asks the person, then tells the session."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.recent_menu: QMenu | None = None
        self.title = ""  # of a gallery entry, while the document has no file

    def may_leave(self) -> bool:
        """Whether the document may go: it is saved, or the person says so."""
        session = self._window.session
        if not session.modified or (session.path is None and not session.document.text.strip()):
            return True
        if session.path is None and not session.can_undo:
            return True
        buttons = QMessageBox.StandardButton
        name = session.path.name if session.path is not None else self.title or "untitled"
        answer = QMessageBox.question(
            self._window,
            "Unsaved changes",
            f"{name} has changes that are not saved. Save them?",
            buttons.Save | buttons.Discard | buttons.Cancel,
        )
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    def new(self) -> None:
        """An empty document."""
        if self.may_leave():
            self.title = ""
            self._window.session.new()

    def ask_open(self) -> None:
        """Choose a file."""
        if not self.may_leave():
            return
        path, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder(), OPEN_FILES)
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> None:
        """Open a file; what cannot be opened is told and changes nothing."""
        try:
            self.title = ""
            self._window.session.open(path)
        except FileError as error:
            QMessageBox.warning(self._window, "Open", str(error))
            return
        self._remember(path)

    def save(self) -> bool:
        """Save; ask for a file where there is none."""
        session = self._window.session
        return self._save_to(session.path) if session.path is not None else self.save_as()

    def save_as(self) -> bool:
        """Ask for a file and save."""
        session = self._window.session
        start = str(session.path) if session.path is not None else str(Path(self._folder()) / "untitled.dx")
        path, _ = QFileDialog.getSaveFileName(self._window, "Save", start, FILES)
        return bool(path) and self._save_to(Path(path))

    def _save_to(self, path: Path) -> bool:
        try:
            self._window.session.save(path)
        except FileError as error:
            QMessageBox.warning(self._window, "Save", str(error))
            return False
        self._remember(path)
        return True

    def _folder(self) -> str:
        path = self._window.session.path
        return str(path.parent) if path is not None else str(self._window.settings.value("folder", "") or "")

    def _remember(self, path: Path) -> None:
        settings = self._window.settings
        settings.setValue("folder", str(path.parent))
        recent = [str(path.resolve()), *(one for one in self.recent() if one != str(path.resolve()))]
        settings.setValue("recent", recent[:MOST_RECENT])

    def recent(self) -> list[str]:
        """The files opened and saved last, the newest first."""
        found = self._window.settings.value("recent", [])
        if isinstance(found, str):  # a list of one comes back as a text
            return [found]
        return [str(one) for one in found] if isinstance(found, list) else []

    def fill_recent(self) -> None:
        """The menu is made when it opens."""
        menu = self.recent_menu
        if menu is None:
            return
        menu.clear()
        for path in self.recent():
            menu.addAction(Path(path).name, partial(self._open_recent, path)).setToolTip(path)
        if menu.isEmpty():
            menu.addAction("Nothing yet").setEnabled(False)

    def _open_recent(self, path: str) -> None:
        if self.may_leave():
            self.open(Path(path))

    # other windows

    def gallery(self) -> None:
        """Choose an example."""
        dialog = Gallery(self._window.theme, self._window)
        dialog.chosen.connect(self._take_example)
        dialog.open()

    def _take_example(self, entry: Entry) -> None:
        if self.may_leave():
            self.show_example(entry)

    def show_example(self, entry: Entry) -> None:
        """An example as a new document."""
        self.title = entry.title
        self._window.session.new(entry.document)

    def export(self) -> None:
        """Choose what, how and where."""
        Export(self._window).open()

    def shortcuts(self) -> None:
        """Every key."""
        Shortcuts(self._window.keys, self._window).open()

    def preferences(self) -> None:
        """How a person likes the window."""
        Preferences(self._window).open()

    def about(self) -> None:
        """Name, version, licence."""
        About(self._window).open()
