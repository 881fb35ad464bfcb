"""Arrays repeated, turned, padded, cut and set side by side: all made of indexing, joins and reshapes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.convert import as_expression, as_expressions
from explorer.core.errors import ShapeError
from explorer.core.expr import Constant, Expression
from explorer.core.ops.reductions import normalise_axis
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Sequence


def broadcast_to(x: Any, shape: Any) -> Expression:
    """``x`` broadcast to ``shape``; ``np.broadcast_to``."""
    return T.full(shape, x)


def repeat(x: Any, repeats: int | Expression, axis: int | None = None) -> Expression:
    """Each element (of the raveled operand, or along an axis) several times in a row; ``np.repeat``."""
    expression = T.ravel(x) if axis is None else as_expression(x)
    (along,) = normalise_axis(0 if axis is None else axis, expression.ndim, "repeat")
    size = list(T.shape(expression))
    spread = T.alloc(T.expand_dims(expression, along + 1), *size[: along + 1], repeats, *size[along + 1 :])
    return T.reshape(spread, (*size[:along], size[along] * repeats, *size[along + 1 :]))


def tile(x: Any, reps: Any) -> Expression:
    """The whole array several times along each axis; ``np.tile``."""
    counts = tuple(reps) if isinstance(reps, list | tuple) else (reps,)
    expression = as_expression(x)
    ndim = max(expression.ndim, len(counts))
    expression = T.expand_dims(expression, tuple(range(ndim - expression.ndim)))
    for axis, count in enumerate((1,) * (ndim - len(counts)) + counts):
        if not isinstance(count, int) or count != 1:
            size = T.shape(expression)
            stacked = T.alloc(T.expand_dims(expression, axis), *size[:axis], count, *size[axis:])
            expression = T.reshape(stacked, (*size[:axis], size[axis] * count, *size[axis + 1 :]))
    return expression


def flip(x: Any, axis: Any = None) -> Expression:
    """The elements in reverse along all axes, or along those named; ``np.flip``."""
    expression = as_expression(x)
    axes = normalise_axis(axis, expression.ndim, "flip")
    return expression[tuple(slice(None, None, -1 if i in axes else None) for i in range(expression.ndim))]


def roll(x: Any, shift: Any, axis: Any = None) -> Expression:
    """The elements moved on, those beyond the end to the start; ``np.roll``."""
    expression = as_expression(x)
    if axis is None:
        return T.reshape(roll(T.ravel(expression), shift, 0), T.shape(expression))
    axes = axis if isinstance(axis, list | tuple) else (axis,)
    shifts = shift if isinstance(shift, list | tuple) else (shift,) * len(axes)
    for along, by in zip(axes, shifts, strict=True):
        (one,) = normalise_axis(along, expression.ndim, "roll")
        count = T.shape(expression)[one]
        expression = T.take(expression, (T.arange(count) - by) % count, one)
    return expression


def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = 0) -> Expression:
    """More elements at both ends of each axis; ``np.pad``.

    Args:
        x: an expression.
        pad_width: a number, a pair (before, after), or a pair for each axis.
        mode: "constant", "edge", "reflect", "symmetric" or "wrap".
        constant_values: the number to pad with in mode "constant".
    """
    expression = as_expression(x)
    widths = np.broadcast_to(np.asarray(pad_width), (expression.ndim, 2)).tolist()
    for axis, (before, after) in enumerate(widths):
        if before == after == 0:
            continue
        size = T.shape(expression)
        if mode == "constant":
            value = T.cast(as_expression(constant_values), expression.dtype)
            ends = [T.alloc(value, *size[:axis], count, *size[axis + 1 :]) for count in (before, after)]
            expression = T.concatenate([ends[0], expression, ends[1]], axis)
        else:
            number = T.arange(-before, size[axis] + after)
            expression = T.take(expression, _source(number, size[axis], mode), axis)
    return expression


def _source(number: Expression, count: Expression, mode: str) -> Expression:
    """Which element stands at a place that may lie outside of [0, count)."""
    if mode == "edge":
        return T.clip(number, 0, count - 1)
    if mode == "wrap":
        return number % count
    if mode == "symmetric":
        place = number % (2 * count)
        return T.minimum(place, 2 * count - 1 - place)
    if mode == "reflect":
        period = T.maximum(2 * count - 2, 1)
        place = number % period
        return T.minimum(place, period - place)
    message = f"pad: mode is 'constant', 'edge', 'reflect', 'symmetric' or 'wrap', not {mode!r}"
    raise ValueError(message)


def split(x: Any, sections: Any, axis: int = 0) -> list[Expression]:
    """``x`` cut into equal parts (their number), or before each of some indices; ``np.split``.

    Raises:
        ShapeError: where a known size does not divide into that many.
    """
    expression = as_expression(x)
    (along,) = normalise_axis(axis, expression.ndim, "split")
    if isinstance(sections, int):
        size = T.shape(expression)[along]
        if isinstance(size, Constant):
            if sections < 1 or int(size.value) % sections:
                message = f"split: {int(size.value)} elements do not divide into {sections} equal parts"
                raise ShapeError(message)
            size = int(size.value)
        edges: list[Any] = [0, *(size // sections * k for k in range(1, sections)), None]
    else:
        edges = [0, *sections, None]
    before = (slice(None),) * along
    return [expression[(*before, slice(a, b))] for a, b in itertools.pairwise(edges)]


def atleast_1d(x: Any) -> Expression:
    """``x`` with one axis or more; ``np.atleast_1d``."""
    expression = as_expression(x)
    return expression if expression.ndim else T.expand_dims(expression, 0)


def atleast_2d(x: Any) -> Expression:
    """``x`` with two axes or more: a vector becomes a row; ``np.atleast_2d``."""
    expression = as_expression(x)
    return expression if expression.ndim > 1 else T.expand_dims(expression, tuple(range(2 - expression.ndim)))


def hstack(parts: Sequence[Any]) -> Expression:
    """Arrays side by side: vectors along axis 0, others along axis 1; ``np.hstack``."""
    expressions = [atleast_1d(part) for part in parts]
    return T.concatenate(expressions, 0 if expressions[0].ndim == 1 else 1)


def vstack(parts: Sequence[Any]) -> Expression:
    """Arrays one below the other; vectors are rows; ``np.vstack``."""
    return T.concatenate([atleast_2d(part) for part in parts], 0)


def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True) -> Expression:
    """``num`` numbers from ``start`` to ``stop``, equally spaced; ``np.linspace``."""
    first, last = as_expressions((start, stop))
    steps = num - 1 if endpoint else num
    dtype = np.result_type(first.dtype, last.dtype, np.float64) if not first.type.inexact else first.dtype
    number = T.cast(T.arange(num), dtype)
    return first + number * ((last - first) / max(steps, 1))


def tri(n: Any, m: Any = None, k: int = 0, dtype: Any = "float64") -> Expression:
    """Ones on and below diagonal ``k``, else zeros; ``np.tri``."""
    rows, columns = T.arange(n), T.arange(n if m is None else m)
    return T.cast(T.ge(T.expand_dims(rows, 1), columns - k), dtype)


def meshgrid(*vectors: Any, indexing: str = "xy") -> list[Expression]:
    """The coordinates of a grid, an array for each vector; ``np.meshgrid``."""
    axes = [T.ravel(v) for v in vectors]
    order = list(range(len(axes)))
    if indexing == "xy" and len(axes) > 1:
        order[:2] = [1, 0]
    shape = tuple(T.shape(axes[i])[0] for i in order)
    return [
        T.alloc(T.expand_dims(v, tuple(p for p in range(len(axes)) if p != order.index(i))), *shape)
        for i, v in enumerate(axes)
    ]
