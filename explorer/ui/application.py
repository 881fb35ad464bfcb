"""Start: worker, application, theme, session, window."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimerEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from explorer.document.files import FileError
from explorer.document.gallery import find
from explorer.document.session import Session
from explorer.document.worker import Workers
from explorer.ui.accessible import install_roles
from explorer.ui.theme.fonts import load_fonts
from explorer.ui.theme.theme import Choice, Theme
from explorer.ui.window import Window

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

NAME = "Derivative Explorer"
FIRST = "1_gradient"
_log = logging.getLogger(__name__)


def make_application() -> QApplication:
    """The one application, with its fonts."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName(NAME)
    application.setOrganizationName(NAME)
    application.setDesktopFileName("derivative-explorer")
    application.setStyle("Fusion")
    load_fonts()
    install_roles()
    return application


def run(path: Path | None = None, *, gallery: bool | None = None, workers: Workers | None = None) -> int:
    """Open the window on a file, else on the first example with the gallery over it; the result is the exit code.

    Args:
        path: the file to open.
        gallery: whether the gallery stands open over the window; unless told, where there is no file.
        workers: workers that were started before this module was imported, so that they load beside Qt.
    """
    workers = workers or Workers()
    application = make_application()
    sys.excepthook = _report
    settings = QSettings()
    theme = Theme(_choice(str(settings.value("theme", "system"))))
    session = Session()
    trouble = ""
    if path is not None:
        try:
            session.open(path)
        except FileError as error:
            trouble = str(error)
    window = Window(session, workers, theme, settings)
    theme.apply()  # once for the whole window: a style sheet that is there first is read again at every nesting
    if path is None:
        window.files.show_example(find(FIRST))
    window.show()
    wanted = path is None and window.wishes.gallery
    opening = Opening(window, trouble, gallery=wanted if gallery is None else gallery)
    opening.startTimer(0)
    try:
        return application.exec()
    finally:
        workers.close()


class Opening(QObject):
    """What is told or asked as soon as the window can be seen."""

    def __init__(self, window: Window, trouble: str, *, gallery: bool) -> None:
        super().__init__(window)
        self._window = window
        self._trouble = trouble
        self._gallery = gallery

    def timerEvent(self, event: QTimerEvent) -> None:
        """Once."""
        self.killTimer(event.timerId())
        if self._trouble:
            QMessageBox.warning(self._window, "Open", self._trouble)
        elif self._gallery:
            self._window.open_gallery()
        self.deleteLater()


def _choice(name: str) -> Choice:
    return "light" if name == "light" else "dark" if name == "dark" else "system"


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A mistake in a slot: into the log, since the window may now show something old."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    _log.error("a mistake in the window", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)
