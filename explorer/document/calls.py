"""The values that a script calls its functions with: ``f([4, 4])`` shows what its variables are like."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.script import Script

Literal: TypeAlias = "bool | int | float | complex | list[Literal]"


def calls(script: Script) -> Iterator[tuple[dict[str, Literal], str]]:
    """For each call with numbers in it, the last first: variables' values by name, and where they stand."""
    names = {id(declared.variable): name for name, declared in script.variables.items()}
    functions = {function.label: function for function in script.functions if function.label}
    try:
        tree = ast.parse(script.source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # a script with a mistake in its syntax calls nothing
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for node in sorted(found, key=lambda node: node.lineno, reverse=True):
        function = functions.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if function is None or len(node.args) != len(function.inputs):
            continue
        values = {
            names[id(variable)]: value
            for variable, argument in zip(function.inputs, node.args, strict=True)
            if id(variable) in names and (value := _literal(argument)) is not None
        }
        if values:
            yield values, f"line {node.lineno}"


def _literal(node: ast.expr) -> Literal | None:
    """The number or nested list that a part of the text is; ``None`` for anything that would need computing."""
    match node:
        case ast.Constant(value=bool() | int() | float() | complex() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() | complex() as value)):
            return -value
        case ast.List(elts=items) | ast.Tuple(elts=items):
            values = [_literal(item) for item in items]
            return None if any(value is None for value in values) else [v for v in values if v is not None]
    return None
