"""Pictures of the window itself: each document opened, waited for, and taken as a PNG file."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEventLoop, QSettings, QSize, QTimer
from PySide6.QtWidgets import QApplication

from explorer.document.batch_choice import Axis, BatchChoice
from explorer.document.document import Document, Typed
from explorer.document.gallery import find, gallery
from explorer.document.session import Session
from explorer.document.worker import Workers
from explorer.ui.application import make_application
from explorer.ui.panels.batch import INPUTS, PLOT, Batch
from explorer.ui.panels.sweep import Sweep
from explorer.ui.theme.theme import Theme
from explorer.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from PySide6.QtWidgets import QWidget

SWEPT = Document(
    "x: real\ny: real\n\na = x * y\nb = sin(a)\nf = b * a + exp(x)\n\ng = grad(f, x)\n",
    looking="sweep",
    values=MappingProxyType({"x": Typed("0.5"), "y": Typed("2")}),
)
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
    with opened(size) as window:
        for name, document in documents:
            _open(window, name, document)
            yield from _in_themes(window, window, folder / name, themes)


def screenshot(name: str, document: Document, path: Path, theme: Shade, size: tuple[int, int]) -> None:
    """The window of a document, in one theme, as a PNG file. Raises OSError where it cannot be written."""
    with opened(size) as window:
        window.theme.choose(theme)
        _open(window, name, document)
        save(window, path)


@contextmanager
def opened(size: tuple[int, int]) -> Iterator[Window]:
    """A window of this size, and its end."""
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
            yield window
        finally:
            window.close()
            window.deleteLater()
            settle()


def _open(window: Window, name: str, document: Document) -> None:
    window.files.title = name
    window.session.new(document)
    wait_for(window)


def sweeps(folder: Path, themes: Sequence[Shade] = ("light",)) -> Iterator[Path]:
    """A reverse sweep on its way back, of a function with three paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with opened((1600, 1000)) as window:
        _open(window, "sweep", SWEPT)
        panel = window.panel(Sweep)
        panel.go_to(panel.last - 3)
        yield from _in_themes(window, window.page.centre, folder / "sweep", themes)


def looks(folder: Path, themes: Sequence[Shade] = ("light",)) -> Iterator[Path]:
    """The graphs of a small network, coloured by the time measured, with edges as wide as what flows in them."""
    folder.mkdir(parents=True, exist_ok=True)
    entry = find("11")
    with opened((1600, 1000)) as window:
        _open(window, entry.name, entry.document.edit(dimensions={"n": 200, "d": 30, "h": 40, "k": 3}))
        window.looks.show(colouring="time", widths=True)
        yield from _in_themes(window, window.page.centre, folder / "looks", themes)


def batches(folder: Path, themes: Sequence[Shade] = ("light",)) -> Iterator[Path]:
    """The batch panel: what is chosen, and the plot of a valley seen along several lines."""
    folder.mkdir(parents=True, exist_ok=True)
    entry = find("10")
    chosen = BatchChoice(outputs=("f",), axes=(Axis("x[0]", -1.6, 1.6, 161), Axis("x[1]", -0.5, 2, 6)))
    with opened((1600, 1000)) as window:
        _open(window, entry.name, entry.document.edit(dimensions={"n": 2}, batch=chosen))
        window.page.main.setSizes([540, 370])
        panel = window.panel(Batch)
        window.open_batch()
        panel.run_or_cancel()
        _until(lambda: not panel.runs.busy, PATIENCE)
        if panel.runs.results is None:
            raise NotDone(panel.fault.text())
        for view in (INPUTS, PLOT):
            panel.show_view(view)
            yield from _in_themes(window, window.page.tabs[1], folder / f"batch_{view.lower()}", themes)


def _in_themes(window: Window, widget: QWidget, stem: Path, themes: Sequence[Shade]) -> Iterator[Path]:
    """A part of the window in each theme; gives the files as they are made."""
    for shade in themes:
        window.theme.choose(shade)
        settle()
        path = stem.with_name(f"{stem.name}_{shade}.png")
        save(widget, path)
        yield path


def manual(folder: Path) -> Iterator[Path]:
    """The pictures of the manual: every example of the gallery, other looks, a sweep and the batch panel, light."""
    yield from windows([(entry.name, entry.document) for entry in gallery()], folder, ("light",))
    yield from looks(folder)
    yield from sweeps(folder)
    yield from batches(folder)


def save(widget: QWidget, path: Path) -> None:
    """The widget as it is now, as a PNG file."""
    if not widget.grab().save(str(path)):
        message = f"{path} cannot be written"
        raise OSError(message)


def wait_for(window: Window, patience: float = PATIENCE) -> None:
    """Until everything of the document has come."""
    _until(lambda: not window.bridge.busy, patience)
    if window.bridge.failure is not None:
        raise NotDone(window.bridge.failure.text)
    settle()


def _until(done: Callable[[], bool], patience: float) -> None:
    end = monotonic() + patience
    while not done():
        if monotonic() > end:
            message = f"the worker was not done after {patience:g} s"
            raise NotDone(message)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def settle() -> None:
    """Let layouts and paints that wait come to an end."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE, loop.quit)
    loop.exec()
