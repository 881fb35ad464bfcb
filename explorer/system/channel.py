"""Messages between processes: framed pickles on a socket, large arrays beside it in shared memory.

An array of more than a megabyte is written as a file into a directory that the parent made in shared memory, and only
its name travels (8 MB: 2 ms instead of 29). Files, not ``multiprocessing.shared_memory``: those blocks need a tracker
process, which complains and races when a worker is killed; a directory is removed whole, whatever the worker was doing.
"""

from __future__ import annotations

import io
import itertools
import os
import pickle
import shutil
import socket
import struct
import tempfile
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

LARGE = 1 << 20
MOST = 1 << 31  # a longer frame than this is garbage
_HEADER = struct.Struct("<4sQ")
_MAGIC = b"dx1\n"
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # a file system in memory, on Linux


class GarbageError(Exception):
    """What arrived is not a message."""


class ClosedError(Exception):
    """The other end is gone."""


class Exchange:
    """A private directory, in memory where the system has that, in which large arrays change hands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._numbers = itertools.count()

    @classmethod
    def make(cls) -> Exchange:
        """A new directory, readable by this user only."""
        parent = _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None
        return cls(Path(tempfile.mkdtemp(prefix="derivative-explorer-", dir=parent)))

    def put(self, array: np.ndarray) -> str | None:
        """Write an array and return its name; ``None`` where there is no room (``/dev/shm`` can be small)."""
        name = f"{next(self._numbers)}.array"
        path = self.path / name
        try:
            with path.open("xb") as file:
                file.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        except OSError:
            path.unlink(missing_ok=True)
            return None
        return name

    def take(self, name: str, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
        """Read an array and remove its file."""
        path = self.path / Path(name).name
        try:
            if os.name == "posix":  # an unlinked file lives on as long as it is mapped
                mapped = np.memmap(path, dtype=np.dtype(dtype), mode="c", shape=shape)
                return np.asarray(mapped)
            return np.fromfile(path, dtype=np.dtype(dtype)).reshape(shape)
        finally:
            path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the directory with all that nobody took."""
        shutil.rmtree(self.path, ignore_errors=True)


def _frozen(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, exchange: Exchange | None) -> None:
        super().__init__(file, protocol=5)
        self._exchange = exchange

    def persistent_id(self, obj: Any) -> tuple[str, str, tuple[int, ...]] | None:
        if self._exchange is None or not isinstance(obj, np.ndarray) or obj.nbytes <= LARGE or obj.dtype.hasobject:
            return None
        name = self._exchange.put(obj)
        return None if name is None else (name, obj.dtype.str, obj.shape)

    def reducer_override(self, obj: Any) -> Any:
        """The mappings of a document are read-only views, which pickle does not know."""
        return (_frozen, (dict(obj),)) if isinstance(obj, MappingProxyType) else NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, exchange: Exchange | None) -> None:
        super().__init__(file)
        self._exchange = exchange

    def persistent_load(self, pid: Any) -> np.ndarray:
        if self._exchange is None:
            raise GarbageError("an array in shared memory, where there is none")
        return self._exchange.take(*pid)


class Channel:
    """One end of the socket. One thread may receive while another sends."""

    def __init__(self, connection: socket.socket, exchange: Exchange | None = None) -> None:
        self._socket = connection
        self.exchange = exchange

    def send(self, message: object) -> None:
        """Send one message; raises :class:`ClosedError` when the other end is gone."""
        buffer = io.BytesIO(bytes(_HEADER.size))
        buffer.seek(_HEADER.size)
        _Pickler(buffer, self.exchange).dump(message)
        view = buffer.getbuffer()
        _HEADER.pack_into(view, 0, _MAGIC, len(view) - _HEADER.size)
        try:
            self._socket.sendall(view)
        except OSError as error:
            raise ClosedError(str(error)) from error

    def receive(self) -> object:
        """The next message; raises :class:`ClosedError` at the end, :class:`GarbageError` where it is no message."""
        magic, length = _HEADER.unpack(self._read(_HEADER.size))
        if magic != _MAGIC or length > MOST:
            raise GarbageError("not a message")
        body = self._read(length)
        try:
            return _Unpickler(io.BytesIO(body), self.exchange).load()
        except Exception as error:  # an unpickler raises anything at all
            raise GarbageError(f"{type(error).__name__}: {error}") from error

    def _read(self, length: int) -> bytearray:
        data = bytearray(length)
        view = memoryview(data)
        while view:
            try:
                count = self._socket.recv_into(view)
            except OSError as error:
                raise ClosedError(str(error)) from error
            if count == 0:
                raise ClosedError("the other end closed")
            view = view[count:]
        return data

    def close(self) -> None:
        """Close this end; a thread that waits in ``receive`` wakes with :class:`ClosedError`."""
        with suppress(OSError):  # the other end may have closed first
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
