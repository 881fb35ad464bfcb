"""Shares of a sum of exponentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from explorer.core.chain import match_dtype
from explorer.core.convert import as_expression
from explorer.core.dependence import Axes
from explorer.core.errors import DTypeError
from explorer.core.op import Op
from explorer.core.ops.reductions import logsumexp, normalise_axis
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import TensorType


@dataclass(frozen=True, repr=False)
class Softmax(Op):
    """exp(x) / sum(exp(x)) over axes, without overflow; ``scipy.special.softmax``.

    Its Jacobian diag(p) - p pᵀ is symmetric: both rules are one.
    """

    axis: tuple[int, ...]
    keepdims: ClassVar[bool] = False
    family = "reduction"
    symbol = "p"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if x.dtype.kind == "c":
            message = "softmax takes real operands"
            raise DTypeError(message)
        return (x.type.with_dtype(np.exp(np.empty(0, x.dtype)).dtype),)

    def python(self, *operands: str) -> str:
        return f"softmax({operands[0]}, {self.axis})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (tangent,) = tangents
        assert tangent is not None
        return (match_dtype(self._moved(node, tangent), node.output()),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (cotangent,) = cotangents
        assert cotangent is not None
        return (match_dtype(self._moved(node, cotangent), node.inputs[0]),)

    def _moved(self, node: Apply, direction: Expression) -> Expression:
        p = node.output()
        return p * (direction - T.sum(p * direction, axis=self.axis, keepdims=True))

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return Softmax(tuple(axis + 1 for axis in self.axis)).all(*inputs), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Each element on all that it shares a sum with."""
        shape = facts.shape(node.inputs[0])
        own = [f"in{axis}" if axis in self.axis else axis for axis in range(len(shape))]
        return (Axes(own, shape, range(len(shape)), shape),)


def softmax(x: Any, axis: Any = None) -> Expression:
    """exp(x) / sum(exp(x)) over ``axis`` (an int, a tuple, or None for all); ``scipy.special.softmax``."""
    expression = as_expression(x)
    return Softmax(normalise_axis(axis, expression.ndim, "softmax"))(expression)


def log_softmax(x: Any, axis: Any = None) -> Expression:
    """X - logsumexp(x) over ``axis``; ``scipy.special.log_softmax``."""
    return T.subtract(x, logsumexp(x, axis, keepdims=True))
