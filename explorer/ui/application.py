"""Start: the worker first, since it needs longest, then Qt, then the window."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from explorer.document.files import FileError
from explorer.document.gallery import find
from explorer.document.session import Session
from explorer.document.worker import Workers
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
    return application


def run(path: Path | None = None, *, gallery: bool = False) -> int:
    """Open the window on a file, on the gallery, or on the first example; the result is the exit code."""
    workers = Workers()
    application = make_application()
    sys.excepthook = _report
    settings = QSettings()
    chosen = str(settings.value("theme", "system"))
    choice: Choice = "light" if chosen == "light" else "dark" if chosen == "dark" else "system"
    theme = Theme(choice)
    theme.apply()
    session = Session()
    trouble = ""
    if path is not None:
        try:
            session.open(path)
        except FileError as error:
            trouble = str(error)
    window = Window(session, workers, theme, settings)
    if path is None:
        window.files.show_example(find(FIRST))
    window.show()
    if trouble:
        QTimer.singleShot(0, lambda: QMessageBox.warning(window, "Open", trouble))
    elif gallery:
        QTimer.singleShot(0, window.open_gallery)
    try:
        return application.exec()
    finally:
        workers.close()


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A mistake in a slot: into the log, and told, since the window may now show something old."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    _log.error("a mistake in the window", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)
