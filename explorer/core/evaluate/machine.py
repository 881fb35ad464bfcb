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
from explorer.core.evaluate.native.loop import NAME, dtype_of, loop_text, pointers
from explorer.core.evaluate.native.target import installed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from explorer.core.evaluate.fusion import Part

_AFTER = 2  # uses: a part that is computed again is worth some milliseconds of another core
_NUMBERS = {"float64": ctypes.c_double, "float32": ctypes.c_float}
_compiled: WeakValueDictionary[str, Code] = WeakValueDictionary()  # by their text


class Loop:
    """The loop of a part, once it is compiled.

    Args:
        part: the operations.
        dtype: of what it computes.
        waits: whether the first use waits for it.
    """

    def __init__(self, part: Part, dtype: np.dtype, *, waits: bool) -> None:
        self._part = part
        self._dtypes = [e.dtype for e in (*part.sliced, *part.outputs)]
        parameters = [ctypes.c_void_p if pointer else _NUMBERS[dtype.name] for pointer in pointers(part)]
        self._prototype = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, *parameters)
        self._dtype = dtype
        self._waits = waits
        self._used = 0
        self._function: Callable[..., None] | None = None
        self._code: Code | None = None
        self._lock = Lock()

    @property
    def is_compiled(self) -> bool:
        """Whether it is."""
        return self._function is not None

    def ready(
        self, pieces: Sequence[Any], whole: Sequence[Any], outputs: Sequence[Any]
    ) -> Callable[[int, int], None] | None:
        """The compiled loop on these arrays, which takes where to begin and where to stop; where it is there."""
        arrays = (*pieces, *outputs)
        for x, dtype in zip(arrays, self._dtypes, strict=True):
            if x.ndim != 1 or x.dtype != dtype or not x.flags.c_contiguous:
                return None
        if self._function is None:
            self._used += 1
            if self._waits:
                self.compile()
            elif self._used == _AFTER:
                Thread(target=self.compile, name="compile").start()
        if self._function is None:
            return None
        addresses = [x.ctypes.data for x in arrays]
        count = len(pieces)
        return partial(_call, self._function, (*addresses[:count], *map(float, whole), *addresses[count:]))

    def compile(self) -> None:
        """Compile it, unless it is."""
        with self._lock:
            if self._function is None:
                text = loop_text(self._part, self._dtype)
                self._code = _compiled.get(text)
                if self._code is None:
                    self._code = _compiled[text] = Code(text, NAME)
                self._function = self._prototype(self._code.address)


def _call(function: Callable[..., None], operands: Sequence[Any], start: int, stop: int) -> None:
    function(start, stop, *operands)


def loop_of(part: Part, *, waits: bool) -> Loop | None:
    """The loop of a part; None where it has an operation that cannot be written, or several dtypes."""
    dtype = dtype_of(part) if installed() else None
    return None if dtype is None else Loop(part, dtype, waits=waits)
