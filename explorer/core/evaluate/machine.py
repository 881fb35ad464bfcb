"""Parts of large programs as machine code: one loop over the elements, with all that is between kept in registers.

LLVM compiles them (extra ``fast``), in a thread of its own, when a part is computed again. Until then, and where arrays
are not as the loop takes them, they are computed in blocks. Functions are those of glibc's vector library where there
is one: their last places may differ from NumPy's, by four units at most.
"""

from __future__ import annotations

import ctypes
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.native.late import NUMBERS, Late
from explorer.core.evaluate.native.loop import NAME, dtype_of, flat_text, rows_text
from explorer.core.evaluate.native.target import installed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.evaluate.fusion import Part

_SHORTEST = 8  # elements along the last axis, where axes matter: fewer leave most of a register empty


class Loop:
    """The loop of a part, once it is compiled: over arrays as one row of elements, and over arrays of rows.

    Args:
        part: the operations.
        dtype: of what it computes.
        waits: whether the first use waits for it.
    """

    def __init__(self, part: Part, dtype: np.dtype, *, waits: bool) -> None:
        self._operands = [(e.dtype, e.ndim) for e in (*part.sliced, *part.whole, *part.outputs)]
        self._totals = len(part.totals)
        self._flat = _late(partial(flat_text, part, dtype), self._parameters(dtype), waits=waits) if part.flat else None
        bounds = len(part.shape) - 1 + sum(max(ndim - 1, 0) for _, ndim in self._operands)
        integers = [ctypes.c_int64] * bounds
        self._rows = _late(partial(rows_text, part, dtype), [*integers, *self._parameters(dtype)], waits=waits)
        self._rows.refused = len(part.shape) < 2
        matrices = [ctypes.c_int64] * (1 + sum(ndim > 0 for _, ndim in self._operands))
        turned = partial(rows_text, part, dtype, turned=True)
        self._columns = _late(turned, [*matrices, *self._parameters(dtype)], waits=waits)
        self._columns.refused = len(part.shape) != 2

    def _parameters(self, dtype: np.dtype) -> list[Any]:
        own = [ctypes.c_void_p if ndim else NUMBERS[dtype.name] for _, ndim in self._operands]
        return [*own, *[ctypes.c_void_p] * self._totals, *([ctypes.c_int64] if self._totals else [])]

    @property
    def is_compiled(self) -> bool:
        """Whether one of them is."""
        return any(one is not None and one.function is not None for one in (self._flat, self._rows))

    def compile(self) -> None:
        """Compile what is needed first."""
        (self._flat or self._rows).compile()

    def ready(
        self, pieces: Sequence[Any], whole: Sequence[Any], outputs: Sequence[Any], counted: Sequence[Any]
    ) -> Callable[[int, int], None] | None:
        """The compiled loop on these arrays, which takes where to begin and where to stop; where it is there.

        ``counted`` are the arrays for the totals of each block, and the size of the blocks.
        """
        arrays, given = self._read(*pieces, *whole, *outputs)
        if given is None:
            return None
        if self._flat is not None and all(x.ndim == 1 and x.flags.c_contiguous for x in arrays):
            totals = [x.ctypes.data if isinstance(x, np.ndarray) else x for x in counted]
            return _on(self._flat, [*given, *totals])
        if counted or self._rows.refused or outputs[0].shape[-1] < _SHORTEST or not all(_has_rows(x) for x in arrays):
            return None
        strides = [step // x.itemsize for x in arrays for step in x.strides[:-1]]
        return _on(self._rows, [*outputs[0].shape[1:], *strides, *given])

    def _read(self, *operands: Any) -> tuple[list[Any], list[Any] | None]:
        """The arrays among the operands, and what is passed for all of them; None where one has another dtype."""
        pairs = list(zip(operands, self._operands, strict=True))
        arrays = [x for x, (_, ndim) in pairs if ndim]
        if any(x.dtype != dtype for x, (dtype, ndim) in pairs if ndim):
            return arrays, None
        return arrays, [x.ctypes.data if ndim else float(x) for x, (_, ndim) in pairs]

    def turned(
        self, pieces: Sequence[Any], whole: Sequence[Any], outputs: Sequence[Any]
    ) -> Callable[[int, int], None] | None:
        """The loop on transposed matrices, all of two axes: of size 1 along those that they are broadcast along."""
        arrays, given = self._read(*pieces, *whole, *outputs)
        short = self._columns.refused or outputs[0].shape[1] < _SHORTEST
        if given is None or short or not all(_has_rows(x) for x in arrays):
            return None
        strides = [x.strides[0] // x.itemsize for x in arrays]
        return _on(self._columns, [outputs[0].shape[1], *strides, *given])


def _has_rows(x: np.ndarray) -> bool:
    """Whether the elements along the last axis stand one behind the other."""
    return x.strides[-1] == x.itemsize or x.shape[-1] == 1


def _late(text: Callable[[], str], parameters: Sequence[Any], *, waits: bool) -> Late:
    return Late(text, NAME, ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, *parameters), waits=waits)


def _on(late: Late, operands: Sequence[Any]) -> Callable[[int, int], None] | None:
    """A loop on these operands, where it is compiled."""
    function = late.ready()
    return None if function is None else partial(_call, function, operands)


def _call(function: Callable[..., None], operands: Sequence[Any], start: int, stop: int) -> None:
    function(start, stop, *operands)


def loop_of(part: Part, *, waits: bool) -> Loop | None:
    """The loop of a part; None where it has an operation that cannot be written, or several dtypes."""
    dtype = dtype_of(part) if installed() else None
    return None if dtype is None else Loop(part, dtype, waits=waits)
