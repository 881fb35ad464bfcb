"""Parts of large programs as machine code: one loop over the elements, with all that is between kept in registers.

Numba compiles them (extra ``fast``), in a thread of its own, when a part was computed a few times. Until then, and
where arrays are not as the loop takes them, they are computed in blocks. Functions are those of glibc's vector library
where there is one: their last places may differ from NumPy's, by four units at most.
"""

from __future__ import annotations

import ctypes
import math
import sys
from functools import cache
from importlib.util import find_spec
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate import floats
from explorer.core.evaluate.compiled import compiled
from explorer.core.evaluate.floats import OPERATORS, WHOLE_POWERS, FloatWriter, has_template
from explorer.core.expr import Constant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.evaluate.fusion import Part
    from explorer.core.expr import Apply

_AFTER = 3  # a part that is computed again and again is worth a second of another core
_FLOAT = np.dtype("float64")
# What is computed of several elements at a time: arithmetic, choices, and the functions that LLVM takes from the
# vector library. NumPy has such code for others too, as tanh and log1p: these are better left to it.
_QUICK = OPERATORS | {
    *("sqrt", "abs", "sign", "square", "maximum", "minimum", "relu", "switch", "isnan"),
    *("exp", "log", "sin", "cos", "sigmoid", "sech", "absorbing_multiply", "absorbing_divide"),
}
_LAST = 20  # later releases of LLVM, as far as they were tried, take no functions from a vector library


@cache
def installed() -> bool:
    """Whether Numba is there."""
    return find_spec("numba") is not None


class Loop:
    """The loop of a part, once it is compiled.

    Args:
        source: Python of ``loop(start, stop, sliced…, whole…, outputs…)``.
        counts: how many operands are sliced, whole, and outputs.
        waits: whether the first use waits for it.
    """

    def __init__(self, source: str, counts: tuple[int, int, int], *, waits: bool) -> None:
        self.source = source
        self._counts = counts
        self._waits = waits
        self._used = 0
        self._compiled: Callable[..., None] | None = None
        self._lock = Lock()

    def ready(self, pieces: Sequence[Any], outputs: Sequence[Any]) -> Callable[..., None] | None:
        """The compiled loop, where it is there and takes these arrays."""
        if not all(x.ndim == 1 and x.dtype == _FLOAT and x.flags.c_contiguous for x in (*pieces, *outputs)):
            return None
        if self._compiled is None:
            self._used += 1
            if self._waits:
                self.compile()
            elif self._used == _AFTER:
                Thread(target=self.compile, name="compile", daemon=True).start()
        return self._compiled

    def compile(self) -> None:
        """Compile it, unless it is."""
        with self._lock:
            if self._compiled is None:
                self._compiled = _compiled(self.source, self._counts)


def _product(seed: float, partial: float) -> float:
    return 0.0 if seed == 0.0 or (partial == 0.0 and math.isinf(seed)) else seed * partial


def _quotient(seed: float, partial: float) -> float:
    return 0.0 if seed == 0.0 else seed / partial


_FUNCTIONS = {
    **{name: floats.NAMESPACE[name] for name in ("expit", "sech")},
    "product": _product,
    "quotient": _quotient,
}


def _is_quick(node: Apply) -> bool:
    """Whether an operation belongs into a loop."""
    name = node.op.name
    if name == "power":
        exponent = node.inputs[1]
        return isinstance(exponent, Constant) and not exponent.ndim and f"{exponent.value:g}" in WHOLE_POWERS
    return name in _QUICK and not getattr(node.op, "both", False)


def loop_of(part: Part, *, waits: bool) -> Loop | None:
    """The loop of a part; None where it has an operation without a template, or is not of doubles alone."""
    if not part.flat or not all(_is_quick(node) and has_template(node) for node in part.nodes):
        return None
    operands = (*part.sliced, *part.whole, *part.outputs)
    if any(e.dtype != _FLOAT or (isinstance(e, Constant) and e.ndim) for e in operands):
        return None
    writer = FloatWriter({})
    arrays = [writer.fresh(None, "array") for _ in part.sliced]
    elements = [writer.fresh(None, "x") for _ in part.sliced]
    numbers = [writer.fresh(None, "number") for _ in part.whole]
    outputs = [writer.fresh(None, "out") for _ in part.outputs]
    writer.names.update(zip((*part.sliced, *part.whole), (*elements, *numbers), strict=True))
    writer.line(f"def loop({', '.join(['start', 'stop', *arrays, *numbers, *outputs])}):", indent=0)
    writer.line("for i in range(start, stop):")
    for element, array in zip(elements, arrays, strict=True):
        writer.line(f"{element} = {array}[i]", indent=2)
    for node in part.nodes:
        writer.statement(node, 2)
    for output, e in zip(outputs, part.outputs, strict=True):
        writer.line(f"{output}[i] = {writer.names[e]}", indent=2)
    source = "\n".join(writer.lines) + "\n"
    return Loop(source, (len(arrays), len(numbers), len(outputs)), waits=waits)


def _compiled(source: str, counts: tuple[int, int, int]) -> Callable[..., None] | None:
    """The machine code; None where its functions would be slower than NumPy's, one element at a time."""
    plain = not any(word in source for word in ("math.exp", "math.log", "math.sin", "math.cos", "expit", "sech"))
    if not _vector_library() and not plain:
        return None
    import numba  # noqa: PLC0415 - an extra, and slow to import

    names: dict[str, Any] = {name: numba.njit(function, error_model="numpy") for name, function in _FUNCTIONS.items()}
    given = numba.types.Array(numba.types.float64, 1, "C", readonly=True)
    made = numba.types.Array(numba.types.float64, 1, "C")
    sliced, whole, outputs = counts
    arguments = [given] * sliced + [numba.types.float64] * whole + [made] * outputs
    signature = numba.types.void(numba.types.int64, numba.types.int64, *arguments)
    function = compiled(source, "loop", {**names, "math": math, "range": range, "abs": abs}, "<loop>")
    loop: Callable[..., None] = numba.njit(signature, nogil=True, error_model="numpy")(function)
    return loop


@cache
def _vector_library() -> bool:
    """Let LLVM take functions from glibc's vector library; it must be told before Numba is imported."""
    if "numba" in sys.modules or sys.platform != "linux":
        return False
    try:
        ctypes.CDLL("libmvec.so.1", mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    import llvmlite.binding as llvm  # noqa: PLC0415 - a part of Numba

    if llvm.llvm_version_info[0] > _LAST:
        return False
    llvm.set_option("explorer", "-vector-library=LIBMVEC-X86")
    return True
