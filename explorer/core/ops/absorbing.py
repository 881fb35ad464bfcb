"""The products of the chain rule, in which an exact zero wins over infinity.

A cotangent that is zero stays zero: the derivative of a branch that is not taken, say, contributes nothing, even where
its partial is infinite or NaN. And a partial that is zero wins over an infinite cotangent, so that the root of a sum of
squares has the derivative 0 at 0. They read like ordinary products and become ordinary ones where the factors are
finite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.op import Elementwise
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


class AbsorbingMultiply(Elementwise):
    """seed * partial; 0 where the seed is 0, and where the partial is 0 and the seed infinite."""

    name = "absorbing_multiply"
    title = "multiply, where 0 wins"
    infix = "*"
    symbol = "×"
    precedence = 20
    code = "absorbing_product($seed, $partial)"

    def partials(self, seed: Expression, partial: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return partial, seed


class AbsorbingDivide(Elementwise):
    """seed / partial, and 0 where the seed is 0."""

    name = "absorbing_divide"
    title = "divide, where 0 wins"
    infix = "/"
    symbol = "÷"
    precedence = 20
    code = "absorbing_quotient($seed, $partial)"

    def partials(self, seed: Expression, partial: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 1 / partial, T.negative(T.absorbing_divide(seed, partial * partial))


absorbing_multiply, absorbing_divide = AbsorbingMultiply(), AbsorbingDivide()
