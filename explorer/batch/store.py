"""Results in a folder: a file of each output, to be mapped into memory, and the record of finished chunks.

    record.json     what the run is of; where it stands, all files are there
    J.npy, H.npy    an array for each output, with the rows along axis 0
    finished        the chunks that are in them, a line each, and the rows that failed

A chunk is written, then waited for, then entered: whatever is entered is there, and a run that is killed loses what it
did not enter. Files are written, and not mapped: a full disk is an error then, and no death by SIGBUS.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import IO, TYPE_CHECKING

import numpy as np

from explorer.batch.journal import Entry, Journal
from explorer.batch.record import Record
from explorer.system.replacing import replacing, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from explorer.batch.record import Output
    from explorer.core.evaluate.batch.plan import Part

RECORD, FINISHED = "record.json", "finished"
_PATIENCE = 0.2  # seconds between entries: to wait for the disk takes a few hundredths


class StoreError(Exception):
    """Results that cannot be written, or gone on with, and why."""


@dataclass(eq=False)
class _Array:
    """The file of an output."""

    path: Path
    file: IO[bytes]
    output: Output
    start: int  # of the numbers in the file

    @classmethod
    def begin(cls, path: Path, output: Output, rows: int) -> None:
        """A file of zeros, which takes no room before it is written to."""
        with path.open("wb") as file:
            header = {"descr": output.dtype, "fortran_order": False, "shape": (rows, *output.shape)}
            np.lib.format.write_array_header_2_0(file, header)
            file.truncate(file.tell() + rows * _row_bytes(output))
            os.fsync(file.fileno())

    @classmethod
    def open(cls, path: Path, output: Output) -> _Array:
        file = path.open("r+b")
        np.lib.format.read_magic(file)
        np.lib.format.read_array_header_2_0(file)
        return cls(path, file, output, file.tell())

    def write(self, row: int, values: np.ndarray) -> None:
        self.file.seek(self.start + row * _row_bytes(self.output))
        self.file.write(np.ascontiguousarray(values, self.output.dtype).reshape(-1).view(np.uint8).data)

    def sync(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())


def _row_bytes(output: Output) -> int:
    size = np.dtype(output.dtype).itemsize
    for axis in output.shape:
        size *= axis
    return size


class Store:
    """The folder of a run.

    Attributes:
        folder: where it is.
        record: what the run is of.
    """

    def __init__(self, folder: Path, record: Record, *, resume: bool = False, force: bool = False) -> None:
        """Begin a run, or go on with one.

        Args:
            folder: where results are.
            record: what they are of.
            resume: go on with what is there; where nothing is, begin.
            force: begin, whatever results are there.

        Raises:
            StoreError: where there are results that were not to be gone on with, or of something else; a folder of
                something else; another run at work there; a file that cannot be written.
        """
        self.folder, self.record = folder, record
        self._pending: list[Entry] = []
        self._entered = monotonic()
        with _told(folder):
            if force:
                remove(folder)
            there = _existing(folder)
            if there is None:
                _begin(folder, record)
            self._journal = Journal(folder / FINISHED)
            try:
                if there is not None:
                    self._check(there, resume=resume)
                names = _file_names([output.name for output in record.outputs])
                self._arrays = [_Array.open(folder / n, o) for n, o in zip(names, record.outputs, strict=True)]
            except BaseException:
                self._journal.close()
                raise

    @property
    def finished(self) -> frozenset[int]:
        """The numbers of the chunks that are there."""
        return frozenset(self._journal.entries) | {entry.chunk for entry in self._pending}

    @property
    def complete(self) -> bool:
        """Whether all of them are."""
        return len(self.finished) == self._chunks

    @property
    def rows(self) -> int:
        """How many rows are there."""
        chunk, rows = self.record.chunk, self.record.rows
        return sum(min(chunk, rows - number * chunk) for number in self.finished)

    @property
    def failures(self) -> list[tuple[int, str]]:
        """The rows that could not be computed, and why."""
        return sorted(row for entry in (*self._journal.entries.values(), *self._pending) for row in entry.failures)

    @property
    def files(self) -> dict[str, Path]:
        """The file of each output."""
        return {array.output.name: array.path for array in self._arrays}

    def write(self, part: Part) -> None:
        """Keep the results of a chunk; they are entered soon, at the latest by `close`."""
        with _told(self.folder):
            for array, values in zip(self._arrays, part.outputs, strict=True):
                array.write(part.start, values)
            self._pending.append(Entry(part.number, tuple(part.failures)))
            if monotonic() - self._entered > _PATIENCE:
                self._enter()

    def close(self) -> None:
        """Enter what is written, and leave the folder to whoever comes next."""
        try:
            with _told(self.folder):
                self._enter()
        finally:
            for array in self._arrays:
                array.file.close()
            self._journal.close()

    def _enter(self) -> None:
        if self._pending:
            for array in self._arrays:
                array.sync()
            entries, self._pending = self._pending, []
            self._journal.append(entries)
        self._entered = monotonic()

    @property
    def _chunks(self) -> int:
        return -(-self.record.rows // self.record.chunk)

    def _check(self, there: Record, *, resume: bool) -> None:
        count = len(self._journal.entries)
        if not resume:
            if count == -(-there.rows // there.chunk):
                raise StoreError(f"{self.folder} holds finished results; force writes over them")
            unfinished = f"{self.folder} holds a run of which {count} chunks are finished"
            raise StoreError(f"{unfinished}; resume goes on with it, force begins again")
        differences = there.differences(self.record)
        if differences:
            other = ", ".join(differences)
            raise StoreError(f"{self.folder} cannot be gone on with, it is of another run: {other}; force begins again")


def _existing(folder: Path) -> Record | None:
    """The record of what is in a folder; None where nothing is, or what was not begun to the end."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise StoreError(f"{folder} is a file, and results need a folder")
    if not (folder / RECORD).exists():
        others = sorted(path.name for path in folder.iterdir() if not _is_ours(path.name))
        if others:
            raise StoreError(f"{folder} holds something else ({others[0]}), which is not written over")
        return None
    try:
        return Record.read((folder / RECORD).read_text(encoding="utf-8"))
    except ValueError as error:
        raise StoreError(f"{folder / RECORD} is damaged ({error}); force begins again") from error


def _is_ours(name: str) -> bool:
    return name == FINISHED or name.endswith(".npy") or name.startswith(f".{RECORD}.")


def _begin(folder: Path, record: Record) -> None:
    """All files; the record last, since what it says is there then."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():  # a beginning that was killed
        path.unlink()
    for name, output in zip(_file_names([o.name for o in record.outputs]), record.outputs, strict=True):
        _Array.begin(folder / name, output, record.rows)
    with replacing(folder / RECORD) as file:
        file.write(record.text().encode())
    sync_folder(folder.parent)


def remove(folder: Path) -> None:
    """Results that may go: of a run, and of one that is not at work."""
    if (folder / RECORD).exists():
        lock = Journal(folder / FINISHED)
        (folder / RECORD).unlink()  # first: without it there is nothing here that one could believe
        lock.close()
        shutil.rmtree(folder)


def _file_names(names: list[str]) -> list[str]:
    """A file for each output: by its name, where that is one."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        plain = re.sub(r"[^\w\-\[\],. ]", "_", name).strip(". ") or f"output {number}"
        found.append(f"{plain}.npy" if f"{plain}.npy" not in found else f"{plain} {number}.npy")
    return found


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the system refuses, told with the folder."""
    try:
        yield
    except BlockingIOError as error:
        raise StoreError(f"{folder}: another run is at work there") from error
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror or error}") from error
