"""The command `batch` as people meet it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import explorer.core as T
from explorer.cli import main
from explorer.document.document import Derivative, Document, Typed
from explorer.document.files import save_document
from tests.batch.programs import ROOT, SCRIPT, contents


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = main(["batch", *map(str, arguments)])
        said = capsys.readouterr()
        assert said.out == ""
        return code, said.err

    return call


@pytest.fixture
def files(tmp_path):
    (tmp_path / "p.py").write_text(SCRIPT)
    np.savez(tmp_path / "in.npz", x=np.linspace(-2, 2, 50), v=np.linspace(0, 1, 3))
    return tmp_path


@pytest.mark.parametrize("where", [(), ("--workers", 2)], ids=["here", "processes"])
def test_the_last_derivative_for_each_row(run, files, where):
    code, said = run(files / "p.py", "--inputs", files / "in.npz", "-o", files / "out.npy", "--chunk", 7, *where)
    assert code == 0
    assert said.startswith("50 rows in ")
    x, v = T.dscalar("x"), T.dvector("v")
    f = T.function([x, v], T.grad(T.exp(-(x**2)) * T.sum(T.sin(v * x)), v))
    expected = T.evaluate_batch(f, [np.linspace(-2, 2, 50), np.linspace(0, 1, 3)])
    np.testing.assert_allclose(np.load(files / "out.npy", allow_pickle=False), expected, rtol=1e-12)


def test_several_outputs_of_a_table_into_a_folder(run, files):
    (files / "in.csv").write_text("x,v[0],v[1],w[0],w[1]\n0,1,2,10,20\n1,1,2,10,20\n")
    arguments = (files / "p.py", "--inputs", files / "in.csv", "--outputs", "cost,slope", "-o", files / "out")
    assert run(*arguments)[0] == 0
    assert {name: np.load(files / "out" / name, allow_pickle=False).shape for name in contents(files / "out")} == {
        "cost.npy": (2,), "slope.npy": (2, 2),
    }  # fmt: skip
    assert np.load(files / "out" / "cost.npy", allow_pickle=False)[0] == 30.0
    code, said = run(*arguments)
    assert (code, said.count("\n")) == (1, 1)
    assert "holds finished results; force writes over them" in said
    assert run(*arguments, "--resume") == (0, "0 rows and 2 of an earlier run\n")
    assert run(*arguments, "--force")[0] == 0


def test_a_document_gives_values_and_says_what_is_looked_at(run, tmp_path):
    text = "x: real\na: real\ny = a * x**3\nz = x + a\n"
    document = Document(text).edit(target="y", derivative=Derivative("gradient", "x")).with_value("a", Typed("2"))
    save_document(document, tmp_path / "a.dx")
    (tmp_path / "in.csv").write_text("x\n1\n2\n")
    assert run(tmp_path / "a.dx", "--inputs", tmp_path / "in.csv", "-o", tmp_path / "out.npz")[0] == 0
    with np.load(tmp_path / "out.npz", allow_pickle=False) as found:
        assert found["y"].tolist() == [6.0, 24.0]


def test_rows_that_fail(run, tmp_path):
    (tmp_path / "p.py").write_text("A: real[2, 2]\nB = linalg.inv(A)\n")
    stack = np.stack([np.eye(2)] * 6)
    stack[[2, 4]] = 0
    np.savez(tmp_path / "in.npz", A=stack)
    arguments = (tmp_path / "p.py", "--inputs", tmp_path / "in.npz", "-o", tmp_path / "out.npy", "--chunk", 2)
    code, said = run(*arguments)
    assert code == 1
    assert said.startswith("derivative-explorer: row 2: ")
    assert "Singular matrix" in said
    code, said = run(*arguments, "--resume", "--on-error", "collect")
    assert code == 0
    assert "and 2 of an earlier run; 2 could not be computed: 2, 4\n" in said
    first, *rows = (tmp_path / "out.npy.failures.csv").read_text().splitlines()
    assert first == "row,message"
    assert [row.split(",")[0] for row in rows] == ["2", "4"]
    assert np.isnan(np.load(tmp_path / "out.npy", allow_pickle=False)[[2, 4]]).all()


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--outputs", "cost,nothing"), 2, "there is no 'nothing' in the script; there are"),
        (("--workers", "0"), 2, "argument --workers: 0 is no whole number from 1 on"),
        (("--chunk", "many"), 2, "argument --chunk: many is no whole number"),
        (("--workers", "2", "--scheduler", "tcp://localhost:1"), 2, "not allowed with"),
        (("--inputs", "{}/none.npz"), 1, "no such file"),
        (("--inputs", "{}/only_x.csv"), 1, "v: there is no value, neither among the inputs nor in the script"),
        (("--inputs", "{}/typo.csv"), 1, "typo.csv, line 1, column 2: the script has no variable 'u'"),
        (("--inputs", "{}/p.py"), 1, r"inputs are read from .npz and .csv files"),
        (("-o", "{}/none/out"), 1, "is no folder"),
        (("--outputs", "cost,slope"), 1, "out.npy holds one array, and there are 2 outputs"),
        (("--rules", "-nonsense"), 2, "--rules: "),
    ],
)
def test_mistakes_are_told_in_a_line(run, files, options, code, says):
    (files / "only_x.csv").write_text("x\n1\n")
    (files / "typo.csv").write_text("x,u\n1,2\n")
    given = ["--inputs", files / "in.npz", "-o", files / "out.npy"]
    found, said = run(files / "p.py", *given, *(option.format(files) for option in options))
    assert found == code
    assert says in said
    assert not (files / "out.npy").exists()


def test_a_script_with_a_mistake_and_one_with_nothing_to_compute(run, files):
    (files / "wrong.py").write_text("x: real\ny = x +\n")
    (files / "empty.py").write_text("x: real\n")
    for name, says in {"wrong.py": "wrong.py:2:", "empty.py": "no expression to compute"}.items():
        code, said = run(files / name, "--inputs", files / "in.npz", "-o", files / "out.npy")
        assert code == 1
        assert says in said


LONG = ("--chunk", "1", "--workers", "2", "--outputs", "cost")


def started(folder, *options, rows=1000, **streams):
    (folder / "p.py").write_text(SCRIPT)
    np.savez(folder / "in.npz", x=np.linspace(-2, 2, rows), v=np.linspace(0, 1, 3))
    command = [sys.executable, "-m", "explorer", "batch", "p.py", "--inputs", "in.npz", "-o", "out.npy", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, **streams)


def wait_for(path, size):
    """Until a run has entered something."""
    limit = time.monotonic() + 60
    while not (path.exists() and path.stat().st_size >= size):
        assert time.monotonic() < limit
        time.sleep(0.005)


@pytest.fixture
def heard():
    """What is started hears interrupts, also where the tests run in the background and ignore them themselves."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_an_interrupt_leaves_what_can_be_gone_on_with(run, tmp_path):
    # So many rows that it cannot be done before the signal arrives, however busy the computer is.
    with started(tmp_path, *LONG, rows=5000, stderr=subprocess.PIPE) as process:
        wait_for(tmp_path / "out.npy.partial" / "finished", 100)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "derivative-explorer: stopped; --resume goes on with what is left\n"
    given = (tmp_path / "p.py", "--inputs", tmp_path / "in.npz", "--chunk", 1, "--outputs", "cost")
    code, said = run(*given, "--resume", "-o", tmp_path / "out.npy")
    assert code == 0
    assert "of an earlier run" in said
    assert run(*given, "-o", tmp_path / "whole.npy")[0] == 0
    assert (tmp_path / "out.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are POSIX's here")
def test_a_terminal_shows_how_far_it_is(tmp_path):
    ours, theirs = pty.openpty()
    with started(tmp_path, "--chunk", "1", "--outputs", "cost", stderr=theirs) as process:
        os.close(theirs)
        assert process.wait(60) == 0
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert " of 1,000 rows, " in shown
    assert " a second, 0:00:0" in shown
    assert "\r1,000 rows in " in shown
