"""Rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.op import Elementwise

if TYPE_CHECKING:
    from explorer.core.expr import Expression


class Floor(Elementwise):
    """The largest integer at most x; ``np.floor``. Its derivative is zero."""

    symbol = "⌊x⌋"
    formula = "floor(x)"
    code = "np.floor($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


class Ceil(Elementwise):
    """The smallest integer at least x; ``np.ceil``. Its derivative is zero."""

    symbol = "⌈x⌉"
    formula = "ceil(x)"
    code = "np.ceil($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


class Trunc(Elementwise):
    """x without its fraction; ``np.trunc``. Its derivative is zero."""

    symbol = "trunc"
    code = "np.trunc($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


class Round(Elementwise):
    """The nearest integer, halves to even; ``np.round``. Its derivative is zero."""

    symbol = "rnd"
    code = "np.round($x)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (0,)


floor, ceil, trunc, round = Floor(), Ceil(), Trunc(), Round()
