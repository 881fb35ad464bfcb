"""What a matrix looks like, in words: "diagonal", "3 diagonals, symmetric", "12 % nonzero"."""

from __future__ import annotations

import numpy as np

FEW_DIAGONALS = 9
SPARSE = 0.25  # of the entries


def structure(matrix: np.ndarray) -> str:
    """The structure that the numbers show; exact zeros are zeros."""
    rows, columns = matrix.shape
    if not matrix.size:
        return "empty"
    if not np.isfinite(matrix).all():
        return "has entries that are not finite"
    nonzero = matrix != 0
    count = int(np.count_nonzero(nonzero))
    if count == 0:
        return "zero"
    symmetric = rows == columns > 1 and np.allclose(matrix, matrix.T, rtol=1e-9, atol=1e-12 * np.abs(matrix).max())
    also = ", symmetric" if symmetric else ""
    if min(rows, columns) > 1:
        at = np.unique(np.subtract(*np.nonzero(nonzero)))
        if len(at) == 1 and at[0] == 0 and rows == columns:
            values = np.diagonal(matrix)
            return f"{values[0]:.4g} times the identity" if np.all(values == values[0]) else "diagonal"
        if len(at) <= FEW_DIAGONALS and len(at) < (rows + columns) / 3:
            return f"{len(at)} diagonal{'s' if len(at) > 1 else ''}{also}"
        if not np.any(nonzero & np.triu(np.ones_like(nonzero), 1)):
            return "lower triangular"
        if not np.any(nonzero & np.tril(np.ones_like(nonzero), -1)):
            return "upper triangular"
    if count <= SPARSE * matrix.size:
        return f"{count:,} of {matrix.size:,} entries nonzero{also}"
    return "symmetric" if symmetric else "dense"
