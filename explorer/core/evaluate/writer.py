"""The text of a program while it is written: its lines, the names in it, and its constants."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from explorer.core.evaluate.branches import unconditional
from explorer.core.evaluate.filled import INTO
from explorer.core.evaluate.stepping import Steps
from explorer.core.evaluate.uses import Uses
from explorer.core.expr import Constant
from explorer.core.graph import applies
from explorer.core.kernels import NAMESPACE
from explorer.core.ops.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from explorer.core.evaluate.loops import Loop
    from explorer.core.evaluate.native.target import Machine
    from explorer.core.expr import Apply, Expression
    from explorer.core.inner import InnerFunction
    from explorer.core.op import Op

Statement: TypeAlias = "Callable[[Writer, Apply, Uses, int], None]"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


@dataclass
class Scope:
    """What a writer knows where a block begins: see its attributes of these names."""

    names: dict[Expression, str]
    sides: dict[tuple[Expression, bool], dict[Expression, str]]


@dataclass
class Writer:
    """Writes one statement for each operation; for some kinds of operation more, as ``statements`` says.

    Attributes:
        statements: by kind of operation, what writes one of that kind: ``write(writer, node, uses, indent)``.
        lines: the text so far.
        nodes: for each line the expression that it computes, or None.
        names: of what has been computed and can be used here.
        constants: arrays that the text refers to by name.
        loops: those that keep only some of their states, with the names of these.
        sides: by a condition and whether it holds, what has been computed where it does.
        machine: whether loops may be machine code.
        called: what the text calls by other names than those that all programs know.
        targets: the names of arrays that are there for what is computed.
    """

    statements: Mapping[type[Op], Statement]
    lines: list[str] = field(default_factory=list)
    nodes: list[Expression | None] = field(default_factory=list)
    names: dict[Expression, str] = field(default_factory=dict)
    constants: dict[str, np.ndarray] = field(default_factory=dict)
    loops: dict[Apply, Loop] = field(default_factory=dict)
    sides: dict[tuple[Expression, bool], dict[Expression, str]] = field(default_factory=dict)
    machine: Machine = "never"
    called: dict[str, Any] = field(default_factory=dict)
    targets: dict[Expression, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=lambda: {"program", *NAMESPACE})
    _numbers: dict[str, Iterator[int]] = field(default_factory=dict)

    def steps(self, node: Apply, kept: Sequence[Expression]) -> str | None:
        """The name of a loop as machine code, with those of its outputs that are kept of each step; None for none."""
        if self.machine == "never" or not isinstance(node.op, Scan):
            return None
        name = self.fresh(None, "loop")
        self.called[name] = Steps(node, node.op, kept, waits=self.machine == "first")
        return name

    def line(self, text: str, node: Expression | None = None, indent: int = 1) -> None:
        """One more line."""
        self.lines.append("    " * indent + text)
        self.nodes.append(node)

    def fresh(self, wish: str | None, stem: str) -> str:
        """A name that is free: the wish where it is a plain identifier."""
        if wish and _NAME.fullmatch(wish) and not keyword.iskeyword(wish) and wish not in self._taken:
            name = wish
        else:
            numbers = self._numbers.setdefault(stem, count(1))
            name = f"{stem}{next(numbers)}"
            while name in self._taken:
                name = f"{stem}{next(numbers)}"
        self._taken.add(name)
        return name

    def operand(self, expression: Expression, beside: np.dtype | None = None) -> str:
        """The name of something computed, or a constant: a literal beside an array of that dtype if it may be one."""
        if isinstance(expression, Constant):
            return self._constant(expression, beside)
        return self.names[expression]

    def block(self, outputs: Sequence[Expression], indent: int, uses: Uses | None = None) -> None:
        """Statements for all that ``outputs`` need and that has no name yet; ``uses`` are those of a block around."""
        order = applies(outputs, stop=self.names)
        uses = Uses(order, outputs) if uses is None else uses
        for node in unconditional(order, outputs):
            self.write(node, uses, indent)

    def write(self, node: Apply, uses: Uses, indent: int) -> None:
        """The statements for one operation."""
        write = self.statements.get(type(node.op))
        if write is None:
            self.statement(node, indent)
        else:
            write(self, node, uses, indent)

    def statement(self, node: Apply, indent: int) -> None:
        """One statement, behind the definitions of the functions inside the operation."""
        beside = _beside(node)
        operands = [self.operand(x, beside) for x in node.inputs]
        functions = [self._function(f, f.closed_over(operands), indent) for f in node.op.functions()]
        results = [self.fresh(e.name, "t") for e in node.outputs]
        self.names.update(zip(node.outputs, results, strict=True))
        into = self.targets.get(node.output()) if type(node.op) in INTO else None
        if into is None:
            text = node.op.python(*functions, *(f"({o})" if o.startswith("-") else o for o in operands))
        else:
            text = f"{INTO[type(node.op)]}({', '.join([into, *operands])})"
        self.line(f"{', '.join(results)} = {text}", node.output(), indent)

    def used(self, outputs: Sequence[Expression]) -> set[Expression]:
        """All that ``outputs`` are made of and that has no name yet, and what that is made of in turn."""
        nodes = applies(outputs, stop=self.names)
        return {*outputs, *(x for node in nodes for x in node.inputs)}

    def enter(self) -> Scope:
        """What is known around a block that begins."""
        return Scope(dict(self.names), dict(self.sides))

    def leave(self, around: Scope) -> None:
        """Forget what was computed inside a block, and is not there after it; constants are everywhere."""
        self.names = {e: n for e, n in self.names.items() if e in around.names or isinstance(e, Constant)}
        self.sides = around.sides

    def _function(self, function: InnerFunction, captured: Mapping[Expression, str], indent: int) -> str:
        """A nested function; what it captures are names around it. Gives its name."""
        name = self.fresh(function.name, function.name)
        around = self.enter()
        parameters = [self.fresh(x.name, "x") for x in function.parameters]
        self.names.update(captured)
        self.names.update(zip(function.parameters, parameters, strict=True))
        self.line(f"def {name}({', '.join(parameters)}):", None, indent)
        self.block(function.outputs, indent + 1)
        self.line(f"return {', '.join(self.operand(e) for e in function.outputs)}", None, indent + 1)
        self.leave(around)
        return name

    def _constant(self, expression: Constant, beside: np.dtype | None) -> str:
        value = expression.value
        if value.ndim == 0 and beside is not None:
            literal = _literal(value, beside)
            if literal is not None:
                return literal
        known = self.names.get(expression)
        if known is None:
            known = self.names[expression] = self.fresh(None, "c")
            self.constants[known] = value
        return known


def _beside(node: Apply) -> np.dtype | None:
    """The dtype of the operands that are no scalar constants, where literals may stand beside them."""
    if node.op.family != "elementwise":
        return None
    strong = {x.type.dtype for x in node.inputs if x.type.shape or not isinstance(x, Constant)}
    if len(strong) < 2:
        return next(iter(strong), None)
    return np.result_type(*strong)


def _literal(value: np.ndarray, beside: np.dtype) -> str | None:
    """A Python literal, where NumPy's weak promotion beside an array of that dtype gives the same."""
    if value.dtype.kind == "b":
        return repr(bool(value))
    if (
        value.dtype.kind == "f"
        and np.isfinite(value)
        and np.result_type(beside, value.dtype) == beside
        and beside.kind in "fc"
    ):
        return repr(float(value))
    if value.dtype.kind in "iu" and np.result_type(beside, value.dtype) == beside:
        return repr(int(value))
    return None
