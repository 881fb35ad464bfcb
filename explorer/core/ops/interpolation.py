"""Linear interpolation between given points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.batch import NotBatchableError
from explorer.core.broadcast import describe
from explorer.core.chain import match_dtype, times
from explorer.core.convert import as_expressions
from explorer.core.dependence import SAME, Pairs
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.op import Op
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent


class Interp(Op):
    """The polygon through the points (xp, fp), at x; beyond its ends it goes on level; ``np.interp``.

    At x between the points a and b it has the differential (1 - t) df_a + t df_b + s (dx - (1 - t) dx_a - t dx_b), with
    t the share of the way and s the slope. At a corner s is the smaller one of both slopes, or 0 where they differ in
    sign: the element of least norm of the sub- or supergradient.
    """

    family = "indexing"
    symbol = "⩘"
    code = "np.interp($x, $xp, $fp)"

    def infer(self, x: Expression, xp: Expression, fp: Expression) -> tuple[TensorType, ...]:
        if x.dtype.kind == "c" or xp.dtype.kind == "c":
            message = f"{describe(x)} and {describe(xp)}: interp takes real places, not {x.dtype} and {xp.dtype}"
            raise DTypeError(message)
        if xp.ndim != 1 or fp.ndim != 1 or unify(xp.dimensions[0], fp.dimensions[0]) is None:
            message = f"{describe(xp)} and {describe(fp)}: interp needs two vectors of one length"
            raise ShapeError(message)
        if xp.dimensions[0] == 0:
            message = f"{describe(xp)}: interp needs at least one point"
            raise ShapeError(message)
        return (x.type.with_dtype(np.dtype("complex128" if fp.dtype.kind == "c" else "float64")),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        x, xp, fp = inputs
        if batched == (True, False, False):
            return (self(x, xp, fp),), True
        if batched == (False, False, True):
            at = _Between(x, xp, node.inputs[2])
            return (fp[:, at.lower] * (1 - at.share) + fp[:, at.upper] * at.share,), True
        message = "interpolation between places that differ has no form on stacks"
        raise NotBatchableError(message)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """By x element by element; by the values, where all places are known, the two beside each."""
        x, xp, _ = node.inputs
        at, places = facts.value(x), facts.value(xp)
        if operand == 0:
            return SAME
        if operand == 1 or at is None or places is None:
            return super().dependence(node, operand, facts, output)
        upper = np.minimum(np.searchsorted(places, at.reshape(-1), "right"), places.size - 1)
        both = np.concatenate([np.maximum(upper - 1, 0), upper])
        return (Pairs(np.tile(np.arange(at.size), 2), both, (at.size, places.size)),)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The differential."""
        at = _Between(*node.inputs)
        by_x, by_xp, by_fp = tangents
        terms = []
        if by_x is not None:
            terms.append(times(by_x, at.slope))
        if by_xp is not None:
            terms += [times(by_xp[at.lower], at.by_lower_place), times(by_xp[at.upper], at.by_upper_place)]
        if by_fp is not None:
            terms += [times(by_fp[at.lower], 1 - at.share), times(by_fp[at.upper], at.share)]
        return (match_dtype(T.add(*terms) if len(terms) > 1 else terms[0], node.output()),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """Its transpose: shares go to the points on both sides."""
        (cotangent,) = cotangents
        assert cotangent is not None
        x, xp, fp = node.inputs
        at = _Between(x, xp, fp)

        def scattered(points: Expression, by_lower: Expression, by_upper: Expression) -> Expression:
            whole = T.zeros_like(points, cotangent.dtype)
            whole = T.inc_subtensor(whole[at.lower], times(cotangent, T.conj(by_lower)))
            return match_dtype(T.inc_subtensor(whole[at.upper], times(cotangent, T.conj(by_upper))), points)

        return (
            match_dtype(times(cotangent, T.conj(at.slope)), x) if wanted[0] else None,
            scattered(xp, at.by_lower_place, at.by_upper_place) if wanted[1] else None,
            scattered(fp, 1 - at.share, at.share) if wanted[2] else None,
        )


class _Between:
    """Where x lies: between the points ``lower`` and ``upper``, a ``share`` of the way on, on a line of a ``slope``."""

    def __init__(self, x: Expression, xp: Expression, fp: Expression) -> None:
        x, xp = T.cast(x, "float64"), T.cast(xp, "float64")
        fp = T.cast(fp, "complex128" if fp.dtype.kind == "c" else "float64")
        last = T.shape(xp)[0] - 1
        inside = T.and_(T.gt(x, xp[0]), T.lt(x, xp[-1]))
        self.upper = T.minimum(T.searchsorted(xp, x, "right"), last)
        self.lower = T.maximum(self.upper - 1, 0)
        way = T.switch(inside, xp[self.upper] - xp[self.lower], 1.0)
        self.share = T.switch(inside, (x - xp[self.lower]) / way, T.cast(T.ge(x, xp[-1]), "float64"))
        after = (fp[self.upper] - fp[self.lower]) / way
        corner = T.maximum(T.searchsorted(xp, x, "left"), 1) - 1
        end = T.minimum(corner + 1, last)
        before = (fp[end] - fp[corner]) / T.switch(inside, xp[end] - xp[corner], 1.0)
        self.slope = T.switch(inside, _least(before, after), T.constant(0, dtype=fp.dtype))
        self.by_lower_place = -self.slope * (1 - self.share)
        self.by_upper_place = -self.slope * self.share


def _least(a: Expression, b: Expression) -> Expression:
    """What lies between two slopes and is nearest to 0; of complex ones in both parts."""
    if a.dtype.kind == "c":
        return _least(T.real(a), T.real(b)) + 1j * _least(T.imag(a), T.imag(b))
    nearer = T.switch(T.le(T.abs(a), T.abs(b)), a, b)
    return T.switch(T.gt(T.sign(a) * T.sign(b), 0), nearer, 0.0)


_interp = Interp()


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Expression:
    """The polygon through the points (xp, fp), at x; ``np.interp``.

    Args:
        x: where; any shape.
        xp: the places of the points, a vector that increases (in any order where there is a period).
        fp: their values, real or complex.
        left: the value before the first point, ``fp[0]`` unless given.
        right: the value beyond the last point, ``fp[-1]`` unless given.
        period: of the function; then it has no left or right end.

    Returns:
        float64, or complex128 where fp is complex, of the shape of x.

    Raises:
        ShapeError: where xp and fp are not two vectors of one length.
        DTypeError: for complex places.
        ValueError: for a period of 0.
    """
    at, places, values = as_expressions((x, xp, fp))
    if period is not None:
        if isinstance(period, int | float) and period == 0:
            message = "interp: the period must not be 0"
            raise ValueError(message)
        length = T.abs(T.as_expression(period))
        order = T.argsort(places % length)
        at, places, values = at % length, (places % length)[order], values[order]
        places = T.concatenate([places[-1:] - length, places, places[:1] + length])
        return _interp(at, places, T.concatenate([values[-1:], values, values[:1]]))
    result = _interp(at, places, values)
    if left is not None:
        result = T.switch(T.lt(at, places[0]), left, result)
    return result if right is None else T.switch(T.gt(at, places[-1]), right, result)
