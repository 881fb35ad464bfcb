"""Start: the worker first, since it needs longest; while it loads, Qt and the window."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimerEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from explorer.document.worker import Workers

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from explorer.ui.theme.theme import Choice
    from explorer.ui.window import Window

NAME = "Derivative Explorer"
FIRST = "1_gradient"
_log = logging.getLogger(__name__)


def make_application() -> QApplication:
    """The one application, with its fonts."""
    from explorer.ui.theme.fonts import load_fonts  # noqa: PLC0415 - see `run`

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
    # Imported here: the worker process loads beside it.
    from explorer.document.files import FileError  # noqa: PLC0415
    from explorer.document.gallery import find  # noqa: PLC0415
    from explorer.document.session import Session  # noqa: PLC0415
    from explorer.ui.theme.theme import Theme  # noqa: PLC0415
    from explorer.ui.window import Window  # noqa: PLC0415

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
    opening = Opening(window, trouble, gallery=gallery)
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
