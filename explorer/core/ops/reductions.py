"""Reductions over axes."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.chain import match_dtype
from explorer.core.convert import as_expression
from explorer.core.dependence import NOTHING, Axes
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.op import Linear, Op
from explorer.core.tie import surface as T
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent


@dataclass(frozen=True, repr=False)
class Reduction(Op):
    """An operation over some axes, which disappear, or stay with size 1 where ``keepdims``. Abstract."""

    axis: tuple[int, ...]
    keepdims: bool = False
    family = "reduction"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if self.keepdims:
            shape = tuple(1 if axis in self.axis else size for axis, size in enumerate(x.dimensions))
        else:
            shape = tuple(size for axis, size in enumerate(x.dimensions) if axis not in self.axis)
        return (TensorType(self.dtype(x.dtype), shape),)

    def dtype(self, dtype: np.dtype) -> np.dtype:
        """The output's dtype: what NumPy gives."""
        return _reduced_dtype(self.name, dtype)

    def python(self, *operands: str) -> str:
        axis = self.axis[0] if len(self.axis) == 1 else self.axis
        keepdims = ", keepdims=True" if self.keepdims else ""
        return f"np.{self.name}({operands[0]}, axis={axis}{keepdims})"

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        moved = replace(self, axis=tuple(axis + 1 for axis in self.axis))
        return moved.all(*inputs), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """Each element on all that are reduced to it."""
        own, whole = facts.shape(node.inputs[0]), facts.shape(node.output())
        left = [axis for axis in range(len(own)) if self.keepdims or axis not in self.axis]
        return (Axes(range(len(own)), own, [f"out{axis}" if axis in self.axis else axis for axis in left], whole),)

    def spread(self, reduced: Expression) -> Expression:
        """A reduced expression with the reduced axes back, of size 1."""
        return reduced if self.keepdims else T.expand_dims(reduced, self.axis)


@cache
def _reduced_dtype(name: str, dtype: np.dtype) -> np.dtype:
    return np.asarray(getattr(np, name)(np.ones(1, dtype), axis=0)).dtype


class Sum(Reduction, Linear):
    """The sum over axes; ``np.sum``."""

    symbol = "Σ"

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return T.fill(inputs[0], self.spread(cotangent))


class Mean(Reduction, Linear):
    """The mean over axes; integers give float64; ``np.mean``."""

    symbol = "μ"

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        (x,) = inputs
        count = count_along(x, self.axis)
        return T.fill(x, self.spread(cotangent / T.cast(count, match_dtype(cotangent, x).dtype)))


class Weighted(Reduction):
    """A reduction with one partial for each element. Abstract: states `weights`, from which both rules follow."""

    @abstractmethod
    def weights(self, x: Expression, out: Expression) -> Expression:
        """The derivative of the output (``out``, spread) by each element: an expression of the shape of ``x``.

        Of a real function of complex elements it is the ``w`` with d out = Re(sum(w · dx)), see `Elementwise.partials`.
        """

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The sum of tangent times weight."""
        (x,), (tangent,) = node.inputs, tangents
        assert tangent is not None
        weighted = T.absorbing_multiply(tangent, self.weights(x, self.spread(node.output())))
        return (match_dtype(T.sum(weighted, axis=self.axis, keepdims=self.keepdims), node.output()),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The cotangent, spread, times each weight."""
        (x,), (cotangent,) = node.inputs, cotangents
        assert cotangent is not None
        weights = self.weights(x, self.spread(node.output()))
        return (match_dtype(T.absorbing_multiply(self.spread(cotangent), T.conj(weights)), x),)


class Max(Weighted):
    """The largest element over axes; ``np.max``. Tied elements share the derivative equally."""

    symbol = "max"

    def weights(self, x: Expression, out: Expression) -> Expression:
        return _equal_shares(x, out, self.axis)


class Min(Weighted):
    """The smallest element over axes; ``np.min``. Tied elements share the derivative equally."""

    symbol = "min"

    def weights(self, x: Expression, out: Expression) -> Expression:
        return _equal_shares(x, out, self.axis)


@dataclass(frozen=True, repr=False)
class Norm(Weighted):
    """The Euclidean norm over axes: the root of the sum of squares. Its derivative at 0 is 0; ``np.linalg.norm``."""

    symbol = "‖x‖"

    def dtype(self, dtype: np.dtype) -> np.dtype:
        if dtype.kind not in "fc":
            message = f"norm takes floating and complex operands, not {dtype}"
            raise DTypeError(message)
        return np.empty(0, dtype).real.dtype

    def python(self, *operands: str) -> str:
        return f"norm({operands[0]}, {self.axis}{', True' if self.keepdims else ''})"

    def weights(self, x: Expression, out: Expression) -> Expression:
        return T.conj(T.direction(x, self.axis))


class Logsumexp(Weighted):
    """The logarithm of the sum of exponentials over axes, without overflow; ``scipy.special.logsumexp``."""

    family = "reduction"
    symbol = "lse"

    def dtype(self, dtype: np.dtype) -> np.dtype:
        if dtype.kind == "c":
            message = "logsumexp takes real operands"
            raise DTypeError(message)
        return np.exp(np.empty(0, dtype)).dtype

    def python(self, *operands: str) -> str:
        return f"logsumexp({operands[0]}, {self.axis}{', True' if self.keepdims else ''})"

    def weights(self, x: Expression, out: Expression) -> Expression:
        return T.exp(x - out)


def _equal_shares(x: Expression, out: Expression, axis: tuple[int, ...]) -> Expression:
    tied = T.cast(T.eq(x, out), "float64")
    return tied / T.sum(tied, axis=axis, keepdims=True)


class Prod(Weighted):
    """The product over axes; ``np.prod``. Its derivative is the true polynomial one, zeros or not."""

    symbol = "Π"

    def weights(self, x: Expression, out: Expression) -> Expression:
        # The product of the others: each element in turn replaced by 1. It is differentiable to every order.
        order = [*(a for a in range(x.ndim) if a not in self.axis), *self.axis]
        kept = x.ndim - len(self.axis)
        moved = T.transpose(x, order)
        flat = T.reshape(moved, (*moved.shape[:kept], -1))
        count = T.size_of(flat, kept)
        here = T.eq(T.expand_dims(T.arange(count), 1), T.arange(count))
        others = T.prod(T.switch(here, T.constant(1, dtype=x.dtype), T.expand_dims(flat, kept)), axis=-1)
        return T.transpose(T.reshape(others, moved.shape), np.argsort(order).tolist())


class All(Reduction):
    """Whether all elements over axes hold; ``np.all``. Its derivative is zero."""

    symbol = "∀"

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        return NOTHING

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return (None,)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return (None,)


class Any_(All):
    """Whether any element over axes holds; ``np.any``. Its derivative is zero."""

    name = "any"
    symbol = "∃"


@dataclass(frozen=True, repr=False)
class Argmax(All):
    """The index of the first largest element over one axis; ``np.argmax``. Its derivative is zero."""

    symbol = "argmax"

    def python(self, *operands: str) -> str:
        return f"np.{self.name}({operands[0]}, axis={self.axis[0]}, keepdims={self.keepdims})"


class Argmin(Argmax):
    """The index of the first smallest element over one axis; ``np.argmin``. Its derivative is zero."""

    symbol = "argmin"


def normalise_axis(axis: Any, ndim: int, name: str) -> tuple[int, ...]:
    """Axes as a sorted tuple of distinct ints in [0, ndim); ``None`` means all.

    Raises:
        ShapeError: for an axis that is not there, or is named twice.
    """
    if axis is None:
        return tuple(range(ndim))
    axes = tuple(axis) if isinstance(axis, list | tuple) else (axis,)
    normal = []
    for one in axes:
        index = int(one)
        if not -ndim <= index < ndim:
            message = f"{name}: axis {index} is not there, the operand has {ndim} axes"
            raise ShapeError(message)
        normal.append(index % ndim)
    if len(set(normal)) < len(normal):
        message = f"{name}: an axis is named twice in {axes}"
        raise ShapeError(message)
    return tuple(sorted(normal))


def count_along(x: Expression, axis: tuple[int, ...]) -> Expression:
    """The number of elements along axes: an integer scalar expression, a constant where it is known."""
    count = T.constant(1)
    for index in axis:
        size = T.shape(x)[index]
        count = size if count is T.constant(1) else count * size
    return count


def _reduce(kind: type[Reduction], x: Any, axis: Any, keepdims: bool) -> Expression:
    expression = as_expression(x)
    axes = normalise_axis(axis, expression.ndim, kind.name)
    return kind(axes, bool(keepdims) and bool(axes))(expression)


def sum(x: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Expression:
    """The sum of ``x`` over ``axis`` (an int, a tuple, or None for all). Booleans and small ints sum in int64."""
    expression = as_expression(x) if dtype is None else T.cast(x, dtype)
    return _reduce(Sum, expression, axis, keepdims)


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """The mean of ``x`` over ``axis`` (an int, a tuple, or None for all)."""
    return _reduce(Mean, x, axis, keepdims)


def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """The product of ``x`` over ``axis`` (an int, a tuple, or None for all)."""
    return _reduce(Prod, x, axis, keepdims)


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """The largest element of ``x`` over ``axis`` (an int, a tuple, or None for all)."""
    return _reduce(Max, x, axis, keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """The smallest element of ``x`` over ``axis`` (an int, a tuple, or None for all)."""
    return _reduce(Min, x, axis, keepdims)


def all(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """Whether all elements of ``x`` hold over ``axis``: bool."""
    return _reduce(All, x, axis, keepdims)


def any(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """Whether any element of ``x`` holds over ``axis``: bool."""
    return _reduce(Any_, x, axis, keepdims)


def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Expression:
    """The index of the first largest element over one axis, or of the raveled operand: int64."""
    return _arg(Argmax, x, axis, keepdims)


def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Expression:
    """The index of the first smallest element over one axis, or of the raveled operand: int64."""
    return _arg(Argmin, x, axis, keepdims)


def _arg(kind: type[Reduction], x: Any, axis: int | None, keepdims: bool) -> Expression:
    expression = as_expression(x)
    if axis is None:
        flat = _reduce(kind, T.ravel(expression), 0, keepdims=False)
        return T.expand_dims(flat, tuple(range(expression.ndim))) if keepdims else flat
    return _reduce(kind, expression, axis, keepdims)


def var(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Expression:
    """The variance over ``axis``: the mean square deviation, divided by ``count - ddof``."""
    expression = as_expression(x)
    axes = normalise_axis(axis, expression.ndim, "var")
    centred = expression - mean(expression, axes, keepdims=True)
    squares = T.square(T.abs(centred)) if expression.dtype.kind == "c" else T.square(centred)
    if ddof == 0:
        return mean(squares, axes, keepdims)
    free = T.cast(count_along(expression, axes) - ddof, squares.dtype)
    return sum(squares, axes, keepdims=keepdims) / free


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Expression:
    """log(sum(exp(x))) over ``axis`` (an int, a tuple, or None for all), without overflow."""
    return _reduce(Logsumexp, x, axis, keepdims)


def std(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Expression:
    """The standard deviation over ``axis``: the square root of the variance."""
    expression = as_expression(x)
    axes = normalise_axis(axis, expression.ndim, "std")
    spread = T.norm(expression - mean(expression, axes, keepdims=True), axis=axes, keepdims=keepdims)
    return spread / T.sqrt(T.cast(count_along(expression, axes) - ddof, spread.dtype))
