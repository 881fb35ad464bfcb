"""The command line as people meet it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explorer import cli
from explorer.cli import main
from explorer.document.document import Document
from explorer.document.files import save_document
from explorer.document.gallery import gallery

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parents[1]
PROGRAMS = [entry for entry in gallery() if entry.group == "The derivative tutorial"]
PRINTED = {
    "1_gradient": "((fill((x ** TensorConstant{2}), TensorConstant{1.0}) * TensorConstant{2}) * (x ** "
    "(TensorConstant{2} - TensorConstant{1})))\n8.0\n(TensorConstant{2.0} * x)\n",
    "2_logistic": "[[0.25       0.19661193]\n [0.19661193 0.10499359]]\n",
    "3_jacobian": "[[8. 0.]\n [0. 8.]]\n",
    "4_hessian": "[[2. 0.]\n [0. 2.]]\n",
    "5_rop": "[2. 2.]\n",
    "6_lop": "[[0. 0.]\n [2. 2.]]\n",
    "7_hessian_times_vector": "[4. 4.]\n",
}
MISTAKE = """x: real[n]
y: real[m]
# two vectors of different lengths

z = 2 * (x @ nothing)
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def start(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "explorer", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False, **options)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAMS[0].text)
    return path


@pytest.mark.parametrize("name", PRINTED)
def test_run_prints_what_the_program_prints(name: str, run: Run, tmp_path: Path) -> None:
    (entry,) = (entry for entry in PROGRAMS if entry.name == name)
    path = tmp_path / "program.py"
    path.write_text(entry.text)
    assert run("run", path) == (0, PRINTED[name], "")


def test_run_reads_documents_and_standard_input(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_document(Document("print(1 + 1)\n"), tmp_path / "a.dx")
    assert run("run", tmp_path / "a.dx") == (0, "2\n", "")
    assert start("run", "-", input="print(2 + 2)\n").stdout == "4\n"


def test_a_mistake_has_a_place_a_mark_and_a_hint(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mistake.py"
    path.write_text(MISTAKE)
    code, out, err = run("run", path)
    assert (code, out) == (1, "")
    place, line, mark, *hint = err.splitlines()
    assert place.startswith(f"{path}:5:14: nothing is not defined")
    assert line.strip() == "z = 2 * (x @ nothing)"
    assert line.index("nothing") == mark.index("^")
    assert hint
    batch = ("batch", path, "--inputs", "in.npz", "-o", tmp_path / "a.svg")
    for command in (("check", path), ("export", path, "--view", "formula", "-o", tmp_path / "a.svg"), batch):
        assert run(*command)[0] == 1
        assert not (tmp_path / "a.svg").exists()


def test_a_closed_pipe_is_no_mistake(program: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "explorer", "run", str(program)]
    with subprocess.Popen(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True) as process:
        os.close(writing)
        _, err = process.communicate(timeout=60)
    assert err == ""
    assert process.returncode == 141


def test_missing_files(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "missing.py"
    batch = ("batch", missing, "--inputs", "in.npz", "-o", "a.npy")
    for command in (
        ("run", missing),
        ("check", missing),
        ("export", missing, "--view", "formula", "-o", "a.svg"),
        batch,
    ):
        code, out, err = run(*command)
        assert (code, out) == (1, "")
        assert err == f"derivative-explorer: {missing}: no such file or directory\n"
    code, _, err = run(missing)
    assert code == 1
    assert "no such file (and no command; the commands are run, formula, export, check, batch, info, pictures)" in err


@pytest.mark.parametrize(
    "arguments",
    [("run",), ("export", "a.py"), ("export", "a.py", "--view", "formula"), ("run", "a.py", "b.py"), ("--nonsense",)],
)
def test_wrong_usage(arguments: tuple[str, ...], run: Run) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert "usage: derivative-explorer" in err


def test_a_screenshot_of_the_window(run: Run, program: Path, tmp_path: Path) -> None:
    out = tmp_path / "window.png"
    code, said, _ = run(program, "--screenshot", out, "--theme", "dark", "--size", "1200x800")
    assert (code, said) == (0, f"{out}\n")
    header = out.read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (1200, 800)
    nowhere = tmp_path / "no folder" / "a.png"
    code, _, err = run(program, "--screenshot", nowhere)
    assert code == 1
    assert f"{nowhere} cannot be written" in err


@pytest.mark.parametrize("size", ["1600", "axb", "1x1", "1600x", "9000x9000"])
def test_a_size_that_is_none_is_told(size: str, run: Run) -> None:
    code, _, err = run("a.py", "--screenshot", "a.png", "--size", size)
    assert code == 2
    assert "is no size of 400 to 8000 pixels each way" in err


def test_export(run: Run, program: Path, tmp_path: Path) -> None:
    for ending in ("svg", "pdf", "png", "dot", "graphml", "json"):
        assert run("export", program, "--view", "graph-after", "-o", tmp_path / f"a.{ending}") == (0, "", "")
        assert (tmp_path / f"a.{ending}").stat().st_size > 100
    assert run("export", program, "--view", "formula", "--target", "y", "-o", tmp_path / "y.txt")[0] == 0
    assert "x" in (tmp_path / "y.txt").read_text()
    code, _, err = run("export", program, "--view", "graph-after", "-o", tmp_path / "a.tex")
    assert code == 2
    assert "graph-after is written as .svg, .pdf" in err
    code, _, err = run("export", program, "--view", "graph-after", "--target", "z", "-o", tmp_path / "a.svg")
    assert code == 2
    assert "there is no 'z' in the script; there are y, gy" in err


def test_export_in_a_layout(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "a.py"
    script.write_text("x: real[n]\ny = sum(x ** 2)\ng = grad(y, x)\n")
    texts = {}
    for layout in ("mixed", "numerator", "denominator"):
        for ending in ("tex", "mml"):
            out = tmp_path / f"{layout}.{ending}"
            assert run("export", script, "--view", "formula", "--layout", layout, "-o", out) == (0, "", "")
            texts[layout, ending] = out.read_text()
    assert r"\nabla_{x} y = 2 x" in texts["mixed", "tex"]
    assert r"\frac{\partial y}{\partial x} = 2 x^{\top}" in texts["numerator", "tex"]
    assert r"\frac{\partial y}{\partial x} = 2 x" in texts["denominator", "tex"]
    assert texts["mixed", "mml"].startswith('<?xml version="1.0" encoding="UTF-8"?>\n<math ')
    assert "<mo>⊤</mo>" in texts["numerator", "mml"]


def test_export_of_a_part_and_in_a_size(run: Run, program: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    graph = ("export", program, "--view", "graph-before")
    assert run(*graph, "--width", "6.35", "--dpi", "100", "-o", out) == (0, "", "")
    assert int.from_bytes(out.read_bytes()[16:20], "big") == 250
    code, told, _ = run(*graph, "--measure", "-o", tmp_path / "b.svg")
    whole = [float(side) for side in told.split()]
    assert code == 0
    assert not (tmp_path / "b.svg").exists()
    part = [float(side) for side in run(*graph, "--around", "x", "--reach", "1", "--measure", "-o", out)[1].split()]
    assert part[1] < whole[1]
    assert run(*graph, "--nodes", "0", "-o", out)[0] == 0
    for options, words in (
        (("--dpi", "5"), "5 is no resolution of 10 to 2400 dpi"),
        (("--width", "wide"), "wide is no width of 0.5 to 10000 cm"),
        (("--width", "nan"), "nan is no width"),
        (("--nodes", "1,b"), "1,b is no list of numbers"),
        (("--reach", "2"), "--reach is of the node that --around names"),
        (("--around", "x", "--nodes", "1"), "not allowed with argument"),
        (("--around", "zz"), "there is no node 'zz'"),
        (("--dpi", "2400", "--width", "500"), "too many for most programs: choose at most"),
    ):
        code, _, err = run(*graph, *options, "-o", out)
        assert code == 2
        assert words in err


def test_check(run: Run, program: Path) -> None:
    code, out, err = run("check", program)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("ok    gy: ") for line in lines)


def test_check_fails_where_something_is_wrong(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x: real\ny = log(-exp(x))\ng = grad(y, x)\n")
    code, out, _ = run("check", path)
    assert code == 1
    assert out.startswith("FAIL  g")


def test_info(run: Run) -> None:
    code, out, err = run("info")
    assert (code, err) == (0, "")
    for word in ("derivative-explorer", "python", "numpy", "PySide6", "resources", "Qt platform"):
        assert word in out


def test_version_and_help(run: Run) -> None:
    assert run("--version") == (0, f"derivative-explorer {cli.version()}\n", "")
    code, out, _ = run("--help")
    assert code == 0
    for command in cli.COMMANDS:
        assert f"\n  {command} " in out
        assert run(command, "--help")[0] == 0


def test_version_and_help_load_nothing_heavy() -> None:
    program = (
        "import sys; from explorer.cli import main; main(['--version']); main(['export', '--help']);"
        "main(['batch', '--help']);"
        "heavy = {'numpy', 'PySide6', 'networkx', 'typst', 'scipy'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, timeout=60)


def test_no_display_is_told_before_qt_aborts(program: Path) -> None:
    unset = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    if sys.platform.startswith("linux"):
        ran = start(program, env=environment)
        assert ran.returncode == 1
        assert "there is no display here" in ran.stderr
        assert "pictures --out DIR" in ran.stderr
    ran = start("export", program, "--view", "graph-after", "-o", program.with_suffix(".png"), env=environment)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are POSIX's here")
def test_progress_is_shown_on_a_terminal_and_taken_away_again(program: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "explorer", "check", str(program)]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, timeout=60, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "deriving …" in shown
    assert shown.endswith("\r")
    assert b"\r" not in ran.stdout


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(cli.COMMANDS, "info", (*cli.COMMANDS["info"][:2], interrupt))
    assert run("info") == (130, "", "")


def test_rules_are_chosen(run: Run, program: Path, tmp_path: Path) -> None:
    out = tmp_path / "steps.json"
    arguments = ("export", program, "--view", "steps", "-o", out)
    assert run(*arguments) == (0, "", "")
    used = out.read_text()
    rule = json.loads(used)["steps"][0]["rule"]
    assert run(*arguments, f"--rules=safe,-{rule}") == (0, "", "")
    assert rule not in {step["rule"] for step in json.loads(out.read_text())["steps"]}
    code, _, err = run(*arguments, "--rules=-algebr")
    assert code == 2
    assert "near it are '-algebra'" in err
    assert run("check", program, "--rules=safe")[0] == 0


def test_a_formula_may_begin_with_a_minus(capsys):
    assert cli.main(["formula", "-y'*log(softmax(W*x))", "--by", "W"]) == 0
    assert capsys.readouterr().out.endswith("g = grad(f, W)\n")
    assert cli.main(["formula", "--by", "W"]) == 2
    assert "required: FORMULA" in capsys.readouterr().err


def test_a_formula_becomes_a_script(capsys):
    assert cli.main(["formula", "norm2(A*x - b)^2", "--by", "b"]) == 0
    said = capsys.readouterr()
    assert said.out.endswith("f = norm(A @ x - b)**2\ng = grad(f, b)\n")
    assert "b is taken to be a vector" in said.err
    assert cli.main(["formula", "x + (x*y)"]) == cli.FAILED
    said = capsys.readouterr().err
    assert "column 6: a vector times a vector" in said
    assert "\n         ^~~\n" in said
    assert "hint: x'*y" in said
