"""Numbers in expressions: scalar constants, and arrays that only spread one value out."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.expr import Constant, Expression, constant

if TYPE_CHECKING:
    from explorer.core.expr import Apply

Number = int | Fraction | float | complex
_FINE = 4096  # multiples of 1/4096 are kept as fractions
_LARGE = 1 << 53


def number(expression: Expression) -> Number | None:
    """The value of a finite scalar constant, else None."""
    if expression.owner is not None or expression.type.shape or not isinstance(expression, Constant):
        return None
    return value_of(expression)


@lru_cache(maxsize=1 << 14)
def value_of(scalar: Constant) -> Number | None:
    """The value of a scalar where it is a finite number."""
    return exact(scalar.value.item()) if scalar.type.dtype.kind in "fciu" else None


def exact(value: complex) -> Number | None:
    """A value as an integer or a small binary fraction where it is one; None where it is not finite."""
    if type(value) is int:
        return value
    if isinstance(value, complex):
        if value.imag:
            return value if math.isfinite(value.real) and math.isfinite(value.imag) else None
        value = value.real
    if not math.isfinite(value):
        return None
    if value == 0 and math.copysign(1, value) < 0:
        return value
    fine = value * _FINE
    if fine.is_integer() and abs(fine) < _LARGE:
        return int(value) if value.is_integer() else Fraction(value)
    return value


def tidy(value: Number) -> Number:
    """A number computed from others: fractions that are integers as such, those too long as floats."""
    if type(value) is Fraction:
        if value.denominator == 1:
            return value.numerator
        if abs(value.numerator) >= _LARGE or value.denominator >= _LARGE:
            return float(value)
    elif type(value) is int and abs(value) >= _LARGE:
        return float(value) if abs(value) < 1 << 1000 else math.inf
    return value


def fits_dtype(value: Number, dtype: np.dtype) -> bool:
    """Whether a number neither overflows nor vanishes in a dtype."""
    if value == 0:
        return True
    smallest, largest = _limits(dtype)
    return smallest <= math.hypot(value.real, value.imag) <= largest


@cache
def _limits(dtype: np.dtype) -> tuple[float, float]:
    limits = np.finfo(dtype)
    return float(limits.tiny), float(limits.max)


SPREADING = frozenset({"fill", "alloc", "dimshuffle"})  # what may only spread a value out


def spread_value(e: Expression) -> Expression | None:
    """The value that an expression only spreads out: v of fill(like, v), of alloc(v, …), and of equal numbers."""
    node = e.owner
    if node is None:
        return _equal_numbers(e) if isinstance(e, Constant) else None
    name = node.op.name
    if name == "fill":
        return node.inputs[1]
    if name == "alloc" or (name == "dimshuffle" and not node.inputs[0].ndim):
        return node.inputs[0]
    return None


def _equal_numbers(e: Constant) -> Expression | None:
    if e.ndim == 0 or e.value.size == 0:
        return None
    first = e.value.flat[0]
    return constant(first, dtype=e.dtype) if (e.value == first).all() else None


def scalar_spread(e: Expression) -> Expression | None:
    """The scalar that an array spreads out, through fills in fills; None for anything else, scalars too."""
    value = spread_value(e)
    while value is not None and value.ndim:
        value = spread_value(value)
    return value


def spread_number(e: Expression) -> Number | None:
    """The number that an array spreads out."""
    if not e.type.shape or (e.owner is not None and e.owner.op.name not in SPREADING):
        return None
    value = scalar_spread(e)
    return number(value) if value is not None else None


def exponent_of(node: Apply) -> int | Fraction | None:
    """The exponent of a power that is an integer or a half, small enough to be one."""
    value = number(node.inputs[1])
    if type(value) is int:
        return value if abs(value) <= _LARGEST_POWER else None
    if type(value) is Fraction and value.denominator == 2 and abs(value) <= _LARGEST_POWER:
        return value
    return None


_LARGEST_POWER = 64
