"""Constants as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from explorer.core.expr import Constant

_INLINE = 9  # elements of an array that is written out
_EXACT = 2**53  # integers up to here are floats without loss
_THEANO = 20  # characters that Theano prints of a constant, and what it leaves of a longer one
_ENDS = 10


def theano_constant(constant: Constant) -> str:
    """``TensorConstant{2.0}``, as Theano prints it: arrays of one value by shape, long ones by their ends."""
    value = constant.value
    if value.ndim and value.size and bool((value == value.flat[0]).all()):
        text = f"{value.shape} of {value.flat[0]}"
    else:
        text = np.array2string(value, threshold=1000) if value.ndim else str(value)
    if len(text) > _THEANO:
        text = f"{text[:_ENDS]}..{text[-_ENDS:]}"
    return f"TensorConstant{{{text}}}"


def bare_constant(constant: Constant) -> str:
    """The value as NumPy writes it, long arrays shortened."""
    value = constant.value
    if value.ndim == 0:
        return str(value)
    return np.array2string(value, threshold=_INLINE, edgeitems=2, separator=", ").replace("\n", "")


def is_inline(constant: Constant) -> bool:
    """Whether a constant is written out; else only its shape is told."""
    return constant.value.size <= _INLINE and constant.ndim <= 2


def constant_text(constant: Constant) -> str:
    """The shortest text that gives the value again; large arrays by name, or by shape."""
    value = constant.value
    if value.ndim == 0:
        return number_text(value[()])
    if is_inline(constant):
        return _array_text(value)
    return constant.name or f"array{value.shape}"


def _array_text(value: np.ndarray) -> str:
    if value.ndim == 0:
        return number_text(value[()])
    return f"[{', '.join(map(_array_text, value))}]"


def number_text(number: Any) -> str:
    """The shortest text that gives a number again; whole floats without a point."""
    if isinstance(number, np.floating):
        value = float(number)
        if value.is_integer() and abs(value) <= _EXACT and not (value == 0 and np.signbit(number)):
            return str(int(value))
    if isinstance(number, np.complexfloating):
        return str(number).strip("()")
    return str(number)


def is_negative(constant: Constant) -> bool:
    """Whether the text of a constant begins with a minus."""
    value = constant.value
    return value.ndim == 0 and number_text(value[()]).startswith("-")
