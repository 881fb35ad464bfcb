"""Limits on single values: nothing grows beyond them, since each is checked before it is made or passed on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.script.errors import Complaint
from explorer.script.values import describe, walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.script.limits import Limits

_INT64 = 63  # larger integers would become arrays of Python objects
_DEEPEST = 32  # lists in lists: Python prints and compares them by recursion


def check_value(value: Any, limits: Limits) -> None:
    """Complain about a list that is too large with all that it holds, or nested too deep."""
    if not isinstance(value, list | tuple | dict | range | str | int):
        return
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        check_bits(value.bit_length(), limits)
        return
    if isinstance(value, str):
        check_characters(len(value), limits)
        return
    if isinstance(value, range):
        check_items(len(value), limits)
        return
    for count, item in enumerate(walk(value)):
        if count > limits.items:
            check_items(count, limits)
        if isinstance(item, range):
            check_items(count + len(item), limits)
    level: Iterable[Any] = [value]
    for _ in range(_DEEPEST):
        level = [item for outer in level if isinstance(outer, list | tuple | dict) for item in _inner(outer)]
        if not level:
            return
    message = f"lists are nested more than {_DEEPEST} deep"
    raise Complaint(message)


def _inner(value: list[Any] | tuple[Any, ...] | dict[Any, Any]) -> Iterable[Any]:
    return [*value.keys(), *value.values()] if isinstance(value, dict) else value


def check_items(count: int, limits: Limits) -> None:
    """Complain about lists that are too long."""
    if count > limits.items:
        message = f"a list of more than {limits.items:,} items"
        raise Complaint(message, "use an array instead: arange, linspace, zeros.")


def check_characters(count: int, limits: Limits) -> None:
    """Complain about strings that are too long."""
    if count > limits.characters:
        message = f"a string of more than {limits.characters:,} characters"
        raise Complaint(message)


def check_bits(bits: float, limits: Limits) -> None:
    """Complain about integers that are too large."""
    if bits > limits.bits:
        message = f"a whole number of more than {limits.bits:,} bits"
        raise Complaint(message, "use a float, such as 10.0**300.")


def check_elements(count: float, limits: Limits) -> None:
    """Complain about arrays that are too large."""
    if count > limits.elements:
        message = f"an array of more than {limits.elements:,} elements"
        raise Complaint(message, "load large data from a file as the value of a variable.")


def elements(value: Any) -> int:
    """The number of elements of the array that a value is or would become."""
    if isinstance(value, np.ndarray | np.generic):
        return value.size
    if isinstance(value, list | tuple | dict):
        return sum(1 for item in walk(value) if not isinstance(item, list | tuple | dict))
    return len(value) if isinstance(value, range) else 1


def shape_elements(shape: Any) -> float:
    """The number of elements of an array of this shape."""
    sizes = shape if isinstance(shape, list | tuple) else [shape]
    return math.prod(abs(float(size)) for size in sizes if isinstance(size, int | float | np.number))


def check_integers(value: Any) -> None:
    """Complain about integers that no array can hold."""
    for item in walk(value):
        if isinstance(item, int) and item.bit_length() > _INT64:
            message = "a whole number too large for an array"
            raise Complaint(message, "use a float, such as 10.0**300.")


def numbers_only(value: Any) -> Any:
    """``value``, where it is no array of anything but numbers."""
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind not in "fciub":
        message = f"an array holds numbers only, not {value.dtype}"
        raise Complaint(message, "are all rows of the same length?")
    return value


def as_array(value: list[Any] | tuple[Any, ...]) -> np.ndarray:
    """A list of numbers as an array."""
    check_integers(value)
    for item in walk(value):
        if isinstance(item, str | dict) or callable(item):
            message = f"numbers are needed here, not {describe(item)}"
            raise Complaint(message)
    array: np.ndarray = numbers_only(np.asarray(value))
    return array
