"""Windows of large programs as machine code, on all cores."""

from __future__ import annotations

import ctypes
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.filled import fits
from explorer.core.evaluate.native.late import NUMBERS, Late
from explorer.core.evaluate.native.windows import NAME, window_text
from explorer.core.evaluate.threads import LANES, on_threads
from explorer.core.evaluate.windows import LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.windows import Window


class Sliding:
    """What computes a window, once it is compiled.

    Args:
        window: what is computed, and can be written.
        waits: whether the first use waits for the compiler.

    Attributes:
        code: the loop, as a function.
    """

    def __init__(self, window: Window, *, waits: bool) -> None:
        self.window = window
        self._dtype = window.root.dtype
        parameters: list[Any] = [ctypes.c_void_p if x.ndim else NUMBERS[self._dtype.name] for x in window.leaves]
        prototype = ctypes.CFUNCTYPE(None, *[ctypes.c_int64] * 3, *parameters, ctypes.c_void_p)
        self.code = Late(partial(window_text, window), NAME, prototype, waits=waits)

    def __call__(self, leaves: Sequence[Any], into: Any = None) -> np.ndarray | None:
        """The result, of the values of the leaves; None where the operations have to be made one by one."""
        function = self.code.ready()
        size = self._size(leaves)
        if function is None or size is None or size < LEAST:
            return None
        length = size + self.window.sizes[-1].offset
        out = into if fits(into, (length,), self._dtype) else np.empty(length, self._dtype)
        given = [x.ctypes.data if e.ndim else float(x) for x, e in zip(leaves, self.window.leaves, strict=True)]

        def run(start: int, stop: int) -> None:
            function(start, stop, size, *given, out.ctypes.data)

        on_threads(run, length, length, LANES)
        return out

    def _size(self, leaves: Sequence[Any]) -> int | None:
        """The size of which all others are; None where a vector has gaps, or another size than it should."""
        vectors = [x for x, e in zip(leaves, self.window.leaves, strict=True) if e.ndim]
        size = next((len(x) - at.offset for x, at in zip(vectors, self.window.sizes, strict=False) if at.ends), None)
        if size is None:
            return None
        for x, at in zip(vectors, self.window.sizes, strict=False):
            if not x.flags.c_contiguous or x.dtype != self._dtype or len(x) != at.ends * size + at.offset:
                return None
        return size
