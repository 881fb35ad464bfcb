"""Between the window and its workers: documents go out with a number, views come back, stale ones are dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from explorer.document.reports import DoneReport, StageReport, TroubleReport, ViewReport
from explorer.document.snapshot import Message, Snapshot

if TYPE_CHECKING:
    from explorer.document.document import Document
    from explorer.document.reports import Report
    from explorer.document.worker import Workers

DEBOUNCE = 12  # milliseconds: letters typed in one burst make one picture
VIEWS = (
    "script",
    "messages",
    "graph",
    "steps",
    "formulas",
    "values",
    "sweep",
    "profile",
    "array",
    "product",
    "checks",
    "code",
    "cards",
    "effects",
    "timings",
)
ALWAYS = {"messages": (), "timings": Snapshot().timings}


class Bridge(QObject):
    """Keeps the snapshot that the panels show."""

    changed = Signal(object, object)  # the snapshot before and after
    stage_changed = Signal(str)  # "" while nothing is computed
    trouble = Signal(object)  # a message about the worker itself
    done = Signal(int)  # a generation of which everything has come

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self.snapshot = Snapshot()
        self.generation = 0
        self.finished = -1
        self.failure: Message | None = None  # why the newest document has no answer
        self._arrived: set[str] = set()
        self._waiting: Document | None = None
        self._newest: Document | None = None
        self._effects = False
        self._fresh = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE)
        self._timer.timeout.connect(self._send)
        self._notifier = QSocketNotifier(workers.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._listen)

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.finished < self.generation

    def submit(self, document: Document, *, fresh: bool = False) -> None:
        """Resolve a document; ``fresh`` says that it is another one, of whose forerunner nothing may stay."""
        self.generation += 1
        self._newest = self._waiting = document
        self._fresh = self._fresh or fresh
        if fresh:
            self._send()
        else:
            self._timer.start()

    def ask_effects(self, *, wanted: bool) -> None:
        """Ask what each theme of rules does, of this document and of all that follow; or do not any more."""
        if wanted != self._effects:
            self._effects = wanted
            if self._newest is not None and (wanted or self.busy):
                self.submit(self._newest)

    def cancel(self) -> None:
        """Stop at once; what has come stays."""
        self._timer.stop()
        self._waiting = None
        self._workers.cancel()
        self._finish()

    def close(self) -> None:
        """Hear no more, and end the processes."""
        self._timer.stop()
        self._notifier.setEnabled(False)
        self._workers.close()

    def _send(self) -> None:
        self._timer.stop()
        document, self._waiting = self._waiting, None
        if document is not None:
            self._arrived = set()
            self.failure = None
            self.stage_changed.emit("read")
            self._workers.submit(document.edit(effects=self._effects), self.generation)

    def _listen(self) -> None:
        reports = self._workers.poll()
        old = new = self.snapshot
        for report in reports:
            if report.generation == self.generation and self._waiting is None:
                new = self._take(report, new)
        if new is not old:
            self.snapshot = new
            self.changed.emit(old, new)
        if any(self._ends(report) for report in reports):
            self._finish()

    def _ends(self, report: Report) -> bool:
        ends = isinstance(report, DoneReport) or (isinstance(report, TroubleReport) and report.final)
        return ends and report.generation == self.generation and self._waiting is None

    def _take(self, report: Report, snapshot: Snapshot) -> Snapshot:
        match report:
            case ViewReport(name=name, view=view):
                self._arrived.add(name)
                return replace(snapshot, **{name: view})  # type: ignore[arg-type]
            case StageReport(stage=stage):
                self.stage_changed.emit(stage)
            case TroubleReport(message=message, final=final):
                self.failure = message if final else None
                self.trouble.emit(message)
            case DoneReport():
                return self._without_leftovers(snapshot)
        return snapshot

    def _without_leftovers(self, snapshot: Snapshot) -> Snapshot:
        """What did not come does not apply; but while the script cannot be read the last good picture stays."""
        broken = any(message.severity == "error" for message in snapshot.messages) and "messages" in self._arrived
        leftovers = {
            name: ALWAYS.get(name)
            for name in VIEWS
            if name not in self._arrived and getattr(snapshot, name) != ALWAYS.get(name)
        }
        if broken and not self._fresh:
            leftovers = {}
        self._fresh = False
        return replace(snapshot, **leftovers) if leftovers else snapshot  # type: ignore[arg-type]

    def _finish(self) -> None:
        self.finished = self.generation
        self.stage_changed.emit("")
        self.done.emit(self.generation)
