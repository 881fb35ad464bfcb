"""Running sums and products along an axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from explorer.core.chain import match_dtype
from explorer.core.convert import as_expression
from explorer.core.dependence import Axes
from explorer.core.op import Linear, Op
from explorer.core.ops.reductions import normalise_axis
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import TensorType


@dataclass(frozen=True, repr=False)
class _Running(Op):
    """An operation on each element and those before it. Abstract."""

    axis: tuple[int]
    family = "reduction"
    keepdims: ClassVar[bool] = False

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (x.type.with_dtype(getattr(np, self.name)(np.ones(1, x.dtype)).dtype),)

    def python(self, *operands: str) -> str:
        return f"np.{self.name}({operands[0]}, axis={self.axis[0]})"

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        shape = facts.shape(node.inputs[0])
        (axis,) = self.axis
        before = np.tri(shape[axis], dtype=bool)
        own = [*range(axis), "before", *range(axis + 1, len(shape))]
        return (Axes(own, shape, range(len(shape)), shape, before, (axis, "before")),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return type(self)((self.axis[0] + 1,)).all(*inputs), True


class Cumsum(_Running, Linear):
    """The sum of each element and those before it; ``np.cumsum``."""

    symbol = "Σ↗"

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        back = (*(slice(None),) * self.axis[0], slice(None, None, -1))
        return self(cotangent[back])[back]


class Cumprod(_Running):
    """The product of each element and those before it; ``np.cumprod``. Its derivative is the polynomial one."""

    symbol = "Π↗"

    def _others(self, x: Expression) -> Expression:
        """[…, j, i]: the derivative of the product up to i by element j, which is left out; the axis moved last."""
        moved = T.moveaxis(x, self.axis[0], -1)
        number = T.arange(T.shape(moved)[-1])
        left_out = T.eq(T.expand_dims(number, 1), number)
        factors = T.switch(left_out, T.constant(1, dtype=x.dtype), T.expand_dims(moved, -2))
        upto = T.le(T.expand_dims(number, 1), number)
        products = Cumprod((x.ndim,))(factors)
        return T.switch(upto, products, T.constant(0, dtype=products.dtype))

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,) = node.inputs, tangents
        assert tangent is not None
        by_each = T.expand_dims(T.moveaxis(tangent, self.axis[0], -1), -1) * self._others(x)
        return (match_dtype(T.moveaxis(T.sum(by_each, axis=-2), -1, self.axis[0]), node.output()),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (x,), (cotangent,) = node.inputs, cotangents
        assert cotangent is not None
        by_each = T.expand_dims(T.moveaxis(cotangent, self.axis[0], -1), -2) * T.conj(self._others(x))
        return (match_dtype(T.moveaxis(T.sum(by_each, axis=-1), -1, self.axis[0]), x),)


def cumsum(x: Any, axis: int | None = None) -> Expression:
    """The running sum along ``axis``, or of the raveled operand."""
    return _run(Cumsum, x, axis)


def cumprod(x: Any, axis: int | None = None) -> Expression:
    """The running product along ``axis``, or of the raveled operand."""
    return _run(Cumprod, x, axis)


def _run(kind: type[_Running], x: Any, axis: int | None) -> Expression:
    expression = T.ravel(x) if axis is None else as_expression(x)
    (along,) = normalise_axis(0 if axis is None else axis, expression.ndim, kind.name)
    return kind((along,))(expression)
