"""A run keeps what it measured, goes on where it stopped, and says why a cell is empty."""

import json
import subprocess

import pytest

from benchmarks import run as running
from benchmarks.__main__ import main
from benchmarks.environment import environment
from benchmarks.limits import Limits
from benchmarks.results import Results
from benchmarks.table import markdown
from benchmarks.workloads import WORKLOADS

LIMITS = {"bandwidth": 1e10, "exps": 1e9, "sines": 1e9, "products": 1e10, "call": 3e-8, "ufunc": 5e-7}
FIRST, SECOND = WORKLOADS[2], WORKLOADS[3]  # the first of them is held against limits


def cell(**columns):
    times = {name: {"median": t, "low": t, "high": 1.5 * t, "calls": 9} for name, t in columns.items()}
    return {"way": "somehow", "cold": 0.001, "memory": 2_000_000, "columns": times}


@pytest.fixture
def measured(monkeypatch):
    """A run without processes; the list of what it asked for."""
    asked = []

    def output(module, longest=0.0):
        asked.append(module)
        if module[0] == "benchmarks.limits":
            return LIMITS
        return {"python": "3"} if module[0] == "benchmarks.versions" else cell(ours=1e-6)

    monkeypatch.setattr(running, "_output", output)
    return asked


def test_cells_are_kept_and_not_measured_again(measured, tmp_path):
    results, path = Results(), tmp_path / "deep" / "results.json"
    running.run([FIRST], ["ours", "hand"], results, lambda: results.write(path), 0.1, 1.0, resume=False)
    assert [module[1:3] for module in measured[2:]] == [["ours", FIRST.name], ["hand", FIRST.name]]
    found = Results.read(path)
    assert found == results
    assert found.limits == Limits(**LIMITS)
    del measured[:]
    running.run([FIRST, SECOND], ["ours"], found, lambda: None, 0.1, 1.0, resume=True)
    assert [module[2] for module in measured] == [SECOND.name]


def test_what_fails_is_measured_again():
    results = Results()
    results.put("row", "ours", {"reason": "fails: out of memory", "failed": True})
    results.put("row", "jax", {"reason": "has no loops"})
    assert not results.has("row", "ours")
    assert results.has("row", "jax")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (subprocess.TimeoutExpired("python", 1.0), "takes longer than 1 s"),
        (subprocess.CalledProcessError(1, "python", stderr="Traceback\nValueError: no\n"), "fails: ValueError: no"),
        (subprocess.CalledProcessError(-9, "python", stderr=""), "fails: code -9"),
    ],
    ids=["time", "exception", "signal"],
)
def test_a_cell_that_cannot_be_measured_says_why(monkeypatch, error, said):
    def output(module, longest):
        raise error

    monkeypatch.setattr(running, "_output", output)
    assert running._cell("ours", FIRST, 0.1, 1.0) == {"reason": said, "failed": True}


def test_refusals_take_no_process(measured):
    row = next(w for w in WORKLOADS if w.derivative == "jacobian by scan")
    assert "reason" in running._cell("sympy", row, 0.1, 1.0)
    assert not measured


def test_the_table_has_wins_and_losses():
    results = Results(0.5, Limits(**LIMITS), {"numpy": "2"})
    results.put(FIRST.name, "ours", cell(**{"ours": 4e-6, "ours, unchecked": 2e-6}))
    results.put(FIRST.name, "jax", cell(JAX=8e-6))
    results.put(FIRST.name, "autograd", cell(autograd=9e-6))
    results.put(SECOND.name, "ours", cell(ours=6e-6))
    results.put(SECOND.name, "jax", cell(JAX=3e-6))
    results.put(SECOND.name, "sympy", {"reason": "has no loops"})
    page = markdown(results)
    assert "| JAX | 2 | 1.00 | 0.71 | 1 of 2 |" in page
    assert "slower than the best peer in 1 of 2 rows" in page
    assert f"| {SECOND.title} | 6 | JAX | 3 | 2.00 |" in page
    assert "**8** ±25%" in page
    assert f"- SymPy: has no loops: {SECOND.title}" in page
    assert "- JAX: somehow (2)" in page


def test_measuring_processes_share_nothing_but_headers(tmp_path):
    found = environment(tmp_path / "caches", tmp_path / "headers")
    assert found["OMP_NUM_THREADS"] == found["NUMBA_NUM_THREADS"]
    assert "caches" in found["PYTENSOR_FLAGS"]
    assert found["TORCHINDUCTOR_CACHE_DIR"].endswith("headers")


def test_control_c_keeps_what_was_measured(measured, monkeypatch, tmp_path, capsys):
    def stop(engine, workload, budget, longest):
        if engine == "hand":
            raise KeyboardInterrupt
        return cell(ours=1e-6)

    monkeypatch.setattr(running, "_cell", stop)
    monkeypatch.setattr("benchmarks.__main__._FOLDER", tmp_path)
    assert main(["--only", FIRST.name, "--engines", "ours,hand"]) == 130
    assert list(json.loads((tmp_path / "results.json").read_text())["cells"][FIRST.name]) == ["ours"]
    assert FIRST.title in (tmp_path / "results.md").read_text()
    assert FIRST.title in capsys.readouterr().out


def test_unknown_engines_and_rows_are_named(capsys):
    for words in (["--engines", "abacus"], ["--only", "nothing like it"]):
        with pytest.raises(SystemExit):
            main(words)
    assert "abacus" in capsys.readouterr().err


def test_a_wrong_answer_fails_the_run(measured, monkeypatch, tmp_path):
    wrong = {"way": "", "cold": 1.0, "memory": 0, "columns": {"ours": {"reason": "differs", "wrong": True}}}
    monkeypatch.setattr(running, "_cell", lambda *_: wrong)
    monkeypatch.setattr("benchmarks.__main__._FOLDER", tmp_path)
    assert main(["--only", FIRST.name, "--engines", "ours"]) == 1
