"""Each operation on vectors of numbers: as NumPy computes it, to the last places and at every special number."""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING

from explorer.core.expr import Constant
from explorer.core.ops.arithmetic import SMALL_POWERS, raised

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from explorer.core.evaluate.native.body import Body
    from explorer.core.expr import Apply

    Operation = Callable[..., str]

_LOG2 = math.log(2.0)


def _instruction(name: str) -> Operation:
    return lambda b, x, y: b.apply(name, x, y)


def _relation(name: str) -> Operation:
    return lambda b, x, y: b.compare(name, x, y)


def _function(name: str) -> Operation:
    return lambda b, *operands: b.function(name, *operands)


def _intrinsic(name: str) -> Operation:
    return lambda b, x: b.intrinsic(name, x)


def _times(factor: float) -> Operation:
    return lambda b, x: b.apply("fmul", x, b.constant(factor))


def _negative(b: Body, x: str) -> str:
    return b.emit(f"fneg {b.number} {x}")


def _reciprocal(b: Body, x: str) -> str:
    return b.apply("fdiv", b.constant(1.0), x)


def _sign(b: Body, x: str) -> str:
    zero = b.constant(0.0)
    nought = b.apply("fsub", x, x)  # NaN of NaN
    nought = b.select(b.compare("oeq", x, x), zero, nought)
    below = b.select(b.compare("olt", x, zero), b.constant(-1.0), nought)
    return b.select(b.compare("ogt", x, zero), b.constant(1.0), below)


def _isnan(b: Body, x: str) -> str:
    return b.compare("uno", x, x)


def _isinf(b: Body, x: str) -> str:
    return b.compare("oeq", b.intrinsic("fabs", x), b.constant(math.inf))


def _isfinite(b: Body, x: str) -> str:
    return b.compare("olt", b.intrinsic("fabs", x), b.constant(math.inf))


def _larger(b: Body, x: str, y: str) -> str:
    """NumPy's maximum: NaN where either is."""
    return b.select(b.logic("or", b.compare("oge", x, y), _isnan(b, x)), x, y)


def _smaller(b: Body, x: str, y: str) -> str:
    return b.select(b.logic("or", b.compare("ole", x, y), _isnan(b, x)), x, y)


def _clip(b: Body, x: str, low: str, high: str) -> str:
    return _smaller(b, _larger(b, x, low), high)


def _relu(b: Body, x: str) -> str:
    zero = b.constant(0.0)
    return b.select(b.logic("or", b.compare("ogt", x, zero), _isnan(b, x)), x, zero)


def _fading(b: Body, x: str) -> str:
    """The exponential of -|x|."""
    return b.function("exp", _negative(b, b.intrinsic("fabs", x)))


def _sigmoid(b: Body, x: str) -> str:
    e, one = _fading(b, x), b.constant(1.0)
    above = b.apply("fdiv", one, b.apply("fadd", one, e))  # the same for −x: a division costs as much as a function
    return b.select(b.compare("oge", x, b.constant(0.0)), above, b.apply("fmul", e, above))


def _softplus(b: Body, x: str) -> str:
    return b.apply("fadd", _larger(b, x, b.constant(0.0)), b.function("log1p", _fading(b, x)))


def _sech(b: Body, x: str) -> str:
    e = _fading(b, x)
    below = b.apply("fadd", b.constant(1.0), b.apply("fmul", e, e))
    return b.apply("fdiv", b.apply("fmul", b.constant(2.0), e), below)


def _log1mexp(b: Body, x: str) -> str:
    near = b.function("log", _negative(b, b.function("expm1", x)))
    far = b.function("log1p", _negative(b, b.function("exp", x)))
    return b.select(b.compare("ogt", x, b.constant(-_LOG2)), near, far)


def _logaddexp(b: Body, x: str, y: str) -> str:
    apart = b.apply("fadd", _larger(b, x, y), b.function("log1p", _fading(b, b.apply("fsub", x, y))))
    return b.select(b.compare("oeq", x, y), b.apply("fadd", x, b.constant(_LOG2)), apart)


def _logcosh(b: Body, x: str) -> str:
    size = b.intrinsic("fabs", x)
    half = b.function("sinh", b.apply("fmul", size, b.constant(0.5)))
    near = b.function("log1p", b.apply("fmul", b.constant(2.0), b.apply("fmul", half, half)))
    fading = b.function("log1p", b.function("exp", b.apply("fmul", size, b.constant(-2.0))))
    far = b.apply("fsub", b.apply("fadd", size, fading), b.constant(_LOG2))
    return b.select(b.compare("olt", size, b.constant(1.0)), near, far)


def _product(b: Body, seed: str, partial: str) -> str:
    """The product of the chain rule: a zero wins over an infinity (`explorer.core.ops.absorbing`)."""
    zero = b.constant(0.0)
    lost = b.logic("and", b.compare("oeq", partial, zero), _isinf(b, seed))
    return b.select(b.logic("or", b.compare("oeq", seed, zero), lost), zero, b.apply("fmul", seed, partial))


def _quotient(b: Body, seed: str, partial: str) -> str:
    zero = b.constant(0.0)
    return b.select(b.compare("oeq", seed, zero), zero, b.apply("fdiv", seed, partial))


# By the names of operations; operands are numbers, or truths where `LOGICAL` says so.
OPERATIONS: dict[str, Operation] = {
    "add": _instruction("fadd"),
    "subtract": _instruction("fsub"),
    "multiply": _instruction("fmul"),
    "divide": _instruction("fdiv"),
    "negative": _negative,
    "reciprocal": _reciprocal,
    "square": lambda b, x: b.apply("fmul", x, x),
    **{name: _relation(f"o{name}") for name in ("lt", "le", "gt", "ge", "eq")},
    "neq": _relation("une"),
    **{name: _intrinsic(name) for name in ("sqrt", "floor", "ceil", "trunc")},
    "round": _intrinsic("roundeven"),
    "abs": _intrinsic("fabs"),
    "sign": _sign,
    "isnan": _isnan,
    "isinf": _isinf,
    "isfinite": _isfinite,
    "maximum": _larger,
    "minimum": _smaller,
    "clip": _clip,
    "relu": _relu,
    "switch": lambda b, truth, x, y: b.select(truth, x, y),
    "logical_and": lambda b, x, y: b.logic("and", x, y),
    "logical_or": lambda b, x, y: b.logic("or", x, y),
    "logical_not": lambda b, x: b.negated(x),
    "deg2rad": _times(math.pi / 180.0),
    "rad2deg": _times(180.0 / math.pi),
    **{
        name: _function(name)
        for name in ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "cbrt", "erf", "erfc")
    },
    **{name: _function(name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "hypot")},
    **{f"arc{name}": _function(f"a{name}") for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "arctan2": _function("atan2"),
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "sech": _sech,
    "log1mexp": _log1mexp,
    "logaddexp": _logaddexp,
    "logcosh": _logcosh,
    "absorbing_multiply": _product,
    "absorbing_divide": _quotient,
}
LOGICAL = frozenset({"logical_and", "logical_or", "logical_not"})  # of truths; of `switch` the first operand is one
_SEVERAL = frozenset({"add", "multiply", "maximum", "minimum", "logical_and", "logical_or"})  # of two or more

# What each of them calls, where it is not a function itself.
_CALLS = {
    "sigmoid": ("exp",),
    "softplus": ("exp", "log1p"),
    "sech": ("exp",),
    "log1mexp": ("log", "log1p", "exp", "expm1"),
    "logaddexp": ("log1p", "exp"),
    "logcosh": ("sinh", "log1p", "exp"),
    "arctan2": ("atan2",),
    **{f"arc{name}": (f"a{name}",) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{
        name: (name,)
        for name in (
            *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "cbrt", "erf", "erfc"),
            *("sin", "cos", "tan", "sinh", "cosh", "tanh", "hypot"),
        )
    },
}


def has(node: Apply, functions: Container[str]) -> bool:
    """Whether an operation can be written, where the C library has these functions of several numbers."""
    name = node.op.name
    if name == "power":
        return _whole_exponent(node) is not None or "pow" in functions
    if name not in OPERATIONS or getattr(node.op, "both", False):
        return False
    return all(function in functions for function in _CALLS.get(name, ()))


def write(body: Body, node: Apply, operands: list[str]) -> str:
    """The lines of an operation; the name of its value."""
    name = node.op.name
    if name == "power":
        return _power(body, node, operands)
    operation = OPERATIONS[name]
    if name in _SEVERAL:
        return reduce(lambda x, y: operation(body, x, y), operands)
    return operation(body, *operands)


def _power(body: Body, node: Apply, operands: list[str]) -> str:
    times = _whole_exponent(node)
    if times is None:
        return body.function("pow", *operands)
    return raised(operands[0], times, lambda x: body.apply("fmul", x, x), lambda x, y: body.apply("fmul", x, y))


def _whole_exponent(node: Apply) -> int | None:
    """The exponent of a power, where it is a small whole number that is multiplied out."""
    x = node.inputs[1]
    text = f"{x.value:g}" if isinstance(x, Constant) and not x.ndim else ""
    return int(text) if text in SMALL_POWERS | {"2"} else None
