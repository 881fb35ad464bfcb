"""Giving names to values, and declarations."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Expression
from explorer.script.attributes import write
from explorer.script.declarations import declare, value_for
from explorer.script.errors import Complaint
from explorer.script.growing import put
from explorer.script.nodes.operators import apply_binary
from explorer.script.values import describe, force

if TYPE_CHECKING:
    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import StatementTable


def _assign(interpreter: Interpreter, node: ast.Assign) -> None:
    value = interpreter.evaluate(node.value)
    for target in node.targets:
        assign(interpreter, target, value)


def assign(interpreter: Interpreter, target: ast.expr, value: Any) -> None:
    """Give a value to a target: a name, a tuple of targets, an item, an attribute."""
    match target:
        case ast.Name(id=name):
            interpreter.give(name, value, interpreter.span(target))
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            _unpack(interpreter, targets, value)
        case ast.Subscript():
            _put(interpreter, target, value)
        case ast.Attribute(attr=name):
            write(interpreter.evaluate(target.value), name, force(value))
        case _:
            message = "this cannot be given a value"
            raise Complaint(message, "what stands left of = is a name, or names separated by commas.")


def _unpack(interpreter: Interpreter, targets: list[ast.expr], value: Any) -> None:
    items = interpreter.items(value)
    starred = [index for index, target in enumerate(targets) if isinstance(target, ast.Starred)]
    wanted = len(targets) - len(starred)
    if len(items) < wanted or (len(items) > wanted and not starred):
        message = f"{len(targets)} names for {len(items)} values"
        raise Complaint(message, "there must be as many names as values.")
    if starred:
        (at,) = starred
        after = len(targets) - at - 1
        items = [*items[:at], items[at : len(items) - after], *items[len(items) - after :]]
    for target, item in zip(targets, items, strict=True):
        assign(interpreter, target.value if isinstance(target, ast.Starred) else target, item)


def _put(interpreter: Interpreter, target: ast.Subscript, value: Any) -> None:
    items = force(interpreter.evaluate(target.value))
    key = force(interpreter.evaluate(target.slice))
    if isinstance(items, Expression):
        message = "an expression cannot be changed"
        raise Complaint(message, "write y = set_subtensor(x[i], value), or inc_subtensor to add.")
    if isinstance(items, list | dict):
        put(interpreter.limits, items, key, interpreter.check(value))
        return
    if isinstance(items, np.ndarray):
        items[key] = force(value)
        return
    message = f"items of {describe(items)} cannot be given a value"
    raise Complaint(message, "use a list, or a dict.")


def _augmented(interpreter: Interpreter, node: ast.AugAssign) -> None:
    value = interpreter.evaluate(node.target)
    right = interpreter.evaluate(node.value)
    assign(interpreter, node.target, apply_binary(interpreter, node, type(node.op), value, right))


def _declared(interpreter: Interpreter, node: ast.AnnAssign) -> None:
    if not isinstance(node.target, ast.Name):
        message = "only a name can be declared"
        raise Complaint(message, "write x: real[n].")
    name = node.target.id
    variable = interpreter.at(node.annotation, declare, interpreter, name, node.annotation)
    value = None
    if node.value is not None:
        value = interpreter.at(node.value, value_for, interpreter.limits, variable, interpreter.evaluate(node.value))
    span = interpreter.span(node.target)
    interpreter.record.declare(variable, span, value)
    interpreter.record.made(variable, lambda: span)
    interpreter.give(name, variable, span)


STATEMENTS: StatementTable = {
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _declared,
}
