"""Statements that hold others or lead through them: expressions, if, for, while, assert."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from explorer.core.expr import Expression, Variable
from explorer.script.errors import Complaint
from explorer.script.nodes.assignments import assign
from explorer.script.nodes.outcome import Broken, Continued, Outcome
from explorer.script.parse import is_main_guard
from explorer.script.show import show
from explorer.script.values import Later, force

if TYPE_CHECKING:
    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import StatementTable

_LONGEST = 40  # characters of an expression that serves as its own name


def _expression(interpreter: Interpreter, node: ast.Expr) -> None:
    value = interpreter.evaluate(node.value)
    if (
        isinstance(value, Expression)
        and not isinstance(value, Variable)
        and not isinstance(node.value, ast.Name)
        and interpreter.scope is interpreter.globals
    ):
        # an expression on a line of its own can be looked at too: its text is its name
        span = interpreter.span(node.value)
        text = interpreter.source.segment(span)
        interpreter.record.bind(text if len(text) <= _LONGEST else f"line {span.line}", value, span)


def _if(interpreter: Interpreter, node: ast.If) -> Outcome | None:
    if is_main_guard(node):
        return interpreter.run(node.body)
    return interpreter.run(node.body if interpreter.holds(node.test) else node.orelse)


def _for(interpreter: Interpreter, node: ast.For) -> Outcome | None:
    values = interpreter.evaluate(node.iter)
    turns = values if isinstance(values, range) else interpreter.items(values)
    for item in turns:
        interpreter.meter.step()
        assign(interpreter, node.target, item)
        outcome = interpreter.run(node.body)
        if isinstance(outcome, Broken):
            return None
        if outcome is not None and not isinstance(outcome, Continued):
            return outcome
    return interpreter.run(node.orelse)


def _while(interpreter: Interpreter, node: ast.While) -> Outcome | None:
    while interpreter.holds(node.test):
        interpreter.meter.step()
        outcome = interpreter.run(node.body)
        if isinstance(outcome, Broken):
            return None
        if outcome is not None and not isinstance(outcome, Continued):
            return outcome
    return interpreter.run(node.orelse)


def _break(_interpreter: Interpreter, _node: ast.Break) -> Outcome:
    return Broken()


def _continue(_interpreter: Interpreter, _node: ast.Continue) -> Outcome:
    return Continued()


def _pass(_interpreter: Interpreter, _node: ast.Pass) -> None:
    return None


def _assert(interpreter: Interpreter, node: ast.Assert) -> None:
    test = interpreter.evaluate(node.test)
    if isinstance(test, Expression):
        message = "assert asks for a concrete value; this is an expression"
        raise Complaint(message, "compute it first: assert f([1, 2]) > 0, or look at it in the window.")

    def confirm() -> None:
        if not interpreter.truth(test):
            _fail(interpreter, node)

    if isinstance(test, Later):
        interpreter.effect(confirm)
    else:
        confirm()


def _fail(interpreter: Interpreter, node: ast.Assert) -> None:
    said: Any = None if node.msg is None else force(interpreter.evaluate(node.msg))
    if said is not None:
        message = f"the assertion does not hold: {show(said, interpreter.limits)}"
        raise Complaint(message)
    message = f"the assertion does not hold: {interpreter.source.segment(interpreter.span(node.test))}"
    raise Complaint(message)


STATEMENTS: StatementTable = {
    ast.Expr: _expression,
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Pass: _pass,
    ast.Assert: _assert,
}
