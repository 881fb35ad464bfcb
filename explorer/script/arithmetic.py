"""Operators: Python's own, with limits on what they make of concrete values."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Expression
from explorer.script.errors import Complaint
from explorer.script.guards import as_array, check_bits, check_characters, check_elements, check_items, elements
from explorer.script.values import Number, describe, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.script.limits import Limits

BINARY: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.MatMult: ("@", operator.matmul),
    ast.BitAnd: ("&", operator.and_),
    ast.BitOr: ("|", operator.or_),
    ast.BitXor: ("^", operator.xor),
    ast.LShift: ("<<", operator.lshift),
    ast.RShift: (">>", operator.rshift),
}

UNARY: dict[type[ast.unaryop], tuple[str, Callable[[Any], Any]]] = {
    ast.UAdd: ("+", operator.pos),
    ast.USub: ("-", operator.neg),
    ast.Invert: ("~", operator.invert),
}

COMPARISONS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.Is: ("is", operator.is_),
    ast.IsNot: ("is not", operator.is_not),
    ast.In: ("in", lambda item, items: operator.contains(items, item)),
    ast.NotIn: ("not in", lambda item, items: not operator.contains(items, item)),
}

_NUMERIC = (Expression, np.ndarray, *Number)
_EXACT = (int, np.bool_)  # bool is an int
_FUNCTIONS = {"==": "eq", "!=": "neq"}


def binary(kind: type[ast.operator], left: Any, right: Any, limits: Limits) -> Any:
    """``left`` operator ``right``."""
    symbol, function = BINARY[kind]
    if isinstance(left, np.ndarray) and isinstance(right, list | tuple) and not is_symbolic(right):
        right = as_array(right)
    elif isinstance(right, np.ndarray) and isinstance(left, list | tuple) and not is_symbolic(left):
        left = as_array(left)
    _GUARDS.get(kind, _guard_arrays)(left, right, limits)
    _check_operands(symbol, left, right)
    if symbol == "^" and isinstance(left, Expression) and not _is_boolean(left):
        message = "^ is not a power"
        raise Complaint(message, "powers are written x**2; the exclusive or of integers is xor(a, b).")
    return function(left, right)


def unary(kind: type[ast.unaryop], value: Any) -> Any:
    """Operator ``value``."""
    symbol, function = UNARY[kind]
    if not isinstance(value, _NUMERIC):
        message = f"{symbol} does not take {describe(value)}"
        raise Complaint(message)
    if isinstance(value, bool):
        value = int(value)  # ~True is -2 in Python, with a warning
    return function(value)


def compare(kind: type[ast.cmpop], left: Any, right: Any) -> Any:
    """``left`` comparison ``right``."""
    symbol, function = COMPARISONS[kind]
    if symbol in _FUNCTIONS and (isinstance(left, Expression) or isinstance(right, Expression)):
        if left is None or right is None:
            return function(left, right)
        name = _FUNCTIONS[symbol]
        message = f"{symbol} asks whether two expressions are one and the same"
        raise Complaint(message, f"for a comparison of their elements write {name}(a, b); for identity, a is b.")
    if symbol in {"in", "not in"} and not isinstance(right, str | list | tuple | dict | range):
        message = f"{symbol} looks into lists, not into {describe(right)}"
        raise Complaint(message)
    if symbol in {"<", "<=", ">", ">="} and not (
        (isinstance(left, _NUMERIC) and isinstance(right, _NUMERIC))
        or isinstance(left, Expression | np.ndarray)
        or isinstance(right, Expression | np.ndarray)
        or type(left) is type(right)
    ):
        message = f"{symbol} does not compare {describe(left)} with {describe(right)}"
        raise Complaint(message)
    return function(left, right)


def _is_boolean(value: Expression) -> bool:
    return value.dtype.kind in "biu"


def _check_operands(symbol: str, left: Any, right: Any) -> None:
    if isinstance(left, _NUMERIC) and isinstance(right, _NUMERIC):
        return
    arrays = Expression | np.ndarray
    if (isinstance(left, arrays) and isinstance(right, list | tuple)) or (
        isinstance(right, arrays) and isinstance(left, list | tuple)
    ):
        return
    if symbol == "+" and type(left) is type(right) and isinstance(left, str | list | tuple):
        return
    if symbol == "*" and {type(left), type(right)} in ({str, int}, {list, int}, {tuple, int}):
        return
    if symbol == "|" and isinstance(left, dict) and isinstance(right, dict):
        return
    message = f"{symbol} does not take {describe(left)} and {describe(right)}"
    hint = ""
    if symbol == "%" and isinstance(left, str):
        hint = 'texts are put together with f-strings: f"{x:.3f}".'
    elif symbol == "+" and isinstance(left, str | int | float) and isinstance(right, str | int | float):
        hint = 'write f"{x}", or print(a, b).'
    elif isinstance(left, list | tuple) or isinstance(right, list | tuple):
        hint = "make an array of the list: array([1.0, 2.0])."
    raise Complaint(message, hint)


def _guard_power(left: Any, right: Any, limits: Limits) -> None:
    if isinstance(left, int) and isinstance(right, int) and right > 0 and abs(left) > 1:
        check_bits(float(left.bit_length()) * float(min(right, 2 * limits.bits)), limits)
    _guard_arrays(left, right, limits)


def _guard_product(left: Any, right: Any, limits: Limits) -> None:
    if isinstance(left, int) and isinstance(right, int):
        check_bits(left.bit_length() + right.bit_length() - 1, limits)
        return
    for sequence, times in ((left, right), (right, left)):
        if isinstance(times, int) and isinstance(sequence, str):
            check_characters(len(sequence) * max(times, 0), limits)
            return
        if isinstance(times, int) and isinstance(sequence, list | tuple):
            check_items(len(sequence) * max(times, 0), limits)
            return
    _guard_arrays(left, right, limits)


def _guard_shift(left: Any, right: Any, limits: Limits) -> None:
    if isinstance(left, int) and isinstance(right, int):
        check_bits(left.bit_length() + max(right, 0), limits)
    _guard_arrays(left, right, limits)


def _guard_sum(left: Any, right: Any, limits: Limits) -> None:
    if isinstance(left, str) and isinstance(right, str):
        check_characters(len(left) + len(right), limits)
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        check_items(len(left) + len(right), limits)
    else:
        _guard_arrays(left, right, limits)


def _guard_arrays(left: Any, right: Any, limits: Limits) -> None:
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        if is_symbolic(left) or is_symbolic(right):
            return  # the core checks
        # broadcasting makes at most as many elements as the two have together, multiplied
        if elements(left) * elements(right) > limits.elements:
            check_elements(_broadcast(left, right), limits)


def _broadcast(left: Any, right: Any) -> int:
    shapes = [value.shape if isinstance(value, np.ndarray) else np.shape(value) for value in (left, right)]
    try:
        return int(np.prod(np.broadcast_shapes(*shapes), dtype=float))
    except ValueError:
        return 0  # they do not fit; NumPy says so


def guard_matmul(left: Any, right: Any, limits: Limits) -> None:
    """Complain about a product of two arrays that would be too large."""
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray) and left.size and right.size:
        inner = max(left.shape[-1] if left.ndim else 1, 1)
        check_elements(left.size / inner * right.size / inner, limits)


_GUARDS: dict[type[ast.operator], Callable[[Any, Any, Limits], None]] = {
    ast.Pow: _guard_power,
    ast.Mult: _guard_product,
    ast.LShift: _guard_shift,
    ast.Add: _guard_sum,
    ast.MatMult: guard_matmul,
}
