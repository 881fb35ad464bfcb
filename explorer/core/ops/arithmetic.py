"""Sums, products and powers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.op import Elementwise
from explorer.core.tie import surface as T

if TYPE_CHECKING:
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


class Divide(Elementwise):
    """The quotient of two operands; integers give float64; ``np.divide``."""

    infix = "/"
    symbol = "÷"
    latex = r"\frac{$x}{$y}"
    typst = "frac($x, $y)"
    precedence = 20
    code = "$x / $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 1 / y, -x / (y * y)


class FloorDivide(Elementwise):
    """The quotient rounded down; ``np.floor_divide``. Its derivative is zero."""

    name = "floor_divide"
    infix = symbol = "//"
    latex = r"\left\lfloor\frac{$x}{$y}\right\rfloor"
    typst = "floor(frac($x, $y))"
    precedence = 20
    code = "$x // $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Mod(Elementwise):
    """The remainder with the sign of the divisor, x - y * floor(x / y); ``np.mod``."""

    infix = "%"
    symbol = "mod"
    latex = r"$x \bmod $y"
    typst = 'op("mod")($x, $y)'
    precedence = 20
    code = "$x % $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 1, -T.floor_divide(x, y)


class Power(Elementwise):
    """``x`` to the power of ``y``; ``np.power``. ``x ** 0`` has derivative 0 everywhere, ``0 ** y`` by y too."""

    infix = "**"
    symbol = "xʸ"
    latex = "{$x}^{$y}"
    typst = "$x^($y)"
    precedence = 30
    code = "$x ** $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        # Factor by factor (see `chain.times`), so that y = 0 wins over 0 ** -1, and 0 ** y over log 0.
        return y * x ** (y - 1), out * T.log(x)


class Square(Elementwise):
    """The square; ``np.square``."""

    symbol = "x²"
    latex = "{$x}^{2}"
    typst = "$x^2"
    precedence = 30
    code = "np.square($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (2 * x,)


class Sqrt(Elementwise):
    """The square root, NaN below zero; ``np.sqrt``. Its derivative at 0 is infinite."""

    symbol = "√"
    latex = r"\sqrt{$x}"
    typst = "sqrt($x)"
    code = "np.sqrt($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0.5 / out,)


class Reciprocal(Elementwise):
    """1 / x; ``np.reciprocal`` of reals."""

    symbol = "1/x"
    latex = r"\frac{1}{$x}"
    typst = "frac(1, $x)"
    code = "1 / $x"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-(out * out),)


class Abs(Elementwise):
    """The absolute value; ``np.abs``. Its derivative at 0 is 0."""

    symbol = "|x|"
    latex = r"\left|$x\right|"
    typst = "abs($x)"
    code = "np.abs($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.sign(x),)


class Sign(Elementwise):
    """-1, 0 or 1; ``np.sign``. Its derivative is zero."""

    symbol = "±"
    latex = r"\operatorname{sign}\left($x\right)"
    typst = 'op("sign")($x)'
    code = "np.sign($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


add, subtract, negative, multiply, divide = Add(), Subtract(), Negative(), Multiply(), Divide()
floor_divide, mod, power = FloorDivide(), Mod(), Power()
square = sqr = Square()
sqrt, reciprocal, abs, sign = Sqrt(), Reciprocal(), Abs(), Sign()  # noqa: A001 - NumPy's names
