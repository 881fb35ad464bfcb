"""Programs for large arrays: elementwise operations together, block by block, on all cores.

Temporaries of a block stay in the cache of a core, where those of the whole array would go through memory; and NumPy
lets other threads run while it computes. Each element is computed as in the program over whole arrays; only that the
last ones of a block, for which NumPy takes other instructions, may round otherwise.
"""

from __future__ import annotations

from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.filled import fits
from explorer.core.evaluate.threads import LANES, on_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.evaluate.machine import Loop

_BLOCK = 1 << 14  # elements: half a dozen temporaries of doubles fit the second cache of a core
_AXES = 2  # of matrices


def in_blocks(
    part: Callable[..., None],
    sliced: Sequence[np.ndarray],
    whole: Sequence[Any],
    dtypes: Sequence[Any],
    flat: bool,
    loop: Loop | None = None,
    into: Sequence[Any] = (),
    totals: Sequence[Callable[[np.ndarray], Any]] = (),
) -> list[Any]:
    """The outputs of a part of a program, computed block by block, and after them the totals.

    Args:
        part: ``part(start, stop, sliced…, whole…, outputs…)`` computes the outputs from start to stop along axis 0;
            behind them come, where there are totals, an array for those of each block, and the size of the blocks.
        sliced: the operands that have the first axis of the outputs.
        whole: the other operands.
        dtypes: those of the outputs, and of the totals.
        loop: the same as machine code, where there is such.
        flat: whether all of ``sliced`` have the shape of the outputs, and ``whole`` are numbers.
        into: arrays for the outputs, or None; those that fit are filled, for the others new ones are made.
        totals: what takes the totals of all blocks together. Blocks are the same ones on any number of threads.
    """
    shape = sliced[0].shape if flat else np.broadcast_shapes(*(np.shape(x) for x in (*sliced, *whole)))
    if loop is not None and len(shape) == _AXES and _by_columns(sliced, shape) and not totals:
        found = _turned(sliced, whole, shape, dtypes, loop, into)
        if found is not None:
            return found
    given = into or [None] * (len(dtypes) - len(totals))
    pairs = zip(given, dtypes, strict=False)
    outputs = [out if fits(out, shape, np.dtype(dtype)) else np.empty(shape, dtype) for out, dtype in pairs]
    count = prod(shape)
    pieces, targets, length, step = list(sliced), outputs, shape[0], max(1, _BLOCK * shape[0] // max(count, 1))
    if flat and len(shape) > 1 and all(x.flags.c_contiguous for x in sliced):
        pieces, targets = [x.reshape(-1) for x in sliced], [x.reshape(-1) for x in outputs]
        length, step = count, _BLOCK
    of_blocks = [np.empty(-(-length // step), dtype) for dtype in dtypes[len(outputs) :]]
    counted = [*of_blocks, step] if totals else []
    swift = None if loop is None else loop.ready(pieces, whole, targets, counted)
    if swift is not None:
        on_threads(swift, length, count, step if totals else LANES)
    else:
        on_threads(partial(_run, part, step, (*pieces, *whole, *targets, *counted)), length, count, step)
    return [*outputs, *(together(one) for together, one in zip(totals, of_blocks, strict=True))]


def _by_columns(sliced: Sequence[np.ndarray], shape: tuple[int, ...]) -> bool:
    """Whether matrices stand in memory column by column: loops over rows would jump at each element."""
    whole = [x for x in sliced if x.shape == shape]
    return bool(whole) and all(x.flags.f_contiguous and not x.flags.c_contiguous for x in whole)


def _turned(
    sliced: Sequence[np.ndarray],
    whole: Sequence[Any],
    shape: tuple[int, ...],
    dtypes: Sequence[Any],
    loop: Loop,
    into: Sequence[Any],
) -> list[np.ndarray] | None:
    """The outputs of a part over matrices, computed column by column; None where the loop for that is not there."""
    rows, columns = shape
    given = into or [None] * len(dtypes)
    outputs = [np.empty(shape, dtype, order="F") for dtype in dtypes]
    for place, (out, made) in enumerate(zip(given, outputs, strict=True)):
        if isinstance(out, np.ndarray) and fits(out.T, (columns, rows), made.dtype):
            outputs[place] = out
    pieces, others = ([np.atleast_2d(x).T if np.ndim(x) else x for x in some] for some in (sliced, whole))
    swift = loop.turned(pieces, others, [x.T for x in outputs])
    if swift is None:
        return None
    on_threads(swift, columns, rows * columns, 1)
    return outputs


def _run(part: Callable[..., None], step: int, operands: Sequence[Any], start: int, stop: int) -> None:
    for at in range(start, stop, step):
        part(at, min(at + step, stop), *operands)
