"""Programs over Python's floats and `math`, for graphs of numbers alone: twenty times as quick as NumPy on one number.

Where such a program would meet an infinity or NaN that NumPy computes without ado, `math` raises: then NumPy is asked.
What it gives differs from NumPy's by the rounding of a function of the C library, a unit in the last place or two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.writer import Writer
from explorer.core.expr import Constant
from explorer.core.graph import applies
from explorer.core.op import fill_template
from explorer.core.ops.arithmetic import SMALL_POWERS, raised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression

RAISES = (ZeroDivisionError, OverflowError, ValueError)  # where NumPy gives an infinity or NaN


def _expit(x: float) -> float:
    e = math.exp(-abs(x))
    return (1.0 if x >= 0.0 else e) / (1.0 + e)


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _log1mexp(x: float) -> float:
    return math.log(-math.expm1(x)) if x > -math.log(2.0) else math.log1p(-math.exp(x))


def _logaddexp(x: float, y: float) -> float:
    if x == y:
        return x + math.log(2.0)
    return max(x, y) + math.log1p(math.exp(-abs(x - y)))


def _sech(x: float) -> float:
    e = math.exp(-abs(x))
    return 2.0 * e / (1.0 + e * e)


def _logcosh(x: float) -> float:
    size = abs(x)
    if size < 1.0:
        return math.log1p(2.0 * math.sinh(size / 2.0) ** 2)
    return size + math.log1p(math.exp(-2.0 * size)) - math.log(2.0)


def _product(seed: float, partial: float) -> float:
    return 0.0 if seed == 0.0 else _number(seed * partial)


def _quotient(seed: float, partial: float) -> float:
    return 0.0 if seed == 0.0 else _number(seed / partial)


def _number(x: float) -> float:
    if x != x:  # noqa: PLR0124 - NaN: here a zero may have to win
        raise ValueError
    return x


def _clip(x: float, low: float, high: float) -> float:
    if low <= high:
        return min(max(x, low), high)
    raise ValueError


NAMESPACE: dict[str, Any] = {
    "math": math,
    "expit": _expit,
    "softplus": _softplus,
    "log1mexp": _log1mexp,
    "logaddexp": _logaddexp,
    "sech": _sech,
    "logcosh": _logcosh,
    "product": _product,
    "quotient": _quotient,
    "clip": _clip,
    "__builtins__": {"abs": abs, "float": float},
}

# Templates over the operands, named as on the cards. Where the code on the card is an operator, it serves here too.
OPERATORS = frozenset(
    {"add", "subtract", "negative", "multiply", "divide", "reciprocal", "eq", "neq", "lt", "le", "gt", "ge"}
)
TEMPLATES: dict[str, str] = {
    **{name: f"math.{name}($x)" for name in ("sqrt", "cbrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p")},
    **{name: f"math.{name}($x)" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfc")},
    **{f"arc{name}": f"math.a{name}($x)" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "arctan2": "math.atan2($y, $x)",
    "hypot": "math.hypot($x, $y)",
    "deg2rad": "math.radians($x)",
    "rad2deg": "math.degrees($x)",
    "abs": "abs($x)",
    "sign": "(1.0 if $x > 0.0 else -1.0 if $x < 0.0 else $x - $x)",
    "square": "$x * $x",
    "power": "math.pow($x, $y)",
    "maximum": "($x if $x >= $y or $x != $x else $y)",
    "minimum": "($x if $x <= $y or $x != $x else $y)",
    "relu": "($x if $x > 0.0 or $x != $x else 0.0)",
    "clip": "clip($x, $lo, $hi)",
    "switch": "($a if $condition else $b)",
    "logical_and": "($x and $y)",
    "logical_or": "($x or $y)",
    "logical_not": "(not $x)",
    "isnan": "($x != $x)",
    "isinf": "math.isinf($x)",
    "isfinite": "math.isfinite($x)",
    "sigmoid": "expit($x)",
    "softplus": "softplus($x)",
    "log1mexp": "log1mexp($x)",
    "logaddexp": "logaddexp($x, $y)",
    "logcosh": "logcosh($x)",
    "sech": "sech($x)",
    "absorbing_multiply": "product($seed, $partial)",
    "absorbing_divide": "quotient($seed, $partial)",
}
WHOLE_POWERS = SMALL_POWERS | {"2"}
_FLOAT, _BOOL = np.dtype("float64"), np.dtype(bool)
_LOGICAL = frozenset({"logical_and", "logical_or", "logical_not", "switch"})


def are_floats(inputs: Sequence[Expression], outputs: Sequence[Expression]) -> bool:
    """Whether a graph is of numbers alone, and its operations all have templates."""
    return (
        bool(outputs)
        and all(e.type.dtype == _FLOAT and not e.type.shape for e in (*inputs, *outputs))
        and all(
            has_template(node) and not any(e.type.shape for e in (*node.inputs, *node.outputs))
            for node in applies(outputs)
        )
    )


def has_template(node: Apply) -> bool:
    """Whether an operation can be written on floats, element by element: it has a template, and takes doubles."""
    name = node.op.name
    if name not in TEMPLATES and name not in OPERATORS:
        return False
    if any(e.type.dtype not in (_FLOAT, _BOOL) for e in node.outputs):
        return False
    for place, x in enumerate(node.inputs):
        truth = name in _LOGICAL and (name != "switch" or place == 0)
        plain = isinstance(x, Constant) and x.type.dtype.kind in "iu" and not truth
        if not (plain or x.type.dtype == (_BOOL if truth else _FLOAT)):
            return False
    return True


@dataclass
class FloatWriter(Writer):
    """Writes the templates of this file."""

    def __post_init__(self) -> None:
        """No name of a variable may stand for a name that a program sees."""
        self._taken |= {*NAMESPACE, *NAMESPACE["__builtins__"]}

    def statement(self, node: Apply, indent: int) -> None:
        """One statement."""
        operands = [self.operand(x) for x in node.inputs]
        (result,) = (self.fresh(e.name, "t") for e in node.outputs)
        self.names[node.output()] = result
        self.line(f"{result} = {self._text(node, operands)}", node.output(), indent)

    def operand(self, expression: Expression, beside: np.dtype | None = None) -> str:
        """The name of something computed, or a literal."""
        if not isinstance(expression, Constant):
            return self.names[expression]
        value = expression.value.item()
        if isinstance(value, float) and not math.isfinite(value):
            return f'float("{value}")'
        return f"({value!r})" if value < 0 else repr(value)

    @staticmethod
    def _text(node: Apply, operands: list[str]) -> str:
        name = node.op.name
        exponent = operands[1].removesuffix(".0") if name == "power" else ""
        if exponent in WHOLE_POWERS:
            return raised(operands[0], int(exponent), _square)
        template = TEMPLATES.get(name)
        if template is None:
            return node.op.python(*operands)
        return fill_template(template, node.op.parameters(), operands)


def _square(x: str) -> str:
    """X · x: exact to half a unit, in a tenth of the time of ``math.pow``."""
    return f"({x}) * ({x})" if " " in x else f"{x} * {x}"
