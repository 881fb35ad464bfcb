"""``[f(a) for a in b if c]`` and its kin. All of them are lists or dicts that are made at once."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from explorer.script.errors import Complaint
from explorer.script.guards import check_items
from explorer.script.nodes.assignments import assign
from explorer.script.nodes.data import checked_key
from explorer.script.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import ExpressionTable


def _turns(interpreter: Interpreter, generators: Sequence[ast.comprehension]) -> Iterator[None]:
    """Every turn of the nested loops; the names are set when it is taken."""
    generator = generators[0]
    if generator.is_async:
        message = "the script language has no async"
        raise Complaint(message, "write for.")
    for item in interpreter.items(interpreter.evaluate(generator.iter)):
        interpreter.meter.step()
        assign(interpreter, generator.target, item)
        if not all(interpreter.holds(test) for test in generator.ifs):
            continue
        if len(generators) > 1:
            yield from _turns(interpreter, generators[1:])
        else:
            yield


def _list(interpreter: Interpreter, node: ast.ListComp | ast.GeneratorExp) -> Any:
    outer, interpreter.scope = interpreter.scope, Scope(interpreter.scope)
    try:
        values = []
        for _ in _turns(interpreter, node.generators):
            values.append(interpreter.evaluate(node.elt))
            check_items(len(values), interpreter.limits)
    finally:
        interpreter.scope = outer
    return interpreter.check(values)


def _dict(interpreter: Interpreter, node: ast.DictComp) -> Any:
    outer, interpreter.scope = interpreter.scope, Scope(interpreter.scope)
    try:
        table = {}
        for _ in _turns(interpreter, node.generators):
            table[checked_key(interpreter.evaluate(node.key))] = interpreter.evaluate(node.value)
            check_items(len(table), interpreter.limits)
    finally:
        interpreter.scope = outer
    return interpreter.check(table)


EXPRESSIONS: ExpressionTable = {ast.ListComp: _list, ast.GeneratorExp: _list, ast.DictComp: _dict}
