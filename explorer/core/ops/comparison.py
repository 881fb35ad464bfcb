"""Comparisons and logic. All their derivatives are zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.op import Elementwise

if TYPE_CHECKING:
    from explorer.core.expr import Expression


class Eq(Elementwise):
    """Whether two operands are equal; ``np.equal``."""

    name = "eq"
    infix = "=="
    symbol = "="
    precedence = 5
    code = "$x == $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Neq(Elementwise):
    """Whether two operands differ; ``np.not_equal``."""

    name = "neq"
    infix = "!="
    symbol = "≠"
    precedence = 5
    code = "$x != $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Lt(Elementwise):
    """Whether x is less than y; ``np.less``."""

    name = "lt"
    infix = "<"
    symbol = "<"
    precedence = 5
    code = "$x < $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Le(Elementwise):
    """Whether x is at most y; ``np.less_equal``."""

    name = "le"
    infix = "<="
    symbol = "≤"
    precedence = 5
    code = "$x <= $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Gt(Elementwise):
    """Whether x is greater than y; ``np.greater``."""

    name = "gt"
    infix = ">"
    symbol = ">"
    precedence = 5
    code = "$x > $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Ge(Elementwise):
    """Whether x is at least y; ``np.greater_equal``."""

    name = "ge"
    infix = ">="
    symbol = "≥"
    precedence = 5
    code = "$x >= $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class And(Elementwise):
    """Bitwise (logical on booleans) and; ``np.bitwise_and``."""

    name = "and_"
    infix = "&"
    symbol = "∧"
    precedence = 8
    code = "$x & $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Or(Elementwise):
    """Bitwise (logical on booleans) or; ``np.bitwise_or``."""

    name = "or_"
    infix = "|"
    symbol = "∨"
    precedence = 6
    code = "$x | $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Xor(Elementwise):
    """Bitwise (logical on booleans) exclusive or; ``np.bitwise_xor``."""

    name = "xor"
    infix = "^"
    symbol = "⊻"
    precedence = 7
    code = "$x ^ $y"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class Invert(Elementwise):
    """Bitwise (logical on booleans) complement; ``np.invert``."""

    name = "invert"
    infix = "~"
    symbol = "¬"
    precedence = 25
    code = "~$x"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


class Isnan(Elementwise):
    """Whether an element is NaN; ``np.isnan``."""

    symbol = "nan?"
    code = "np.isnan($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


class Isinf(Elementwise):
    """Whether an element is infinite; ``np.isinf``."""

    symbol = "∞?"
    code = "np.isinf($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


class Isfinite(Elementwise):
    """Whether an element is neither NaN nor infinite; ``np.isfinite``."""

    symbol = "fin?"
    code = "np.isfinite($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


class LogicalAnd(Elementwise):
    """Whether both operands are true (not zero); ``np.logical_and``."""

    name = "logical_and"
    symbol = "∧"
    code = "np.logical_and($x, $y)"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class LogicalOr(Elementwise):
    """Whether an operand is true (not zero); ``np.logical_or``."""

    name = "logical_or"
    symbol = "∨"
    code = "np.logical_or($x, $y)"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 0, 0


class LogicalNot(Elementwise):
    """Whether the operand is false (zero); ``np.logical_not``."""

    name = "logical_not"
    symbol = "¬"
    code = "np.logical_not($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


logical_and, logical_or, logical_not = LogicalAnd(), LogicalOr(), LogicalNot()
eq, neq, lt, le, gt, ge = Eq(), Neq(), Lt(), Le(), Gt(), Ge()
and_, or_, xor, invert = And(), Or(), Xor(), Invert()
isnan, isinf, isfinite = Isnan(), Isinf(), Isfinite()
