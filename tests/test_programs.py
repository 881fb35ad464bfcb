"""Programs as users write them, in benchmarks/programs: each runs, is checked, drawn and exported, and agrees with JAX.

The tests walk the folder; a program without a peer fails. A peer is the same program for JAX, in the file of the same
name: ``program`` takes the values of the script's variables by name, and gives those of its names, at least of every
derivative.
"""

from __future__ import annotations

import importlib.util
import runpy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import explorer.core as T
from explorer.cli import main
from explorer.document.document import Document
from explorer.document.reading import assignment
from explorer.script import Limits, Script, run
from tests.core.sparsity.numeric import found

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parents[1] / "benchmarks" / "programs"
PATHS = sorted(FOLDER.glob("*.py"))
PROGRAMS = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
CLOSE = 1e-9  # of the largest entry


@cache
def script_of(path: Path) -> Script:
    script = run(path.read_text(encoding="utf-8"), limits=Limits(seconds=None))  # a busy machine is no mistake of it
    assert script.error is None, script.error.render(script.source, path.name)
    return script


def peer_of(path: Path) -> Callable[..., dict[str, object]]:
    import jax

    jax.config.update("jax_enable_x64", True)
    spec = importlib.util.spec_from_file_location(f"peer_{path.stem}", path.parent / "peers" / path.name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return jax.jit(module.program)  # one compilation is quicker than one for each operation


def listed(values: dict[str, object]) -> dict[str, np.ndarray]:
    """The arrays by the names that a script gives them: the items of a list are g[0], g[1]."""
    found = {}
    for name, value in values.items():
        if isinstance(value, list | tuple):
            found |= {f"{name}[{index}]": np.asarray(item) for index, item in enumerate(value)}
        else:
            found[name] = np.asarray(value)
    return found


def test_there_are_enough_programs_and_no_peer_alone() -> None:
    assert len(PATHS) >= 25
    assert {path.stem for path in (FOLDER / "peers").glob("*.py")} <= {path.stem for path in PATHS}


@PROGRAMS
def test_the_program_says_what_it_is(path: Path) -> None:
    first, blank, source, *_ = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith('"""')
    assert blank == ""
    assert source.startswith("Source: ")


@PROGRAMS
def test_python_prints_the_same(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if "import explorer.core" not in script_of(path).source.text:
        pytest.skip("it declares variables as only scripts do")
    runpy.run_path(str(path))
    printed = capsys.readouterr().out
    assert printed == script_of(path).outputs
    assert printed


@PROGRAMS
def test_the_command_checks_every_derivative(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(path)]) == 0, capsys.readouterr().out
    lines = capsys.readouterr().out.splitlines()
    derivatives = [name for name, binding in script_of(path).names.items() if binding.is_derivative]
    assert len(lines) >= 3
    assert [line for line in lines if "not checked" in line or not line.startswith("ok")] == []
    assert [name for name in derivatives if not any(line.startswith(f"ok    {name}: ") for line in lines)] == []


@PROGRAMS
def test_it_agrees_with_jax(path: Path) -> None:
    script = script_of(path)
    values = assignment(Document(script.source.text), script, None)
    assert values.errors == {}
    expected = listed(peer_of(path)(**values.values))
    assert {name for name, binding in script.names.items() if binding.is_derivative} <= set(expected)
    outputs = {name: script.names[name].expression for name in expected}
    variables = [declared.variable for declared in script.variables.values()]
    for mode in ("raw", None):
        f = T.function(variables, outputs, mode=mode, on_unused_input="ignore")
        for name, value in f(*values.values.values()).items():
            want = expected[name]
            assert value.shape == want.shape, name
            assert np.isfinite(value).all(), name
            scale = np.abs(want).max(initial=0) or 1.0
            np.testing.assert_allclose(value / scale, want / scale, rtol=0, atol=CLOSE, err_msg=f"{name}, {mode}")


@PROGRAMS
def test_no_entry_of_a_jacobian_is_missed(path: Path) -> None:
    script = script_of(path)
    given = assignment(Document(script.source.text), script, None).values
    variables = {name: declared.variable for name, declared in script.variables.items()}
    sizes = {x: int(given[n]) if x.dtype.kind in "iu" and not x.ndim else given[n].shape for n, x in variables.items()}
    expressions = [b.expression for b in script.names.values() if b.expression is not None]
    pairs = [(y, x) for y in expressions if y.dtype.kind == "f" for x in variables.values() if x.dtype.kind == "f"]
    for y, x in pairs[:: max(1, len(pairs) // 6)]:
        pattern = T.jacobian_sparsity(y, x, sizes).toarray()
        values = found(y, x, list(variables.values()), [list(given.values())])
        assert not (values & ~pattern).any(), (y, x)


@PROGRAMS
def test_it_can_be_taken_away(path: Path, tmp_path: Path) -> None:
    for view, ending in (("graph-after", "svg"), ("formula", "tex"), ("steps", "txt"), ("code", "py")):
        out = tmp_path / f"{view}.{ending}"
        assert main(["export", str(path), "--view", view, "-o", str(out)]) == 0
        assert out.stat().st_size > 50
