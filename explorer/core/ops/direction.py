"""Where vectors point: what they are divided by their lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core.convert import as_expression
from explorer.core.errors import DTypeError
from explorer.core.ops.reductions import Norm, normalise_axis
from explorer.core.ops.symmetric import Symmetric
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression
    from explorer.core.types import TensorType


@dataclass(frozen=True, repr=False)
class Direction(Symmetric):
    """x / ‖x‖ over axes, without overflow; 0 where x is 0. It is the derivative of the norm.

    Its own derivative (I - d dᵀ) / ‖x‖ is symmetric: both rules are one.
    """

    symbol = "x̂"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if x.dtype.kind not in "fc":
            message = f"direction takes floating and complex operands, not {x.dtype}"
            raise DTypeError(message)
        return (x.type,)

    def python(self, *operands: str) -> str:
        return f"direction({operands[0]}, {self.axis})"

    def symmetric(self, node: Apply, moved: Expression) -> Expression:
        """What is left of a movement across the direction, over the length."""
        (x,), d = node.inputs, node.output()
        along = T.sum(T.real(T.conj(d) * moved), axis=self.axis, keepdims=True)
        return T.absorbing_divide(moved - d * along, Norm(self.axis, keepdims=True)(x))


def direction(x: Any, axis: Any = None) -> Expression:
    """The direction x / ‖x‖ over ``axis`` (an int, a tuple, or None for all); 0 where x is 0.

    Neither the length nor the squares overflow or vanish on the way. Integers are taken as float64.
    """
    expression = as_expression(x)
    if not expression.type.inexact:
        expression = T.cast(expression, "float64")
    return Direction(normalise_axis(axis, expression.ndim, "direction"))(expression)
