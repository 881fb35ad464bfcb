"""The record of finished chunks: a file to which lines are appended, and of which what was written last may be torn."""

from __future__ import annotations

import json
import os
import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished chunk, and its rows that could not be computed."""

    chunk: int
    failures: tuple[tuple[int, str], ...] = ()


class Journal:
    """The entries that are on the disk, and a file to append others to.

    One run at a time has it: the lock goes with the process, however that ends.
    """

    def __init__(self, path: Path) -> None:
        """Open or begin one; an end that was torn is cut off.

        Raises:
            BlockingIOError: where another run has it.
        """
        self._file = path.open("r+b" if path.exists() else "w+b", buffering=0)
        try:
            _lock(self._file.fileno())
        except OSError:
            self._file.close()
            raise
        entries, length = _read(self._file.readall())
        self.entries = {entry.chunk: entry for entry in entries}
        self._file.truncate(length)
        self._file.seek(length)

    def append(self, entries: Iterable[Entry]) -> None:
        """Write entries, and wait until they are on the disk; what they tell of must be there before."""
        new = list(entries)
        self._file.write(b"".join(map(_line, new)))
        os.fsync(self._file.fileno())
        self.entries.update((entry.chunk, entry) for entry in new)

    def close(self) -> None:
        """Leave it to the next run."""
        self._file.close()


def _line(entry: Entry) -> bytes:
    text = json.dumps([entry.chunk, entry.failures], ensure_ascii=False).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _read(data: bytes) -> tuple[list[Entry], int]:
    """The entries up to the first line that is not whole, and where that begins."""
    entries, length = [], 0
    for line in data.splitlines(keepends=True):
        digest, _, text = line.rstrip(b"\n").partition(b" ")
        if not line.endswith(b"\n") or digest != b"%08x" % zlib.crc32(text):
            break
        chunk, failures = json.loads(text)
        entries.append(Entry(chunk, tuple((row, message) for row, message in failures)))
        length += len(line)
    return entries, length


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
