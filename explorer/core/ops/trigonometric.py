"""Trigonometric and hyperbolic functions and their inverses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explorer.core.op import Elementwise
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


class Sin(Elementwise):
    """The sine of radians; ``np.sin``."""

    symbol = "sin"
    code = "np.sin($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.cos(x),)


class Cos(Elementwise):
    """The cosine of radians; ``np.cos``."""

    symbol = "cos"
    code = "np.cos($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-T.sin(x),)


class Tan(Elementwise):
    """The tangent of radians; ``np.tan``."""

    symbol = "tan"
    code = "np.tan($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 + out * out,)


class Arcsin(Elementwise):
    """The angle in [-π/2, π/2] whose sine is x; ``np.arcsin``."""

    symbol = "asin"
    code = "np.arcsin($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / T.sqrt(1 - x * x),)


class Arccos(Elementwise):
    """The angle in [0, π] whose cosine is x; ``np.arccos``."""

    symbol = "acos"
    code = "np.arccos($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-1 / T.sqrt(1 - x * x),)


class Arctan(Elementwise):
    """The angle in (-π/2, π/2) whose tangent is x; ``np.arctan``."""

    symbol = "atan"
    code = "np.arctan($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / (1 + x * x),)


class Arctan2(Elementwise):
    """The angle of the point (x, y), in (-π, π]; ``np.arctan2(y, x)``."""

    symbol = "atan2"
    code = "np.arctan2($y, $x)"

    def partials(self, y: Expression, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return x / (x * x + y * y), -y / (x * x + y * y)


class Sinh(Elementwise):
    """The hyperbolic sine; ``np.sinh``."""

    symbol = "sinh"
    code = "np.sinh($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.cosh(x),)


class Cosh(Elementwise):
    """The hyperbolic cosine; ``np.cosh``."""

    symbol = "cosh"
    code = "np.cosh($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.sinh(x),)


class Tanh(Elementwise):
    """A smooth step from -1 to 1; ``np.tanh``."""

    symbol = "tanh"
    code = "np.tanh($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 - out * out,)


class Sech(Elementwise):
    """The hyperbolic secant 1 / cosh x, at most 1, without overflow: the slope of tanh is its square."""

    symbol = "sech"
    code = "sech($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (-out * T.tanh(x),)


class Arcsinh(Elementwise):
    """The number whose hyperbolic sine is x; ``np.arcsinh``."""

    symbol = "asinh"
    formula = "arsinh(x)"
    code = "np.arcsinh($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / T.sqrt(1 + x * x),)


class Arccosh(Elementwise):
    """The number >= 0 whose hyperbolic cosine is x; ``np.arccosh``."""

    symbol = "acosh"
    formula = "arcosh(x)"
    code = "np.arccosh($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / (T.sqrt(x - 1) * T.sqrt(x + 1)),)


class Arctanh(Elementwise):
    """The number whose hyperbolic tangent is x; ``np.arctanh``."""

    symbol = "atanh"
    formula = "artanh(x)"
    code = "np.arctanh($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (1 / (1 - x * x),)


class Hypot(Elementwise):
    """The length of the hypotenuse, the root of x² + y²; ``np.hypot``. At the origin its derivative is 0."""

    symbol = "⊿"
    formula = "sqrt(x ** 2 + y ** 2)"
    code = "np.hypot($x, $y)"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return x / out, y / out


class Deg2rad(Elementwise):
    """Degrees to radians; ``np.deg2rad``."""

    symbol = "°→"
    code = "np.deg2rad($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (math.pi / 180,)


class Rad2deg(Elementwise):
    """Radians to degrees; ``np.rad2deg``."""

    symbol = "→°"
    code = "np.rad2deg($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (180 / math.pi,)


class Angle(Elementwise):
    """The angle of a complex number in (-π, π]; ``np.angle``. Of reals it is 0 or π, with the derivative zero."""

    symbol = "∠"
    formula = "arg(x)"
    code = "np.angle($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        # The imaginary part of log x, whose derivative is Re(-i dx / x).
        return (T.constant(-1j, dtype=x.dtype) / x if x.dtype.kind == "c" else 0,)


hypot, deg2rad, rad2deg, angle = Hypot(), Deg2rad(), Rad2deg(), Angle()
sin, cos, tan, arcsin, arccos, arctan, arctan2 = Sin(), Cos(), Tan(), Arcsin(), Arccos(), Arctan(), Arctan2()
sinh, cosh, tanh, arcsinh, arccosh, arctanh = Sinh(), Cosh(), Tanh(), Arcsinh(), Arccosh(), Arctanh()
sech = Sech()
