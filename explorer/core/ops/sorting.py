"""Order: sort, argsort, searchsorted, and picking along an axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.broadcast import describe
from explorer.core.convert import as_expression
from explorer.core.errors import ShapeError
from explorer.core.op import Op
from explorer.core.ops.reductions import normalise_axis
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import TensorType


class _Counting(Op):
    """An operation whose results are integers that jump: its derivative is zero. Abstract."""

    family = "indexing"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return (None,)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return (None,) * len(node.inputs)


@dataclass(frozen=True, repr=False)
class Argsort(_Counting):
    """The indices that sort along an axis, equal elements in their order; ``np.argsort(kind="stable")``."""

    axis: int
    symbol = "↕"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (x.type.with_dtype(np.dtype("int64")),)

    def python(self, *operands: str) -> str:
        return f"np.argsort({operands[0]}, axis={self.axis}, kind='stable')"

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return replace(self, axis=self.axis + 1).all(*inputs), True


@dataclass(frozen=True, repr=False)
class Searchsorted(_Counting):
    """Where values would stand in a sorted vector; ``np.searchsorted``. Its derivative is zero."""

    side: str = "left"
    symbol = "≤?"

    def infer(self, sorted: Expression, values: Expression) -> tuple[TensorType, ...]:
        if sorted.ndim != 1:
            message = f"{describe(sorted)}: searchsorted looks into a vector"
            raise ShapeError(message)
        return (values.type.with_dtype(np.dtype("int64")),)

    def python(self, *operands: str) -> str:
        return f"np.searchsorted({operands[0]}, {operands[1]}, side={self.side!r})"


def argsort(x: Any, axis: int | None = -1) -> Expression:
    """The indices that sort ``x`` along an axis (of the raveled operand where None): int64, stable."""
    expression, along = _along(x, axis, "argsort")
    return Argsort(along)(expression)


def sort(x: Any, axis: int | None = -1) -> Expression:
    """``x`` sorted along an axis (the raveled operand where None). Equal elements keep their order."""
    expression, along = _along(x, axis, "sort")
    return take_along_axis(expression, Argsort(along)(expression), along)


def _along(x: Any, axis: int | None, name: str) -> tuple[Expression, int]:
    expression = T.ravel(x) if axis is None else as_expression(x)
    return expression, normalise_axis(-1 if axis is None else axis, expression.ndim, name)[0]


def searchsorted(a: Any, v: Any, side: str = "left") -> Expression:
    """For each element of ``v`` where it would stand in the sorted vector ``a``: int64.

    Raises:
        ValueError: for a side other than "left" and "right".
    """
    if side not in ("left", "right"):
        message = f"searchsorted: side is 'left' or 'right', not {side!r}"
        raise ValueError(message)
    return Searchsorted(side)(a, v)


def take_along_axis(x: Any, indices: Any, axis: int | None = -1) -> Expression:
    """For each place of ``indices`` the element of ``x`` with that index along ``axis``; other axes match.

    Raises:
        ShapeError: where one has more axes than the other.
    """
    expression, along = _along(x, axis, "take_along_axis")
    index = as_expression(indices)
    if index.ndim != expression.ndim:
        message = f"{describe(expression)} and {describe(index)}: take_along_axis needs as many axes in both"
        raise ShapeError(message)
    places = []
    for other in range(index.ndim):
        if other == along:
            places.append(index)
            continue
        number = T.arange(T.shape(expression)[other])
        places.append(T.expand_dims(number, tuple(i for i in range(index.ndim) if i != other)))
    return expression[tuple(places)]


def choose(which: Any, choices: Sequence[Any]) -> Expression:
    """For each element of ``which`` the element of ``choices[which]`` at its place; ``np.choose``, all broadcast."""
    index = as_expression(which)
    options = [as_expression(one) for one in choices]
    result = options[-1]
    for number in range(len(options) - 2, -1, -1):
        result = T.switch(T.eq(index, number), options[number], result)
    return result if len(options) > 1 else T.fill(index, result)
