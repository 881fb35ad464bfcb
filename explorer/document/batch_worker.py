"""The window's handle on a batch: one job at a time, in a process of its own, which can be stopped and killed.

The window makes one :class:`BatchWorker`, gives its ``fileno()`` to a ``QSocketNotifier`` and, when that fires, goes
through ``poll()``. All calls are quick and belong on one thread.
"""

from __future__ import annotations

import atexit
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from explorer.document.batch_jobs import Ended, Progressed, Refused, Run, Saved, Stop
from explorer.system.channel import ClosedError, GarbageError
from explorer.system.child import Child
from explorer.system.mailbox import Mailbox

if TYPE_CHECKING:
    from explorer.document.batch_jobs import BatchReport, Job

SERVER = "explorer.document.batch_serve:serve"
PATIENCE = 2.0  # seconds that a run has to stop by itself


class BatchWorker:
    """Jobs go in, reports come out; the last report of a job is none of progress."""

    def __init__(self) -> None:
        self._mailbox: Mailbox[tuple[_Process, BatchReport | None, str]] = Mailbox()
        self._process: _Process | None = None
        self._closed = False
        atexit.register(self.close)

    @property
    def busy(self) -> bool:
        """Whether a job is being done."""
        return self._process is not None

    @property
    def pid(self) -> int | None:
        """The process that does it."""
        return None if self._process is None else self._process.child.pid

    def fileno(self) -> int:
        """A socket that is readable when ``poll`` has something to give."""
        return self._mailbox.fileno()

    def start(self, job: Job) -> None:
        """Do a job; there is one at a time."""
        if self._process is not None or self._closed:
            raise RuntimeError("one job at a time")
        self._process = _Process(job, self)

    def stop(self) -> None:
        """Stop the run: kindly, and after a while by force. It can be gone on with."""
        if self._process is not None:
            self._process.stop()

    def poll(self) -> list[BatchReport]:
        """Everything that has come, without waiting."""
        if self._closed:
            return []
        reports: list[BatchReport] = []
        for process, report, ending in self._mailbox.take():
            if report is not None:
                process.answered |= not isinstance(report, Progressed)
                reports.append(report)
            else:  # it has ended
                self._process = None
                if not process.answered:
                    reports.append(process.verdict(ending))
        return reports

    def wait(self, seconds: float) -> list[BatchReport]:
        """Like ``poll``, but wait until something comes: for tests."""
        self._mailbox.wait(seconds)
        return self.poll()

    def finish(self, seconds: float) -> None:
        """Wait until the job is done, but not for ever: a file that is being written is worth that at the end."""
        if self._process is not None:
            self._process.join(seconds)

    def close(self) -> None:
        """End the process, and free what it held."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._mailbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def post(self, process: _Process, report: BatchReport | None, ending: str = "") -> None:
        """Called on the process's thread."""
        self._mailbox.put((process, report, ending))


class _Process:
    """A child and the thread that talks with it, so that no call of the window waits."""

    def __init__(self, job: Job, worker: BatchWorker) -> None:
        self.answered = False
        self._job, self._worker = job, worker
        self._stopping = False
        self._timer = threading.Timer(PATIENCE, self.kill)
        self._timer.daemon = True
        self.child = Child(SERVER)
        self._thread = threading.Thread(target=self._talk, name=f"batch {self.child.pid}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop; kill it where it does not."""
        if not self._stopping:
            self._stopping = True
            with suppress(ClosedError):  # it has ended already, and the thread tells of it
                self.child.channel.send(Stop())
            self._timer.start()

    def kill(self) -> None:
        """At once."""
        self.child.process.kill()

    def join(self, seconds: float | None = None) -> None:
        """Wait until nothing of it is left."""
        self._thread.join(seconds)

    def verdict(self, ending: str) -> BatchReport:
        """What to say where it ended without a word."""
        if self._stopping:
            return Ended(None)
        return Refused(f"The batch's process stopped ({ending})", begun=isinstance(self._job, Run))

    def _talk(self) -> None:
        ending = ""
        try:
            self.child.channel.send(self._job)
            while True:
                report = self.child.channel.receive()
                if not isinstance(report, Progressed | Ended | Saved | Refused):
                    raise GarbageError(f"a {type(report).__name__}, which is no report")
                self._worker.post(self, report)
        except ClosedError:
            pass  # it has ended: how, is known in a moment
        except GarbageError as error:
            ending = f"it sent something unreadable, {error}"
            self.kill()
        said = self.child.ended()
        self._timer.cancel()
        self._worker.post(self, None, ending or said)
