"""Names, numbers, lists, tuples, dicts, indexing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Expression
from explorer.script.arrays import check_index
from explorer.script.errors import Complaint
from explorer.script.guards import check_bits, check_characters
from explorer.script.values import Later, describe, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import ExpressionTable


def _constant(interpreter: Interpreter, node: ast.Constant) -> Any:
    value = node.value
    if isinstance(value, bytes):
        message = "the script language has no bytes"
        raise Complaint(message, "leave the b before the quotes out.")
    if isinstance(value, int):
        check_bits(value.bit_length(), interpreter.limits)
    elif isinstance(value, str):
        check_characters(len(value), interpreter.limits)
    return value


def _name(interpreter: Interpreter, node: ast.Name) -> Any:
    return interpreter.lookup(node.id)


def elements(interpreter: Interpreter, nodes: Sequence[ast.expr]) -> list[Any]:
    """The values of the parts of a list, tuple or call; ``*rest`` gives all of its items."""
    values: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            values.extend(interpreter.items(interpreter.evaluate(node.value)))
        else:
            values.append(interpreter.evaluate(node))
    return values


def _list(interpreter: Interpreter, node: ast.List) -> Any:
    return interpreter.check(elements(interpreter, node.elts))


def _tuple(interpreter: Interpreter, node: ast.Tuple) -> Any:
    return interpreter.check(tuple(elements(interpreter, node.elts)))


def _dict(interpreter: Interpreter, node: ast.Dict) -> Any:
    table: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            more = interpreter.evaluate(value)
            if not isinstance(more, dict):
                message = f"** needs a dict, not {describe(more)}"
                raise Complaint(message)
            table.update(more)
        else:
            table[checked_key(interpreter.evaluate(key))] = interpreter.evaluate(value)
    return interpreter.check(table)


def checked_key(key: Any) -> Any:
    """A key of a dict, where it can be one."""
    if isinstance(key, list | dict | np.ndarray):
        message = f"{describe(key)} cannot be a key of a dict"
        raise Complaint(message)
    return key


def _subscript(interpreter: Interpreter, node: ast.Subscript) -> Any:
    value = interpreter.evaluate(node.value)
    index = interpreter.evaluate(node.slice)
    if isinstance(value, list | tuple | dict) and not isinstance(index, Later):
        return _item(interpreter, value, index)  # what is in the list need not be computed yet
    return interpreter.operate(lambda v, i: _item(interpreter, v, i), value, index)


def _item(interpreter: Interpreter, value: Any, index: Any) -> Any:
    if isinstance(value, Expression):
        return value[index]
    if is_symbolic(index) and not isinstance(value, dict):
        message = f"{describe(value)} cannot be indexed with an expression"
        raise Complaint(message, "make an expression of the list: stack(list)[i].")
    if isinstance(value, np.ndarray):
        check_index(value, index, interpreter.limits)
        return value[index]
    if isinstance(value, list | tuple | str | range | dict):
        return interpreter.check(value[checked_key(index) if isinstance(value, dict) else index])
    message = f"{describe(value)} cannot be indexed"
    raise Complaint(message, "is a * or a comma missing before the bracket?" if callable(value) else "")


def _slice(interpreter: Interpreter, node: ast.Slice) -> Any:
    bounds = [None if part is None else interpreter.evaluate(part) for part in (node.lower, node.upper, node.step)]
    return interpreter.operate(slice, *bounds)


def _starred(_interpreter: Interpreter, _node: ast.Starred) -> Any:
    message = "* gives the items of a list, inside a list, a tuple or a call only"
    raise Complaint(message)


EXPRESSIONS: ExpressionTable = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Starred: _starred,
}
