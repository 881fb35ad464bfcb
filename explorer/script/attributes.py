"""What may be written after a dot. Whatever is not in these tables is not there."""

from __future__ import annotations

import difflib
import operator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.expr import Expression
from explorer.script import arrays
from explorer.script.compiled import Compiled, Graph, Maker
from explorer.script.errors import Complaint
from explorer.script.growing import METHODS
from explorer.script.seeded import Generator, RandomState
from explorer.script.values import Builtin, Namespace, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from explorer.script.limits import Limits


def _fields(*names: str) -> dict[str, Callable[[Any], Any]]:
    return {name: operator.attrgetter(name) for name in names}


def _methods(*names: str, evaluates: bool = False) -> dict[str, Callable[[Any], Any]]:
    def reader(name: str) -> Callable[[Any], Any]:
        read = operator.attrgetter(name)
        return lambda value: Builtin(name, read(value), evaluates=evaluates)

    return {name: reader(name) for name in names}


_ARRAY_FIELDS = ("T", "dtype", "imag", "ndim", "real", "shape", "size")
_ARRAY_METHODS = (
    *("all", "any", "argmax", "argmin", "astype", "clip", "conj", "copy", "cumprod", "cumsum", "diagonal", "dot"),
    *("flatten", "max", "mean", "min", "prod", "ravel", "repeat", "reshape", "round", "squeeze", "std", "sum"),
    *("swapaxes", "take", "trace", "transpose", "var"),
)

_SEEDED = ("choice", "exponential", "normal", "permutation", "poisson", "random", "standard_normal", "uniform")

NUMPY_METHODS = (*(name for name in _ARRAY_METHODS if name != "take"), "item", "tolist")

ATTRIBUTES: dict[type, Mapping[str, Callable[[Any], Any]]] = {
    Expression: {
        **_fields(*_ARRAY_FIELDS, "name", "type"),
        **_methods(*(name for name in (*_ARRAY_METHODS, "dimshuffle") if name in dir(Expression))),
        **_methods("eval", "get_value", "set_value", evaluates=True),
    },
    np.ndarray: {**_fields(*_ARRAY_FIELDS), **_fields(*NUMPY_METHODS)},
    np.generic: {**_fields(*_ARRAY_FIELDS), **_fields(*(name for name in NUMPY_METHODS if name in dir(np.generic)))},
    complex: {**_fields("imag", "real"), **_methods("conjugate")},
    float: {**_fields("imag", "real"), **_methods("is_integer")},
    int: {**_fields("imag", "real")},
    Compiled: {
        **_fields("maker", "outputs", "source", "steps", "trust_input"),
        "unchecked": lambda value: value,  # its speed is for Python; a script keeps the checks
    },
    Maker: _fields("fgraph"),
    Graph: _fields("outputs", "inputs"),
    RandomState: _methods(*_SEEDED, "rand", "randint", "randn", "seed"),
    Generator: _methods(*_SEEDED, "integers"),
}


def _set_name(value: Any, name: Any) -> None:
    if not isinstance(name, str | None):
        message = f"a name is a string, not {describe(name)}"
        raise Complaint(message)
    value.name = name


def _set_trust(value: Any, trust: Any) -> None:
    value.trust_input = bool(trust)


SETTABLE: dict[type, dict[str, Callable[[Any, Any], None]]] = {
    Expression: {"name": _set_name},
    Compiled: {"trust_input": _set_trust},
}

_SHORT = 5

# What people try, and what they mean.
_INSTEAD = {
    "format": 'texts are put together with f-strings: f"{x:.3f}".',
    "join": "print takes several values: print(a, b).",
    "grad": "write grad(y, x).",
    "backward": "write grad(y, x).",
    "diff": "write grad(y, x).",
    "numpy": "call a compiled function for values: f = function([x], y); f([1, 2]).",
    "detach": "write disconnected_grad(x).",
    "t": "write x.T.",
    "matmul": "write a @ b.",
    "len": "write x.shape[0].",
}


def read(value: Any, name: str, limits: Limits) -> Any:
    """``value.name``, where scripts may have it."""
    if isinstance(value, Namespace):
        if name in value.members:
            return value.members[name]
        message = f"{value.name} has no {name}"
        raise Complaint(message, _INSTEAD.get(name) or nearest(name, value.members))
    methods = METHODS.get(type(value), {})
    if name in methods:
        return Builtin(name, partial(methods[name], limits, value), keeps=True)
    table = _table(value)
    if name in table:
        try:
            found = table[name](value)
        except AttributeError as error:  # in the table of all expressions, but only some have it: get_value
            message = f"{describe(value)} of this kind has no .{name}"
            raise Complaint(message) from error
        if isinstance(value, np.ndarray | np.generic) and name in NUMPY_METHODS:
            return arrays.method(name, value, found, limits)
        return found
    message = (
        f"{describe(value)} has no .{name}" if table or methods else f"nothing can follow a dot after {describe(value)}"
    )
    raise Complaint(message, _INSTEAD.get(name) or nearest(name, [*table, *methods]))


def write(value: Any, name: str, new: Any) -> None:
    """``value.name = new``, where scripts may do it."""
    for kind, table in SETTABLE.items():
        if isinstance(value, kind) and name in table:
            table[name](value, new)
            return
    message = f".{name} of {describe(value)} cannot be set"
    raise Complaint(message, "give the new value a name of its own.")


def _table(value: Any) -> Mapping[str, Callable[[Any], Any]]:
    for kind in type(value).__mro__:
        if kind in ATTRIBUTES:
            return ATTRIBUTES[kind]
    return {}


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint that names what is spelt most like ``name``, or empty."""
    names = tuple(names)
    folded = {known.lower(): known for known in names}
    if name.lower() in folded:
        return f"did you mean {folded[name.lower()]}?"
    # a short name has fewer letters that can be right
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6 if len(name) < _SHORT else 0.72)
    return f"did you mean {found[0]}?" if found else ""
