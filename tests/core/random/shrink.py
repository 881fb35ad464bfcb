"""A program that fails, made small: parts are left out as long as it fails in the same way."""

import itertools
import re
import traceback
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np

import explorer.core as T
from explorer.core.expr import Apply, Constant, Expression, Variable
from explorer.core.graph import applies, leaves
from explorer.core.types import Dimension, Symbol
from tests.core.random.checks import DiscrepancyError, check
from tests.core.random.strategy import Program
from tests.core.random.values import Values

_TRIALS = 600
_NUMBERS = re.compile(r"\d+")


def fault(program: Program, number: int) -> str | None:
    """What is wrong with a program, in words that stay while it becomes smaller; None where nothing is."""
    try:
        check(program, number)
    except DiscrepancyError as error:
        return error.check
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is to be found
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = "program" if place.filename.startswith("<") else f"{Path(place.filename).name}, {place.name}"
        return _NUMBERS.sub("#", f"{type(error).__name__} in {where}: {str(error)[:_SHORT]}")
    return None


_SHORT = 20  # the rest of a message names operands


def shrunk(program: Program, number: int) -> Program:
    """The smallest program found with the same fault."""
    wanted = fault(program, number)
    trials = itertools.count()
    smaller: Program | None = program
    while smaller is not None:
        program = smaller
        others = itertools.takewhile(lambda _: next(trials) < _TRIALS, _smaller(program))
        smaller = next((other for other in others if fault(other, number) == wanted), None)
    return program


def _smaller(program: Program) -> Iterator[Program]:
    """Programs with fewer operations: a part of it alone, something cut off, something left out."""
    values = Values(dict(zip(program.inputs, program.arrays, strict=True)))
    nodes = applies([program.cost])
    for node in nodes:
        for e in node.outputs:
            made = _alone(e, program, values, len(nodes))
            if made is not None:
                yield made
    inner = [e for node in reversed(nodes) for e in node.outputs if e is not program.cost]
    for e in inner:
        if e.dtype.kind in "fciub" and applies([e]):
            stand_in = Variable(e.type, f"w{len(program.inputs)}")
            yield _replaced(program, e, stand_in, values)
    for e in inner:
        for x in e.owner.inputs if e.owner is not None else ():
            if x.type == e.type:
                yield _replaced(program, e, x, values)


def _alone(e: Expression, program: Program, values: Values, size: int) -> Program | None:
    if e.dtype.kind not in "fc":
        return None
    real = T.real(e) if e.dtype.kind == "c" else e
    cost = T.sum(real) if e.ndim else real
    return _of(cost, program, values) if len(applies([cost])) < size else None


def _replaced(program: Program, old: Expression, new: Expression, values: Values) -> Program:
    cost = T.clone_replace(program.cost, {old: new})
    known = dict(zip(program.inputs, program.arrays, strict=True)) | ({new: values[old]} if new.owner is None else {})
    return _of(cost, program, Values(known))


def _of(cost: Expression, program: Program, values: Values) -> Program:
    inputs = tuple(x for x in leaves([cost]) if isinstance(x, Variable))
    return Program(cost, (cost,), inputs, tuple(values[x] for x in inputs), program.edges)


# ------------------------------------------------------------------------------------------------------------- as code


def as_test(program: Program, name: str, number: int) -> str:
    """A test, ready to paste, that checks a program."""
    names: dict[Expression, str] = {}
    symbols: dict[Symbol, str] = {}
    lines, imports = [], set[str]()
    for x, array in zip(program.inputs, program.arrays, strict=True):
        names[x] = f"x{len(names)}"
        shape = ", ".join(_dimension(d, symbols) for d in x.dimensions)
        lines.append(f"{names[x]} = T.tensor({x.name!r}, {x.dtype.name!r}, ({shape}{',' if x.ndim == 1 else ''}))")
        lines.append(f"{names[x]}_value = {_array(array)}")
    for node in applies([program.cost]):
        operands = ", ".join(names.get(x) or _constant(x) for x in node.inputs)
        results = [f"t{len(names) + i}" for i in range(len(node.types))]
        names.update(zip(node.outputs, results, strict=True))
        all_ = ".all" if len(results) > 1 else ""
        lines.append(f"{', '.join(results)} = {_operation(node, imports)}{all_}({operands})")
    inputs = "".join(f"{names[x]}, " for x in program.inputs)
    arrays = "".join(f"{names[x]}_value, " for x in program.inputs)
    cost = names[program.cost]
    lines.append(f"check(Program({cost}, ({cost},), ({inputs}), ({arrays}), {program.edges}), {number})")
    body = "\n".join(f"    {line}" for line in [*sorted(imports), *lines])
    return f"def test_{name}() -> None:\n{body}\n"


def readable(program: Program) -> str:
    """A program and its inputs, for people."""
    inputs = [f"{x!r}: {x.type} = {np.array2string(a)}" for x, a in zip(program.inputs, program.arrays, strict=True)]
    return "\n".join([*inputs, "", T.pp(program.cost, style="let")])


def _dimension(size: Dimension, symbols: dict[Symbol, str]) -> str:
    if isinstance(size, int):
        return str(size)
    if size.symbol is None:
        return "None"
    return repr(symbols.setdefault(size.symbol, size.symbol.label if size.symbol.named else f"u{len(symbols)}"))


def _array(array: np.ndarray) -> str:
    return f"np.array({array.tolist()!r}, {array.dtype.name!r})"


def _constant(x: Expression) -> str:
    assert isinstance(x, Constant)
    return f"T.constant({x.value.tolist()!r}, dtype={x.dtype.name!r})"


def _operation(node: Apply, imports: set[str]) -> str:
    op = node.op
    if getattr(T, op.name, None) is op:
        return f"T.{op.name}"
    kind = type(op)
    imports.add(f"from {kind.__module__} import {kind.__name__}")
    given = ", ".join(repr(getattr(op, f.name)) for f in fields(op)) if is_dataclass(op) else ""
    if "Range(" in given or "Slot(" in given:
        imports.add("from explorer.core.ops.indexing import Range, Slot")
    return f"{kind.__name__}({given})"
