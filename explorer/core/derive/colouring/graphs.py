"""Graphs of patterns: who conflicts with whom, and who is whose neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from explorer.core.derive.colouring.orders import Neighbours
    from explorer.core.derive.sparsity.matrices import Pattern

_MOST = 20_000_000  # pairs of columns that meet in a row: beyond, asking for all of them is quicker than colouring


def conflicts(pattern: Pattern) -> Neighbours | None:
    """The columns that meet each column in a row; None where these are too many to be worth looking at."""
    counts = np.diff(pattern.indptr)
    if float((counts.astype(float) ** 2).sum()) > _MOST:
        return None
    ones = pattern.astype(np.int32)
    return neighbours((ones.T @ ones).tocsr())


def neighbours(matrix: Pattern) -> Neighbours:
    """The columns of each row of a square matrix, without its own."""
    entries = matrix.tocoo()
    apart = entries.row != entries.col
    rows, columns = entries.row[apart], entries.col[apart]
    order = np.argsort(rows, kind="stable")
    ends = np.cumsum(np.bincount(rows, minlength=matrix.shape[0])).tolist()
    flat = columns[order].tolist()
    return [flat[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
