"""``math``: Python's functions on numbers, the core's on expressions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from explorer.script.errors import Complaint
from explorer.script.values import Builtin, Namespace, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Python's name → the core's, empty where it has none.
FUNCTIONS = {
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "ceil": "ceil",
    "comb": "",
    "copysign": "",
    "cos": "cos",
    "cosh": "cosh",
    "degrees": "rad2deg",
    "erf": "erf",
    "erfc": "erfc",
    "exp": "exp",
    "expm1": "expm1",
    "factorial": "",
    "fabs": "abs",
    "floor": "floor",
    "fmod": "",
    "fsum": "",
    "gamma": "gamma",
    "gcd": "",
    "hypot": "hypot",
    "isclose": "",
    "isfinite": "isfinite",
    "isinf": "isinf",
    "isnan": "isnan",
    "lgamma": "gammaln",
    "log": "log",
    "log10": "log10",
    "log1p": "log1p",
    "log2": "log2",
    "pow": "power",
    "prod": "",
    "radians": "deg2rad",
    "sin": "sin",
    "sinh": "sinh",
    "sqrt": "sqrt",
    "tan": "tan",
    "tanh": "tanh",
    "trunc": "trunc",
}

_LARGEST = 500  # of what is multiplied up: 500! has 3 767 bits
_GROWING = {"comb", "factorial", "gcd", "prod"}


def math_namespace(core: Mapping[str, Any]) -> Namespace:
    """The module."""
    members: dict[str, Any] = {"e": math.e, "inf": math.inf, "nan": math.nan, "pi": math.pi, "tau": math.tau}
    for name, instead in FUNCTIONS.items():
        members[name] = Builtin(f"math.{name}", _either(name, vars(math)[name], core.get(instead)), defers=True)
    return Namespace("math", members)


def _either(name: str, concrete: Callable[..., Any], symbolic: Builtin | None) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        if is_symbolic(args):
            if symbolic is None:
                message = f"math.{name} does not take expressions"
                raise Complaint(message)
            symbolic.check(args, kwargs)
            return symbolic.function(*args, **kwargs)
        if name in _GROWING and any(isinstance(value, int) and abs(value) > _LARGEST for value in args):
            message = f"math.{name} takes whole numbers up to {_LARGEST} here"
            raise Complaint(message, "use gammaln for large ones.")
        return concrete(*args, **kwargs)

    call.__doc__ = symbolic.function.__doc__ if symbolic is not None else concrete.__doc__
    return call
