"""A choice of which only the side that is taken is computed: ifelse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.broadcast import describe, same_shape
from explorer.core.convert import as_expression
from explorer.core.dependence import NOTHING, SAME
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.op import Linear
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression


class IfElse(Linear):
    """``a`` where one truth value holds, else ``b``; what only the other side is made of is not computed.

    The branch not taken contributes exactly 0.
    """

    family = "loop"
    symbol = "⑂"
    code = "$a if $condition else $b"

    def infer(self, condition: Expression, a: Expression, b: Expression) -> tuple[TensorType, ...]:
        if condition.ndim or condition.dtype.kind != "b":
            message = (
                f"ifelse needs one truth value: {describe(condition)} of {condition.dtype}; T.switch chooses by each"
            )
            raise DTypeError(message)
        if a.dtype != b.dtype:
            raise DTypeError(f"ifelse needs two sides of one dtype, not {a.dtype} and {b.dtype}")
        if not same_shape(a, b):
            raise ShapeError(f"ifelse needs two sides of one shape: {describe(a)} and {describe(b)}")
        sizes = (unify(m, n) for m, n in zip(a.dimensions, b.dimensions, strict=True))
        return (TensorType(a.dtype, tuple(size for size in sizes if size is not None)),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        """With a condition for each element of the stack both sides are computed, and `switch` chooses."""
        condition, a, b = inputs
        a, b = (x if has else T.alloc(x, count, *T.shape(x)) for x, has in zip((a, b), batched[1:], strict=True))
        if not batched[0]:
            return (self(condition, a, b),), True
        return (T.switch(T.expand_dims(condition, tuple(range(1, a.ndim))), a, b),), True

    def linear_in(self, count: int) -> tuple[bool, ...]:
        return False, True, True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Element by element on both sides, or on the one that a known condition takes."""
        condition = facts.value(node.inputs[0])
        if operand == 0 or (condition is not None and bool(condition) != (operand == 1)):
            return NOTHING
        return SAME

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        nothing = T.zeros_like(cotangent)
        return self(inputs[0], cotangent, nothing) if index == 1 else self(inputs[0], nothing, cotangent)


_ifelse = IfElse()


def ifelse(condition: Any, then_branch: Any, else_branch: Any) -> Any:
    """One thing or the other, of which only the one that is taken is computed; Theano's ``ifelse``.

    Args:
        condition: one truth value, or a number that is true where it is not zero.
        then_branch: an expression, or a list or tuple of them.
        else_branch: as many, each of the same shape as its other side.

    Returns:
        An expression, or a list of them; of the dtype that takes both sides.

    Raises:
        ValueError: where the sides are not as many.
        DTypeError: for a condition with axes: `switch` chooses element by element.
        ShapeError: where two sides have different shapes.
    """
    holds = as_expression(condition)
    if holds.dtype.kind != "b":
        holds = T.neq(holds, 0)
    several = isinstance(then_branch, list | tuple)
    sides = [list(x) if isinstance(x, list | tuple) else [x] for x in (then_branch, else_branch)]
    if len(sides[0]) != len(sides[1]):
        raise ValueError(f"ifelse needs as many results on both sides, not {len(sides[0])} and {len(sides[1])}")
    results = []
    for pair in zip(*sides, strict=True):
        a, b = (as_expression(x) for x in pair)
        dtype = np.result_type(a.dtype, b.dtype)
        results.append(_ifelse(holds, T.cast(a, dtype), T.cast(b, dtype)))
    return results if several else results[0]
