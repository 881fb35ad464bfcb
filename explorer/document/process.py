"""One worker process as its parent sees it: start, send, hear, kill."""

from __future__ import annotations

import json
import queue
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from explorer.document.channel import Channel, ClosedError, Exchange, GarbageError
from explorer.document.reports import Ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.document.document import Document

ENTRY = Path(__file__).with_name("entry.py")


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
        self._exchange = Exchange.make()
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours, self._exchange)
        self._process = _spawn(theirs, str(self._exchange.path), resolver)
        theirs.close()
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
        code = self._process.wait()
        self._outbox.put(None)
        self._channel.close()
        self._exchange.remove()
        self._post(self, Gone(self._reason or _ending(code)))


def _spawn(theirs: socket.socket, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", str(ENTRY)]
    path = json.dumps([str(entry or Path.cwd()) for entry in sys.path])
    if sys.platform == "win32":  # descriptors are not inherited there; a socket is shared by process id
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own file
            [*command, "share", path, *arguments], stdin=subprocess.PIPE, creationflags=subprocess.CREATE_NO_WINDOW
        )
        with cast("BinaryIO", process.stdin) as stdin:
            stdin.write(theirs.share(process.pid))
        return process
    return subprocess.Popen(  # noqa: S603  # the same
        [*command, str(theirs.fileno()), path, *arguments],
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        start_new_session=True,  # what is sent to the parent's whole group leaves the child time to tidy up
    )


def _ending(code: int) -> str:
    if code >= 0:
        return f"it ended with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"killed by {name}" + (", often a sign that memory ran out" if -code == signal.SIGKILL else "")
