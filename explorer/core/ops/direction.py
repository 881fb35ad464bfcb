"""Where vectors point: what they are divided by their lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from explorer.core.chain import match_dtype
from explorer.core.convert import as_expression
from explorer.core.dependence import Axes
from explorer.core.errors import DTypeError
from explorer.core.op import Op
from explorer.core.ops.reductions import Norm, normalise_axis
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import TensorType


@dataclass(frozen=True, repr=False)
class Direction(Op):
    """x / ‖x‖ over axes, without overflow; 0 where x is 0. It is the derivative of the norm.

    Its own derivative (I - d dᵀ) / ‖x‖ is symmetric: both rules are one.
    """

    axis: tuple[int, ...]
    keepdims: ClassVar[bool] = False
    family = "reduction"
    symbol = "x̂"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if x.dtype.kind not in "fc":
            message = f"direction takes floating and complex operands, not {x.dtype}"
            raise DTypeError(message)
        return (x.type,)

    def python(self, *operands: str) -> str:
        return f"direction({operands[0]}, {self.axis})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (tangent,) = tangents
        assert tangent is not None
        return (match_dtype(self._moved(node, tangent), node.output()),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (cotangent,) = cotangents
        assert cotangent is not None
        return (match_dtype(self._moved(node, cotangent), node.inputs[0]),)

    def _moved(self, node: Apply, moved: Expression) -> Expression:
        """What is left of a movement across the direction, over the length."""
        (x,), d = node.inputs, node.output()
        along = T.sum(T.real(T.conj(d) * moved), axis=self.axis, keepdims=True)
        return T.absorbing_divide(moved - d * along, Norm(self.axis, keepdims=True)(x))

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return Direction(tuple(axis + 1 for axis in self.axis)).all(*inputs), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Each element on all that it shares a length with."""
        shape = facts.shape(node.inputs[0])
        own = [f"in{axis}" if axis in self.axis else axis for axis in range(len(shape))]
        return (Axes(own, shape, range(len(shape)), shape),)


def direction(x: Any, axis: Any = None) -> Expression:
    """X / ‖x‖ over ``axis`` (an int, a tuple, or None for all), of the shape and dtype of x; 0 where x is 0.

    Neither the length nor the squares overflow or vanish on the way. Integers are taken as float64.
    """
    expression = as_expression(x)
    if not expression.type.inexact:
        expression = T.cast(expression, "float64")
    return Direction(normalise_axis(axis, expression.ndim, "direction"))(expression)
