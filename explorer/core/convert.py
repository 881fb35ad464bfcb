"""Numbers and arrays among operands become constants. Python's scalars are weak, as in NumPy 2.

A weak scalar takes part without changing the dtype of the others: 2.5 beside float32 is a float32. An integer beside
floating operands stays an integer of the smallest dtype that promotes to theirs, so that ``x ** 2`` reads ``x ** 2``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import DTypeError
from explorer.core.expr import Expression, constant
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterable

_WEAK = (bool, int, float, complex)


def as_expression(value: Any, beside: np.dtype | None = None) -> Expression:
    """``value`` as an expression: itself, or a constant; ``beside`` is the dtype of the other operands.

    Raises:
        DTypeError: for values that are not numbers, or integers that do not fit the dtype beside them.
    """
    if isinstance(value, Expression):
        return value
    if type(value) in _WEAK:
        return constant(value, dtype=_weak_dtype(value, beside))
    if isinstance(value, list | tuple) and any(isinstance(item, Expression) for item in _flat(value)):
        return T.stack([as_expression(item) for item in value])
    return constant(value)


def expression_only(value: Any, what: str) -> Expression:
    """``value``, which must be an expression already.

    Raises:
        TypeError: naming who asked, for anything else.
    """
    if not isinstance(value, Expression):
        message = f"{what} takes an expression, not {value!r:.60}"
        raise TypeError(message)
    return value


def as_expressions(operands: Iterable[Any]) -> tuple[Expression, ...]:
    """All operands as expressions; weak scalars take the dtype of the others."""
    values = tuple(operands)
    if all(isinstance(value, Expression) for value in values):
        return values
    strong = [as_expression(value).dtype for value in values if type(value) not in _WEAK]
    beside = np.result_type(*strong) if strong else None
    return tuple(as_expression(value, beside) for value in values)


def _flat(values: Iterable[Any]) -> Iterable[Any]:
    stack = list(values)
    while stack:
        value = stack.pop()
        if isinstance(value, list | tuple):
            stack.extend(value)
        else:
            yield value


@lru_cache(maxsize=1 << 10, typed=True)
def _weak_dtype(value: complex, beside: np.dtype | None) -> np.dtype:
    if isinstance(value, bool):
        return np.dtype(bool)
    if isinstance(value, int):
        return _weak_int(value, beside)
    if beside is None or beside.kind not in "fc":
        return np.dtype("float64") if isinstance(value, float) else np.dtype("complex128")
    if isinstance(value, float):
        return np.empty(0, beside).real.dtype
    return np.result_type(beside, np.complex64)


def _weak_int(value: int, beside: np.dtype | None) -> np.dtype:
    if beside is None or beside.kind == "b":
        beside = np.dtype("int64")
    if beside.kind in "iu":
        limits = np.iinfo(beside)
        if not limits.min <= value <= limits.max:
            message = f"{value} does not fit {beside}; cast the other operand, or use a float"
            raise DTypeError(message)
        return beside
    for small in (np.dtype("int8"), np.dtype("int16"), np.dtype("int32")):
        limits = np.iinfo(small)
        if limits.min <= value <= limits.max and np.result_type(beside, small) == beside:
            return small
    return beside
