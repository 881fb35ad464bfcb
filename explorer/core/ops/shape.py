"""Operations that move elements and compute none: reshape, transpose, axes, joins, and the shape itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.batch import NotBatchableError
from explorer.core.convert import as_expression
from explorer.core.dependence import NOTHING, SAME, Axes
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.expr import Constant, Expression, constant
from explorer.core.op import Linear, Op
from explorer.core.ops.reductions import normalise_axis
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, shape_text, unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import Dimension


@dataclass(frozen=True, repr=False)
class SizeOf(Op):
    """The size of one axis, an int64 scalar. It does not depend on the values: its derivative is disconnected."""

    axis: int
    name = "size_of"
    family = "shape"
    symbol = "#"

    def by_shape(self, count: int) -> tuple[bool, ...]:
        return (True,)

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if not 0 <= self.axis < x.ndim:
            message = f"shape: axis {self.axis} is not there, the operand has {x.ndim} axes"
            raise ShapeError(message)
        return (TensorType(np.dtype("int64"), ()),)

    def python(self, *operands: str) -> str:
        return f"np.int64({operands[0]}.shape[{self.axis}])"

    def connected(self, count: int) -> tuple[bool, ...]:
        return (False,)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return (size_of(inputs[0], self.axis + 1),), False

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        return (None,)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        return (None,)


@dataclass(frozen=True, repr=False)
class Dimshuffle(Linear):
    """Axes permuted, dropped (where of size 1) and added (``"x"``): Theano's dimshuffle.

    ``pattern[i]`` is the axis of the operand that becomes axis ``i``, or ``None`` for a new axis of size 1; ``ndim`` is
    the number of axes of the operand.
    """

    pattern: tuple[int | None, ...]
    ndim: int
    moves = True
    family = "shape"
    symbol = "⊤"

    @property
    def is_transpose(self) -> bool:
        """Whether it only reverses two or more axes."""
        return self.ndim > 1 and self.pattern == tuple(range(self.ndim))[::-1]

    @property
    def kept(self) -> tuple[int, ...]:
        """The axes of the operand that are still there, in their new order."""
        return tuple(axis for axis in self.pattern if axis is not None)

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        kept = self.kept
        if x.ndim != self.ndim or len(set(kept)) < len(kept) or any(not 0 <= axis < x.ndim for axis in kept):
            message = f"dimshuffle: {self.pattern} is no arrangement of {x.ndim} axes"
            raise ShapeError(message)
        for axis in set(range(x.ndim)) - set(kept):
            if x.dimensions[axis] != 1:
                message = f"axis {axis} of {shape_text(x.dimensions)} has size {x.dimensions[axis]}, not 1: keep it"
                raise ShapeError(message)
        return (x.type.with_shape(tuple(1 if axis is None else x.dimensions[axis] for axis in self.pattern)),)

    def python(self, *operands: str) -> str:
        (x,) = operands
        if self.is_transpose:
            return f"{x}.T"
        order = sorted(self.kept)
        if list(self.kept) == order:
            return f"{x}[{self._index(self.pattern)}]"
        if len(order) < self.ndim:
            x = f"{x}[{self._index(order)}]"
        moved = f"np.transpose({x}, {tuple(order.index(axis) for axis in self.kept)})"
        new = ", ".join("None" if axis is None else ":" for axis in self.pattern)
        return f"{moved}[{new}]" if None in self.pattern else moved

    def _index(self, pattern: Sequence[int | None]) -> str:
        """Axes added and dropped, by an index; those that stay keep their order."""
        words, position = [], 0
        for axis in (*pattern, self.ndim):
            if axis is None:
                words.append("None")
                continue
            words.extend("0" for _ in range(axis - position))
            words.append(":")
            position = axis + 1
        return ", ".join(words[:-1])

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        pattern = (0, *(None if axis is None else axis + 1 for axis in self.pattern))
        return Dimshuffle(pattern, self.ndim + 1).all(*inputs), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        own, whole = facts.shape(node.inputs[0]), facts.shape(node.output())
        labels = [f"new{place}" if axis is None else axis for place, axis in enumerate(self.pattern)]
        return (Axes(range(self.ndim), own, labels, whole),)

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        back = tuple(self.pattern.index(axis) if axis in self.pattern else None for axis in range(self.ndim))
        return Dimshuffle(back, len(self.pattern))(cotangent)


class Reshape(Linear):
    """The elements in C order in another shape: operands are the array and a size for each new axis."""

    moves = True
    family = "shape"
    symbol = "▭"

    def infer(self, x: Expression, *sizes: Expression) -> tuple[TensorType, ...]:
        for size in sizes:
            if size.dtype.kind not in "iu" or size.ndim:
                message = f"reshape: a size must be an integer scalar, not {size.type}"
                raise DTypeError(message)
        shape = tuple(dimension_of(size) for size in sizes)
        total, wanted = _product(x.dimensions), _product(shape)
        if unify(total, wanted) is None:
            message = f"reshape: {shape_text(x.dimensions)} has {total} elements, {shape_text(shape)} has {wanted}"
            raise ShapeError(message)
        return (x.type.with_shape(shape),)

    def python(self, *operands: str) -> str:
        x, *sizes = operands
        return f"np.reshape({x}, ({', '.join(sizes)}{',' if len(sizes) == 1 else ''}))"

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        if any(batched[1:]):
            message = "a reshape to sizes that differ has no form on stacks"
            raise NotBatchableError(message)
        return self.all(inputs[0], count, *inputs[1:]), True

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        return NOTHING if operand else SAME

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return reshape(cotangent, shape(inputs[0]))

    def connected(self, count: int) -> tuple[bool, ...]:
        return (True,) + (False,) * (count - 1)


@dataclass(frozen=True, repr=False)
class Join(Linear):
    """Arrays one after the other along an axis; ``np.concatenate``."""

    axis: int
    moves = True
    name = "join"
    family = "shape"
    symbol = "⊕"

    def infer(self, *parts: Expression) -> tuple[TensorType, ...]:
        sizes = list(parts[0].dimensions)
        for part in parts[1:]:
            if part.ndim != len(sizes):
                message = f"join: all parts need {len(sizes)} axes, one has {part.ndim}"
                raise ShapeError(message)
            for axis, size in enumerate(part.dimensions):
                together = sizes[axis] + size if axis == self.axis else unify(sizes[axis], size)
                if together is None:
                    shapes = " and ".join(shape_text(p.dimensions) for p in parts)
                    message = f"join along axis {self.axis}: {shapes} differ along axis {axis}"
                    raise ShapeError(message)
                sizes[axis] = together
        return (TensorType(np.result_type(*(part.dtype for part in parts)), tuple(sizes)),)

    def python(self, *operands: str) -> str:
        return f"np.concatenate(({', '.join(operands)},), axis={self.axis})"

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        parts = (x if has else T.alloc(x, count, *shape(x)) for x, has in zip(inputs, batched, strict=True))
        return Join(self.axis + 1).all(*parts), True

    def linear_in(self, count: int) -> tuple[bool, ...]:
        return (True,) * count

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        start: Expression = constant(0)
        for part in inputs[:index]:
            start = start + shape(part)[self.axis]
        stop = start + shape(inputs[index])[self.axis]
        return cotangent[(*(slice(None),) * self.axis, slice(start, stop))]


def shape(x: Any) -> tuple[Expression, ...]:
    """The symbolic shape: an int64 scalar for each axis, a constant where the size is known."""
    expression = as_expression(x)
    return tuple(size_of(expression, axis) for axis in range(expression.ndim))


def size_of(x: Expression, axis: int) -> Expression:
    """The size of one axis: an int64 scalar, a constant where it is known."""
    size = x.dimensions[axis]
    return constant(size) if isinstance(size, int) else SizeOf(axis % x.ndim)(x)


def size(x: Any) -> Expression:
    """The number of elements: an int64 scalar."""
    total: Expression = constant(1)
    for axis, one in enumerate(shape(x)):
        total = one if axis == 0 else total * one
    return total


def sizes(shape: Any) -> tuple[Expression, ...]:
    """A shape given by a person (an int, a sequence of ints and scalars, or an int vector) as scalar expressions."""
    if isinstance(shape, Expression) and shape.ndim == 1:
        count = shape.dimensions[0]
        if not isinstance(count, int):
            message = "a shape given as a vector needs a known length"
            raise ShapeError(message)
        return tuple(shape[index] for index in range(count))
    parts = tuple(shape) if isinstance(shape, list | tuple | np.ndarray) else (shape,)
    return tuple(part if isinstance(part, Expression) else constant(int(part)) for part in parts)


def reshape(x: Any, shape: Any) -> Expression:
    """``x`` in another shape, C order; one size may be -1 and follows from the others.

    Raises:
        ShapeError: where the numbers of elements can never be equal.
    """
    expression = as_expression(x)
    wanted = list(sizes(shape))
    open_axes = [axis for axis, one in enumerate(wanted) if getattr(one, "value", None) == -1]
    if len(open_axes) > 1:
        message = f"reshape: only one size can be -1, not {len(open_axes)}"
        raise ShapeError(message)
    if open_axes:
        wanted[open_axes[0]] = _remaining(expression, [one for one in wanted if getattr(one, "value", None) != -1])
    return Reshape()(expression, *wanted)


def _remaining(x: Expression, given: list[Expression]) -> Expression:
    # Leave out factors that both sides share, so that (n, m) → (n, -1) has the size m and not n·m // n.
    have = list(shape(x))
    for one in list(given):
        if one in have:
            have.remove(one)
            given.remove(one)
    open_have, open_given = ([one for one in ones if not isinstance(one, Constant)] for ones in (have, given))
    total, rest = (math.prod(int(one.value) for one in ones if isinstance(one, Constant)) for ones in (have, given))
    if not open_have and not open_given and (rest == 0 or total % rest):
        message = f"reshape: {total} elements do not divide into {rest}"
        raise ShapeError(message)
    if not open_given and rest and total % rest == 0:
        return _times(total // rest, open_have)
    return _times(total, open_have) // _times(rest, open_given)


def _times(number: int, factors: Sequence[Expression]) -> Expression:
    result: Expression = constant(number)
    for index, one in enumerate(factors):
        result = one if index == 0 and number == 1 else result * one
    return result


def ravel(x: Any) -> Expression:
    """All elements on one axis, in C order."""
    expression = as_expression(x)
    return expression if expression.ndim == 1 else reshape(expression, (size(expression),))


def dimshuffle(x: Any, *pattern: Any) -> Expression:
    """Axes permuted, dropped and added (``"x"``), as in Theano: ``dimshuffle(v, "x", 0)`` is a row."""
    if len(pattern) == 1 and isinstance(pattern[0], list | tuple):
        pattern = tuple(pattern[0])
    expression = as_expression(x)
    wanted = tuple(
        None if axis == "x" or axis is None else normalise_axis(axis, expression.ndim, "dimshuffle")[0]
        for axis in pattern
    )
    return expression if wanted == tuple(range(expression.ndim)) else Dimshuffle(wanted, expression.ndim)(expression)


def transpose(x: Any, axes: Any = None) -> Expression:
    """The axes permuted; reversed unless ``axes`` says otherwise."""
    expression = as_expression(x)
    return dimshuffle(expression, *(reversed(range(expression.ndim)) if axes is None else axes))


def swapaxes(x: Any, axis1: int, axis2: int) -> Expression:
    """Two axes exchanged."""
    expression = as_expression(x)
    order = list(range(expression.ndim))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return dimshuffle(expression, *order)


def moveaxis(x: Any, source: int | Sequence[int], destination: int | Sequence[int]) -> Expression:
    """Axes moved to other places, one or as many as there are places; the others keep their order."""
    expression = as_expression(x)
    sources, places = ([axes] if isinstance(axes, int) else axes for axes in (source, destination))
    moved = {place % expression.ndim: axis % expression.ndim for axis, place in zip(sources, places, strict=True)}
    rest = iter(axis for axis in range(expression.ndim) if axis not in moved.values())
    return dimshuffle(expression, *(moved[place] if place in moved else next(rest) for place in range(expression.ndim)))


def expand_dims(x: Any, axis: Any) -> Expression:
    """New axes of size 1, at the places ``axis`` in the result."""
    expression = as_expression(x)
    count = len(axis) if isinstance(axis, list | tuple) else 1
    places = normalise_axis(axis, expression.ndim + count, "expand_dims")
    rest = iter(range(expression.ndim))
    return dimshuffle(expression, *("x" if i in places else next(rest) for i in range(expression.ndim + count)))


def squeeze(x: Any, axis: Any = None) -> Expression:
    """Axes of size 1 dropped: those named, or all that are known to have size 1."""
    expression = as_expression(x)
    if axis is None:
        drop = tuple(i for i, one in enumerate(expression.dimensions) if one == 1)
    else:
        drop = normalise_axis(axis, expression.ndim, "squeeze")
    return dimshuffle(expression, *(i for i in range(expression.ndim) if i not in drop))


def concatenate(parts: Sequence[Any], axis: int = 0) -> Expression:
    """Arrays one after the other along ``axis``.

    Raises:
        ShapeError: for none, for scalars, and where other axes can never be equal.
    """
    expressions = tuple(as_expression(part) for part in parts)
    if not expressions or expressions[0].ndim == 0:
        message = "concatenate needs at least one array with at least one axis; scalars can be stacked"
        raise ShapeError(message)
    return Join(normalise_axis(axis, expressions[0].ndim, "concatenate")[0])(*expressions)


def join(axis: int, *parts: Any) -> Expression:
    """Theano's `concatenate`."""
    return concatenate(parts, axis)


def stack(parts: Sequence[Any], axis: int = 0) -> Expression:
    """Arrays of one shape along a new axis."""
    return concatenate([expand_dims(as_expression(part), axis) for part in parts], axis)


def _product(shape: tuple[Dimension, ...]) -> Dimension:
    total: Dimension = 1
    for one in shape:
        total = one * total
    return total
