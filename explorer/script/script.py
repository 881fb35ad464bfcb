"""Run a script: text in, named expressions out."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.expr import Constant, Expression, Variable
from explorer.script.errors import Complaint, ScriptError
from explorer.script.explain import explain
from explorer.script.interpreter import Interpreter
from explorer.script.limits import Limits
from explorer.script.nodes import EXPRESSIONS, STATEMENTS
from explorer.script.parse import check, parse
from explorer.script.record import Declared, Record
from explorer.script.spans import Source, Span
from explorer.script.values import Later

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator, Mapping

    from explorer.script.compiled import Compiled

_HANDLED = frozenset((*EXPRESSIONS, *STATEMENTS))
_LISTED = 20  # items of a list of expressions that get names of their own: gs[0], gs[1] …


@dataclass(frozen=True, slots=True)
class Binding:
    """An expression of the script that can be looked at.

    Attributes:
        name: as the script calls it; for an expression without a name, its text.
        expression: what it is.
        span: where the name was given.
        is_derivative: it is what `grad` or one of its kin gave.
    """

    name: str
    expression: Expression
    span: Span
    is_derivative: bool


@dataclass(slots=True)
class Script:
    """What a script says.

    Attributes:
        source: the text.
        names: the named expressions, in the order in which the names were given last.
        variables: the declared variables with their values, in order of declaration.
        functions: the compiled functions (not compiled yet where the script was only read).
        outputs: what it printed. Values that are not computed yet are shown as an ellipsis; see `finish`.
        warnings: what the core warned of.
        error: the first mistake. What stands before it is kept.
        spans: the part of the text that made an expression; for every operation in every expression.
        target: what to look at where nobody has chosen: the output of the last compiled function where it is a
            derivative, else the last derivative, else the last expression.
    """

    source: Source
    names: Mapping[str, Binding] = field(default_factory=dict)
    variables: Mapping[str, Declared] = field(default_factory=dict)
    functions: tuple[Compiled, ...] = ()
    outputs: str = ""
    warnings: tuple[str, ...] = ()
    error: ScriptError | None = None
    spans: Mapping[Expression, Span] = field(default_factory=dict)
    target: Binding | None = None
    _interpreter: Interpreter | None = field(default=None, repr=False)

    def finish(self) -> ScriptError | None:
        """Compute what was put off (compiled functions, and the prints and assertions that need them).

        Afterwards `outputs` is whole. Gives the first mistake, which is `error` from then on.
        """
        if self._interpreter is None:
            return self.error
        record = self._interpreter.record
        self._interpreter.meter.restart()
        with _warnings_to(record):
            failure = _settle(self._interpreter)
        self.outputs = record.output()
        self.warnings = tuple(record.warnings)
        self.error = self.error or failure
        return self.error


def run(
    text: str, *, limits: Limits | None = None, stdout: Callable[[str], object] | None = None, evaluate: bool = True
) -> Script:
    """Run a script. Whatever is wrong with it stands in `Script.error`; nothing is raised.

    Args:
        text: the script.
        limits: what it may use.
        stdout: called with each piece of text that it prints.
        evaluate: compile and run its functions at once. Otherwise they are only recorded, and done when their values
            are needed, at the latest in `Script.finish`: for a window that reads a script at each keystroke.
    """
    limits = limits or Limits()
    source = Source(text)
    record = Record(limits, stdout)
    statements, error = parse(source, limits)
    interpreter = Interpreter(source, limits, record, eager=evaluate)
    with _warnings_to(record):
        error = _execute(interpreter, statements) or error
    return _result(interpreter, error)


@contextmanager
def _warnings_to(record: Record) -> Iterator[None]:
    """Keep warnings for the reader of the script; those of floating-point numbers are seen as NaN and infinity."""
    with np.errstate(all="ignore"), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        try:
            yield
        finally:
            record.warnings += [str(one.message) for one in caught if issubclass(one.category, UserWarning)]


def _settle(interpreter: Interpreter) -> ScriptError | None:
    """Compute what was put off, up to the first mistake."""
    record = interpreter.record
    try:
        for index, piece in enumerate(record.printed):
            if isinstance(piece, Later):
                record.printed[index] = piece.force()
        interpreter.catch_up(len(record.effects))
    except ScriptError as error:
        return error
    except Complaint as complaint:  # the time is over
        return ScriptError(complaint.message, hint=complaint.hint)
    return None


def _execute(interpreter: Interpreter, statements: list[ast.stmt]) -> ScriptError | None:
    for statement in statements:
        try:
            check(statement, interpreter.source, _HANDLED)
            outcome = interpreter.execute(statement)
            if outcome is not None:
                message = "break and continue belong into a loop"
                return ScriptError(message, interpreter.span(statement))
        except ScriptError as error:
            return error
        except RecursionError as error:
            return ScriptError(*explain(error)[:1], interpreter.span(statement), explain(error)[1])
    return None


def _result(interpreter: Interpreter, error: ScriptError | None) -> Script:
    record = interpreter.record
    names = _names(record)
    return Script(
        source=interpreter.source,
        names=MappingProxyType(names),
        variables=MappingProxyType(_variables(record)),
        functions=tuple(record.functions),
        outputs=record.output(),
        warnings=tuple(record.warnings),
        error=error,
        spans=MappingProxyType(record.spans),
        target=_target(record, names, interpreter.source),
        _interpreter=interpreter,
    )


def _names(record: Record) -> dict[str, Binding]:
    names: dict[str, Binding] = {}
    for name, (value, span) in record.bound.items():
        if isinstance(value, list | tuple):
            items = [(f"{name}[{index}]", item) for index, item in enumerate(value[:_LISTED])]
        else:
            items = [(name, value)]
        for label, item in items:
            if isinstance(item, Expression) and not isinstance(item, Variable | Constant):
                names[label] = Binding(label, item, span, record.is_derivative(item))
    return names


def _variables(record: Record) -> dict[str, Declared]:
    """Variables by name: their own, else the name that the script gave them; made different where they are equal."""
    labels = {id(value): name for name, (value, _) in record.bound.items() if isinstance(value, Variable)}
    variables: dict[str, Declared] = {}
    taken = {declared.variable.name for declared in record.declared if id(declared.variable) in labels}
    for declared in record.declared:
        own, given = declared.variable.name, labels.get(id(declared.variable))
        candidates = [own, given] if given is not None else [own if own not in taken else None]
        base = own or given or "input"
        numbered = (f"{base}_{number}" for number in range(2, len(record.declared) + 2))
        name = next(name for name in (*candidates, *numbered) if name is not None and name not in variables)
        variables[name] = declared
    return variables


def _target(record: Record, names: Mapping[str, Binding], source: Source) -> Binding | None:
    by_identity = {id(binding.expression): binding for binding in names.values()}
    if record.functions:
        last = record.functions[-1]
        for output in last.expressions:
            if record.is_derivative(output):
                return by_identity.get(id(output)) or Binding(source.segment(last.span), output, last.span, True)
    derivatives = [binding for binding in names.values() if binding.is_derivative]
    if derivatives or names:
        return (derivatives or list(names.values()))[-1]
    return None
