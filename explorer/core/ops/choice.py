"""Choosing between values: switch, fill, maximum, minimum, clip, relu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.batch import on_stacks
from explorer.core.broadcast import broadcast
from explorer.core.chain import spread_to
from explorer.core.dependence import NOTHING, beside
from explorer.core.op import Elementwise, Linear
from explorer.core.tie import surface as T
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression


class Switch(Linear):
    """``a`` where the condition holds, else ``b``; ``np.where``. The branch not taken contributes exactly 0."""

    family = "elementwise"
    symbol = "⑂"
    code = "np.where($condition, $a, $b)"

    def infer(self, condition: Expression, a: Expression, b: Expression) -> tuple[TensorType, ...]:
        dtype = np.result_type(a.dtype, b.dtype)
        return (TensorType(dtype, broadcast(self.name, (condition, a, b))),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return on_stacks(self, node, inputs, batched)

    def linear_in(self, count: int) -> tuple[bool, ...]:
        return False, True, True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        if operand == 0:
            return NOTHING
        condition = facts.value(node.inputs[0])
        chosen = None if condition is None else (condition != 0) == (operand == 1)
        return beside(facts.shape(node.inputs[operand]), facts.shape(node.output()), chosen)

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        condition = inputs[0]
        return switch(condition, cotangent, 0.0) if index == 1 else switch(condition, 0.0, cotangent)


class Fill(Linear):
    """``value`` broadcast to the shape of ``like``: Theano's fill, or second."""

    moves = True
    family = "shape"
    symbol = "▦"
    code = "np.broadcast_to($value, np.broadcast_shapes($like.shape, $value.shape))"

    def infer(self, like: Expression, value: Expression) -> tuple[TensorType, ...]:
        return (TensorType(value.dtype, broadcast(self.name, (like, value))),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return on_stacks(self, node, inputs, batched)

    def linear_in(self, count: int) -> tuple[bool, ...]:
        return False, True

    def by_shape(self, count: int) -> tuple[bool, ...]:
        return True, False

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        if operand == 0:
            return NOTHING
        return beside(facts.shape(node.inputs[1]), facts.shape(node.output()))

    def connected(self, count: int) -> tuple[bool, ...]:
        return False, True

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return cotangent


class Maximum(Elementwise):
    """The larger of two operands, NaN if one is; ``np.maximum``. Equal operands share the derivative."""

    symbol = "max"
    code = "np.maximum($x, $y)"
    formula = "max(x, y)"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return _share(T.gt(x, y), x, y, out), _share(T.lt(x, y), x, y, out)


class Minimum(Elementwise):
    """The smaller of two operands, NaN if one is; ``np.minimum``. Equal operands share the derivative."""

    symbol = "min"
    code = "np.minimum($x, $y)"
    formula = "min(x, y)"

    def partials(self, x: Expression, y: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return _share(T.lt(x, y), x, y, out), _share(T.gt(x, y), x, y, out)


def _share(wins: Expression, x: Expression, y: Expression, out: Expression) -> Expression:
    return T.cast(switch(wins, 1.0, switch(T.eq(x, y), 0.5, 0.0)), out.dtype)


class Clip(Elementwise):
    """x kept within [lo, hi]; ``np.clip``. At a bound the derivative to x is 0."""

    symbol = "clip"
    code = "np.clip($x, $lo, $hi)"

    def partials(
        self, x: Expression, lo: Expression, hi: Expression, *, out: Expression
    ) -> tuple[Expression | float, ...]:
        inside = T.and_(T.gt(x, lo), T.lt(x, hi))
        low, high = T.and_(T.le(x, lo), T.lt(lo, hi)), T.or_(T.ge(x, hi), T.ge(lo, hi))
        return tuple(T.cast(where, out.dtype) for where in (inside, low, high))


class Relu(Elementwise):
    """max(x, 0). Its derivative at 0 is 0."""

    symbol = "relu"
    code = "np.maximum($x, 0)"

    def partials(self, x: Expression, *, out: Expression) -> tuple[Expression | float, ...]:
        return (T.cast(T.gt(x, 0), out.dtype),)


switch = where = Switch()
fill = second = Fill()
maximum, minimum, clip, relu = Maximum(), Minimum(), Clip(), Relu()


def zeros_like(x: Expression, dtype: np.dtype | str | None = None) -> Expression:
    """Zeros of the shape of ``x``; of its dtype unless another is given."""
    return fill(x, _number(0, x, dtype))


def ones_like(x: Expression, dtype: np.dtype | str | None = None) -> Expression:
    """Ones of the shape of ``x``; of its dtype unless another is given."""
    return fill(x, _number(1, x, dtype))


def full_like(x: Expression, value: object, dtype: np.dtype | str | None = None) -> Expression:
    """``value`` in the shape of ``x``; of its dtype unless another is given."""
    return spread_to(fill(x, T.cast(T.as_expression(value), dtype or x.dtype)), x)


def _number(value: int, x: Expression, dtype: np.dtype | str | None) -> Expression:
    return T.constant(value, dtype=np.dtype(dtype) if dtype is not None else x.dtype)
