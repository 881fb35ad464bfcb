"""The products of the chain rule, in which an exact zero wins over infinity.

A cotangent that is zero stays zero: the derivative of a branch that is not taken, say, contributes nothing, even where
its partial is infinite or NaN. And a partial that is zero wins over an infinite cotangent, so that the root of a sum of
squares has the derivative 0 at 0. They read like ordinary products and become ordinary ones where the factors are
finite.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.expr import Expression
from explorer.core.op import Elementwise
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np


@dataclass(frozen=True)
class AbsorbingMultiply(Elementwise):
    """seed * partial; 0 where the seed is 0, and where the partial is 0 and the seed infinite.

    Attributes:
        both: whether a partial of 0 wins over a seed of NaN too.
    """

    both: bool = False
    name = "absorbing_multiply"
    title = "multiply, where 0 wins"
    infix = "*"
    symbol = "×"
    precedence = 20

    def __repr__(self) -> str:
        return self.name

    def python(self, *operands: str) -> str:
        return f"absorbing_product({', '.join(operands)}{', True' if self.both else ''})"

    def partials(self, seed: Expression, partial: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return partial, seed

    def term(
        self, index: int, seed: Expression, partial: Expression | float, whole: Collection[Expression]
    ) -> Expression:
        if isinstance(partial, Expression) and (index == 1 or self.both):
            return _second_order(partial, seed)
        return super().term(index, seed, partial, whole)

    def nonzero(self, seed: np.ndarray, partial: np.ndarray, *, dtypes: tuple[np.dtype, ...]) -> np.ndarray | None:
        return seed & partial


class AbsorbingDivide(Elementwise):
    """seed / partial, and 0 where the seed is 0."""

    name = "absorbing_divide"
    title = "divide, where 0 wins"
    infix = "/"
    symbol = "÷"
    precedence = 20
    code = "absorbing_quotient($seed, $partial)"

    def partials(self, seed: Expression, partial: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return 1 / partial, T.negative(T.absorbing_divide(out, partial))

    def term(
        self, index: int, seed: Expression, partial: Expression | float, whole: Collection[Expression]
    ) -> Expression:
        if isinstance(partial, Expression) and index == 1:
            return _second_order(partial, seed)
        return super().term(index, seed, partial, whole)

    def nonzero(self, seed: np.ndarray, partial: np.ndarray, *, dtypes: tuple[np.dtype, ...]) -> np.ndarray | None:
        return seed


absorbing_multiply, absorbing_divide = AbsorbingMultiply(), AbsorbingDivide()
_second_order = AbsorbingMultiply(both=True)  # the cotangents of both derivatives are factors: either zero is exact
