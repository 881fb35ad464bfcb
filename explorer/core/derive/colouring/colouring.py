"""`colouring`: in how few products a sparse Jacobian or Hessian can be had, and how its entries are read off them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.core.derive.colouring.columns import colour_columns
from explorer.core.derive.colouring.recovery import direct, read_columns, read_rows, read_star, read_trees
from explorer.core.derive.colouring.symmetric import colour_acyclic, colour_star
from explorer.core.memory import uncollected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.derive.colouring.recovery import Reading
    from explorer.core.derive.sparsity.matrices import Pattern

Kind = Literal["columns", "rows", "both", "star", "acyclic"]
_FEW = 3  # products: nothing is gained by looking further
_LEVELS = 64  # of trees: each is some calls of NumPy, and a difference that rounds
_SAVES = 0.75  # an acyclic colouring must be so much shorter than a star colouring
_DENSE = (1, 2, 4, 8, 16, 32)  # rows that are asked for by themselves where columns are for the others


@dataclass(frozen=True, eq=False)
class Colouring:
    """Groups of columns and of rows of a matrix, each asked for by one product.

    Attributes:
        kind: "columns" (products with vectors), "rows" (products of vectors with the matrix), "both"; of a symmetric
            matrix also "star", whose entries stand in one of two places, or "acyclic", whose follow from one another.
        columns: the group of each column, -1 for none.
        rows: the group of each row, -1 for none.
        readings: how the entries are read off, one step after the other.
    """

    kind: Kind
    columns: np.ndarray
    rows: np.ndarray
    readings: tuple[Reading, ...]

    @property
    def products(self) -> int:
        """How many products it takes."""
        return int(self.columns.max(initial=-1) + self.rows.max(initial=-1)) + 2

    def directions(self) -> np.ndarray:
        """The vectors that the matrix is multiplied by, one a row: shape (groups of columns, columns)."""
        return _units(self.columns)

    def weights(self) -> np.ndarray:
        """The vectors that multiply the matrix from the left, one a row: shape (groups of rows, rows)."""
        return _units(self.rows)

    def entries(self, products: np.ndarray) -> np.ndarray:
        """The entries in the order of the pattern, from all products, flat: those with directions first."""
        found = np.empty(sum(reading.places.size for reading in self.readings), products.dtype)
        for reading in self.readings:
            values = products[reading.places]
            if reading.entries is None:
                return values
            np.subtract.at(values, reading.of, found[reading.less])
            found[reading.entries] = values
        return found


@uncollected()
def colouring(pattern: Pattern, symmetric: bool = False, ways: Sequence[str] = ("columns", "rows")) -> Colouring:
    """The colouring of a pattern that takes the fewest products.

    Columns are grouped so that no two of a group meet in a row, or rows so that none meet in a column, or some of both
    (for a matrix with a few long rows and a few long columns); a symmetric matrix also by star and acyclic colourings.
    Each in several orders, the best kept (Gebremedhin, Manne and Pothen 2005).

    Args:
        pattern: a ``scipy.sparse`` array, as `jacobian_sparsity` gives it. Each stored entry counts.
        symmetric: whether the matrix is symmetric, and not only its pattern; then only products with vectors are taken.
        ways: whether products with vectors ("columns"), of vectors ("rows") or both may be taken.

    Returns:
        A `Colouring`.

    Raises:
        ValueError: where ``symmetric`` is asked for and the pattern is not.
    """
    matrix = pattern.astype(bool).tocsr()
    matrix.sum_duplicates()
    if symmetric and (matrix.shape[0] != matrix.shape[1] or (matrix != matrix.T.tocsr()).nnz):
        raise ValueError("a symmetric matrix has a symmetric pattern, and this one is not")
    best = None
    if "columns" in ways or symmetric:
        best = _by_columns(matrix)
        if symmetric:
            return _symmetric(matrix, best)
        if "rows" not in ways or best.products <= _FEW:
            return best
    longest = int(np.bincount(matrix.indices, minlength=1).max(initial=0))  # rows take as many groups, or more
    if best is None or longest < best.products:
        by_rows = _by_rows(matrix)
        if best is None or by_rows.products < best.products:
            best = by_rows
    for count in _DENSE if "columns" in ways and best.products > _FEW else ():
        mixed = _both(matrix, count)
        if mixed is not None and mixed.products < best.products:
            best = mixed
    return best


def _by_columns(matrix: Pattern) -> Colouring:
    columns = colour_columns(matrix)
    return Colouring("columns", columns, np.full(matrix.shape[0], -1), direct(read_columns(matrix, columns)))


def _by_rows(matrix: Pattern) -> Colouring:
    rows = colour_columns(matrix.T.tocsr())
    return Colouring("rows", np.full(matrix.shape[1], -1), rows, direct(read_rows(matrix, rows)))


def _symmetric(matrix: Pattern, best: Colouring) -> Colouring:
    none = np.full(matrix.shape[0], -1)
    if best.products <= _FEW:
        return best
    star = colour_star(matrix)
    if star is not None and star.max(initial=-1) + 1 < best.products:
        best = Colouring("star", star, none, direct(read_star(matrix, star)))
    trees = colour_acyclic(matrix)
    if trees is not None and trees.max(initial=-1) + 1 <= _SAVES * best.products:
        readings = read_trees(matrix, trees, _LEVELS)
        if readings is not None:
            best = Colouring("acyclic", trees, none, readings)
    return best


def _both(matrix: Pattern, count: int) -> Colouring | None:
    """The longest rows by themselves, the others by columns; None where there are no such rows."""
    lengths = np.diff(matrix.indptr)
    if count >= lengths.size or lengths.max() < 2 * np.median(lengths) + 2:
        return None
    long = np.zeros(lengths.size, bool)
    long[np.argsort(-lengths, kind="stable")[:count]] = True
    entries = matrix.tocoo()
    in_long = long[entries.row]
    few, many = _part(matrix, in_long), _part(matrix, ~in_long)
    rows, columns = colour_columns(few.T.tocsr()), colour_columns(many)
    products = int(columns.max(initial=-1)) + 1
    places = np.where(
        in_long,
        products * matrix.shape[0] + rows[entries.row] * matrix.shape[1] + entries.col,
        columns[entries.col] * matrix.shape[0] + entries.row,
    )
    return Colouring("both", columns, rows, direct(places))


def _part(matrix: Pattern, mask: np.ndarray) -> Pattern:
    entries = matrix.tocoo()
    part = type(entries)((entries.data[mask], (entries.row[mask], entries.col[mask])), shape=matrix.shape)
    return part.tocsr()


def _units(groups: np.ndarray) -> np.ndarray:
    found = np.zeros((int(groups.max(initial=-1)) + 1, groups.size))
    (members,) = np.nonzero(groups >= 0)
    found[groups[members], members] = 1.0
    return found
