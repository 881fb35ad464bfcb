"""Exports run in a process of their own: the command line's, so that window and terminal give the same file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from explorer.document.files import FileError, save_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.document.document import Document


def new_process(parent: QObject) -> QProcess:
    """A process that will run this program, without a display."""
    process = QProcess(parent)
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("QT_QPA_PLATFORM", "offscreen")
    environment.insert("PYTHONPATH", str(Path(__file__).parents[2]))
    process.setProcessEnvironment(environment)
    return process


def last_words(process: QProcess) -> str:
    """The last line that it told; empty where it told nothing."""
    lines = bytes(process.readAllStandardError().data()).decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("derivative-explorer: ") if lines else ""


class Exports(QObject):
    """One at a time; each ends with a word."""

    done = Signal(bool, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._path = Path()

    @property
    def busy(self) -> bool:
        """Whether one is being written."""
        return self._process is not None

    def begin(
        self, document: Document, view: str, path: Path, colours: str = "light", options: Sequence[str] = ()
    ) -> None:
        """Write a view of a document to a file; ``options`` are those of the command line."""
        if self._process is not None:
            self.done.emit(False, "Another export is still being written")
            return
        self._folder = tempfile.TemporaryDirectory(prefix="derivative-explorer-export-")
        source = Path(self._folder.name) / "document.dx"
        try:
            save_document(document, source)
        except FileError as error:
            self._end(passed=False, words=str(error))
            return
        self._path = path
        self._process = new_process(self)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        command = ["export", str(source), "--view", view, "--theme", colours, "-o", str(path), *options]
        self._process.start(sys.executable, ["-m", "explorer", *command])

    def _finished(self, code: int) -> None:
        process = self._process
        if process is None:
            return
        said = last_words(process)
        if code == 0:
            self._end(passed=True, words=f"Exported {self._path}{f': {said}' if said else ''}")
        else:
            self._end(passed=False, words=f"Export failed: {said or f'exit code {code}'}")

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(passed=False, words="Export failed: the process did not start")

    def _end(self, *, passed: bool, words: str) -> None:
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        self.done.emit(passed, words)
