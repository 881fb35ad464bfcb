"""Python's own functions that scripts have, on concrete values; on expressions the core's of the same name."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Expression
from explorer.script.arithmetic import binary
from explorer.script.errors import Complaint
from explorer.script.guards import elements
from explorer.script.show import show
from explorer.script.values import Builtin, Later, describe, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.script.interpreter import Interpreter


def python_names(interpreter: Interpreter, core: Mapping[str, Builtin]) -> dict[str, Builtin]:
    """The table of Python's functions, for a run."""
    table: dict[str, Builtin] = {}
    for name, function in _CONCRETE.items():
        table[name] = Builtin(name, function, defers=True)
    for name, function in _WITH_ITEMS.items():
        table[name] = Builtin(name, _bound(function, interpreter), keeps=True)
    for name, (function, instead) in _EITHER.items():
        table[name] = Builtin(name, _either(function, core.get(instead), interpreter), defers=True)
    for name, dtype in _DTYPES.items():
        table[name] = Builtin(name, partial(_number, name), defers=True, dtype=dtype)
    table["str"] = Builtin("str", lambda value="": show(value, interpreter.limits), defers=True)
    table["print"] = Builtin("print", _bound(_print, interpreter), keeps=True)
    return table


def _bound(function: Callable[..., Any], interpreter: Interpreter) -> Callable[..., Any]:
    bound = partial(function, interpreter)
    bound.__doc__ = function.__doc__
    return bound


def _print(interpreter: Interpreter, *values: Any, sep: Any = " ", end: Any = "\n") -> None:
    """Write values as text."""
    sep, end = " " if sep is None else sep, "\n" if end is None else end
    if not isinstance(sep, str) or not isinstance(end, str):
        message = "sep and end of print are strings"
        raise Complaint(message)

    def text(value: Any) -> str:
        return show(value, interpreter.limits)

    # each value by itself: what is known already is shown, what is computed later stands as an ellipsis
    for index, value in enumerate(values):
        if index:
            interpreter.record.write(sep)
        interpreter.record.write(interpreter.put_off(text, value))
    interpreter.record.write(end)


def _len(interpreter: Interpreter, value: Any) -> Any:
    """The number of items."""
    if isinstance(value, Later):
        return interpreter.later(lambda: _len(interpreter, value.force()))
    if isinstance(value, Expression):
        size = value.dimensions[0] if value.ndim else None
        if isinstance(size, int):
            return size
        message = (
            "the length of an expression is not known before it is computed" if value.ndim else "a scalar has no length"
        )
        raise Complaint(message, "write x.shape[0]; or declare the length: x: real[3].")
    if isinstance(value, np.ndarray) and value.ndim:
        return len(value)
    if isinstance(value, str | list | tuple | dict | range):
        return len(value)
    message = f"{describe(value)} has no length"
    raise Complaint(message)


def _range(*bounds: Any) -> range:
    """Whole numbers: range(stop) or range(start, stop, step)."""
    for bound in bounds:
        if isinstance(bound, Expression):
            message = "range needs concrete numbers; this is an expression"
            raise Complaint(message, "write arange(n) for an expression, and scan or map instead of the loop.")
    return range(*bounds)


def _round(value: Any, digits: int | None = None) -> Any:
    """A number rounded to ``digits`` decimals."""
    if isinstance(value, np.ndarray):
        return value.round(digits or 0)
    if isinstance(value, np.generic):
        value = value.item()
    return round(value, digits)


def _abs(value: Any) -> Any:
    """The absolute value."""
    return abs(value)


def _zip(interpreter: Interpreter, *values: Any, strict: bool = False) -> list[Any]:
    """The first items of all lists, then the second …."""
    return list(zip(*(interpreter.items(value) for value in values), strict=bool(strict)))


def _enumerate(interpreter: Interpreter, values: Any, start: int = 0) -> list[Any]:
    """The items with their numbers."""
    return list(enumerate(interpreter.items(values), int(start)))


def _make_list(interpreter: Interpreter, values: Any = ()) -> list[Any]:
    """The items as a list."""
    return interpreter.items(values)


def _make_tuple(interpreter: Interpreter, values: Any = ()) -> tuple[Any, ...]:
    """The items as a tuple."""
    return tuple(interpreter.items(values))


def _reversed(interpreter: Interpreter, values: Any) -> list[Any]:
    """The items in reverse order."""
    return interpreter.items(values)[::-1]


def _dict(interpreter: Interpreter, pairs: Any = (), **more: Any) -> dict[Any, Any]:
    """A dict of pairs, or of names and values."""
    if isinstance(pairs, dict):
        return {**pairs, **more}
    table = {}
    for pair in interpreter.items(pairs):
        key, value = interpreter.items(pair)
        table[key] = value
    return {**table, **more}


def _sorted(values: Any, reverse: bool = False) -> list[Any]:
    """The items in order."""
    if is_symbolic(values):
        message = "expressions have no order before they are computed"
        raise Complaint(message, "write sort(x).")
    return sorted(values, reverse=bool(reverse))


def _divmod(a: Any, b: Any) -> Any:
    """Quotient and remainder."""
    return divmod(a, b)


def _sum(interpreter: Interpreter, values: Any, start: Any = 0) -> Any:
    total = start
    for item in interpreter.items(values):
        total = binary(ast.Add, total, item, interpreter.limits)
    return total


def _extreme(function: Callable[..., Any], interpreter: Interpreter, *values: Any, default: Any = None) -> Any:
    name = function.__name__
    if any(isinstance(value, Expression) for value in values):
        message = f"{name} of several expressions"
        raise Complaint(message, f"write {name}imum(a, b), which compares element by element.")
    items = interpreter.items(values[0]) if len(values) == 1 else values
    if not items:
        if default is not None:
            return default
        message = f"{name} of an empty list"
        raise Complaint(message)
    return function(items)


def _logical(function: Callable[..., bool], interpreter: Interpreter, values: Any) -> bool:
    return function(interpreter.truth(item) for item in interpreter.items(values))


def _map(interpreter: Interpreter, function: Any, *values: Any) -> list[Any]:
    rows = zip(*(interpreter.items(value) for value in values), strict=False)
    return [interpreter.call(function, row) for row in rows]


_CONCRETE: dict[str, Callable[..., Any]] = {
    "divmod": _divmod,
    "range": _range,
    "sorted": _sorted,
}

_WITH_ITEMS: dict[str, Callable[..., Any]] = {
    "dict": _dict,
    "enumerate": _enumerate,
    "len": _len,
    "list": _make_list,
    "reversed": _reversed,
    "tuple": _make_tuple,
    "zip": _zip,
}

# On a concrete value Python's, where the first argument is an expression the core's.
_EITHER: dict[str, tuple[Callable[..., Any], str]] = {
    "abs": (lambda _, value: _abs(value), "abs"),
    "all": (partial(_logical, all), "all"),
    "any": (partial(_logical, any), "any"),
    "map": (_map, "map"),
    "max": (partial(_extreme, max), "max"),
    "min": (partial(_extreme, min), "min"),
    "round": (lambda _, value, digits=None: _round(value, digits), "round"),
    "sum": (_sum, "sum"),
}

_DTYPES = {"bool": "bool", "complex": "complex128", "float": "float64", "int": "int64"}


def _either(concrete: Callable[..., Any], symbolic: Builtin | None, interpreter: Interpreter) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        single = len(args) == 1 or bool(kwargs) or not any(isinstance(value, Expression) for value in args[1:])
        if symbolic is not None and args and isinstance(args[0], Expression) and single:
            symbolic.check(args, kwargs)
            return symbolic.function(*args, **kwargs)
        if symbolic is not None and symbolic.name == "map" and any(isinstance(value, Expression) for value in args[1:]):
            return symbolic.function(*args, **kwargs)
        return concrete(interpreter, *args, **kwargs)

    call.__doc__ = symbolic.function.__doc__ if symbolic is not None else concrete.__doc__
    return call


def _number(name: str, value: Any = 0, *base: Any) -> Any:
    if isinstance(value, Expression):
        message = f"an expression has no value before it is computed; {name} needs one"
        raise Complaint(
            message, f'to convert the elements write cast(x, "{_DTYPES[name]}"); for values call a function.'
        )
    if isinstance(value, Later):
        value = value.force()
    if isinstance(value, np.ndarray) and elements(value) == 1:
        value = value.item()
    if not isinstance(value, str | bool | int | float | complex | np.generic):
        message = f"{name} does not take {describe(value)}"
        raise Complaint(message)
    return _NUMBERS[name](value, *base)


_NUMBERS: dict[str, Callable[..., Any]] = {"bool": bool, "complex": complex, "float": float, "int": int}
