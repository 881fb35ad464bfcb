"""What people pass: values for variables, by place or by name, in the dtype and number of axes that are expected."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import DTypeError, ShapeError
from explorer.core.expr import Expression

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.expr import Variable


def labels(inputs: Sequence[Variable]) -> list[str]:
    """How messages call the inputs: by name, or by place where there is none."""
    return [x.name or f"input {place} ({x.type})" for place, x in enumerate(inputs, 1)]


def bind(inputs: Sequence[Variable], values: Sequence[Any], named: Mapping[str, Any]) -> list[Any]:
    """A value for each input, from those passed in order and those passed by name.

    Raises:
        TypeError: where one is missing, passed twice, or unknown.
    """
    if len(values) > len(inputs) or (len(values) < len(inputs) and not named):
        message = f"the function takes {len(inputs)} values ({', '.join(labels(inputs))}), not {len(values)}"
        raise TypeError(message)
    bound = list(values)
    rest = dict(named)
    for x, label in zip(inputs[len(values) :], labels(inputs)[len(values) :], strict=True):
        if sum(other.name == x.name for other in inputs) > 1 and x.name in rest:
            message = f"several inputs are called {x.name}: pass them in order"
            raise TypeError(message)
        if x.name not in rest:
            message = f"the function has no value for {label}"
            raise TypeError(message)
        bound.append(rest.pop(x.name))
    for name in rest:
        known = any(x.name == name for x in inputs)
        message = f"{name} has two values" if known else f"no input is called {name}: {', '.join(labels(inputs))}"
        raise TypeError(message)
    return bound


def fitting(x: Variable, value: Any, label: str, *, downcast: bool | None = None) -> np.ndarray:
    """``value`` as an array that may stand for ``x``.

    Args:
        x: the variable.
        value: an array, a number or nested lists of numbers.
        label: how messages call the variable.
        downcast: of Theano's three values, True casts whatever is lost; False only where nothing is; None too, but
            Python's floats round to any floating dtype.

    Raises:
        DTypeError: where the dtype cannot be cast so.
        ShapeError: where the number of axes or a known size differs.
    """
    array = _cast(x.dtype, as_array(value, label), value, label, downcast)
    if array.ndim != x.ndim:
        message = f"{label} has {x.ndim} axes, {x.type}, and the value has {array.ndim}: {array.shape}"
        raise ShapeError(message)
    for axis, (wanted, size) in enumerate(zip(x.dimensions, array.shape, strict=True)):
        if isinstance(wanted, int) and wanted != size:
            message = f"{label} has size {wanted} along axis {axis}, the value has {size}"
            raise ShapeError(message)
    return array


def as_array(value: Any, label: str) -> np.ndarray:
    """``value`` as an array of numbers; itself where it is one.

    Raises:
        DTypeError: where it is none.
        ShapeError: where nested lists have no common shape.
    """
    if isinstance(value, Expression):
        message = f"{label} needs a value, not an expression"
        raise DTypeError(message)
    try:
        array = np.asarray(value)
    except ValueError as error:
        message = f"{label}: {error}"
        raise ShapeError(message) from error
    except TypeError as error:
        message = f"{label}: {error}"
        raise DTypeError(message) from error
    if array.dtype.kind not in "fciub":
        message = f"{label} needs numbers, and the value is {array.dtype}: {value!r:.60}"
        raise DTypeError(message)
    return array


def _cast(dtype: np.dtype, array: np.ndarray, value: object, label: str, downcast: bool | None) -> np.ndarray:
    if array.dtype == dtype:
        return array
    if np.can_cast(array.dtype, dtype, "safe"):
        return array.astype(dtype)
    if array.dtype.kind == "c" and dtype.kind != "c":
        message = f"{label} is {dtype} and the value is {array.dtype}: pass its real part"
        raise DTypeError(message)
    weak = isinstance(value, numbers.Number | list | tuple)  # Python's own have no dtype that could be meant
    with np.errstate(invalid="ignore", over="ignore"):
        cast = array.astype(dtype)
    rounds = weak and downcast is None and dtype.kind in "fc" and array.dtype.kind in "fc"
    if downcast or rounds or (weak and np.array_equal(cast, array, equal_nan=dtype.kind in "fc")):
        return cast
    message = (
        f"{label} is {dtype} and the value is {array.dtype}; "
        f"cast it with .astype({str(dtype)!r}), or pass allow_input_downcast=True to function"
    )
    raise DTypeError(message)
