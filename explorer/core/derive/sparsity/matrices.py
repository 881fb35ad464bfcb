"""Patterns: boolean sparse matrices with a row for each element of an expression, a column for each of the variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Pattern: TypeAlias = Any  # scipy.sparse.csr_array of bool: SciPy is imported where the first pattern is asked for


def from_pairs(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> Pattern:
    """The pattern with these entries."""
    from scipy import sparse  # noqa: PLC0415 - the core starts without it

    return sparse.coo_array((np.ones(rows.size, bool), (rows, columns)), shape=shape).tocsr()


def gathering(columns: np.ndarray, count: int) -> Pattern:
    """The pattern with one entry in each row, at these columns."""
    from scipy import sparse  # noqa: PLC0415 - the core starts without it

    ends = np.arange(columns.size + 1)
    return sparse.csr_array((np.ones(columns.size, bool), columns, ends), (columns.size, count))


def identity(count: int) -> Pattern:
    """Entries on the diagonal."""
    return gathering(np.arange(count), count)


def empty(rows: int, columns: int) -> Pattern:
    """No entry."""
    from scipy import sparse  # noqa: PLC0415 - the core starts without it

    return sparse.csr_array((rows, columns), dtype=bool)


def stacked(parts: Sequence[Pattern]) -> Pattern:
    """Patterns one below the other."""
    from scipy import sparse  # noqa: PLC0415 - the core starts without it

    return sparse.vstack(parts, format="csr")


def union(a: Pattern | None, b: Pattern | None) -> Pattern | None:
    """The entries of either; None is the pattern without entries."""
    if a is None or b is None or a is b:
        return b if a is None else a
    return a + b
