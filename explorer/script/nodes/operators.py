"""Operators, comparisons, ``and``, ``or``, ``not``, and ``a if c else b``."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Any

from explorer.core.expr import Expression
from explorer.script.arithmetic import binary, compare, unary
from explorer.script.errors import Complaint

if TYPE_CHECKING:
    from explorer.script.interpreter import Interpreter
    from explorer.script.nodes.tables import ExpressionTable


def _binary(interpreter: Interpreter, node: ast.BinOp) -> Any:
    # a + b + c + … leans to the left: go down in a loop, so that long sums need no deep stack
    chain = [node]
    while isinstance(chain[-1].left, ast.BinOp):
        chain.append(chain[-1].left)
    value = interpreter.evaluate(chain[-1].left)
    for part in reversed(chain):
        right = interpreter.evaluate(part.right)
        value = apply_binary(interpreter, part, type(part.op), value, right)
    return value


def apply_binary(
    interpreter: Interpreter, node: ast.BinOp | ast.AugAssign, kind: type[ast.operator], left: Any, right: Any
) -> Any:
    """``left`` operator ``right``, for a node that is not the one being evaluated."""
    interpreter.meter.check_time()
    value = interpreter.at(node, interpreter.operate, partial(_limited, interpreter, kind), left, right)
    interpreter.at(node, interpreter.record.made, value, lambda: interpreter.span(node))
    return value


def _limited(interpreter: Interpreter, kind: type[ast.operator], left: Any, right: Any) -> Any:
    return interpreter.check(binary(kind, left, right, interpreter.limits))


def _unary(interpreter: Interpreter, node: ast.UnaryOp) -> Any:
    value = interpreter.evaluate(node.operand)
    if isinstance(node.op, ast.Not):
        if isinstance(value, Expression):
            message = "not asks for a concrete value; this is an expression"
            raise Complaint(message, "write logical_not(x).")
        return interpreter.operate(lambda item: not interpreter.truth(item), value)
    return interpreter.operate(partial(unary, type(node.op)), value)


def _boolean(interpreter: Interpreter, node: ast.BoolOp) -> Any:
    word, function = ("and", "and_") if isinstance(node.op, ast.And) else ("or", "or_")
    value: Any = None
    for operand in node.values:
        value = interpreter.evaluate(operand)
        if isinstance(value, Expression):
            message = f"{word} asks for concrete values; this is an expression"
            raise Complaint(message, f"write {function}(a, b), or (a < b) {'&' if word == 'and' else '|'} (b < c).")
        if interpreter.truth(value) == isinstance(node.op, ast.Or):
            return value
    return value


def _compare(interpreter: Interpreter, node: ast.Compare) -> Any:
    left = interpreter.evaluate(node.left)
    result: Any = True
    for index, (op, operand) in enumerate(zip(node.ops, node.comparators, strict=True)):
        if index:
            if isinstance(result, Expression):
                message = "a chain of comparisons asks for concrete values; this compares expressions"
                raise Complaint(message, "write and_(a < b, b < c).")
            if not interpreter.truth(result):
                return result
        right = interpreter.evaluate(operand)
        result = interpreter.operate(partial(compare, type(op)), left, right)
        if index and isinstance(result, Expression):
            message = "a chain of comparisons asks for concrete values; this compares expressions"
            raise Complaint(message, "write and_(a < b, b < c).")
        left = right
    return result


def _conditional(interpreter: Interpreter, node: ast.IfExp) -> Any:
    return interpreter.evaluate(node.body if interpreter.holds(node.test) else node.orelse)


EXPRESSIONS: ExpressionTable = {
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
}
