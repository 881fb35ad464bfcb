"""What threads leave for one that waits at a socket, as a window does: a queue, and a bell that is rung for it."""

from __future__ import annotations

import queue
import select
import socket
from contextlib import suppress
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """Any thread puts something in; one thread takes it out."""

    def __init__(self) -> None:
        self._posted: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._bell, self._string = socket.socketpair()
        self._bell.setblocking(False)
        self._string.setblocking(False)

    def fileno(self) -> int:
        """A socket that is readable when there is something to take; the same one for life."""
        return self._bell.fileno()

    def put(self, item: Item) -> None:
        """Leave something, and ring."""
        self._posted.put(item)
        with suppress(OSError):  # full of rings already, or closed and nobody listens any more
            self._string.send(b"!")

    def take(self) -> list[Item]:
        """Everything that is there, without waiting."""
        with suppress(BlockingIOError):  # then the bell is silent, and everything rung for is in the queue
            while self._bell.recv(4096):
                pass
        found: list[Item] = []
        while True:
            try:
                found.append(self._posted.get_nowait())
            except queue.Empty:
                return found

    def wait(self, seconds: float) -> None:
        """Until something comes, but no longer."""
        select.select([self._bell], [], [], seconds)

    def close(self) -> None:
        """Nobody takes anything out any more."""
        self._bell.close()
        self._string.close()
