"""Templates of formulas on the cards of operations, in Python's syntax: ``"sqrt(x)"``, ``"max(x, y)"``, ``"x ** 2"``.

Names are operands, or else words; a function is a box of that name, or else an upright word in front of its arguments.
"""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from explorer.core.notation import boxes as b
from explorer.core.notation.letters import GREEK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.core.notation.boxes import Box

_BOXES: dict[str, Callable[..., Box]] = {
    "sqrt": b.root,
    "root": b.root,
    "index": b.index,
    "bars": lambda x: b.fence(x, "||"),
    "floor": lambda x: b.fence(x, "floor"),
    "ceil": lambda x: b.fence(x, "ceil"),
}


def filled(template: str, operands: Mapping[str, Box]) -> Box:
    """A template with boxes for its operands."""
    return _fill(_parsed(template), operands)


@cache
def _parsed(template: str) -> ast.expr:
    return ast.parse(template, mode="eval").body


def _fill(tree: ast.expr, operands: Mapping[str, Box]) -> Box:
    # Templates stand on cards and are a few levels deep: here recursion is plain.
    match tree:
        case ast.Name(name):
            return operands.get(name) or (b.name(name) if name in GREEK else b.word(name))
        case ast.Constant(str() as text):
            return b.word(text)
        case ast.Constant(value):
            return b.signed(str(value))
        case ast.BinOp(left, ast.Pow(), right):
            return b.power(_fill(left, operands), _fill(right, operands))
        case ast.BinOp(left, ast.Add(), right):
            return b.row(_fill(left, operands), b.sign("plus"), b.within(_fill(right, operands), b.SUM), level=b.SUM)
        case ast.BinOp(left, ast.Sub(), right):
            return b.row(
                _fill(left, operands), b.sign("minus"), b.within(_fill(right, operands), b.SUM + 1), level=b.SUM
            )
        case ast.BinOp(left, ast.Mult(), right):
            return b.row(*(b.within(_fill(one, operands), b.PRODUCT) for one in (left, right)), level=b.PRODUCT)
        case ast.UnaryOp(ast.USub(), operand):
            return b.minus(b.within(_fill(operand, operands), b.SUM + 1))
        case ast.BinOp(left, ast.Div(), right):
            return b.fraction(_fill(left, operands), _fill(right, operands))
        case ast.Call(ast.Name(name), arguments) if name in _BOXES:
            return _BOXES[name](*(_fill(one, operands) for one in arguments))
        case ast.Call(function, arguments):
            return b.call(_fill(function, operands), *(_fill(one, operands) for one in arguments))
    raise ValueError(f"a formula cannot hold {ast.unparse(tree)}")
