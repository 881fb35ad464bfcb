"""Running: the values of every node and of the result, and the code that was run."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer import core as T
from explorer.core.expr import Constant, Variable
from explorer.core.graph import leaves
from explorer.core.variables import Shared
from explorer.document.snapshot import CodeView, ValuesView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.evaluate.function import Function
    from explorer.core.expr import Expression
    from explorer.document.work import Work

LARGEST = 1 << 24  # bytes of one node's value that is shown; a result is shown whole
ENOUGH = 1 << 27  # bytes of all nodes' values together


class Program:
    """A function of the variables that its outputs need, called by their names."""

    def __init__(self, work: Work, outputs: Sequence[Expression]) -> None:
        known = work.variables
        self.names = [name for name, variable in known.items() if variable in _inputs(outputs)]
        inputs = [known[name] for name in self.names]
        # As they stand: what is to be rewritten has been rewritten already, with the rules that the person left on.
        self.function: Function = T.function(inputs, list(outputs), mode="raw")

    def __call__(self, values: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """The outputs."""
        results: list[np.ndarray] = self.function(*(values[name] for name in self.names))
        return results

    def timed(self, values: Mapping[str, np.ndarray]) -> tuple[list[np.ndarray], float]:
        """The outputs, and how many milliseconds they took."""
        started = time.perf_counter()
        results = self(values)
        return results, 1000 * (time.perf_counter() - started)


class Programs:
    """The programs of one derivation, each compiled when it is first needed."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @cached_property
    def result(self) -> Program:
        """The expression, optimised: what a person would run."""
        return Program(self._work, [self._work.after])

    @cached_property
    def raw(self) -> Program:
        """The expression as derived."""
        return Program(self._work, [self._work.before])

    @cached_property
    def full(self) -> tuple[Expression, Program]:
        """The whole Jacobian or Hessian, optimised, of which what is looked at is a product with a vector."""
        derivation = self._work.subject.derivation
        assert derivation is not None  # asked for of products alone
        make = T.hessian if derivation.kind == "hessian-vector" else T.jacobian
        expression = self._work.rewritten(make(derivation.of, derivation.wrt))
        return expression, Program(self._work, [expression])

    @cached_property
    def nodes(self) -> tuple[list[int], Program]:
        """Every node of every frame, as it stands, and the ids in the order of the outputs."""
        nodes: dict[int, Expression] = dict(self._work.graph.nodes(data="expression"))
        return list(nodes), Program(self._work, list(nodes.values()))


def values_view(work: Work, values: Mapping[str, np.ndarray]) -> ValuesView:
    """The values of all nodes, and of the result."""
    (result,), milliseconds = work.programs.result.timed(values)
    ids, program = work.programs.nodes
    kept: dict[int, np.ndarray] = {}
    room = ENOUGH
    for id, value in zip(ids, map(np.asarray, program(values)), strict=True):
        if value.nbytes <= min(LARGEST, room):
            room -= value.nbytes
            kept[id] = value
    return ValuesView(kept, np.asarray(result), milliseconds)


def code_view(work: Work) -> CodeView:
    """The Python that runs, and which line computes which node."""
    program = work.programs.result.function.program
    ids = tuple(_line_id(work, expression) for expression in program.nodes)
    return CodeView(program.source, ids, work.programs.raw.function.source)


def _line_id(work: Work, expression: Expression | None) -> int:
    if expression is None or isinstance(expression, Constant):
        return -1
    id = work.numbers.of(expression)
    return id if id in work.graph else -1


def _inputs(outputs: Sequence[Expression]) -> set[Any]:
    return {leaf for leaf in leaves(outputs) if isinstance(leaf, Variable) and not isinstance(leaf, Shared)}
