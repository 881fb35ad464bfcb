"""What is made of reductions: spread, median, differences, integrals, averages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.convert import as_expression
from explorer.core.ops.reductions import count_along, normalise_axis
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def ptp(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """The largest minus the smallest element over ``axis``; ``np.ptp``."""
    return T.max(x, axis, keepdims) - T.min(x, axis, keepdims)


def median(x: Any, axis: int | None = None, keepdims: bool = False) -> Expression:
    """The middle element in order, or the mean of both middle ones; ``np.median``."""
    expression = as_expression(x)
    flat = T.ravel(expression) if axis is None else expression
    (along,) = normalise_axis(0 if axis is None else axis, flat.ndim, "median")
    if not flat.type.inexact:
        flat = T.cast(flat, "float64")
    ordered = T.sort(flat, along)
    count = count_along(flat, (along,))
    before = (slice(None),) * along
    middle = (ordered[(*before, (count - 1) // 2)] + ordered[(*before, count // 2)]) / 2
    if not keepdims:
        return middle
    return T.expand_dims(middle, tuple(range(expression.ndim)) if axis is None else along)


def diff(x: Any, n: int = 1, axis: int = -1) -> Expression:
    """Each element minus the one before it, ``n`` times; ``np.diff``. Booleans differ or not."""
    expression = as_expression(x)
    (along,) = normalise_axis(axis, expression.ndim, "diff")
    before = (slice(None),) * along
    for _ in range(n):
        later, earlier = expression[(*before, slice(1, None))], expression[(*before, slice(None, -1))]
        expression = T.neq(later, earlier) if expression.dtype.kind == "b" else later - earlier
    return expression


def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Expression:
    """The integral of samples by the trapezoidal rule; ``np.trapezoid``. ``x`` is a vector, or of the shape of y."""
    values = as_expression(y)
    (along,) = normalise_axis(axis, values.ndim, "trapezoid")
    moved = T.moveaxis(values, along, -1)
    width: Any = dx
    if x is not None:
        places = as_expression(x)
        width = diff(places if places.ndim == 1 else T.moveaxis(places, along, -1))
    return T.sum(width * (moved[..., 1:] + moved[..., :-1]) / 2.0, axis=-1)


def average(x: Any, axis: Any = None, weights: Any = None, keepdims: bool = False) -> Expression:
    """The mean, weighted where ``weights`` (of the shape of x, or a vector along an axis) are given; ``np.average``."""
    expression = as_expression(x)
    if weights is None:
        return T.mean(expression, axis, keepdims)
    shares = as_expression(weights)
    axes = normalise_axis(axis, expression.ndim, "average")
    if shares.ndim == 1 and expression.ndim > 1:
        shares = T.expand_dims(shares, tuple(i for i in range(expression.ndim) if i not in axes))
    return T.sum(expression * shares, axes, keepdims=keepdims) / T.sum(shares, axes, keepdims=keepdims)


def nansum(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """The sum in which NaN counts as 0; ``np.nansum``."""
    expression = as_expression(x)
    if expression.type.inexact:
        expression = T.switch(T.isnan(expression), T.constant(0, dtype=expression.dtype), expression)
    return T.sum(expression, axis, keepdims=keepdims)
