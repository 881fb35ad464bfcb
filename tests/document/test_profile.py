"""What nodes cost: counted at the sizes of the values, and measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.core.graph import applies
from explorer.document import profile as profile_module
from explorer.document.document import Derivative, Document
from explorer.document.profile import REPEATS, Kernels, _range, measured, sizes_of
from explorer.document.resolve import resolve
from explorer.document.work import work_of

if TYPE_CHECKING:
    from explorer.document.snapshot import GraphView, ProfileView

PRODUCT = "X: real[n, d]\nw: real[d]\ny = sum(exp(X @ w))\n"
SIZES = {"n": 40, "d": 8}


def profile(text: str, **changes: object) -> tuple[GraphView, ProfileView]:
    """The graph and the profile of a script."""
    snapshot = resolve(Document(text).edit(**changes))
    assert not snapshot.messages, snapshot.messages
    assert snapshot.graph is not None
    assert snapshot.profile is not None
    return snapshot.graph, snapshot.profile


def by_operation(graph: GraphView, numbers: dict[int, int]) -> dict[str, int]:
    return {node.operation: numbers[node.id] for node in graph.nodes if node.id in numbers}


def test_costs_at_the_sizes_of_the_values() -> None:
    graph, found = profile(PRODUCT, dimensions=SIZES)
    assert by_operation(graph, found.flops) == {"dot": 2 * 40 * 8, "exp": 40, "sum": 40}
    sizes = {node.label: found.bytes[node.id] for node in graph.nodes if node.operation == "input"}
    assert sizes == {"X": 8 * 40 * 8, "w": 8 * 8}
    assert {found.shapes[node.id] for node in graph.nodes} == {(40, 8), (8,), (40,), ()}


def test_every_operation_is_timed_and_nothing_else() -> None:
    graph, found = profile(PRODUCT, dimensions=SIZES, derivative=Derivative("gradient", "w"))
    operations = {node.id for node in graph.nodes if node.kind not in {"input", "constant"}}
    assert set(found.seconds) == operations
    assert all(0 < seconds < 1 for seconds in found.seconds.values())


def test_a_larger_operation_takes_longer() -> None:
    graph, found = profile("A: real[n, n]\nx: real[3]\ny = sum(A @ A)\nz = y + sum(exp(x))", dimensions={"n": 300})
    seconds = {node.operation: found.seconds[node.id] for node in graph.nodes if node.id in found.seconds}
    assert seconds["dot"] > 5 * seconds["exp"]


def test_what_is_not_measured_is_not_there() -> None:
    work = work_of(Document(PRODUCT))
    assert work is not None
    assert measured(Kernels(work), {}, seconds=-1.0) == {}


def test_kernels_are_made_when_their_turn_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph of thousands of nodes must not keep the worker from the next document while their programs are made."""
    work = work_of(Document(PRODUCT + "z = 3 * y"))
    assert work is not None
    made: list[object] = []
    monkeypatch.setattr(profile_module.Kernels, "_kernel", lambda _, node: made.append(node))
    assert measured(Kernels(work), {}, seconds=-1.0) == {}
    assert len(made) == 1


def test_a_long_operation_runs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    work = work_of(Document("x: real[n]\ny = exp(x)"))
    assert work is not None
    (kernel,) = Kernels(work)
    runs: list[int] = []

    def run(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        runs.append(0)
        return np.exp(x), x

    values = {work.variables["x"]: np.ones(3)}
    counted = replace(kernel, run=run)
    measured([counted], values)
    assert len(runs) == REPEATS
    runs.clear()
    monkeypatch.setattr(profile_module, "LONG", 0.0)
    measured([counted], values)
    assert len(runs) == 1


@pytest.mark.parametrize(
    "text",
    [
        "x: real[n]\ny = 2 * x\nz = set_subtensor(y[0], 5.0)\nr = sum(z) + sum(y)",
        "x: real[n]\ng = grad(sum(exp(x)[1:] * x[:-1]), x)",
        "x: real[n]\ns = cumsum(sin(x))\nJ = jacobian(s, x)",
        "x: real[n]\nh, _ = scan(lambda e, p: tanh(p + e), sequences=x, outputs_info=0.0)\ng = grad(h[-1], x)",
    ],
)
def test_alone_operations_give_what_they_give_in_a_program(text: str) -> None:
    """None of them writes over what another reads."""
    work = work_of(Document(text))
    assert work is not None
    rng = np.random.default_rng(0)
    sizes = {"n": 5}
    known = {
        variable: rng.normal(size=[sizes.get(str(d), d) for d in variable.dimensions])
        for variable in work.variables.values()
    }
    results: dict = dict(known)
    for kernel in Kernels(work):
        operands = [results[x] for x in kernel.operands]
        copies = [np.copy(x) for x in operands]
        results.update(zip(kernel.results, kernel.run(*operands), strict=False))
        for x, copy in zip(operands, copies, strict=True):
            np.testing.assert_array_equal(x, copy)
    wanted = work.programs.raw({name: known[variable] for name, variable in work.variables.items()})
    np.testing.assert_allclose(results[work.before], wanted[0])


def test_sizes_of_what_was_too_large_to_be_kept() -> None:
    work = work_of(Document("x: real[n]\ny = sum(outer(x, x))"))
    assert work is not None
    x = work.variables["x"]
    outer = next(node.output() for node in applies([work.before]) if node.output().ndim == 2)
    sizes = sizes_of({x: np.zeros(7)})
    assert [sizes[d.symbol] for d in outer.dimensions] == [7, 7]  # type: ignore[union-attr,index]


def test_ranges() -> None:
    assert _range(np.array([2.0, -1.0])) == (-1.0, 2.0)
    assert _range(np.array([np.nan, 3.0, np.inf])) == (3.0, 3.0)
    assert str(_range(np.array([-0.0, -1.0]))) == "(-1.0, 0.0)"
    assert _range(np.array([True, False])) == (0.0, 1.0)
    assert _range(np.array([np.nan])) is None
    assert _range(np.zeros((0, 3))) is None
    assert _range(np.array([1j])) is None


def test_who_made_a_node() -> None:
    graph, _ = profile("x: real[n]\ny = sum(log(1 + exp(x)))\ng = grad(y, x)")
    made = {node.provenance for node in graph.nodes}
    assert made == {"written", "reverse", "rewritten"}
    graph, _ = profile("x: real[n]\ny = exp(x) * x", derivative=Derivative("rop", "x"))
    assert "forward" in {node.provenance for node in graph.nodes}
    assert all(node.provenance == "written" for node in graph.nodes if node.kind == "input")
