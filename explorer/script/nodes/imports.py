"""Import lines. Nothing is imported: they give names to tables that are there already."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from explorer.script.attributes import nearest, read
from explorer.script.errors import Complaint

if TYPE_CHECKING:
    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import StatementTable
    from explorer.script.values import Namespace


def _import(interpreter: Interpreter, node: ast.Import) -> None:
    for alias in node.names:
        module = _module(interpreter, alias.name)
        if alias.asname is None:
            name = alias.name.partition(".")[0]
            interpreter.give(name, _module(interpreter, name), interpreter.span(alias))
        else:
            interpreter.give(alias.asname, module, interpreter.span(alias))


def _import_from(interpreter: Interpreter, node: ast.ImportFrom) -> None:
    if node.level or node.module is None:
        message = "there are no files to import from here"
        raise Complaint(message, "write the functions into this script.")
    if node.module == "__future__":
        return
    module = _module(interpreter, node.module)
    for alias in node.names:
        span = interpreter.span(alias)
        if alias.name == "*":
            for name, member in module.members.items():
                interpreter.give(name, member, span)
            continue
        path = f"{node.module}.{alias.name}"
        value: Any = interpreter.modules.get(path) or read(module, alias.name, interpreter.limits)
        interpreter.give(alias.asname or alias.name, value, span)


def _module(interpreter: Interpreter, path: str) -> Namespace:
    if path in interpreter.modules:
        return interpreter.modules[path]
    message = f"{path} cannot be imported"
    raise Complaint(
        message,
        nearest(path, interpreter.modules)
        or "theano, pytensor, explorer.core, numpy and math are there; everything else would run code.",
    )


STATEMENTS: StatementTable = {ast.Import: _import, ast.ImportFrom: _import_from}
