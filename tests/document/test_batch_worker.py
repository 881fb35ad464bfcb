"""A batch of a document in a process of its own: its inputs, its run, stop and resume, its results, its files."""

from __future__ import annotations

import csv
import os
import signal
from zlib import crc32

import numpy as np
import pytest

from explorer.batch.cluster import ClusterError
from explorer.batch.inputs import InputError
from explorer.document.batch_choice import Axis, BatchChoice
from explorer.document.batch_inputs import prepare
from explorer.document.batch_jobs import Ended, Progressed, Refused, Run, Save, Saved
from explorer.document.batch_results import MOST_ELEMENTS, Results
from explorer.document.batch_serve import compute, save
from explorer.document.batch_worker import BatchWorker
from explorer.document.batches import RequestError
from explorer.document.document import Derivative, Document, Random, Typed

TEXT = """x: real
k: int
w: real[3]
b: bool
z = x**2 * w[0] + sum(sin(w)) + k
g = grad(z, w)
m = outer(ones(9) * x, ones(9))
s = where(b, x, 0.0)
"""
DOCUMENT = Document(TEXT).edit(values={"w": Typed("[1, 2, 3]"), "k": Typed("4"), "x": Typed("0.5")})


def asks(*axes: Axis, **choice: object) -> Document:
    return DOCUMENT.edit(batch=BatchChoice(axes=axes, **choice))


def run(document: Document, folder, stopped=lambda: False, **how) -> Ended:
    return compute(Run(document, str(folder), **how), stopped, lambda _: None)


def table(ended: Ended) -> dict[str, np.ndarray]:
    results = Results(ended.findings)
    return {column.name: results.values(at) for at, column in enumerate(results.columns)}


def test_a_grid_with_everything_else_as_the_window_shows_it(tmp_path):
    found = table(run(asks(Axis("x", 0, 1, 3), Axis("w[1]", 5, 6, 2)), tmp_path))
    assert list(found) == ["x", "w[1]", "z", "g[0]", "g[1]", "g[2]"]  # the cost, and the derivative that is looked at
    assert found["w[1]"].tolist() == [5, 6] * 3
    expected = found["x"] ** 2 + np.sin(1) + np.sin(found["w[1]"]) + np.sin(3) + 4
    np.testing.assert_allclose(found["z"], expected, rtol=1e-14)
    np.testing.assert_allclose(found["g[1]"], np.cos(found["w[1]"]), rtol=1e-14)


def test_random_values_of_the_window_are_those_of_the_batch():
    document = asks(Axis("x", 0, 1, 3)).edit(values={"w": Random(seed=3)})
    given = {x.name: value for x, value in zip(*_given(document), strict=True)}
    stream = np.random.default_rng([3, crc32(b"w")])
    np.testing.assert_array_equal(given["w"], stream.standard_normal(3))


def _given(document):
    batch = prepare(document).batch
    return batch.f.inputs, batch.stacks.arrays


@pytest.mark.parametrize("design", ["random", "latin hypercube"])
def test_whole_arrays_vary_at_random(design, tmp_path):
    axes = (Axis("x", 0, 1), Axis("w", 2, 0.5, distribution="normal"), Axis("k", 1, 9))
    document = asks(*axes, design=design, rows=50, outputs=("z",))
    found = table(run(document, tmp_path))
    assert list(found) == ["x", "w[0]", "w[1]", "w[2]", "k", "z"]
    assert len(set(found["w[2]"])) == 50
    assert set(found["k"]) <= set(range(1, 10))
    assert found["z"].shape == (50,)


def test_a_derivative_that_was_chosen_and_its_vector(tmp_path):
    document = asks(Axis("x", 0, 1, 3)).edit(target="z", derivative=Derivative("rop", "w", Typed("[1, 0, 0]")))
    found = table(run(document, tmp_path))
    assert list(found) == ["x", "z", "R-op of z by w along v"]
    np.testing.assert_allclose(found["R-op of z by w along v"], found["x"] ** 2 + np.cos(1))


def test_inputs_from_a_file(tmp_path):
    (tmp_path / "points.csv").write_text("x,w[0],w[1],w[2]\n1,2,3,4\n0,0,0,0\n")
    found = table(run(asks(design="file", path=str(tmp_path / "points.csv"), outputs=("g",)), tmp_path / "run"))
    assert list(found) == ["x", "w[0]", "w[1]", "w[2]", "g[0]", "g[1]", "g[2]"]
    np.testing.assert_allclose(found["g[0]"], [1 + np.cos(2), 1.0])
    np.savez(tmp_path / "fixed.npz", x=1.0)
    with pytest.raises(RequestError, match=r"fixed\.npz: every array in it has as many axes as its variable"):
        prepare(asks(design="file", path=str(tmp_path / "fixed.npz")))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (asks(), "Choose what varies"),
        (asks(Axis("q")), "the script has no variable 'q'; there are x, k, w, b"),
        (asks(Axis("w")), r"a grid goes along single ones: w\[0\]"),
        (asks(Axis("w[7]")), r"w\[7\]: w is 3, and its elements count from 0"),
        (asks(Axis("x[0]")), "x has no elements, it is one number"),
        (asks(Axis("k", 0, 1, 3)), "k is a whole number, and 0.5 is among"),
        (asks(Axis("b")), "b is true or false"),
        (asks(Axis("b"), design="file", path="points.txt"), r"\.npz and \.csv"),
        (asks(Axis("k", 0, 1, 2), outputs=("m",)), "m: nothing of it depends on k"),
        (asks(Axis("x"), outputs=("no",)), "there is no 'no' in the script"),
        (asks(Axis("w"), Axis("w[0]"), design="random"), r"w varies as a whole already, and w\[0\] is of it"),
        (asks(Axis("x")).with_value("w", Typed("[1")), "w: .*never closed"),
        (asks(Axis("x")).edit(text="x: real\ny = x +"), "."),
    ],
)
def test_what_does_not_fit_is_told(document, words, tmp_path):
    with pytest.raises((RequestError, InputError), match=words):
        run(document, tmp_path)


def test_a_process_tells_what_does_not_fit(tmp_path):
    with BatchWorker() as worker:
        assert do(worker, Run(asks(Axis("w")), str(tmp_path)))[-1] == Refused(
            "w has many elements, and a grid goes along single ones: w[0]"
        )


def do(worker, job, until=lambda _: None):
    worker.start(job)
    reports = []
    while worker.busy:
        for report in worker.wait(10):
            reports.append(report)
            until(report)
    return reports


def test_many_elements_are_not_all_columns(tmp_path):
    results = Results(run(asks(Axis("x", 0, 1, 4), outputs=("m",)), tmp_path).findings)
    assert len(results.columns) == 1 + MOST_ELEMENTS
    assert results.left_out == f"m has 81 elements, the first {MOST_ELEMENTS} are here"
    assert results.value(3, 5) == 1.0


def test_stopped_and_gone_on_with(tmp_path):
    document = asks(Axis("x", 0, 1, 300), chunk=10)
    calls = iter(range(100))
    ended = run(document, tmp_path / "a", lambda: next(calls) > 10)
    assert not ended.findings.complete
    results = Results(ended.findings)
    assert results.is_there(0)
    assert not results.is_there(299)
    assert results.usable().sum() == ended.findings.there.sum() * 10
    whole, again = run(document, tmp_path / "b"), run(document, tmp_path / "a", resume=True)
    assert again.findings.complete
    for name, values in table(whole).items():
        assert values.tobytes() == table(again)[name].tobytes()


SLOW = asks(Axis("x", 0, 1, 40_000), chunk=1, outputs=("z",))


def test_a_process_that_stops_when_it_is_asked_and_goes_on(tmp_path):
    with BatchWorker() as worker:
        reports = do(worker, Run(SLOW, str(tmp_path / "run")), lambda r: isinstance(r, Progressed) and worker.stop())
        assert isinstance(reports[-1], Ended)
        assert not reports[-1].findings.complete
        some = asks(Axis("x", 0, 1, 200), chunk=1, outputs=("z",))
        assert do(worker, Run(some, str(tmp_path / "some")))[-1].findings.complete


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals are POSIX's")
def test_a_process_that_is_killed_costs_a_message(tmp_path):
    def kill(report):
        if isinstance(report, Progressed) and worker.pid is not None:
            os.kill(worker.pid, signal.SIGKILL)

    with BatchWorker() as worker:
        last = do(worker, Run(SLOW, str(tmp_path / "run")), kill)[-1]
        assert isinstance(last, Refused)
        assert last.begun
        assert "SIGKILL" in last.text
        last = do(
            worker, Run(SLOW, str(tmp_path / "run"), resume=True), lambda r: isinstance(r, Progressed) and worker.stop()
        )
        assert isinstance(last[-1], Ended)


def test_two_processes_compute_the_same(tmp_path):
    axes = (Axis("x", 0, 1, 100),)
    one, two = (run(asks(*axes, workers=n, chunk=25), tmp_path / str(n)) for n in (1, 2))
    for name, values in table(one).items():
        assert values.tobytes() == table(two)[name].tobytes()


def test_no_cluster_is_told(tmp_path):
    with pytest.raises(ClusterError, match="no scheduler answers at nonsense"):
        run(asks(Axis("x"), scheduler="nonsense://x"), tmp_path)


def test_rows_that_fail_are_listed_and_the_others_computed(tmp_path):
    text = "A: real[2, 2] = [[1, 0], [0, 1]]\ny = linalg.inv(A)\n"
    document = Document(text).edit(batch=BatchChoice(outputs=("y",), axes=(Axis("A[0,0]", -1, 1, 5),)))
    results = Results(run(document, tmp_path).findings)
    assert results.findings.failed.tolist() == [2]
    assert results.findings.failures[0][0] == 2
    assert results.failed(2)
    assert not results.failed(1)
    assert results.usable().tolist() == [True, True, False, True, True]


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".npy", ""])
def test_results_are_saved(suffix, tmp_path):
    ended = run(asks(Axis("x", 0, 1, 3), outputs=("g",)), tmp_path / "run")
    out = tmp_path / f"out{suffix}"
    assert save(Save(ended.findings, str(out))) == Saved(str(out))
    expected = np.stack([values for name, values in table(ended).items() if name != "x"], axis=1)
    match suffix:
        case ".npz":
            with np.load(out) as found:
                assert sorted(found) == ["g", "x"]
                np.testing.assert_array_equal(found["g"], expected)
        case ".npy":
            np.testing.assert_array_equal(np.load(out), expected)
        case ".csv":
            heading, *rows = csv.reader(out.read_text().splitlines())
            assert heading == ["x", "g[0]", "g[1]", "g[2]"]
            np.testing.assert_array_equal(np.array(rows, float)[:, 1:], expected)
        case _:
            np.testing.assert_array_equal(np.load(out / "g.npy"), expected)


def test_what_cannot_be_saved_is_told(tmp_path):
    ended = run(asks(Axis("x", 0, 1, 3)), tmp_path / "run")
    (tmp_path / "there").mkdir()
    with BatchWorker() as worker:
        for name, words in {
            "out.npy": "holds one array, and there are 2 outputs",
            "none/out.npz": "No such file",
            "none/out.csv": "No such file",
            "there": "File exists",
        }.items():
            (report,) = do(worker, Save(ended.findings, str(tmp_path / name)))
            assert words in report.text
