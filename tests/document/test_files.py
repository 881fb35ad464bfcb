"""Documents in files: what goes in comes out; a crash loses nothing; damaged files are told by name."""

from __future__ import annotations

import json
import os
import stat
import sys
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from explorer.document.batch_choice import NO_BATCH
from explorer.document.batch_packing import pack_batch
from explorer.document.document import Document, Loaded, Typed
from explorer.document.files import FileError, open_document, save_document
from explorer.document.loading import LoadingError, keys, load
from explorer.system import replacing
from tests.document.strategies import DOCUMENTS, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@same_folder
@given(DOCUMENTS)
def test_round_trip(tmp_path: Path, document: Document) -> None:
    save_document(document, tmp_path / "a.dx")
    assert open_document(tmp_path / "a.dx") == document


@same_folder
@given(TEXTS)
def test_scripts_are_plain_text(tmp_path: Path, text: str) -> None:
    save_document(Document(text), tmp_path / "a.py")
    assert (tmp_path / "a.py").read_bytes() == text.encode()
    assert open_document(tmp_path / "a.py") == Document(text)


def test_people_can_read_the_inside(tmp_path: Path) -> None:
    save_document(Document("x = dscalar('x')\n").with_value("x", Typed("4")), tmp_path / "a.dx")
    with zipfile.ZipFile(tmp_path / "a.dx") as archive:
        assert archive.read("script.py") == b"x = dscalar('x')\n"
        choices = json.loads(archive.read("document.json"))
    assert choices["version"] == 5
    assert choices["values"] == {"x": {"kind": "typed", "text": "4"}}


def test_loaded_arrays_travel_with_the_document(tmp_path: Path) -> None:
    array = np.arange(6.0).reshape(2, 3)
    np.save(tmp_path / "w.npy", array)
    save_document(Document("W").with_value("W", Loaded(str(tmp_path / "w.npy"))), tmp_path / "a.dx")
    (tmp_path / "w.npy").unlink()
    moved = (tmp_path / "a.dx").rename(tmp_path / "b.dx")
    document = open_document(moved)
    value = document.values["W"]
    assert isinstance(value, Loaded)
    assert value.name == "w.npy"
    np.testing.assert_array_equal(load(value), array)
    save_document(document, moved)  # over the very file that the array is read from
    np.testing.assert_array_equal(load(open_document(moved).values["W"]), array)  # type: ignore[arg-type]
    assert open_document(moved).values["W"] == value


def test_windows_line_ends_and_byte_order_marks(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfx = 1\r\ny = 2\r")
    assert open_document(tmp_path / "a.py").text == "x = 1\ny = 2\n"


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "."), text)
    return path


GOOD = {
    "format": "derivative-explorer document",
    "version": 2,
    "target": None,
    "derivative": {"kind": "none", "wrt": None, "vector": {"kind": "typed", "text": "1"}},
    "values": {},
    "dimensions": {},
    "rules_off": [],
    "search": False,
}


BATCH = pack_batch(NO_BATCH)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "a song"}, "it is not a document of Derivative Explorer"),
        ({"version": 6}, "written by a newer version"),
        ({"version": True}, "version is True, not int"),
        ({"target": 3}, "target is 3, not str"),
        ({"values": {"x": {"kind": "typed"}}}, "values.x.text is missing"),
        ({"values": {"x": {"kind": "cooked"}}}, "values.x.kind is 'cooked'"),
        ({"values": {"x": [1]}}, r"values.x is \[1\], not dict"),
        ({"dimensions": {"n": "3"}}, "dimensions.n is '3', not int"),
        ({"derivative": {"kind": "integral"}}, "derivative.kind is 'integral', not one of none, gradient"),
        ({"rules_off": [1]}, "rules_off is not a list of names"),
        ({"search": 1}, "search is 1, not bool"),
        ({"version": 3}, "batch is missing"),
        ({"version": 3, "batch": {**BATCH, "outputs": [1]}}, "batch.outputs is not a list of names"),
        ({"version": 3, "batch": {**BATCH, "design": "star"}}, "batch.design is 'star', not one of grid, random"),
        ({"version": 3, "batch": {**BATCH, "rows": 0}}, "batch.rows is 0, and 1 is the least"),
        ({"version": 3, "batch": {**BATCH, "axes": [{"place": "x"}]}}, "batch.axes.0.first is missing"),
        ({"version": 4}, "looking is missing"),
        ({"version": 4, "looking": "up"}, "looking is 'up', not one of derivation, sweep"),
        ({"version": 5, "batch": BATCH, "looking": "sweep"}, "layout is missing"),
        (
            {"version": 5, "batch": BATCH, "looking": "sweep", "layout": "sideways"},
            "layout is 'sideways', not one of mixed, numerator",
        ),
    ],
)
def test_wrong_fields_are_named(tmp_path: Path, change: dict, words: str) -> None:
    path = archive(tmp_path / "a.dx", script__py="x", document__json=json.dumps({**GOOD, **change}))
    with pytest.raises(FileError, match=f"^a.dx: .*{words}"):
        open_document(path)


def test_documents_of_the_first_version_open(tmp_path: Path) -> None:
    first = {name: value for name, value in GOOD.items() if name != "search"} | {"version": 1, "target": "y"}
    document = open_document(archive(tmp_path / "a.dx", script__py="y = 1", document__json=json.dumps(first)))
    assert (document.text, document.target, document.search) == ("y = 1", "y", False)


def test_documents_from_before_batches_open(tmp_path: Path) -> None:
    document = open_document(archive(tmp_path / "a.dx", script__py="y = 1", document__json=json.dumps(GOOD)))
    assert GOOD["version"] == 2
    assert document.batch == NO_BATCH


def test_documents_from_before_sweeps_open(tmp_path: Path) -> None:
    third = {**GOOD, "version": 3, "batch": BATCH}
    document = open_document(archive(tmp_path / "a.dx", script__py="y = 1", document__json=json.dumps(third)))
    assert document.looking == "derivation"


def test_damaged_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.dx").write_bytes(b"nonsense")
    (tmp_path / "b.dx").write_bytes(b"PK\x03\x04nonsense")
    archive(tmp_path / "c.dx", script__py="x")
    archive(tmp_path / "d.dx", script__py="x", document__json="{")
    (tmp_path / "e.py").write_bytes(b"x = 1\ny = '\xe9'\n")
    (tmp_path / "f.py").write_bytes(b"\x7fELF\0\0")
    for name, words in {
        "a.dx": "damaged, or not a document",
        "b.dx": "damaged, or not a document",
        "c.dx": "there is no document.json",
        "d.dx": "document.json in it is damaged",
        "e.py": r"not text in UTF-8 \(line 2, byte 0xe9\)",
        "f.py": "not a script",
        ".": "is a directory",
    }.items():
        with pytest.raises(FileError, match=words):
            open_document(tmp_path / name)


@same_folder
@given(DOCUMENTS)
def test_any_damage_is_a_file_error(tmp_path: Path, document: Document) -> None:
    save_document(document, tmp_path / "a.dx")
    data = bytearray((tmp_path / "a.dx").read_bytes())
    for at in range(0, len(data), 7):
        damaged = data.copy()
        damaged[at] ^= 0x55
        (tmp_path / "b.dx").write_bytes(damaged)
        with suppress(FileError):  # some bytes do not matter; nothing else may come up
            open_document(tmp_path / "b.dx")


def test_a_script_of_half_a_character_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"a.py: line 2 of the script"):
        save_document(Document("x\n\ud800"), tmp_path / "a.py")
    assert not (tmp_path / "a.py").exists()


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.dx"
    save_document(Document("old"), path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(replacing.os, "fsync", full)
    with pytest.raises(FileError, match=r"a.dx: no space left on device"):
        save_document(Document("new"), path)
    assert open_document(path).text == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX's")
def test_modes_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.py", tmp_path / "link.py"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    save_document(Document("new"), link)
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    save_document(Document("new"), tmp_path / "fresh.py")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "fresh.py").stat().st_mode) == 0o666 & ~mask


def loads(path: Path, key: str | None = None) -> np.ndarray:
    return load(Loaded(str(path), key))


def test_tables(tmp_path: Path) -> None:
    for text, expected in {
        "1,2\n3,4\n": [[1, 2], [3, 4]],
        "a,b\n1,2\n": [[1, 2]],
        "1;2,5\n3;4\n": [[1, 2.5], [3, 4]],
        "1\t2\n": [[1, 2]],
        "# note\n1\n\n2\n": [[1], [2]],
        "1+2j,0\n": [[1 + 2j, 0]],
    }.items():
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        path.write_text(text)
        np.testing.assert_array_equal(loads(path), expected)
    for number, (text, words) in enumerate(
        {
            "": "is empty",
            "1,2\n3\n": "line 2: 1 numbers, 2 in the lines before",
            "1\nx\n": "line 2: not all of it is numbers: 'x'",
        }.items()
    ):
        path = tmp_path / f"bad{number}.csv"
        path.write_text(text)
        with pytest.raises(LoadingError, match=f"bad{number}.csv.*{words}"):
            loads(path)


def test_archives_of_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", u=np.ones(2), v=np.zeros(3))
    assert keys(tmp_path / "a.npz") == ("u", "v")
    np.testing.assert_array_equal(loads(tmp_path / "a.npz", "v"), np.zeros(3))
    with pytest.raises(LoadingError, match="holds u, v: choose one"):
        loads(tmp_path / "a.npz")
    with pytest.raises(LoadingError, match="there is no w"):
        loads(tmp_path / "a.npz", "w")


def test_objects_and_rubbish_are_never_loaded(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{}], dtype=object), allow_pickle=True)
    np.save(tmp_path / "b.npy", np.array(["text"]))
    (tmp_path / "c.npy").write_bytes(b"rubbish")
    for name in ("a.npy", "b.npy", "c.npy", "missing.npy"):
        with pytest.raises(LoadingError, match=name):
            loads(tmp_path / name)


def test_a_file_that_promises_too_much_is_told(tmp_path: Path) -> None:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000, 1000), }"
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
    with pytest.raises(LoadingError, match=r"a.npy"):
        loads(tmp_path / "a.npy")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.ones(2))
    assert loads(tmp_path / "a.npy") is loads(tmp_path / "a.npy")
    np.save(tmp_path / "a.npy", np.zeros(3))
    np.testing.assert_array_equal(loads(tmp_path / "a.npy"), np.zeros(3))


def test_documents_from_before_layouts_open(tmp_path: Path) -> None:
    fourth = {**GOOD, "version": 4, "batch": BATCH, "looking": "sweep"}
    document = open_document(archive(tmp_path / "a.dx", script__py="y = 1", document__json=json.dumps(fourth)))
    assert document.layout == "mixed"


def test_a_question_is_not_saved(tmp_path: Path) -> None:
    save_document(Document("y = 1", effects=True), tmp_path / "a.dx")
    assert open_document(tmp_path / "a.dx") == Document("y = 1")
