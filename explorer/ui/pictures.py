"""Pictures of the window itself: each document opened, waited for, and taken as a PNG file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEventLoop, QSettings, QSize, QTimer
from PySide6.QtWidgets import QApplication

from explorer.document.gallery import gallery
from explorer.document.session import Session
from explorer.document.worker import Workers
from explorer.ui.application import make_application
from explorer.ui.theme.theme import Theme
from explorer.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from PySide6.QtWidgets import QWidget

    from explorer.document.document import Document

Shade = Literal["light", "dark"]
BARS = 82  # the heights of the bars above and below the panels
PATIENCE = 120.0
SETTLE = 60  # milliseconds for layouts that need a second round


class NotDone(Exception):  # noqa: N818 - read as a sentence: the picture is not done
    """The worker did not end in time, or failed."""


def windows(
    documents: Iterable[tuple[str, Document]],
    folder: Path,
    themes: Sequence[Shade] = ("light", "dark"),
    size: tuple[int, int] = (1600, 1000),
) -> Iterator[Path]:
    """Draw the window of each document (with the name of its file) in each theme; gives the files as they are made."""
    folder.mkdir(parents=True, exist_ok=True)
    with Workers() as workers, tempfile.TemporaryDirectory() as scratch:
        make_application()
        theme = Theme("light")
        settings = QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat)
        window = Window(Session(), workers, theme, settings)
        theme.apply()
        window.resize(QSize(*size))
        window.page.reset(size[0], size[1] - BARS)
        window.show()
        try:
            for name, document in documents:
                window.files.title = name
                window.session.new(document)
                wait_for(window)
                for shade in themes:
                    theme.choose(shade)
                    settle()
                    path = folder / f"{name}_{shade}.png"
                    save(window, path)
                    yield path
        finally:
            window.close()
            window.deleteLater()
            settle()


def manual(folder: Path) -> Iterator[Path]:
    """The pictures of the manual: every example of the gallery, light."""
    yield from windows([(entry.name, entry.document) for entry in gallery()], folder, ("light",))


def save(widget: QWidget, path: Path) -> None:
    """The widget as it is now, as a PNG file."""
    if not widget.grab().save(str(path)):
        message = f"{path} cannot be written"
        raise OSError(message)


def wait_for(window: Window, patience: float = PATIENCE) -> None:
    """Until everything of the document has come."""
    end = monotonic() + patience
    while window.bridge.busy:
        if monotonic() > end:
            message = f"the worker was not done after {patience:g} s"
            raise NotDone(message)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    if window.bridge.failure is not None:
        raise NotDone(window.bridge.failure.text)
    settle()


def settle() -> None:
    """Let layouts and paints that wait come to an end."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE, loop.quit)
    loop.exec()
