"""Batches of the window: run, stop, go on, save, each in a process of its own."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from explorer.document.batch_jobs import Ended, Progressed, Refused, Run, Save, Saved
from explorer.document.batch_results import Results
from explorer.document.batch_worker import BatchWorker

if TYPE_CHECKING:
    from explorer.document.batch_jobs import BatchReport
    from explorer.document.document import Document

State = Literal["idle", "running", "stopping", "saving"]
SAVING = 60.0  # seconds that a window which closes waits for a file


class BatchRuns(QObject):
    """One run at a time; the process and the folder are made when the first one begins."""

    changed = Signal()  # the state, or what can be resumed
    progressed = Signal(int, int)  # rows that are there, all rows
    found = Signal(object)  # Results
    refused = Signal(str)
    saved = Signal(str)  # the path

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State = "idle"
        self.results: Results | None = None
        self._worker: BatchWorker | None = None
        self._notifier: QSocketNotifier | None = None
        self._root: Path | None = None
        self._number = 0
        self._document: Document | None = None  # of the run that goes on, or was stopped
        self._found_of: Document | None = None  # of the results
        self._begun: tuple[float, int] | None = None  # when it began to compute, and how many rows were there
        self._resumable = False

    @property
    def busy(self) -> bool:
        """Whether something is at work."""
        return self.state != "idle"

    def can_resume(self, document: Document) -> bool:
        """Whether a run of this very document was stopped; where it runs may be another place."""
        return self._resumable and self._document is not None and _essence(self._document) == _essence(document)

    def is_of(self, document: Document) -> bool:
        """Whether what was found is of this very document."""
        return self._found_of is not None and _essence(self._found_of) == _essence(document)

    def begin(self, document: Document) -> None:
        """Run the batch of a document, or go on with it."""
        if self.busy:
            return
        resume = self.can_resume(document)
        if not resume:
            self._number += 1
        self._document, self._begun, self._resumable = document, None, False
        self._start(Run(document, str(self._folder()), resume), "running")

    def stop(self) -> None:
        """Stop the run; what is there stays, and can be gone on with."""
        if self._worker is not None and self.state == "running":
            self._enter("stopping")
            self._worker.stop()

    def save(self, path: str) -> None:
        """Write what was found."""
        if self.results is not None and not self.busy:
            self._start(Save(self.results.findings, path), "saving")

    def forget(self) -> None:
        """Another document: nothing of the one before is of interest, but the file that is being written."""
        self.results = self._document = self._found_of = None
        self._resumable = False
        if self.state == "saving":
            return
        self._end()

    def _end(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
        if self._worker is not None:
            self._worker.close()
        self._worker = self._notifier = None
        self._enter("idle")

    def close(self) -> None:
        """End the process, and remove all results."""
        if self._worker is not None and self.state == "saving":
            self._worker.finish(SAVING)
        self.forget()
        self._end()
        if self._root is not None:
            shutil.rmtree(self._root, ignore_errors=True)

    def speed(self, done: int) -> float:
        """Rows in a second, since this run began to compute; 0 while nobody knows."""
        if self._begun is None:
            return 0.0
        since, before = self._begun
        return (done - before) / max(1e-3, monotonic() - since)

    def _folder(self) -> Path:
        if self._root is None:
            self._root = Path(tempfile.mkdtemp(prefix="derivative-explorer-batch-"))
            weakref.finalize(self, shutil.rmtree, self._root, ignore_errors=True)
        return self._root / str(self._number)

    def _start(self, job: Run | Save, state: State) -> None:
        if self._worker is None:
            self._worker = BatchWorker()
            self._notifier = QSocketNotifier(self._worker.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._listen)
        try:
            self._worker.start(job)
        except OSError as error:
            self.refused.emit(f"The batch's process does not start: {error.strerror or error}")
            return
        self._enter(state)

    def _enter(self, state: State) -> None:
        self.state = state
        self.changed.emit()

    def _listen(self) -> None:
        assert self._worker is not None
        reports = self._worker.poll()
        for report in reports:
            self._take(report)
        if not self._worker.busy and self.busy:
            self._enter("idle")

    def _take(self, report: BatchReport) -> None:
        match report:
            case Progressed(done, rows):
                if self._begun is None:
                    self._begun = (monotonic(), done)
                self.progressed.emit(done, rows)
            case Ended(findings):
                self._resumable = findings is None or not findings.complete
                if findings is not None:
                    self._show(Results(findings))
            case Saved(path):
                self.saved.emit(path)
            case Refused(text, begun):
                self._resumable = begun or (self.state == "saving" and self._resumable)
                self.refused.emit(text)

    def _show(self, results: Results) -> None:
        self.results, self._found_of = results, self._document
        self.found.emit(results)
        root = self._root
        for old in root.iterdir() if root is not None else ():
            if old.name != str(self._number):  # results that nobody can see any more
                shutil.rmtree(old, ignore_errors=True)


def _essence(document: Document) -> Document:
    """What the results depend on."""
    return document.edit(search=False, batch=replace(document.batch, workers=1, scheduler=""))
