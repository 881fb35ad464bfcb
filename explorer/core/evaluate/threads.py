"""Work on all cores: NumPy and machine code let other threads run while they compute."""

from __future__ import annotations

import ctypes
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from multiprocessing import cpu_count, current_process
from typing import TYPE_CHECKING

from explorer.core.evaluate.calm import calmly

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

LANES = 64  # elements: threads share a compiled loop at multiples of it, so that how many there are changes no bit
_SHARED = 1 << 16  # elements: from here on, a second thread wins too
_THREADS = 8  # more would wait for memory
_WORD, _PAGE = 8, 4096  # bytes


def on_threads(run: Callable[[int, int], None], length: int, count: int, grain: int) -> None:
    """``run(start, stop)`` from 0 to a length, on as many threads as so many elements are worth; a grain for each."""
    threads = min(_processors(), _allowed, count // (_SHARED // 2)) or 1
    if threads == 1:
        run(0, length)
        return
    share = -(-length // threads // grain) * grain
    starts = range(0, length, share)
    pool = _pool(current_process().ident)
    others = [pool.submit(calmly, run, start, min(start + share, length)) for start in starts[1:]]
    try:
        run(0, min(share, length))
    finally:
        for other in others:
            other.result()


def clear(out: np.ndarray) -> None:
    """Zeros everywhere in an array whose elements stand one behind the other, on all cores."""

    def part(start: int, stop: int) -> None:
        ctypes.memset(out.ctypes.data + start, 0, stop - start)

    on_threads(part, out.nbytes, out.nbytes // _WORD, _PAGE)


def use_threads(count: int) -> None:
    """Let this process take no more than so many: where others of its kind work beside it."""
    global _allowed  # noqa: PLW0603  # the one number, set once, where a process begins
    _allowed = count


_allowed = _THREADS


@cache
def _processors() -> int:
    return cpu_count()


@cache
def _pool(process: int | None) -> ThreadPoolExecutor:
    """The threads of this process: a forked one has none of those of its parent."""
    return ThreadPoolExecutor(_THREADS, thread_name_prefix=f"blocks of {process}")
