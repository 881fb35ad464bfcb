"""Parts of large programs as machine code: one loop over the elements, with all that is between kept in registers.

LLVM compiles them (extra ``fast``), in a thread of its own, when a part is computed again. Until then, and where arrays
are not as the loop takes them, they are computed in blocks. Functions are those of glibc's vector library where there
is one: their last places may differ from NumPy's, by four units at most.
"""

from __future__ import annotations

import ctypes
from functools import partial
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from explorer.core.evaluate.native.jit import Code
from explorer.core.evaluate.native.loop import NAME, dtype_of, flat_text, rows_text
from explorer.core.evaluate.native.target import installed
from explorer.core.evaluate.native.unwritten import UnwrittenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from explorer.core.evaluate.fusion import Part

_AFTER = 2  # uses: a part that is computed again is worth some milliseconds of another core
_SHORTEST = 8  # elements along the last axis, where axes matter: fewer leave most of a register empty
_NUMBERS = {"float64": ctypes.c_double, "float32": ctypes.c_float}
_compiled: WeakValueDictionary[str, Code] = WeakValueDictionary()  # by their text


class Loop:
    """The loop of a part, once it is compiled: over arrays as one row of elements, and over arrays of rows.

    Args:
        part: the operations.
        dtype: of what it computes.
        waits: whether the first use waits for it.
    """

    def __init__(self, part: Part, dtype: np.dtype, *, waits: bool) -> None:
        self._operands = [(e.dtype, e.ndim) for e in (*part.sliced, *part.whole, *part.outputs)]
        self._flat = _Variant(partial(flat_text, part, dtype), self._parameters(dtype), waits) if part.flat else None
        bounds = len(part.shape) - 1 + sum(max(ndim - 1, 0) for _, ndim in self._operands)
        integers = [ctypes.c_int64] * bounds
        self._rows = _Variant(partial(rows_text, part, dtype), [*integers, *self._parameters(dtype)], waits)
        self._rows.refused = len(part.shape) < 2

    def _parameters(self, dtype: np.dtype) -> list[Any]:
        return [ctypes.c_void_p if ndim else _NUMBERS[dtype.name] for _, ndim in self._operands]

    @property
    def is_compiled(self) -> bool:
        """Whether one of them is."""
        return any(one is not None and one.function is not None for one in (self._flat, self._rows))

    def compile(self) -> None:
        """Compile what is needed first."""
        (self._flat or self._rows).compile()

    def ready(
        self, pieces: Sequence[Any], whole: Sequence[Any], outputs: Sequence[Any]
    ) -> Callable[[int, int], None] | None:
        """The compiled loop on these arrays, which takes where to begin and where to stop; where it is there."""
        operands = (*pieces, *whole, *outputs)
        arrays = [x for x, (_, ndim) in zip(operands, self._operands, strict=True) if ndim]
        dtypes = [dtype for dtype, ndim in self._operands if ndim]
        if any(x.dtype != dtype for x, dtype in zip(arrays, dtypes, strict=True)):
            return None
        given = [x.ctypes.data if ndim else float(x) for x, (_, ndim) in zip(operands, self._operands, strict=True)]
        if self._flat is not None and all(x.ndim == 1 and x.flags.c_contiguous for x in arrays):
            return self._flat.on(given)
        shape = outputs[0].shape
        if self._rows.refused or shape[-1] < _SHORTEST or not all(_has_rows(x) for x in arrays):
            return None
        strides = [step // x.itemsize for x in arrays for step in x.strides[:-1]]
        return self._rows.on([*shape[1:], *strides, *given])


def _has_rows(x: np.ndarray) -> bool:
    """Whether the elements along the last axis stand one behind the other."""
    return x.strides[-1] == x.itemsize or x.shape[-1] == 1


class _Variant:
    """One way to go along arrays.

    Attributes:
        function: it as machine code, or None.
        refused: whether it is not to be compiled, or cannot be.
    """

    def __init__(self, text: Callable[[], str], parameters: Sequence[Any], waits: bool) -> None:
        self.function: Callable[..., None] | None = None
        self.refused = False
        self._text, self._waits = text, waits
        self._prototype = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, *parameters)
        self._used = 0
        self._code: Code | None = None
        self._lock = Lock()

    def on(self, operands: Sequence[Any]) -> Callable[[int, int], None] | None:
        """It on these operands, where it is compiled."""
        if self.function is None and not self.refused:
            self._used += 1
            if self._waits:
                self.compile()
            elif self._used == _AFTER:
                Thread(target=self.compile, name="compile").start()
        return None if self.function is None else partial(_call, self.function, operands)

    def compile(self) -> None:
        """Compile it, unless it is."""
        with self._lock:
            if self.function is None and not self.refused:
                try:
                    text = self._text()
                except UnwrittenError:
                    self.refused = True
                    return
                self._code = _compiled.get(text)
                if self._code is None:
                    self._code = _compiled[text] = Code(text, NAME)
                self.function = self._prototype(self._code.address)


def _call(function: Callable[..., None], operands: Sequence[Any], start: int, stop: int) -> None:
    function(start, stop, *operands)


def loop_of(part: Part, *, waits: bool) -> Loop | None:
    """The loop of a part; None where it has an operation that cannot be written, or several dtypes."""
    dtype = dtype_of(part) if installed() else None
    return None if dtype is None else Loop(part, dtype, waits=waits)
