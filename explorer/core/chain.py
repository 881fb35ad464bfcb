"""The chain rule's arithmetic: cotangent (or tangent) times partial, and the shapes and dtypes around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.expr import Constant
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Collection

    from explorer.core.expr import Expression


def times(seed: Expression, partial: Expression | float, whole: Collection[Expression] = ()) -> Expression:
    """``seed * partial``, in which an exact zero wins over infinity.

    A partial that is itself a product, quotient or negative is taken factor by factor from the left, as people write
    it: ``g / x`` and not ``g * (1 / x)``. What is in ``whole`` stays whole: it has a value already, and of a value that
    is squared again and again the factors are too many to be written.
    """
    if isinstance(partial, int | float):
        if partial == 1:
            return seed
        return -seed if partial == -1 else seed * partial
    if isinstance(partial, Constant) and partial.ndim == 0 and np.isfinite(partial.value) and partial.value != 0:
        return seed if partial.value == 1 else -seed if partial.value == -1 else seed * partial
    owner = partial.owner if partial not in whole else None
    operation = owner.op.name if owner is not None else ""
    if owner is not None and operation == "negative":
        return times(-seed, owner.inputs[0], whole)
    if owner is not None and operation == "multiply":
        for factor in owner.inputs:
            seed = times(seed, factor, whole)
        return seed
    if owner is not None and operation == "divide":
        numerator, denominator = owner.inputs
        return T.absorbing_divide(times(seed, numerator, whole), denominator)
    return T.absorbing_multiply(seed, partial)


def reduce_to(cotangent: Expression, x: Expression) -> Expression:
    """The cotangent of a broadcast operand: summed over the axes that ``x`` lacks or has of size 1; of x's dtype."""
    if cotangent.type.shape == x.type.shape:
        return match_dtype(cotangent, x)
    extra = cotangent.ndim - x.ndim
    if extra > 0:
        cotangent = T.sum(cotangent, axis=tuple(range(extra)))
    axes = tuple(
        axis
        for axis, (has, want) in enumerate(zip(cotangent.type.broadcastable, x.type.broadcastable, strict=True))
        if want and not has
    )
    if axes:
        cotangent = T.sum(cotangent, axis=axes, keepdims=True)
    return match_dtype(cotangent, x)


def spread_to(tangent: Expression, out: Expression) -> Expression:
    """A tangent broadcast to the shape of the output, and of its derivative dtype."""
    if tangent.ndim != out.ndim or tangent.type.broadcastable != out.type.broadcastable:
        tangent = T.fill(out, tangent)
    return match_dtype(tangent, out)


def match_dtype(derivative: Expression, x: Expression) -> Expression:
    """A derivative by ``x`` in the dtype it must have: x's own where inexact, else float64.

    The cotangent of a real operand of a complex operation is the real part (the convention for real costs).
    """
    return to_dtype(derivative, derivative_dtype(x.dtype))


def to_dtype(derivative: Expression, dtype: np.dtype) -> Expression:
    """``derivative`` in ``dtype``, by its real part where that is real."""
    if derivative.dtype == dtype:
        return derivative
    if derivative.dtype.kind == "c" and dtype.kind != "c":
        derivative = T.real(derivative)
    return derivative if derivative.dtype == dtype else T.cast(derivative, dtype)
