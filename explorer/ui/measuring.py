"""How large a picture would be, found by the program that would write it, in a process of its own."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, Signal

from explorer.document.files import FileError, save_document
from explorer.ui.exports import last_words, new_process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.document.document import Document

_PATIENCE = 2000  # milliseconds until a process that was killed is gone


class Measuring(QObject):
    """One at a time; the one before is given up."""

    measured = Signal(float, float)  # width and height in pixels, as drawn
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def begin(self, document: Document, view: str, options: Sequence[str]) -> None:
        """Measure a view of a document."""
        self.stop()
        self._folder = tempfile.TemporaryDirectory(prefix="derivative-explorer-measure-")
        source = Path(self._folder.name) / "document.dx"
        try:
            save_document(document, source)
        except FileError as error:
            self.stop()
            self.failed.emit(str(error))
            return
        self._process = new_process(self)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._broken)
        command = ["export", str(source), "--view", view, "--measure", "-o", "picture.svg", *options]
        self._process.start(sys.executable, ["-m", "explorer", *command])

    def stop(self) -> None:
        """Nobody wants to know any more."""
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._finished)
            process.errorOccurred.disconnect(self._broken)
            if process.state() != QProcess.ProcessState.NotRunning:
                process.kill()
                process.waitForFinished(_PATIENCE)
            process.deleteLater()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _finished(self, code: int) -> None:
        process = self._process
        if process is None:
            return
        told = bytes(process.readAllStandardOutput().data()).decode(errors="replace").split()
        words = last_words(process)
        self.stop()
        if code == 0 and len(told) == 2:
            self.measured.emit(float(told[0]), float(told[1]))
        else:
            self.failed.emit(words or f"exit code {code}")

    def _broken(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.stop()
            self.failed.emit("the process did not start")
