"""NumPy's own functions on expressions (NEP 13, NEP 18): the operations of the same name, with NumPy's arguments.

The tables are found by walking the names of NumPy and of the surface, through their namespaces too.
"""

from __future__ import annotations

import inspect
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Operation = Callable[..., Any]

_NAMESPACES = ("", "linalg", "fft")

# NumPy's names for what has another name here.
_ALIASES = {
    "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq", "not_equal": "neq",
    "true_divide": "divide", "remainder": "mod", "absolute": "abs", "fabs": "abs", "bitwise_and": "and_",
    "bitwise_or": "or_", "bitwise_xor": "xor", "rint": "round", "around": "round", "fix": "trunc",
    "conjugate": "conj", "amax": "max", "amin": "min", "degrees": "rad2deg", "radians": "deg2rad",
    "empty_like": "zeros_like", "astype": "cast",
}  # fmt: skip

# What takes a line: few arguments, and no operation of its own.
COMPOSED: dict[str, Operation] = {
    "positive": lambda x: x,
    "copy": lambda a: a,
    "ndim": lambda a: a.ndim,
    "iscomplexobj": lambda x: T.as_expression(x).dtype.kind == "c",
    "isrealobj": lambda x: T.as_expression(x).dtype.kind != "c",
    "result_type": lambda *xs: np.result_type(*(x.dtype if isinstance(x, T.Expression) else x for x in xs)),
    "divmod": lambda x, y: (T.floor_divide(x, y), T.mod(x, y)),
    "logical_xor": lambda x, y: T.neq(T.cast(x, bool), T.cast(y, bool)),
    "float_power": lambda x, y: T.power(_at_least_double(x), _at_least_double(y)),
    "fliplr": lambda m: T.flip(m, 1),
    "flipud": lambda m: T.flip(m, 0),
    "trace": lambda a, offset=0, axis1=0, axis2=1, dtype=None: T.trace(a, offset, axis1, axis2, dtype),
    "matrix_transpose": lambda x: T.swapaxes(x, -1, -2),
    "count_nonzero": lambda a, axis=None, *, keepdims=False: T.sum(T.neq(a, 0), axis=axis, keepdims=keepdims),
}

# The methods of ufuncs that are operations: np.add.reduce is a sum.
_REDUCE = {
    "add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min", "logical_and": "all", "logical_or": "any",
    "logaddexp": "logsumexp",
}  # fmt: skip
_ACCUMULATE = {"add": "cumsum", "multiply": "cumprod"}
_SCIPY_TOO = frozenset({"cbrt", "exp2", "expm1", "log1p"})  # SciPy's special functions that are NumPy's here


def call_ufunc(ufunc: np.ufunc, method: str, inputs: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """A ufunc of NumPy or SciPy, or one of its methods, on expressions.

    Raises:
        TypeError: where there is no such operation; says what there is instead.
    """
    options = {name: value for name, value in named.items() if not _is_default(name, value)}
    if "out" in options:
        says = f"np.{ufunc.__name__} cannot write an expression into an array (x += y, where x is an array, does that)"
        raise TypeError(f"{says}; write x = x + y, or use set_subtensor and inc_subtensor")
    if method == "__call__":
        dtype = options.pop("dtype", None)
        operands = [T.cast(x, dtype) for x in inputs] if dtype is not None else inputs
        return _operation(ufunc)(*operands, **options)
    if method == "outer":
        x, y = map(T.as_expression, inputs)
        return _operation(ufunc)(T.expand_dims(x, tuple(range(x.ndim, x.ndim + y.ndim))), y, **options)
    table = {"reduce": _REDUCE, "accumulate": _ACCUMULATE}.get(method, {})
    if ufunc.__name__ not in table:
        raise TypeError(f"np.{ufunc.__name__}.{method} has no counterpart on expressions{_near(ufunc.__name__)}")
    operation = getattr(T, table[ufunc.__name__])
    return _bound(operation, ("array", "axis", "dtype", "out", "keepdims"), inputs, {"axis": 0, **options}, str(ufunc))


def call_function(function: Operation, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """A function of NumPy on expressions.

    Raises:
        TypeError: where there is no such operation, or no such argument; says what there is instead.
    """
    operation = functions().get(function)
    path = f"{function.__module__}.{function.__name__}".replace("numpy", "np", 1)
    if operation is None:
        raise TypeError(f"{path} has no counterpart on expressions{_near(function.__name__)}")
    try:
        signature = inspect.signature(function)
    except ValueError:  # in C, and older NumPys say nothing about it
        return operation(*args, **named)
    given = signature.bind(*args, **named).arguments
    if any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values()):
        return operation(*args, **named)
    defaults = {name: p.default for name, p in signature.parameters.items()}
    extra = given.pop("kwargs", {})
    options = {n: v for n, v in {**given, **extra}.items() if n not in defaults or not _same(v, defaults[n])}
    return _bound(operation, tuple(defaults), (), options, path)


def _bound(
    operation: Operation, theirs: Sequence[str], args: Sequence[Any], named: Mapping[str, Any], path: str
) -> Any:
    """The operation on NumPy's arguments: by name where it has the name, else by place."""
    parameters = _parameters(operation)
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        return operation(*args, **named)
    ours = {p.name: p for p in parameters}
    places = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    found: dict[str, Any] = dict(zip(places, args, strict=False))
    for name, value in named.items():
        place = theirs.index(name) if name in theirs else len(places)
        if name in ours:
            found[name] = value
        elif place < len(places) and places[place] not in theirs:
            found[places[place]] = value
        else:
            raise TypeError(f"{path} has no argument {name} on expressions; it takes {', '.join(ours)}")
    first = [
        found.pop(name) for name in places if ours[name].kind is inspect.Parameter.POSITIONAL_ONLY and name in found
    ]
    return operation(*first, **found)


def _parameters(operation: Operation) -> list[inspect.Parameter]:
    """The parameters of a function, or the operands of an operation."""
    operands = getattr(operation, "parameters", None)
    if operands is None:
        return list(inspect.signature(operation).parameters.values())
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL)
    return [inspect.Parameter(name.lstrip("*"), kinds[name.startswith("*")]) for name in operands()]


@cache
def functions() -> dict[Operation, Operation]:
    """NumPy's functions that have a counterpart, by walking their names."""
    table: dict[Operation, Operation] = {}
    for space in _NAMESPACES:
        theirs = getattr(np, space) if space else np
        ours = getattr(T, space) if space else T
        for name in dir(theirs):
            function = getattr(theirs, name)
            operation = COMPOSED.get(name) or _named(name, ours)
            if callable(function) and not isinstance(function, type) and operation is not None:
                table[function] = operation
    return table


def _named(name: str, space: Any) -> Operation | None:
    found = getattr(space, _ALIASES.get(name, name), None)
    return found if callable(found) and not isinstance(found, type) else None


def _operation(ufunc: np.ufunc) -> Operation:
    operation = functions().get(ufunc)
    if operation is None and getattr(np, ufunc.__name__, None) is not ufunc:  # of SciPy
        space = T if ufunc.__name__ in _SCIPY_TOO else T.special
        operation = getattr(space, {"psi": "digamma"}.get(ufunc.__name__, ufunc.__name__), None)
    if operation is None:
        raise TypeError(f"{ufunc.__name__} has no counterpart on expressions{_near(ufunc.__name__)}")
    return operation


def _near(name: str) -> str:
    """The names of the surface that are like one, for messages."""
    names = {n: f"T.{n}" for n, o in vars(T).items() if callable(o) and not isinstance(o, type) and n[0] != "_"}
    for space in ("linalg", "fft", "special"):
        names |= {n: f"T.{space}.{n}" for n in getattr(T, space).__all__ if n not in names}
    close = get_close_matches(name, names, 3)
    return f"; is it {' or '.join(names[n] for n in close)}?" if close else "; see the list of operations"


def _is_default(name: str, value: Any) -> bool:
    if name == "out":
        return value is None or (isinstance(value, tuple) and all(one is None for one in value))
    return name == "where" and value is True


def _same(value: Any, default: Any) -> bool:
    return value is default or (isinstance(value, str | int | float) and bool(value == default))


def _at_least_double(x: Any) -> Any:
    expression = T.as_expression(x)
    return T.cast(expression, np.result_type(expression.dtype, np.float64))
