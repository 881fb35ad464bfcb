"""Arrays from files: ``.npy``, ``.npz``, ``.csv``, and the copies that a document's own file keeps."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from explorer.document.document import Loaded

TABLES = {".csv": ",", ".tsv": "\t", ".txt": None}
_KEPT = 16
_cache: dict[tuple[object, ...], np.ndarray] = {}


class LoadingError(Exception):
    """What is wrong with the file; the message names it."""


def load(value: Loaded) -> np.ndarray:
    """The array; read again only when the file has changed. The array is read-only: it is shared."""
    path = Path(value.path)
    try:
        status = path.stat()
        stamp = (os.fspath(path), value.key, status.st_mtime_ns, status.st_size, status.st_ino)
        if stamp not in _cache:
            array = _read(path, value.key)
            array.flags.writeable = False
            while len(_cache) >= _KEPT:
                del _cache[next(iter(_cache))]
            _cache[stamp] = array
        return _cache[stamp]
    except MemoryError:
        raise LoadingError(f"{path.name} is larger than the memory") from None
    except FileNotFoundError:
        raise LoadingError(f"{path.name} is not there any more (looked in {path.parent})") from None
    except OSError as error:
        raise LoadingError(f"{path.name}: {error.strerror or error}") from error


def called(value: Loaded) -> str:
    """What to call the array in front of people: "w.npy", "data.npz: w"."""
    if value.name:
        return value.name
    name = Path(value.path).name
    return f"{name}: {value.key}" if value.key else name


def keys(path: str | Path) -> tuple[str, ...]:
    """The names of the arrays in a ``.npz`` file; empty for any other file."""
    try:
        found: Any = np.load(path, allow_pickle=False)
        if isinstance(found, np.ndarray):
            return ()
        with found:
            return tuple(found.files)
    except (OSError, ValueError, zipfile.BadZipFile):
        return ()  # the reason is told when the array itself is read


def _read(path: Path, key: str | None) -> np.ndarray:
    array = _table(path) if path.suffix.lower() in TABLES else _binary(path, key)
    if array.dtype.kind not in "biufc":
        raise LoadingError(f"{path.name} holds {array.dtype}, not numbers")
    return array


def _binary(path: Path, key: str | None) -> np.ndarray:
    try:
        found: Any = np.load(path, allow_pickle=False)
        if isinstance(found, np.ndarray):
            return found
        with found:
            return _member(path, found, key)
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        if "pickle" in str(error).lower():
            raise LoadingError(f"{path.name} is no array of numbers (Python objects are never read)") from error
        raise LoadingError(f"{path.name} cannot be read: {error}") from error


def _member(path: Path, archive: Any, key: str | None) -> np.ndarray:
    if key is None and len(archive.files) == 1:
        key = archive.files[0]
    if key not in archive.files:
        has = ", ".join(archive.files)
        raise LoadingError(f"{path.name} holds {has}: " + ("choose one" if key is None else f"there is no {key}"))
    return np.asarray(archive[key])


def _table(path: Path) -> np.ndarray:
    """Numbers in rows; a first row that is no numbers is a heading."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise LoadingError(f"{path.name} is not text in UTF-8") from error
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not rows:
        raise LoadingError(f"{path.name} is empty")
    separator = next((mark for mark in ";\t," if any(mark in line for _, line in rows)), None)
    if _numbers(rows[0][1], separator) is None and len(rows) > 1:
        del rows[0]
    table: list[list[complex]] = []
    for number, line in rows:
        entries = _numbers(line, separator)
        if entries is None:
            raise LoadingError(f"{path.name}, line {number}: not all of it is numbers: {line.strip()[:40]!r}")
        if table and len(entries) != len(table[0]):
            raise LoadingError(
                f"{path.name}, line {number}: {len(entries)} numbers, {len(table[0])} in the lines before"
            )
        table.append(entries)
    array = np.array(table)
    return np.ascontiguousarray(array.real) if not np.iscomplex(array).any() else array


def _numbers(line: str, separator: str | None) -> list[complex] | None:
    try:
        return [complex(word.strip().replace(",", ".") if separator == ";" else word) for word in line.split(separator)]
    except ValueError:
        return None
