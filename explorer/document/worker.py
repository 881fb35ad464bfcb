"""The window's handle on its workers: one that works and one that stands by.

The window makes one :class:`Workers`, gives its ``fileno()`` to a ``QSocketNotifier`` and, when that fires, goes
through ``poll()``. All calls are quick and belong on one thread.
"""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING, Literal, Self

from explorer.document.process import Gone, WorkerProcess
from explorer.document.reports import DoneReport, Ready, StageReport, TroubleReport, ViewReport
from explorer.document.snapshot import Message
from explorer.system.mailbox import Mailbox

if TYPE_CHECKING:
    from explorer.document.document import Document
    from explorer.document.reports import Report

State = Literal["starting", "idle", "busy", "broken", "closed"]

RESOLVER = "explorer.document.resolve:views"
PATIENCE = 0.6  # seconds that a newer document waits for a worker that is deep in an older one
FALSE_STARTS = 3  # workers that die while they start, in a row, before we give up
CLOSING = 0.5  # seconds that a worker has to end by itself


class _Overdue:
    """A newer document has waited long enough."""

    def __init__(self, generation: int) -> None:
        self.generation = generation  # the one that waits


class Workers:
    """One worker process and a warm spare; documents go in, views come out."""

    def __init__(self, resolver: str = RESOLVER) -> None:
        self._resolver = resolver
        self._mailbox: Mailbox[tuple[WorkerProcess, object]] = Mailbox()
        self._document: Document | None = None  # the one that is being resolved
        self._generation = -1
        self._heard = -1  # the newest generation that the working one has begun
        self._timing = False  # whether a reminder is on its way
        self._tried_again = False
        self._false_starts = 0
        self._closed = False
        self._leaving: list[WorkerProcess] = []
        self._spare: WorkerProcess | None = None
        self._current: WorkerProcess | None = self._start()
        atexit.register(self.close)

    # what there is

    @property
    def state(self) -> State:
        """What the working one is doing."""
        if self._closed:
            return "closed"
        if self._current is None:
            return "broken"
        if self._document is not None:
            return "busy"
        return "idle" if self._current.ready else "starting"

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids, the working one first."""
        return tuple(worker.pid for worker in (self._current, self._spare) if worker is not None)

    def fileno(self) -> int:
        """A socket that is readable when ``poll`` has something to give; the same one for life."""
        return self._mailbox.fileno()

    # asking

    def submit(self, document: Document, generation: int) -> None:
        """Resolve this document; whatever is still to come for an older one is dropped."""
        waiting = self._document is not None
        self._document, self._generation = document, generation
        self._tried_again = False
        if self._current is None and not self._closed:  # broken: a new document is a new chance
            self._false_starts = 0
            self._current = self._start()
        if self._current is not None:
            self._current.submit(generation, document)
            if waiting:
                self._remind(self._current, generation)

    def cancel(self) -> None:
        """Stop at once: kill the worker and go on with the spare."""
        if self._document is None or self._closed:
            return
        self._document = None
        self._switch()

    def close(self) -> None:
        """End all processes and free what they held."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        for worker in self._leaving:
            worker.close(0)
        for either in (self._current, self._spare):
            if either is not None:
                either.close(CLOSING)
        self._current = self._spare = self._document = None
        self._mailbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # hearing

    def poll(self) -> list[Report]:
        """Everything that has come, without waiting; stale views are dropped."""
        if self._closed:
            return []
        reports: list[Report] = []
        for worker, message in self._mailbox.take():
            self._hear(worker, message, reports)
        return reports

    def wait(self, seconds: float) -> list[Report]:
        """Like ``poll``, but wait until something comes: for tests and for work without a window."""
        if not self._closed:
            self._mailbox.wait(seconds)
        return self.poll()

    def _post(self, worker: WorkerProcess, message: object) -> None:
        """Called on the workers' threads."""
        self._mailbox.put((worker, message))

    def _hear(self, worker: WorkerProcess, message: object, reports: list[Report]) -> None:
        match message:
            case Gone(reason):
                self._bury(worker, reason, reports)
            case _Overdue():
                self._overtake(message.generation)
            case Ready():
                self._false_starts = 0
                if self._spare is None:
                    self._spare = self._start()
            case StageReport() | ViewReport() | DoneReport() | TroubleReport():
                if worker is not self._current:
                    return
                self._heard = message.generation
                if self._document is not None and message.generation == self._generation:
                    if isinstance(message, DoneReport) or (isinstance(message, TroubleReport) and message.final):
                        self._document = None
                    reports.append(message)
            case _:
                worker.kill(f"it sent a {type(message).__name__}, which is no report")  # Gone follows

    def _bury(self, worker: WorkerProcess, reason: str, reports: list[Report]) -> None:
        if worker in self._leaving:
            self._leaving.remove(worker)
            return
        if not worker.ready:
            self._false_starts += 1
        if worker is self._spare:
            self._spare = self._start_if_wise()
            return
        self._current, self._spare, self._heard = self._spare or self._start_if_wise(), None, -1
        trouble = self._after_death(reason)
        if trouble is not None:
            reports.append(trouble)
        if self._current is not None and self._current.ready:
            self._spare = self._start_if_wise()

    def _after_death(self, reason: str) -> TroubleReport | None:
        """The working one died: give its document to the next, once; the report says so."""
        document, self._document = self._document, None
        if self._current is None:
            text = f"The worker process cannot start ({reason})."
            hint = "Nothing can be computed; your document is safe. `derivative-explorer info` says what is installed."
            return TroubleReport(self._generation, Message("error", text, hint), final=True)
        if document is None:
            return None
        if self._tried_again:
            text = f"The worker process stopped twice on this document ({reason})."
            hint = "It is not tried again until you change something. Your document is safe."
            return TroubleReport(self._generation, Message("error", text, hint), final=True)
        self._tried_again, self._document = True, document
        self._current.submit(self._generation, document)
        text = f"The worker process stopped ({reason}). Your document is safe and was given to a new one."
        return TroubleReport(self._generation, Message("warning", text), final=False)

    # processes

    def _start(self) -> WorkerProcess:
        return WorkerProcess(self._resolver, self._post)

    def _start_if_wise(self) -> WorkerProcess | None:
        return self._start() if self._false_starts < FALSE_STARTS else None

    def _switch(self) -> WorkerProcess:
        """Kill the working one; the spare takes its place, and another is started when that one is ready."""
        if self._current is not None:
            self._leaving.append(self._current)
            self._current.kill()
        current = self._spare or self._start()
        self._current, self._spare, self._heard = current, None, -1
        if current.ready:
            self._spare = self._start()
        return current

    def _remind(self, worker: WorkerProcess, generation: int) -> None:
        if not self._timing:
            self._timing = True
            timer = threading.Timer(PATIENCE, self._post, (worker, _Overdue(generation)))
            timer.daemon = True
            timer.start()

    def _overtake(self, generation: int) -> None:
        """A document has waited: if the worker is still deep in an older one, the newest goes to the spare."""
        self._timing = False
        if self._document is None or self._heard >= self._generation:
            return
        if self._heard < generation and self._spare is not None and self._spare.ready:
            self._switch().submit(self._generation, self._document)
        elif self._current is not None:
            self._remind(self._current, self._generation)
