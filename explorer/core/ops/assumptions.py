"""What is known of a matrix and cannot be seen: a declared fact, which the rules of rewriting may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core.broadcast import describe
from explorer.core.convert import as_expression
from explorer.core.errors import ShapeError
from explorer.core.ops.matrices import square
from explorer.core.ops.stops import Unchanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import TensorType

FACTS = (
    "symmetric",
    "positive definite",
    "orthogonal",
    "diagonal",
    "lower triangular",
    "upper triangular",
    "rows sum to one",
)


@dataclass(frozen=True, repr=False)
class Assume(Unchanged):
    """The operand, of which a fact is declared (`explorer.core.rewrite.structure`). Its values are not checked.

    Its derivative is that of the identity: a tangent has the fact no more than any other matrix.
    """

    fact: str
    family = "linear algebra"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if self.fact == "rows sum to one":
            if not x.ndim:
                message = f"{describe(x)}: rows sum to one of a vector or a matrix"
                raise ShapeError(message)
        else:
            square(x, "assume")
        return (x.type,)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return tuple(tangents)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return tuple(cotangents)


def assume(x: Any, *facts: str) -> Expression:
    """``x``, declared to be as ``facts`` say; rewriting makes use of it, and nothing checks it.

    ``S = T.assume(S, "symmetric")`` makes 2 S x of the gradient of xᵀ S x. The gradient by ``x`` itself is that of all
    its entries, as if they were free.

    Args:
        x: square matrices; for ``"rows sum to one"`` also one row, or arrays whose last axis has the rows.
        facts: ``"symmetric"``, ``"positive definite"`` (and symmetric, or Hermitian), ``"orthogonal"``, ``"diagonal"``,
            ``"lower triangular"``, ``"upper triangular"``, ``"rows sum to one"``.

    Raises:
        ValueError: for another fact.
        ShapeError: where ``x`` can never be square.
    """
    expression = as_expression(x)
    for fact in facts:
        if fact not in FACTS:
            message = f"assume knows {', '.join(map(repr, FACTS))}, and not {fact!r}"
            raise ValueError(message)
        expression = Assume(fact)(expression)
    return expression
