"""What stands in for the worker in tests of the window."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.document.document import Document
    from explorer.document.reports import Report
    from explorer.document.snapshot import Snapshot
    from explorer.ui.window import Window


class FakeWorkers:
    """Takes documents, gives the reports that a test puts in."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        self.submitted: list[tuple[Document, int]] = []
        self.reports: list[Report] = []
        self.cancelled = 0
        self.closed = False

    def fileno(self) -> int:
        return self._ours.fileno()

    def submit(self, document: Document, generation: int) -> None:
        self.submitted.append((document, generation))

    def give(self, *reports: Report) -> None:
        self.reports.extend(reports)
        self._theirs.send(b"!")

    def poll(self) -> list[Report]:
        self._ours.recv(4096)
        found, self.reports = self.reports, []
        return found

    def cancel(self) -> None:
        self.cancelled += 1

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._ours.close()
            self._theirs.close()


def give(window: Window, snapshot: Snapshot) -> None:
    """Show a snapshot as if it had come from the worker."""
    old, window.bridge.snapshot = window.bridge.snapshot, snapshot
    window.bridge.changed.emit(old, snapshot)
