"""Sums, products and powers."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.convert import as_expression
from explorer.core.errors import DTypeError
from explorer.core.op import Elementwise
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression


class Add(Elementwise):
    """The sum of two or more operands. Shapes broadcast, dtypes promote; ``np.add``."""

    infix = symbol = "+"
    precedence = 10

    def python(self, *operands: str) -> str:
        return " + ".join(operands)

    def partials(self, *xs: Expression, out: Expression) -> tuple[Expression | float, ...]:
        return (1,) * len(xs)


class Subtract(Elementwise):
    """The difference of two operands; ``np.subtract``."""

    infix = "-"
    symbol = "−"
    precedence = 10
    code = "$x - $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 1, -1


class Negative(Elementwise):
    """The operand with its sign changed; ``np.negative``."""

    infix = "-"
    symbol = "−"
    precedence = 25
    code = "-$x"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-1,)


class Multiply(Elementwise):
    """The product of two or more operands, element by element; ``np.multiply``."""

    infix = "*"
    symbol = "×"
    precedence = 20

    def python(self, *operands: str) -> str:
        return " * ".join(operands)

    def partials(self, *xs: Expression, out: Expression) -> tuple[Expression | float, ...]:
        if len(xs) == 2:
            return xs[1], xs[0]
        return tuple(self(*xs[:index], *xs[index + 1 :]) for index in range(len(xs)))

    def nonzero(self, *supports: np.ndarray, dtypes: tuple[np.dtype, ...]) -> np.ndarray | None:
        return functools.reduce(np.logical_and, supports)


class Divide(Elementwise):
    """The quotient of two operands; integers give float64; ``np.divide``."""

    infix = "/"
    symbol = "÷"
    precedence = 20
    code = "$x / $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 1 / y, -out / y  # y² may overflow

    def nonzero(self, x: np.ndarray, y: np.ndarray, *, dtypes: tuple[np.dtype, ...]) -> np.ndarray | None:
        return x


class FloorDivide(Elementwise):
    """The quotient rounded down; ``np.floor_divide``. Its derivative is zero."""

    name = "floor_divide"
    infix = symbol = "//"
    formula = "floor(x / y)"
    precedence = 20
    code = "$x // $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Mod(Elementwise):
    """The remainder with the sign of the divisor, x - y * floor(x / y); ``np.mod``."""

    infix = "%"
    symbol = "mod"
    precedence = 20
    code = "$x % $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 1, -T.floor_divide(x, y)


SMALL_POWERS = frozenset("345678")  # beyond, the roundings of the squares add up to more than four


def raised(
    base: str, exponent: int, square: Callable[[str], str], times: Callable[[str, str], str] = "{} * {}".format
) -> str:
    """Code of a whole power of at least 2, where ``square`` gives that of a square and ``times`` of a product."""
    if exponent % 2:
        return times(raised(base, exponent - 1, square, times), base)
    return square(raised(base, exponent // 2, square, times) if exponent > 2 else base)


class Power(Elementwise):
    """``x`` to the power of ``y``; ``np.power``. ``x ** 0`` has derivative 0 everywhere, ``0 ** y`` by y too."""

    infix = "**"
    symbol = "xʸ"
    precedence = 30
    code = "$x ** $y"

    def python(self, *operands: str) -> str:
        """Its operator; small whole powers by squares and products, which take a sixtieth of the time."""
        base, exponent = operands
        number = exponent.removesuffix(".0")
        if number not in SMALL_POWERS:
            return super().python(*operands)
        return raised(base, int(number), "np.square({})".format)

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        # Factor by factor (see `chain.times`), so that y = 0 wins over 0 ** -1, and 0 ** y over log 0.
        return y * x ** (y - 1), out * T.log(x)


class Square(Elementwise):
    """The square; ``np.square``."""

    symbol = "x²"
    precedence = 30
    code = "np.square($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (2 * x,)


class Sqrt(Elementwise):
    """The square root, NaN below zero; ``np.sqrt``. Its derivative at 0 is infinite."""

    symbol = "√"
    formula = "sqrt(x)"
    code = "np.sqrt($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0.5 / out,)


class Cbrt(Elementwise):
    """The real cube root, of negative numbers too; ``np.cbrt``. Its derivative at 0 is infinite."""

    symbol = "∛"
    formula = "root(x, 3)"
    code = "np.cbrt($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / (3 * out * out),)


class Reciprocal(Elementwise):
    """1 / x; ``np.reciprocal`` of reals."""

    symbol = "1/x"
    formula = "1 / x"
    code = "1 / $x"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-(out * out),)


class Abs(Elementwise):
    """The absolute value; ``np.abs``. Its derivative at 0 is 0, of complex operands too."""

    symbol = "|x|"
    formula = "bars(x)"
    code = "np.abs($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.conj(T.sign(x)),)


class Sign(Elementwise):
    """-1, 0 or 1 of reals; ``np.sign``. Its derivative is zero."""

    symbol = "±"
    formula = "sgn(x)"
    code = "np.sign($x)"

    def dtype(self, *dtypes: np.dtype) -> np.dtype:
        if dtypes[0].kind == "c":
            message = "the sign of a complex number is x / abs(x)"
            raise DTypeError(message)
        return super().dtype(*dtypes)

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


add, subtract, negative, multiply, divide = Add(), Subtract(), Negative(), Multiply(), Divide()
floor_divide, mod, power = FloorDivide(), Mod(), Power()
square = sqr = Square()
sqrt, cbrt, reciprocal, abs, _sign = Sqrt(), Cbrt(), Reciprocal(), Abs(), Sign()


def sign(x: Any) -> Expression:
    """-1, 0 or 1; of complex ``x`` the point x / |x| of the unit circle, or 0; ``np.sign``."""
    expression = as_expression(x)
    if expression.dtype.kind == "c":
        return T.absorbing_divide(expression, abs(expression))
    return _sign(expression)
