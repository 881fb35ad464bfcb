"""Runs into files: stopped anywhere and gone on with, they give the same bytes; of something else they are refused."""

from __future__ import annotations

import shutil
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.batch import journal as journals
from explorer.batch import record as records
from explorer.batch import store as stores
from explorer.batch.journal import Entry, Journal
from explorer.batch.record import Record
from explorer.batch.run import run
from explorer.batch.store import Store, StoreError
from explorer.core.evaluate.batch.plan import Batch
from tests.batch.programs import NAMES, batch, contents, singular

same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


class StoppedError(Exception):
    """Somebody stops a run."""


def stopping_after(rows):
    def progress(done, _):
        if done >= rows:
            raise StoppedError

    return progress


def test_results_are_those_of_evaluate_batch(tmp_path):
    one = batch()
    told = []
    outcome = run(one, NAMES, tmp_path / "out", progress=lambda *at: told.append(at))
    assert (outcome.rows, outcome.before, outcome.failures) == (100, 0, [])
    assert told == [(min(7 * n, 100), 100) for n in range(16)]
    for name, expected in zip(NAMES, T.evaluate_batch(one.f, list(one.stacks.arrays), chunk=7), strict=True):
        found = np.load(tmp_path / "out" / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        assert found.dtype == expected.dtype
        assert found.tobytes() == expected.tobytes()


@same_folder
@given(st.lists(st.integers(1, 99), max_size=4), st.integers(1, 40), st.sampled_from(["out", "out.npz"]))
def test_a_run_that_is_stopped_goes_on_to_the_same_bytes(tmp_path, stops, chunk, name):
    out, whole = tmp_path / name, tmp_path / f"whole {name}"
    run(batch(chunk=chunk), NAMES, whole, force=True)
    for number, rows in enumerate(sorted(stops)):
        with pytest.raises(StoppedError):
            run(batch(chunk=chunk), NAMES, out, progress=stopping_after(rows), resume=number > 0, force=number == 0)
    outcome = run(batch(chunk=chunk), NAMES, out, resume=bool(stops), force=not stops)
    assert outcome.before == 0 if not stops else outcome.before >= max(stops)
    if name == "out":
        assert contents(out) == contents(whole)
    else:
        assert out.read_bytes() == whole.read_bytes()


@same_folder
@given(st.data())
def test_whatever_was_written_last_when_it_was_killed_the_bytes_are_the_same(tmp_path, data):
    """A death leaves: the journal up to any byte, and what is not entered, or half written, as anything."""
    out, whole = tmp_path / "out", tmp_path / "whole"
    for folder in (out, whole):
        run(batch(), NAMES, folder, force=True)
    log = out / stores.FINISHED
    kept = data.draw(st.integers(0, log.stat().st_size))
    log.write_bytes(log.read_bytes()[:kept] + data.draw(st.binary(max_size=3)))
    entries, _ = journals._read(log.read_bytes())
    entered = {entry.chunk for entry in entries}
    for path, width in ((out / "cost.npy", 8), (out / "slope.npy", 24)):
        array = np.lib.format.open_memmap(path, mode="r+")
        for number in set(range(15)) - entered:
            array[number * 7 : (number + 1) * 7] = width
        array.flush()
    outcome = run(batch(), NAMES, out, resume=True)
    assert outcome.before == sum(min(7, 100 - 7 * number) for number in entered)
    assert contents(out) == contents(whole)


@given(st.lists(st.tuples(st.integers(0, 99), st.lists(st.tuples(st.integers(0, 9), st.text())))), st.integers(0, 60))
def test_a_journal_is_read_up_to_where_it_is_torn(found, cut):
    entries = [Entry(chunk, tuple(failures)) for chunk, failures in found]
    data = b"".join(map(journals._line, entries))
    assert journals._read(data) == (entries, len(data))
    torn = data[: max(0, len(data) - cut)]
    whole, length = journals._read(torn)
    assert whole == entries[: len(whole)]
    assert data[:length] == b"".join(map(journals._line, whole))
    assert torn[length:].count(b"\n") == 0


def test_rows_that_fail_are_kept_over_a_stop(tmp_path):
    with pytest.raises(StoppedError):
        run(singular(), ["inverse"], tmp_path / "out", progress=stopping_after(9))
    outcome = run(singular(on_error="collect"), ["inverse"], tmp_path / "out", resume=True)
    assert [row for row, _ in outcome.failures] == [4, 11]
    found = np.load(tmp_path / "out" / "inverse.npy", allow_pickle=False)
    assert np.isnan(found[[4, 11]]).all()
    assert np.isfinite(np.delete(found, [4, 11], 0)).all()
    with pytest.raises(T.BatchError, match="row 4: "):
        run(singular(on_error="raise"), ["inverse"], tmp_path / "out", resume=True)


def test_a_run_that_failed_at_a_row_goes_on_with_nan(tmp_path):
    with pytest.raises(T.BatchError, match="row 4: "):
        run(singular(on_error="raise"), ["inverse"], tmp_path / "out.npy")
    outcome = run(singular(), ["inverse"], tmp_path / "out.npy", resume=True)
    assert outcome.before == 3
    assert np.load(tmp_path / "out.npy", allow_pickle=False).shape == (20, 2, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["out.npy"]


@pytest.mark.parametrize("name", ["out.npy", "out.npz", "out"])
def test_no_rows(tmp_path, name):
    x = T.dvector("x")
    empty = Batch(T.function([x], {"y": x + 1}), [np.zeros((0, 3))])
    run(empty, ["y"], tmp_path / name)
    path = tmp_path / name / "y.npy" if name == "out" else tmp_path / name
    found = np.load(path, allow_pickle=False)
    assert (found["y"] if name == "out.npz" else found).shape == (0, 3)


def test_a_file_has_what_the_folder_had(tmp_path):
    run(batch(), NAMES, tmp_path / "out.npz")
    run(batch(), NAMES, tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out.npz") as archive:
        assert {info.filename: archive.read(info) for info in archive.infolist()} == contents(tmp_path / "out")


DIFFERENT = {
    "values": (lambda: batch(scale=2.0), NAMES, "the values of x"),
    "rows": (lambda: batch(rows=99), NAMES, r"the number of rows \(100, and 99 now\)"),
    "chunk": (lambda: batch(chunk=8), NAMES, r"the size of a chunk \(7, and 8 now\)"),
    "names": (batch, ("a", "b", "c"), "the outputs"),
    "function": (singular, ("cost",), "the function"),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_another_run_is_not_gone_on_with(tmp_path, what):
    make, names, says = DIFFERENT[what]
    out = tmp_path / "out"
    with pytest.raises(StoppedError):
        run(batch(), NAMES, out, progress=stopping_after(50))
    before = contents(out)
    with pytest.raises(StoreError, match=f"of another run: .*{says}"):
        run(make(), names, out, resume=True)
    assert contents(out) == before
    run(batch(), NAMES, out, resume=True)


def test_shared_variables_and_numpys_version_belong_to_a_run(tmp_path, monkeypatch):
    w, x = T.shared(2.0, "w"), T.dscalar("x")
    one = Batch(T.function([x], w * x), [np.ones(3)])
    run(one, ["y"], tmp_path / "out")
    w.set_value(3.0)
    with pytest.raises(StoreError, match="the function"):
        run(one, ["y"], tmp_path / "out", resume=True)
    w.set_value(2.0)
    monkeypatch.setattr(records.np, "__version__", "9.9")
    with pytest.raises(StoreError, match=r"the version of NumPy \(.*, and 9\.9 now\)"):
        run(one, ["y"], tmp_path / "out", resume=True)


def test_results_are_not_written_over_by_accident(tmp_path):
    out = tmp_path / "out"
    with pytest.raises(StoppedError):
        run(batch(), NAMES, out, progress=stopping_after(50))
    with pytest.raises(
        StoreError, match=r"a run of which .* chunks are finished; resume goes on with it, force begins"
    ):
        run(batch(), NAMES, out)
    run(batch(), NAMES, out, force=True)
    with pytest.raises(StoreError, match="finished results; force writes over them"):
        run(batch(), NAMES, out)
    assert run(batch(), NAMES, out, resume=True).before == 100
    run(batch(), NAMES, tmp_path / "out.npz")
    with pytest.raises(StoreError, match="is there already; force writes over it"):
        run(batch(), NAMES, tmp_path / "out.npz")
    run(batch(), NAMES, tmp_path / "out.npz", force=True)


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("precious")
    for how in ({}, {"resume": True}, {"force": True}):
        with pytest.raises(StoreError, match=r"something else \(thesis.tex\)"):
            run(batch(), NAMES, out, **how)
    assert (out / "thesis.tex").read_text() == "precious"


def test_a_beginning_that_was_killed_is_begun_again(tmp_path):
    run(batch(), NAMES, tmp_path / "out")
    whole = contents(tmp_path / "out")
    (tmp_path / "out" / stores.RECORD).unlink()
    run(batch(), NAMES, tmp_path / "out", resume=True)
    assert contents(tmp_path / "out") == whole


def test_a_file_that_was_written_when_it_was_killed_is_written_again(tmp_path):
    run(batch(), NAMES, tmp_path / "out.npz.partial")
    run(batch(), NAMES, tmp_path / "other.npz")
    shutil.copy(tmp_path / "other.npz", tmp_path / "out.npz")
    run(batch(), NAMES, tmp_path / "out.npz", resume=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.npz", "out.npz"]


def test_a_damaged_record_is_told(tmp_path):
    run(batch(), NAMES, tmp_path / "out")
    for text in ("{", "[]", "{}", '{"format": 1, "outputs": []}'):
        (tmp_path / "out" / stores.RECORD).write_text(text)
        with pytest.raises(StoreError, match="is damaged"):
            run(batch(), NAMES, tmp_path / "out", resume=True)
    run(batch(), NAMES, tmp_path / "out", force=True)


def test_two_runs_do_not_work_in_one_folder(tmp_path):
    one = batch()
    store = Store(tmp_path / "out", Record.of(one, NAMES))
    for how in ({"resume": True}, {"force": True}):
        with pytest.raises(StoreError, match="another run is at work there"):
            run(one, NAMES, tmp_path / "out", **how)
    store.close()
    run(one, NAMES, tmp_path / "out", resume=True)


@pytest.mark.parametrize(
    ("name", "says"),
    [("out.npy", "holds one array, and there are 3 outputs"), ("none/out", "is no folder"), ("file", "is a file")],
)
def test_places_that_cannot_be(tmp_path, name, says):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=says):
        run(batch(), NAMES, tmp_path / name)


def test_a_full_disk_loses_nothing(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    run(batch(), NAMES, tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(stores.os, "fsync", full)
        patch.setattr(stores, "_PATIENCE", 0.0)
        with pytest.raises(StoreError, match="No space left on device"):
            run(batch(), NAMES, tmp_path / "out")
    run(batch(), NAMES, tmp_path / "out", resume=True)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_names_that_are_no_names_of_files(tmp_path):
    run(batch(), ("gs[0]", "a/b", "a_b"), tmp_path / "out")
    assert sorted(contents(tmp_path / "out")) == ["a_b 3.npy", "a_b.npy", "gs[0].npy"]


def test_a_journal_goes_with_its_lock(tmp_path):
    journal = Journal(tmp_path / "finished")
    with pytest.raises(BlockingIOError):
        Journal(tmp_path / "finished")
    journal.append([Entry(3, ((1, "ä\n"),))])
    journal.close()
    again = Journal(tmp_path / "finished")
    assert again.entries == {3: Entry(3, ((1, "ä\n"),))}
    again.close()


def test_progress_may_end_it(tmp_path):
    with pytest.raises(T.BatchCancelledError, match="stopped after 7 of 100 rows"):
        run(batch(), NAMES, tmp_path / "out", progress=lambda done, _: done < 7)
    assert run(batch(), NAMES, tmp_path / "out", resume=True).before == 7
