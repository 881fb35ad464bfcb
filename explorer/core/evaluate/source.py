"""Straight-line Python, one statement for each node. What is shown is what runs."""

from __future__ import annotations

import keyword
import linecache
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Constant
from explorer.core.graph import applies
from explorer.core.kernels import NAMESPACE
from explorer.core.memory import uncollected
from explorer.core.ops.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.inner import InnerFunction
    from explorer.core.types import Dimension, Symbol

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_serial = count(1)


@dataclass
class Program:
    """Python source and what belongs to it.

    Attributes:
        source: the text of a function ``program(inputs…)`` that returns a tuple.
        nodes: for each line (from the first) the expression that it computes, or None.
        constants: arrays that the source refers to by name.
        filename: under which tracebacks and `linecache` know the source.
    """

    source: str
    nodes: list[Expression | None]
    constants: dict[str, np.ndarray]
    filename: str

    def compile(self) -> Callable[..., tuple[Any, ...]]:
        """The function."""
        namespace: dict[str, Any] = {**NAMESPACE, **self.constants}
        linecache.cache[self.filename] = (len(self.source), None, self.source.splitlines(keepends=True), self.filename)
        # Names in the source come from `_Writer.fresh` alone and operations from their cards: no text of a person.
        exec(compile(self.source, self.filename, "exec"), namespace)  # noqa: S102
        function: Callable[..., tuple[Any, ...]] = namespace["program"]
        return function


@dataclass
class _Writer:
    lines: list[str] = field(default_factory=list)
    nodes: list[Expression | None] = field(default_factory=list)
    names: dict[Expression, str] = field(default_factory=dict)
    constants: dict[str, np.ndarray] = field(default_factory=dict)
    taken: set[str] = field(default_factory=lambda: {"program", *NAMESPACE})
    numbers: dict[str, Iterator[int]] = field(default_factory=dict)

    def line(self, text: str, node: Expression | None = None, indent: int = 1) -> None:
        self.lines.append("    " * indent + text)
        self.nodes.append(node)

    def fresh(self, wish: str | None, stem: str) -> str:
        """A name that is free: the wish where it is a plain identifier."""
        if wish and _NAME.fullmatch(wish) and not keyword.iskeyword(wish) and wish not in self.taken:
            name = wish
        else:
            numbers = self.numbers.setdefault(stem, count(1))
            name = next(n for i in numbers if (n := f"{stem}{i}") not in self.taken)
        self.taken.add(name)
        return name

    def constant(self, expression: Constant, beside: np.dtype | None) -> str:
        """A constant as a literal where that has the same effect, else as a named array."""
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


@uncollected()
def write_program(inputs: Sequence[Expression], outputs: Sequence[Expression]) -> Program:
    """A program that computes ``outputs`` from ``inputs``."""
    writer = _Writer()
    parameters = [writer.fresh(x.name, "x") for x in inputs]
    writer.names.update(zip(inputs, parameters, strict=True))
    writer.line(f"def program({', '.join(parameters)}):", indent=0)
    _write_block(writer, outputs, 1)
    results = [_operand(writer, e, None) for e in outputs]
    writer.line(f"return {', '.join(results)}{',' if len(results) == 1 else ''}" if results else "return ()")
    filename = f"<program {next(_serial)}>"
    return Program("\n".join(writer.lines) + "\n", writer.nodes, writer.constants, filename)


def _write_block(writer: _Writer, outputs: Sequence[Expression], indent: int) -> None:
    for node in applies(outputs, stop=writer.names):
        if isinstance(node.op, Scan):
            _write_loop(writer, node, node.op, indent)
            continue
        beside = _beside(node)
        operands = [_operand(writer, x, beside) for x in node.inputs]
        functions = [_write_function(writer, f, f.closed_over(operands), indent) for f in node.op.functions()]
        results = [writer.fresh(_wish(e), "t") for e in node.outputs]
        writer.names.update(zip(node.outputs, results, strict=True))
        text = node.op.python(*functions, *(f"({o})" if o.startswith("-") else o for o in operands))
        writer.line(f"{', '.join(results)} = {text}", node.output(), indent)


def _wish(expression: Expression) -> str | None:
    return expression.name


def _beside(node: Apply) -> np.dtype | None:
    """The dtype of the operands that are no scalar constants, where literals may stand beside them."""
    if node.op.family != "elementwise":
        return None
    strong = [x.dtype for x in node.inputs if not (isinstance(x, Constant) and x.ndim == 0)]
    if not strong:
        return None
    return np.result_type(*strong)


def _operand(writer: _Writer, expression: Expression, beside: np.dtype | None) -> str:
    if isinstance(expression, Constant):
        return writer.constant(expression, beside)
    return writer.names[expression]


def _write_function(writer: _Writer, function: InnerFunction, captured: Mapping[Expression, str], indent: int) -> str:
    """A nested function; what it captures are names around it. Gives its name."""
    name = writer.fresh(function.name, function.name)
    around = dict(writer.names)
    parameters = [writer.fresh(x.name, "x") for x in function.parameters]
    writer.names.update(captured)
    writer.names.update(zip(function.parameters, parameters, strict=True))
    writer.line(f"def {name}({', '.join(parameters)}):", None, indent)
    _write_block(writer, function.outputs, indent + 1)
    writer.line(f"return {', '.join(_operand(writer, e, None) for e in function.outputs)}", None, indent + 1)
    # What was computed in the body is not there after it; constants are everywhere.
    writer.names = {e: n for e, n in writer.names.items() if e in around or isinstance(e, Constant)}
    return name


def _shape_of_step(writer: _Writer, node: Apply, result: Expression) -> str:
    """The shape of one step's result, for a loop without a step: read off the operands, 0 where nobody knows."""
    sizes: dict[Symbol | None, str] = {
        size.symbol: f"{_operand(writer, x, None)}.shape[{axis}]"
        for x in node.inputs
        for axis, size in enumerate(x.dimensions)
        if not isinstance(size, int) and size.symbol is not None
    }
    return f"({''.join(f'{_size_python(size, sizes)}, ' for size in result.dimensions)})"


def _size_python(size: Dimension, sizes: Mapping[Symbol | None, str]) -> str:
    if isinstance(size, int):
        return str(size)
    if not size.symbols <= sizes.keys():
        return "0"
    terms = (
        [*([str(factor)] if factor != 1 or not symbols else []), *(sizes[s] for s in symbols)]
        for symbols, factor in size.terms
    )
    return " + ".join(map(" * ".join, terms))


def _write_loop(writer: _Writer, node: Apply, op: Scan, indent: int) -> None:
    body = op.body
    steps, sequences, first, captured = op.split(node.inputs)
    steps_name = _operand(writer, steps, None)
    for inner, outer in zip(body.captured, captured, strict=True):
        writer.names[inner] = _operand(writer, outer, None)
    for inner, outer in zip(body.states, first, strict=True):
        writer.names[inner] = writer.fresh(inner.name, "s")
        writer.line(f"{writer.names[inner]} = {_operand(writer, outer, None)}", None, indent)
    collected = [writer.fresh(e.name, "steps") for e in node.outputs]
    for name in collected:
        writer.line(f"{name} = []", None, indent)
    step = writer.fresh(None, "i")
    writer.line(f"for {step} in range({steps_name}):", node.output(), indent)
    for inner, outer in zip(body.sequences, sequences, strict=True):
        writer.names[inner] = writer.fresh(None, "e")
        writer.line(f"{writer.names[inner]} = {_operand(writer, outer, None)}[{step}]", None, indent + 1)
    before = dict(writer.names)
    _write_block(writer, body.outputs, indent + 1)
    results = [_operand(writer, e, None) for e in body.outputs]
    for name, result in zip(collected, results, strict=True):
        writer.line(f"{name}.append({result})", None, indent + 1)
    if body.states:
        states = ", ".join(writer.names[s] for s in body.states)
        writer.line(f"{states} = {', '.join(results[: len(body.states)])}", None, indent + 1)
    shapes = [f"np.shape({writer.names[s]})" for s in body.states]
    shapes += [_shape_of_step(writer, node, e) for e in body.emitted]
    # What was computed in the body is not there after it.
    writer.names = {e: n for e, n in writer.names.items() if e in before or isinstance(e, Constant)}
    for e, name, shape in zip(node.outputs, collected, shapes, strict=True):
        writer.line(f"{name} = stack_steps({name}, {shape}, np.{e.dtype.name})", e, indent)
        writer.names[e] = name
