"""Values as texts: what ``print``, ``str`` and f-strings make of them, never longer than the limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Expression
from explorer.script.errors import Complaint
from explorer.script.guards import check_characters
from explorer.script.values import Builtin, Namespace, describe

if TYPE_CHECKING:
    from explorer.script.limits import Limits

LATER = "…"  # stands where a value is not computed yet

_PLAIN = (bool, int, float, complex, np.generic, np.dtype, range, slice)
_WIDEST = 200
_SPEC = re.compile(r"(?:[^{}]?[<>=^])?[-+ ]?#?0?(\d{0,3})[,_]?(?:\.(\d{1,3}))?[bcdeEfFgGnosxX%]?")


def show(value: Any, limits: Limits, *, quoted: bool = False) -> str:
    """The text of a value, as Python prints it."""
    pieces: list[str] = []
    room = limits.characters
    for piece in _pieces(value, quoted=quoted):
        room -= len(piece)
        if room < 0:
            check_characters(limits.characters - room, limits)
        pieces.append(piece)
    return "".join(pieces)


def _pieces(value: Any, *, quoted: bool) -> Any:
    if isinstance(value, list | tuple):
        left, right = ("[", "]") if isinstance(value, list) else ("(", ")")
        yield left
        for index, item in enumerate(value):
            if index:
                yield ", "
            yield from _pieces(item, quoted=True)
        yield ",)" if isinstance(value, tuple) and len(value) == 1 else right
    elif isinstance(value, dict):
        yield "{"
        for index, (key, item) in enumerate(value.items()):
            if index:
                yield ", "
            yield from _pieces(key, quoted=True)
            yield ": "
            yield from _pieces(item, quoted=True)
        yield "}"
    else:
        yield _single(value, quoted=quoted)


def _single(value: Any, *, quoted: bool) -> str:
    if isinstance(value, str):
        return repr(value) if quoted else value
    if value is None or value is Ellipsis:
        return repr(value)
    if isinstance(value, Namespace):
        return f"<module {value.name}>"
    if isinstance(value, Builtin):
        return f"<function {value.name}>"
    if isinstance(value, _PLAIN):
        return repr(value) if quoted else str(value)
    if isinstance(value, np.ndarray):
        return repr(value) if quoted else str(value)
    if isinstance(value, Expression):
        return str(value)
    return str(value)  # the core's own objects: types, steps, functions


def formatted(value: Any, spec: str, limits: Limits) -> str:
    """A value in an f-string: a number or a string with a width and a precision, anything else without."""
    if not spec:
        return show(value, limits)
    found = _SPEC.fullmatch(spec)
    if found is None or any(int(number or 0) > _WIDEST for number in found.groups()):
        message = f"the format {spec!r:.30} is not understood"
        raise Complaint(message, "formats are such as .3f, 8.2f, >10, .2e, 5d.")
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, bool | int | float | complex | str):
        message = f"the format {spec} is for numbers, not for {describe(value)}"
        raise Complaint(message, "leave the format out, or take an element: a[0].")
    return format(value, spec)
