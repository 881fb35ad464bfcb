"""Documents in files.

A ``.dx`` file is a zip archive that people can open and read: ``script.py`` is the text, ``document.json`` the choices
with a version number, ``arrays/*.npy`` copies of the arrays that were loaded, so that the file can be passed on alone.
Any other file is a plain script: its text, and nothing else, is the document.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from explorer.document.document import Document, Loaded
from explorer.document.fields import PackingError
from explorer.document.loading import LoadingError, called, load
from explorer.document.packing import pack, unpack
from explorer.system.replacing import replacing

SUFFIX = ".dx"
SCRIPT, CHOICES, ARRAYS = "script.py", "document.json", "arrays/"
MOST = 16 << 20  # bytes of text: nobody writes more, and a small archive can unpack to anything


class FileError(Exception):
    """A file that cannot be opened or saved, and why."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{Path(path).name}: {reason}")
        self.path = Path(path)
        self.reason = reason


def keeps_choices(path: str | Path) -> bool:
    """Whether a file of this name keeps the whole document, or only the text."""
    return Path(path).suffix.lower() == SUFFIX


def open_document(path: str | Path) -> Document:
    """Read a document or a plain script; raises :class:`FileError`."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if keeps_choices(path) or start == b"PK\x03\x04":
                return _open_archive(path, file)
            return Document(_text(path, file.read(MOST + 1)))
    except OSError as error:
        raise FileError(path, _reason(error)) from error


def save_document(document: Document, path: str | Path) -> None:
    """Write a document (or, to any name but ``.dx``, its text) in one stroke; raises :class:`FileError`."""
    path = Path(path)
    try:
        data = _archive(document) if keeps_choices(path) else document.text.encode()
        write_atomically(path, data)
    except OSError as error:
        raise FileError(path, _reason(error)) from error
    except UnicodeEncodeError as error:
        line = document.text.count("\n", 0, error.start) + 1
        raise FileError(path, f"line {line} of the script holds half a character, which no file can keep") from error


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file by ``data``: after a crash there is the old one or the new one, whole."""
    with replacing(path) as file:
        file.write(data)


def _archive(document: Document) -> bytes:
    arrays: dict[str, np.ndarray] = {}

    def pack_loaded(name: str, value: Loaded) -> dict[str, Any]:
        try:
            array = load(value)
        except LoadingError:  # the array is out of reach just now: keep where it was, and save everything else
            return {"path": value.path, "key": value.key, "name": value.name}
        key = f"{ARRAYS}{len(arrays)} {name}"
        arrays[key] = array
        return {"path": "", "key": key, "name": called(value)}

    choices = pack(document, pack_loaded)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SCRIPT, document.text.encode())
        archive.writestr(CHOICES, json.dumps(choices, ensure_ascii=False, indent=2) + "\n")
        for key, array in arrays.items():
            with archive.open(f"{key}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return buffer.getvalue()


def _open_archive(path: Path, file: io.BufferedReader) -> Document:
    def unpack_loaded(where: str, key: str | None) -> Loaded:
        return Loaded(where or str(path), key)

    try:
        with zipfile.ZipFile(file) as archive:
            text = _text(path, _member(archive, SCRIPT))
            choices = json.loads(_member(archive, CHOICES))
        return unpack(text, choices, unpack_loaded)
    except zipfile.BadZipFile as error:
        raise FileError(path, "it is damaged, or not a document of Derivative Explorer") from error
    except PackingError as error:
        raise FileError(path, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise FileError(path, f"{CHOICES} in it is damaged ({error})") from error
    except (NotImplementedError, RuntimeError) as error:  # compressed in a way we do not know, or encrypted
        raise FileError(path, f"it cannot be unpacked ({error})") from error


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(MOST + 1)
    except KeyError:
        raise PackingError(f"it is not a document of Derivative Explorer (there is no {name} in it)") from None
    except (EOFError, zlib.error) as error:
        raise zipfile.BadZipFile(str(error)) from error


def _text(path: Path, data: bytes) -> str:
    if len(data) > MOST:
        raise FileError(path, f"it is longer than {MOST >> 20} MB, which no script is")
    if b"\0" in data:
        raise FileError(path, "it is not a script, and not a document of Derivative Explorer")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(path, f"it is not text in UTF-8 (line {line}, byte 0x{data[error.start]:02x})") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _reason(error: OSError) -> str:
    """The system's words, beginning with a small letter, as the rest of the sentence does."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]
