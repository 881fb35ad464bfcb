"""Norms of vectors and of matrices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from explorer.core.convert import as_expression
from explorer.core.ops.reductions import Norm, normalise_axis
from explorer.core.ops.singular_values import svd
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Expression:
    """The norm of vectors, or of matrices where ``axis`` (or ``x``) has two axes; ``np.linalg.norm``.

    Where entries or singular values tie for the largest or smallest, they share the derivative; by what is 0 it is 0.

    Args:
        x: an expression.
        ord: of vectors None or 2 (Euclidean), inf, -inf (the largest, the smallest absolute value), 0 (how many are not
            0), or any other number p for (∑ |x|ᵖ)^(1/p). Of matrices None or "fro" (Frobenius), 2, -2 (the largest, the
            smallest singular value), "nuc" (the sum of all), 1, -1 (the largest, the smallest sum of absolute values in
            a column), inf or -inf (in a row).
        axis: an int for vectors, a pair (rows, columns) for matrices, or None for all axes.
        keepdims: whether the axes stay, with size 1.

    Raises:
        ValueError: for an order that is not among these.
    """
    expression = as_expression(x)
    if not expression.type.inexact:
        expression = T.cast(expression, "float64")
    axes = normalise_axis(axis, expression.ndim, "norm")
    if ord is None or (ord == "fro" and len(axes) == 2) or (ord == 2 and len(axes) == 1):
        return Norm(axes, bool(keepdims) and bool(axes))(expression)
    if len(axes) == 1 and isinstance(ord, int | float):
        return _vector_norm(T.abs(expression), ord, axes, keepdims)
    if len(axes) == 2 and ord in (1, -1, 2, -2, math.inf, -math.inf, "nuc"):
        rows, columns = (one % expression.ndim for one in (axes if axis is None else axis))
        found = (_spectral_norm if ord in (2, -2, "nuc") else _norm_of_sums)(expression, ord, rows, columns)
        return T.expand_dims(found, axes) if keepdims else found
    message = f"norm: {ord!r} is no order of norms over {len(axes)} axes"
    raise ValueError(message)


def _vector_norm(size: Expression, order: float, axes: tuple[int, ...], keepdims: bool) -> Expression:
    if order in (math.inf, -math.inf):
        return (T.max if order > 0 else T.min)(size, axes, keepdims)
    if order == 0:
        return T.cast(T.sum(T.neq(size, 0), axes, keepdims=keepdims), size.dtype)
    if order == 1:
        return T.sum(size, axes, keepdims=keepdims)
    total = T.sum(size**order, axes, keepdims=keepdims)
    nothing = T.eq(total, 0)  # the root has an infinite slope at 0, the norm has not
    return T.switch(nothing, 0.0, T.switch(nothing, 1.0, total) ** (1 / order))


def _norm_of_sums(x: Expression, order: float, rows: int, columns: int) -> Expression:
    along, across = (rows, columns) if order in (1, -1) else (columns, rows)
    sums = T.sum(T.abs(x), along)
    return (T.max if order > 0 else T.min)(sums, across - (across > along))


def _spectral_norm(x: Expression, order: int | str, rows: int, columns: int) -> Expression:
    rest = (axis for axis in range(x.ndim) if axis not in (rows, columns))
    values = svd(T.transpose(x, (*rest, rows, columns)), compute_uv=False)
    return (T.sum if order == "nuc" else T.max if order == 2 else T.min)(values, axis=-1)
