"""What is known of an expression's values: an interval, and whether every value is finite.

Variables are taken to be finite numbers. Sums, products and powers of finite numbers are taken to be finite (up to
overflow beyond 1e308), exponentials are not unless their argument is bounded above. Zeros are taken without their sign:
the infinity that one makes may have the other. Rules ask here before they drop a case.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from explorer.core.expr import Constant
from explorer.core.rewrite.analysis import analyse

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Apply, Expression

_INF = math.inf


class Range(NamedTuple):
    """What the values lie between, for finite variables.

    Attributes:
        low, high: ``low <= value <= high``.
        finite: no value is infinite or NaN.
        defined: no value is NaN; said only where it is not finite.
    """

    low: float = -_INF
    high: float = _INF
    finite: bool = False
    defined: bool = False

    @property
    def sound(self) -> bool:
        """Whether no value is NaN."""
        return self.finite or self.defined

    @property
    def nonzero(self) -> bool:
        """Whether 0 is not among the values."""
        return self.low > 0 or self.high < 0


ANYTHING = Range()
_REAL = Range(finite=True)
_LARGEST_EXPONENT = 80.0  # e^80 is finite in float32 too, and so is its square in float64


def values_of(expression: Expression) -> Range:
    """What is known of the values of ``expression``."""
    known = expression.range
    return known if known is not None else analyse(expression, "range", _leaf, lambda _, node: _infer(node))


def _leaf(expression: Expression) -> Range:
    if not isinstance(expression, Constant):
        return Range(0, 1, finite=True) if expression.dtype.kind == "b" else _REAL
    value = expression.value
    if value.dtype.kind == "c":
        return Range(finite=bool(np.isfinite(value).all()))
    if value.size == 0:
        return _REAL
    if not np.isfinite(value).all():
        return ANYTHING
    return Range(float(value.min()), float(value.max()), finite=True)


def _of(expression: Expression) -> Range:
    known = expression.range
    assert known is not None
    return known


def _infer(node: Apply) -> Range:
    if any(x.dtype.kind == "c" for x in node.inputs):
        return Range(finite=all(_of(x).finite for x in node.inputs) and node.op.name in _TAME)
    if _is_log_probability(node):
        return Range(high=0.0, finite=_of(node.inputs[0]).finite)
    rule = _RULES.get(node.op.name)
    if rule is not None:
        return rule(*(_of(x) for x in node.inputs))
    if node.op.name in _PASSES:
        return _of(node.inputs[_PASSES[node.op.name]])
    if node.types[0].dtype.kind == "b":
        return Range(0, 1, finite=True)
    if node.op.name in _TAME and all(_of(x).finite for x in node.inputs):
        return _REAL
    return ANYTHING


def _is_log_probability(node: Apply) -> bool:
    """Whether it is x - logsumexp(x): the logarithm of a share is not positive."""
    if node.op.name != "subtract":
        return False
    x, total = node.inputs
    return total.owner is not None and total.owner.op.name == "logsumexp" and total.owner.inputs[0] is x


def _sum(*xs: Range) -> Range:
    # Infinities of one sign add up; of both they may cancel to NaN.
    defined = all(x.sound and (x.low > -_INF or x.finite) for x in xs)
    return Range(sum(x.low for x in xs), sum(x.high for x in xs), all(x.finite for x in xs), defined)


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _product(*xs: Range) -> Range:
    total = xs[0]
    for x in xs[1:]:
        corners = [_times(a, b) for a in total[:2] for b in x[:2]]
        # 0 · ∞ is NaN.
        kept = total.sound and x.sound and (total.finite or x.nonzero) and (x.finite or total.nonzero)
        total = Range(min(corners), max(corners), total.finite and x.finite, defined=kept)
    return total


def _reciprocal(x: Range) -> Range:
    if x.low > 0:
        return Range(1 / x.high if x.high < _INF else 0.0, 1 / x.low, finite=x.sound)
    if x.high < 0:
        return Range(1 / x.high, 1 / x.low if x.low > -_INF else 0.0, finite=x.sound)
    return Range(0.0, _INF) if x.low >= 0 else ANYTHING


def _power(x: Range, y: Range) -> Range:
    if y.low == y.high and y.low == int(y.low):
        exponent = int(y.low)
        if exponent == 0:
            return Range(1, 1, finite=True)
        if exponent > 0:
            even = exponent % 2 == 0
            if not even or x.low >= 0:
                return Range(_raise(x.low, exponent), _raise(x.high, exponent), x.finite, x.sound)
            smallest = 0.0 if x.high >= 0 else _raise(x.high, exponent)
            return Range(smallest, max(_raise(x.low, exponent), _raise(x.high, exponent)), x.finite, x.sound)
        return _reciprocal(_power(x, Range(-exponent, -exponent, finite=True)))
    if x.low > 0 or (x.low >= 0 and y.low >= 0):
        return Range(0, _INF, x.finite and y.finite and y.low >= 0)
    return ANYTHING


def _raise(x: float, exponent: int) -> float:
    try:
        return x**exponent
    except OverflowError:
        return _INF if x > 0 or exponent % 2 == 0 else -_INF


def _exp(x: Range) -> Range:
    low = math.exp(x.low) if x.low > -700 else 0.0
    if x.high < _LARGEST_EXPONENT:
        return Range(low, math.exp(x.high), finite=x.sound)
    return Range(low, _INF, defined=x.sound)


def _log(x: Range) -> Range:
    if x.low > 0:
        return Range(math.log(x.low), math.log(x.high) if x.high < _INF else _INF, x.finite, x.sound)
    return ANYTHING


def _sqrt(x: Range) -> Range:
    return Range(math.sqrt(x.low), math.sqrt(x.high), x.finite, x.sound) if x.low >= 0 else Range(0, _INF)


def _abs(x: Range) -> Range:
    low = 0.0 if x.low <= 0 <= x.high else min(abs(x.low), abs(x.high))
    return Range(low, max(abs(x.low), abs(x.high)), x.finite, x.sound)


def _union(*xs: Range) -> Range:
    return Range(min(x.low for x in xs), max(x.high for x in xs), all(x.finite for x in xs))


def _counted(x: Range) -> Range:  # a sum of unknown many of them, possibly none
    return Range(
        -_INF if x.low < 0 else 0, _INF if x.high > 0 else 0, x.finite, x.sound and (x.low > -_INF or x.finite)
    )


def _bounded(low: float, high: float) -> Callable[[Range], Range]:
    return lambda x: Range(low, high, x.finite)


_RULES: dict[str, Callable[..., Range]] = {
    "add": _sum,
    "subtract": lambda x, y: _sum(x, Range(-y.high, -y.low, y.finite)),
    "negative": lambda x: Range(-x.high, -x.low, x.finite),
    "multiply": _product,
    "absorbing_multiply": lambda g, p: _product(g, p)._replace(finite=g.finite and p.finite),
    "divide": lambda x, y: _product(x, _reciprocal(y)),
    "absorbing_divide": lambda x, y: _product(x, _reciprocal(y)),
    "power": _power,
    "square": lambda x: _power(x, Range(2, 2, finite=True)),
    "sqrt": _sqrt,
    "reciprocal": _reciprocal,
    "abs": _abs,
    "exp": _exp,
    "log": _log,
    "sigmoid": lambda x: Range(0, 1, finite=x.sound),
    "tanh": lambda x: Range(-1, 1, finite=x.sound),
    "sign": lambda x: Range(-1, 1, finite=x.sound),
    "arctan": lambda x: Range(-math.pi / 2, math.pi / 2, finite=x.sound),
    "sin": _bounded(-1, 1),
    "cos": _bounded(-1, 1),
    "relu": lambda x: Range(max(x.low, 0), max(x.high, 0), x.finite),
    "softplus": lambda x: Range(0, _INF, x.finite),
    "cosh": lambda x: Range(1, _INF, defined=x.sound),
    "sech": lambda x: Range(0, 1, finite=x.sound),
    "direction": lambda x: Range(-1, 1, finite=x.finite),
    "softmax": lambda x: Range(0, 1, finite=x.finite),
    "logcosh": lambda x: Range(0, _INF, x.finite),
    "logerfc": lambda x: Range(-_INF, 0 if x.low >= 0 else math.log(2), x.finite),
    "erfc_hazard": lambda x: Range(0, _INF, x.finite),
    "erfc_hazard_excess": lambda x: Range(0, _INF, x.finite),
    "maximum": lambda x, y: Range(max(x.low, y.low), max(x.high, y.high), x.finite and y.finite),
    "minimum": lambda x, y: Range(min(x.low, y.low), min(x.high, y.high), x.finite and y.finite),
    "switch": lambda _, a, b: _union(a, b),
    "ifelse": lambda _, a, b: _union(a, b),
    "join": _union,
    "inc_subtensor": lambda x, y, *_: _union(x, y, _sum(x, y)),
    "sum": _counted,
    "eye": lambda *_: Range(0, 1, finite=True),
    "diag": lambda x: _union(x, Range(0, 0, finite=True)),
    "size_of": lambda _: Range(0, _INF, finite=True),
}
_PASSES = {
    "fill": 1, "alloc": 0, "dimshuffle": 0, "reshape": 0, "subtensor": 0, "cast": 0, "mean": 0, "max": 0, "min": 0,
    "diagonal": 0,
}  # fmt: skip
# Finite operands give finite results.
_TAME = frozenset(
    {
        "dot", "matmul", "outer", "arange", "floor", "ceil", "trunc", "round", "real", "imag", "conj", "clip", "prod",
        "sum", "mean", "logsumexp", "add", "multiply", "subtract", "negative", "arcsinh", "sinc", "argmax", "argmin",
    }
)  # fmt: skip
