"""Exponentials, logarithms, and the sigmoid family."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explorer.core.op import Elementwise
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression
_LN2 = math.log(2)
_LN10 = math.log(10)


class Exp(Elementwise):
    """e to the power of x; ``np.exp``."""

    symbol = "eˣ"
    code = "np.exp($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (out,)


class Exp2(Elementwise):
    """2 to the power of x; ``np.exp2``."""

    symbol = "2ˣ"
    formula = "2 ** x"
    code = "np.exp2($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (out * _LN2,)


class Expm1(Elementwise):
    """e^x - 1, exact near 0; ``np.expm1``."""

    symbol = "eˣ−1"
    code = "np.expm1($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (out + 1,)


class Log(Elementwise):
    """The natural logarithm, NaN below 0; ``np.log``."""

    symbol = "ln"
    code = "np.log($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / x,)


class Log2(Elementwise):
    """The logarithm to base 2; ``np.log2``."""

    symbol = "lb"
    formula = "index(log, 2)(x)"
    code = "np.log2($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / (x * _LN2),)


class Log10(Elementwise):
    """The logarithm to base 10; ``np.log10``."""

    symbol = "lg"
    formula = "index(log, 10)(x)"
    code = "np.log10($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / (x * _LN10),)


class Log1p(Elementwise):
    """log(1 + x), exact near 0; ``np.log1p``."""

    symbol = "ln1"
    code = "np.log1p($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / (1 + x),)


class Sigmoid(Elementwise):
    """The logistic function 1 / (1 + e^-x), without overflow; ``scipy.special.expit``."""

    symbol = "σ"
    formula = "sigma(x)"
    code = "expit($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (out * (1 - out),)


class Softplus(Elementwise):
    """log(1 + e^x), without overflow."""

    symbol = "s⁺"
    code = "softplus($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.sigmoid(x),)


class Log1mexp(Elementwise):
    """log(1 - e^x) for x < 0, exact near 0 and far from it."""

    symbol = "ln1m"
    formula = "log(1 - e ** x)"
    code = "log1mexp($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-1 / T.expm1(-x),)


class Logaddexp(Elementwise):
    """log(e^x + e^y), without overflow; ``np.logaddexp``."""

    symbol = "lse"
    code = "np.logaddexp($x, $y)"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return T.sigmoid(x - y), T.sigmoid(y - x)


class Logcosh(Elementwise):
    """The logarithm of cosh x, without overflow and exact near 0, where it is x² / 2."""

    symbol = "lnch"
    formula = "log(cosh(x))"
    code = "logcosh($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.tanh(x),)


log1mexp, logaddexp, logcosh = Log1mexp(), Logaddexp(), Logcosh()
exp, exp2, expm1, log, log2, log10, log1p = Exp(), Exp2(), Expm1(), Log(), Log2(), Log10(), Log1p()
sigmoid = expit = Sigmoid()
softplus = Softplus()
