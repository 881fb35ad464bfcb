"""What comes of one row, and how many rows make a chunk: known before anything is computed, wherever sizes tell it."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.errors import ShapeError
from explorer.core.evaluate.batch.batched import batched
from explorer.core.evaluate.batch.work import RowType
from explorer.core.graph import applies
from explorer.core.types import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.evaluate.batch.stacks import Stacks
    from explorer.core.evaluate.function import Function
    from explorer.core.types import Dimension, Symbol

_BYTES = 16 << 20  # of all that is computed for a chunk: large enough for arrays to win, small enough to stay near
_ALONE = 1 << 10  # rows that are computed one by one: now and then one wants to know how far it is
_TRIED = 100  # rows, where no size tells what comes of one


def row_types(f: Function, stacks: Stacks) -> tuple[RowType, ...]:
    """What comes of one row: by the sizes of the inputs, or where these do not tell, by the first row that succeeds.

    Raises:
        ShapeError: where sizes do not fit, in all rows alike.
    """
    sizes = _sizes(f, stacks)
    shapes = None if sizes is None else [_shape(e.dimensions, sizes) for e in f.outputs]
    if shapes is None or None in shapes:
        shapes = [*_tried(f, stacks)]
    return tuple(RowType(e.dtype, shape) for e, shape in zip(f.outputs, shapes, strict=True) if shape is not None)


def rows_of_a_chunk(f: Function, stacks: Stacks) -> int:
    """How many rows are computed together; it depends on nothing but the function and the sizes of a row."""
    sizes = _sizes(f, stacks) or {}
    shapes = zip(f.inputs, stacks.row_shapes, strict=True)
    inputs = [x.dtype.itemsize * prod(shape) for x, shape in shapes]
    largest = max((prod(shape) for shape in stacks.row_shapes), default=1)
    total = sum(inputs)
    for node in applies(f.outputs):
        for e in node.outputs:
            shape = _shape(e.dimensions, sizes)
            total += e.dtype.itemsize * (largest if shape is None else prod(shape))
    rows = max(1, _BYTES // max(total, 1))
    return rows if batched(f, stacks.stacked) is not None else min(rows, _ALONE)


def _sizes(f: Function, stacks: Stacks) -> dict[Symbol, int] | None:
    """The sizes in a row; None where they may be others in each."""
    if any(x.ndim == 0 and x.dtype.kind in "iu" and on for x, on in zip(f.inputs, stacks.stacked, strict=True)):
        return None
    shapes = zip(stacks.arrays, stacks.stacked, stacks.row_shapes, strict=True)
    return f.check_sizes([np.broadcast_to(np.zeros((), a.dtype), shape) if on else a for a, on, shape in shapes])


def _shape(dimensions: Sequence[Dimension], sizes: Mapping[Symbol, int]) -> tuple[int, ...] | None:
    shape = [evaluate(size, sizes) for size in dimensions]
    known = [size for size in shape if size is not None]
    return tuple(known) if len(known) == len(shape) else None


def _tried(f: Function, stacks: Stacks) -> list[tuple[int, ...]]:
    reason: Exception | None = None
    for row in range(min(stacks.rows, _TRIED)):
        values = [a[row] if on else a for a, on in zip(stacks.arrays, stacks.stacked, strict=True)]
        try:
            return [value.shape for value in f.steadily(*values)]
        except Exception as error:  # noqa: BLE001  # it is told as this row's when its chunk is computed
            reason = error
    rows = f"none of the first {min(stacks.rows, _TRIED)} rows can be computed" if stacks.rows else "there is no row"
    message = f"the shape of a result is not known before it is computed, and {rows}{f': {reason}' if reason else ''}"
    raise ShapeError(message) from reason
