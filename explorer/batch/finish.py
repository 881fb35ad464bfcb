"""From the folder of a finished run to the file that was asked for."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from typing import TYPE_CHECKING

from explorer.batch.store import StoreError
from explorer.system.replacing import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FILES = (".npy", ".npz")
_PARTIAL = ".partial"
_PIECE = 1 << 20


def folder_of(out: Path) -> Path:
    """Where a run keeps its results: the folder that was asked for, or one beside the file that was."""
    return out.with_name(out.name + _PARTIAL) if out.suffix.lower() in FILES else out


def check_out(out: Path, names: Sequence[str], *, force: bool) -> None:
    """Whether results may go there at all; raises StoreError."""
    if out.suffix.lower() == ".npy" and len(names) != 1:
        raise StoreError(f"{out.name} holds one array, and there are {len(names)} outputs; take .npz, or a folder")
    if not out.parent.is_dir():
        raise StoreError(f"{out.parent} is no folder")
    if folder_of(out) == out:
        return
    if out.is_dir():
        raise StoreError(f"{out} is a folder")
    if out.exists() and not force and not folder_of(out).exists():
        raise StoreError(f"{out} is there already; force writes over it")


def write_file(out: Path, files: Mapping[str, Path]) -> None:
    """One file of the files of outputs, in one stroke; its bytes depend on nothing but theirs. Raises StoreError."""
    try:
        with replacing(out) as target:
            if out.suffix.lower() == ".npy":
                (path,) = files.values()
                with path.open("rb") as source:
                    shutil.copyfileobj(source, target, _PIECE)
                return
            with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
                for name, path in files.items():
                    entry = zipfile.ZipInfo(f"{name}.npy")
                    with archive.open(entry, "w", force_zip64=True) as member, path.open("rb") as source:
                        shutil.copyfileobj(source, member, _PIECE)
    except OSError as error:
        raise StoreError(f"{out}: {error.strerror or error}") from error


def write_failures(out: Path, failures: Sequence[tuple[int, str]]) -> None:
    """A table beside the results: the rows that could not be computed, and why. Raises StoreError."""
    path = out.with_name(f"{out.name}.failures.csv")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("row", "message"), *failures])
    try:
        with replacing(path) as file:
            file.write(text.getvalue().encode())
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error
