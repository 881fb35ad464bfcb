"""Programs that fill arrays which are there: what computes a large output where it is to stand, without a copy.

Each function gives the array that it was given, or another one where that does not fit; `settle` is the end of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.results import fill
from explorer.core.evaluate.threads import clear
from explorer.core.ops.linear_algebra import Diag, Dot, Outer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.placement import Layout
    from explorer.core.op import Op


def product_into(out: Any, x: np.ndarray, y: np.ndarray) -> Any:
    """``x @ y``."""
    shape = (*x.shape[:-1], *y.shape[1:])
    return np.matmul(x, y, out=out) if shape and fits(out, shape, np.result_type(x, y)) else x @ y


def outer_into(out: Any, x: np.ndarray, y: np.ndarray) -> Any:
    """``np.outer(x, y)``."""
    there = fits(out, (*x.shape, *y.shape), np.result_type(x, y))
    return np.multiply(x[:, None], y, out=out) if there else np.outer(x, y)


def diagonal_into(out: Any, x: np.ndarray) -> Any:
    """``np.diag(x)`` of a vector."""
    if not fits(out, x.shape * 2, x.dtype):
        return np.diag(x)
    clear(out)
    out.reshape(-1)[:: x.size + 1] = x
    return out


def entries_into(layout: Layout, out: Any, values: Sequence[Any], *, sparse: bool) -> Any:
    """What a layout without seeds makes of values."""
    found = layout.fill(out, *values)
    if found is not None:
        return found
    return layout.sparse(*values) if sparse else layout.dense(*values)


def settle(out: Any, result: Any) -> None:
    """Let an array have a result, unless it is that.

    Raises:
        TypeError, ShapeError, DTypeError: where the array is none for it.
    """
    if result is not out:
        fill(out, result)


def fits(out: Any, shape: tuple[int, ...] | None, dtype: np.dtype) -> bool:
    """Whether something is an array in C order of this shape and dtype that may be written."""
    if out.__class__ is not np.ndarray or out.shape != shape or out.dtype != dtype:
        return False
    return bool(out.flags.c_contiguous and out.flags.writeable)


INTO: dict[type[Op], str] = {
    Dot: "product_into",
    Outer: "outer_into",
    Diag: "diagonal_into",
}
NAMESPACE = {one.__name__: one for one in (product_into, outer_into, diagonal_into, entries_into, settle)}
