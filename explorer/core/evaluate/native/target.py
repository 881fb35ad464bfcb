"""What this computer's processor and C library can do with several numbers at a time."""

from __future__ import annotations

import ctypes
import platform
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

# Functions of glibc's vector library by the number of operands: the first ones since 2.22, the others since 2.35.
_FIRST = {"exp": 1, "log": 1, "sin": 1, "cos": 1, "pow": 2}
_OTHERS = {
    **dict.fromkeys(("exp2", "expm1", "log2", "log10", "log1p", "tan", "asin", "acos", "atan", "cbrt"), 1),
    **dict.fromkeys(("sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc"), 1),
    **dict.fromkeys(("atan2", "hypot"), 2),
}
FUNCTIONS = _FIRST | _OTHERS
_LIBRARY = "libmvec.so.1"


@dataclass(frozen=True)
class Target:
    """What code is written for.

    Attributes:
        bits: of a vector register.
        prefix: of the names of functions on such vectors, or empty where there are none.
        functions: those that there are, of double precision.
    """

    bits: int
    prefix: str
    functions: frozenset[str]

    def lanes(self, bits: int) -> int:
        """How many numbers of so many bits are computed at a time."""
        return self.bits // bits

    def symbol(self, function: str, bits: int) -> str:
        """The name of a function on a vector of numbers of so many bits."""
        operands = "v" * FUNCTIONS[function]
        return f"_ZGV{self.prefix}N{self.lanes(bits)}{operands}_{function}{'f' if bits == 32 else ''}"


@cache
def installed() -> bool:
    """Whether llvmlite is there."""
    return find_spec("llvmlite") is not None


@cache
def target() -> Target:
    """This computer."""
    import llvmlite.binding as llvm  # noqa: PLC0415 - an extra

    features = llvm.get_host_cpu_features()
    if platform.machine() not in {"x86_64", "AMD64"}:
        return Target(128, "", frozenset())
    bits, prefix = next(
        (bits, prefix)
        for feature, bits, prefix in (("avx512f", 512, "e"), ("avx2", 256, "d"), ("sse2", 128, "b"))
        if features.get(feature)
    )
    one = Target(bits, prefix, frozenset(FUNCTIONS))
    library = _vector_library()
    if library is None:
        return Target(bits, "", frozenset())
    there = frozenset(f for f in FUNCTIONS if all(hasattr(library, one.symbol(f, size)) for size in (64, 32)))
    return Target(bits, prefix, there)


def _vector_library() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    try:
        return ctypes.CDLL(_LIBRARY, mode=ctypes.RTLD_GLOBAL)  # LLVM looks for symbols among the global ones
    except OSError:
        return None
