"""One worker process as its parent sees it: start, send, hear, kill."""

from __future__ import annotations

import queue
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.document.reports import Ready
from explorer.system.channel import ClosedError, GarbageError
from explorer.system.child import Child

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.document.document import Document

SERVER = "explorer.document.serve:serve"


@dataclass(frozen=True, slots=True)
class Gone:
    """The process has ended, for this reason."""

    reason: str


class WorkerProcess:
    """A child that resolves documents. Two threads do the talking, so that no call here ever waits for the child.

    Everything it says is handed to ``post(self, message)``, on a thread; the last message is :class:`Gone`.
    """

    def __init__(self, resolver: str, post: Callable[[WorkerProcess, object], None]) -> None:
        self.ready = False
        self._reason = ""
        self._post = post
        self._outbox: queue.SimpleQueue[tuple[int, Document] | None] = queue.SimpleQueue()
        self._child = Child(SERVER, [resolver])
        self._channel, self._process = self._child.channel, self._child.process
        self._threads = [
            threading.Thread(target=target, name=f"worker {self.pid} {name}", daemon=True)
            for name, target in (("hears", self._hear), ("sends", self._send))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def submit(self, generation: int, document: Document) -> None:
        """Send a document, soon."""
        self._outbox.put((generation, document))

    def kill(self, reason: str = "") -> None:
        """End the process at once; ``Gone`` follows, with this reason."""
        self._reason = reason
        self._outbox.put(None)
        self._process.kill()

    def close(self, patience: float) -> None:
        """End the process, kindly for ``patience`` seconds; all that it held is free when this returns."""
        self._outbox.put(None)
        self._channel.close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        while (item := self._outbox.get()) is not None:
            try:
                self._channel.send(item)
            except ClosedError:  # the other thread tells of it
                return

    def _hear(self) -> None:
        try:
            with suppress(ClosedError):
                while True:
                    message = self._channel.receive()
                    self.ready |= isinstance(message, Ready)
                    self._post(self, message)
        except GarbageError as error:
            self.kill(f"it sent something unreadable, {error}")
        ending = self._child.ended()
        self._outbox.put(None)
        self._post(self, Gone(self._reason or ending))
