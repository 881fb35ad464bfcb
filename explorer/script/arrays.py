"""NumPy's functions as scripts have them: on expressions the core's, on numbers and arrays NumPy's, with limits."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.script.arithmetic import guard_matmul
from explorer.script.errors import Complaint
from explorer.script.guards import (
    check_elements,
    check_integers,
    check_items,
    elements,
    numbers_only,
    shape_elements,
)
from explorer.script.seeded import random_namespace
from explorer.script.values import Builtin, Namespace, is_symbolic, walk
from explorer.script.vocabulary import DTYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.script.limits import Limits

ELEMENTWISE = (
    *("add", "subtract", "multiply", "divide", "true_divide", "floor_divide", "mod", "power", "negative"),
    *("reciprocal", "square", "sqrt", "cbrt", "abs", "absolute", "sign", "exp", "exp2", "expm1", "log", "log2"),
    *("log10", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh"),
    *("arcsinh", "arccosh", "arctanh", "hypot", "sinc", "deg2rad", "rad2deg", "radians", "degrees", "logaddexp"),
    *("maximum", "minimum", "clip", "where", "ceil", "floor", "trunc", "round", "real", "imag", "conj", "angle"),
    *("isnan", "isinf", "isfinite", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
    *("logical_and", "logical_or", "logical_not", "allclose", "isclose", "array_equal"),
)

# Results with no more elements than the arguments have together.
SHRINKING = (
    *("sum", "prod", "mean", "var", "std", "max", "min", "amax", "amin", "ptp", "argmax", "argmin", "any", "all"),
    *("cumsum", "cumprod", "sort", "argsort", "median", "diff", "trapezoid", "average", "nansum", "reshape"),
    *("ravel", "transpose", "swapaxes", "moveaxis", "expand_dims", "squeeze", "roll", "flip", "concatenate"),
    *("stack", "hstack", "vstack", "atleast_1d", "atleast_2d", "zeros_like", "ones_like", "full_like", "tril"),
    *("triu", "diagonal", "trace", "vdot", "shape", "ndim", "size", "isscalar"),
)


def _first(x: Any, *_: Any, **__: Any) -> float:
    return elements(x)


def _shape(shape: Any, *_: Any, **__: Any) -> float:
    return shape_elements(shape)


def _square(N: Any, M: Any = None, *_: Any, **__: Any) -> float:
    return shape_elements([N, N if M is None else M])


def _identity(n: Any, *_: Any, **__: Any) -> float:
    return shape_elements([n, n])


def _arange(start: Any, stop: Any = None, step: Any = 1, *_: Any, **__: Any) -> float:
    first, last = (0, start) if stop is None else (start, stop)
    return abs(float(last - first) / float(step)) if step else 0.0


def _linspace(start: Any, stop: Any, num: Any = 50, *_: Any, **__: Any) -> float:
    return float(num) * max(elements(start), elements(stop))


def _tile(A: Any, reps: Any) -> float:
    return elements(A) * shape_elements(reps)


def _repeat(a: Any, repeats: Any, *_: Any, **__: Any) -> float:
    if isinstance(repeats, int):
        return elements(a) * repeats
    return elements(a) * sum(int(count) for count in np.ravel(repeats))


def _product(a: Any, b: Any, *_: Any, **__: Any) -> float:
    return elements(a) * elements(b)


def _broadcast_to(_x: Any, shape: Any, *_: Any, **__: Any) -> float:
    return shape_elements(shape)


def _meshgrid(*vectors: Any, **_: Any) -> float:
    return len(vectors) * math.prod(elements(vector) for vector in vectors)


def _diag(v: Any, k: Any = 0) -> float:
    return (elements(v) + abs(k)) ** 2 if np.ndim(v) == 1 else elements(v)


# How many elements the result has, from the arguments.
SIZES: dict[str, Callable[..., float]] = {
    "arange": _arange,
    "array": _first,
    "asarray": _first,
    "broadcast_to": _broadcast_to,
    "diag": _diag,
    "eye": _square,
    "full": _shape,
    "identity": _identity,
    "kron": _product,
    "linspace": _linspace,
    "meshgrid": _meshgrid,
    "ones": _shape,
    "outer": _product,
    "repeat": _repeat,
    "tile": _tile,
    "tri": _square,
    "zeros": _shape,
}

PRODUCTS = ("dot", "matmul", "inner")

# Where the core calls it otherwise.
CORE_NAMES = {
    "absolute": "abs",
    "amax": "max",
    "amin": "min",
    "array": "as_tensor_variable",
    "asarray": "as_tensor_variable",
    "degrees": "rad2deg",
    "equal": "eq",
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "not_equal": "neq",
    "radians": "deg2rad",
    "true_divide": "divide",
}

CONSTANTS: dict[str, Any] = {
    "e": math.e,
    "euler_gamma": float(np.euler_gamma),
    "inf": math.inf,
    "nan": math.nan,
    "newaxis": None,
    "pi": math.pi,
}

LINALG = ("norm", "inv", "pinv", "det", "solve", "eigvalsh", "cholesky", "matrix_rank")

# Written out, so that nothing else of NumPy can be reached.
KEYWORDS = frozenset(
    (
        *("a", "a_max", "a_min", "arr", "array", "atol", "axes", "axis", "axis1", "axis2", "base", "copy", "ddof"),
        *("dtype", "endpoint", "equal_nan", "fill_value", "indexing", "k", "keepdims", "mode", "n", "ndmin", "num"),
        *("offset", "ord", "reps", "repeats", "rtol", "shape", "shift", "start", "step", "stop", "weights", "x", "y"),
    )
)


def numpy_namespace(core: Mapping[str, Builtin], linalg: Namespace, fft: Namespace, limits: Limits) -> Namespace:
    """``np``, with the core's functions behind NumPy's names."""
    members: dict[str, Any] = dict(CONSTANTS)
    for name in (*ELEMENTWISE, *SHRINKING, *SIZES, *PRODUCTS):
        members[name] = _dispatched(name, vars(np)[name], core, limits)
    for name in DTYPES:
        members[name] = Builtin(f"np.{name}", partial(_convert, name), defers=True, dtype=name)
    for name, dtype in (("float", "float64"), ("int_", "int64"), ("bool_", "bool"), ("double", "float64")):
        members[name] = members[dtype]
    for name in ("einsum", "tensordot", "interp", "convolve", "pad", "split", "take", "choose", "searchsorted"):
        if name in core:
            members[name] = core[name]
    members["linalg"] = Namespace(
        "numpy.linalg",
        {
            **linalg.members,
            **{name: _dispatched(name, vars(np.linalg)[name], linalg.members, limits) for name in LINALG},
        },
    )
    members["fft"] = fft
    members["random"] = random_namespace(limits)
    return Namespace("numpy", members)


def _dispatched(name: str, concrete: Callable[..., Any], core: Mapping[str, Any], limits: Limits) -> Builtin:
    symbolic = core.get(CORE_NAMES.get(name, name))

    def call(*args: Any, **kwargs: Any) -> Any:
        if is_symbolic([args, kwargs]):
            if symbolic is None:
                message = f"np.{name} does not take expressions"
                raise Complaint(message)
            return symbolic(*args, **kwargs)
        _check_arguments(name, args, kwargs)
        _check_size(name, args, kwargs, limits)
        return numbers_only(concrete(*args, **kwargs))

    call.__doc__ = (symbolic.function.__doc__ if symbolic is not None else None) or concrete.__doc__
    return Builtin(f"np.{name}", call, defers=True)


def method(name: str, value: np.ndarray | np.generic, function: Callable[..., Any], limits: Limits) -> Builtin:
    """A method of an array, with limits on what it gives."""

    def call(*args: Any, **kwargs: Any) -> Any:
        if is_symbolic([args, kwargs]):
            message = f"an array's {name} does not take expressions"
            raise Complaint(message, f"make an expression of the array: constant(a).{name}(…).")
        _check_arguments(name, args, kwargs)
        _check_size(name, (value, *args), kwargs, limits)
        if name == "tolist":
            check_items(value.size, limits)
        return numbers_only(function(*args, **kwargs))

    return Builtin(name, call, defers=True)


def check_index(value: np.ndarray, index: Any, limits: Limits) -> None:
    """Complain about an index that would pick out more elements than an array may have."""
    parts = index if isinstance(index, tuple) else (index,)
    picked = [np.shape(part) for part in parts if isinstance(part, list | np.ndarray)]
    if picked:
        rest = math.prod(value.shape[len(picked) :])
        check_elements(float(math.prod(np.broadcast_shapes(*picked))) * rest, limits)


def _check_arguments(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    for keyword in kwargs:
        if keyword not in KEYWORDS:
            message = f"np.{name} has no argument {keyword} here"
            raise Complaint(message)
    check_integers([args, list(kwargs.values())])
    for value in walk([args, list(kwargs.values())]):
        if isinstance(value, str) and value not in _TEXTS:
            message = f"np.{name} does not take the text {value!r:.40}"
            raise Complaint(message)


_TEXTS = frozenset((*DTYPES, "float", "int", "complex", "xy", "ij", "fro", "nuc"))


def _check_size(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], limits: Limits) -> None:
    if name in SIZES:
        try:
            size = SIZES[name](*args, **kwargs)
        except TypeError:
            return  # wrong arguments; NumPy says which
        check_elements(size, limits)
    elif name in PRODUCTS and len(args) == 2:
        left, right = (np.asarray(value) for value in args)
        guard_matmul(left, right, limits)
    elif name in ELEMENTWISE:
        check_elements(_broadcast(args), limits)
    elif name in {"stack", "concatenate", "hstack", "vstack"}:
        check_elements(sum(elements(value) for value in args), limits)


def _broadcast(values: tuple[Any, ...]) -> float:
    try:
        return float(math.prod(np.broadcast_shapes(*(np.shape(value) for value in values))))
    except ValueError:
        return 0.0  # they do not fit; NumPy says so


def _convert(dtype: str, value: Any = 0) -> Any:
    if is_symbolic(value):
        message = f"an expression is converted with cast(x, {dtype!r})"
        raise Complaint(message)
    return numbers_only(np.asarray(value)).astype(dtype)[()]
