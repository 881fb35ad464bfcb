"""The products of the chain rule, in which an exact zero on the left wins over infinity on the right.

A cotangent that is zero stays zero: the derivative of a branch that is not taken, say, contributes nothing, even where
its partial is infinite. They read like ordinary products and become ordinary ones where the partial is finite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.op import Elementwise
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


class AbsorbingMultiply(Elementwise):
    """seed * partial, and 0 where the seed is 0."""

    name = "absorbing_multiply"
    infix = "*"
    symbol = "×"
    precedence = 20
    code = "$seed * np.where($seed == 0, 0, $partial)"

    def partials(self, seed: Expression, partial: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return partial, seed


class AbsorbingDivide(Elementwise):
    """seed / partial, and 0 where the seed is 0."""

    name = "absorbing_divide"
    infix = "/"
    symbol = "÷"
    latex = r"\frac{$seed}{$partial}"
    typst = "frac($seed, $partial)"
    precedence = 20
    code = "$seed / np.where($seed == 0, 1, $partial)"

    def partials(self, seed: Expression, partial: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 1 / partial, T.negative(T.absorbing_divide(seed, partial * partial))


absorbing_multiply, absorbing_divide = AbsorbingMultiply(), AbsorbingDivide()
