"""A part of a linear map: one coefficient for each element of an array, and where in the matrix it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.core.expr import Expression


class NotEmittedError(Exception):
    """A linear map whose entries are not those of arrays, as long as nobody multiplies them out."""


@dataclass(frozen=True, eq=False)
class Term:
    """Entries of a matrix.

    Attributes:
        values: an array of coefficients, or a number where all are the same.
        columns: the number of each one's column, from 1; 0 where there is no entry.
        rows: the number of each one's row, from 0, in the same shape; None where these are the elements of the array
            that the map gives, each of its own row and in their order.
        apart: whether no two of them are in one row.
    """

    values: Expression
    columns: Expression
    rows: Expression | None = None
    apart: bool = True

    @property
    def uniform(self) -> bool:
        """Whether all coefficients are one number, each in a row of its own."""
        return not self.values.ndim and self.rows is None

    def landing(self, rows: Expression, *, apart: bool) -> Term:
        """The same after each element of the map's array has gone to, or was added to, a row of another one."""
        if self.rows is not None:
            rows = T.take(T.ravel(rows), self.rows)
        return Term(self.values, self.columns, rows, self.apart and apart)

    def settled(self, like: Expression) -> Term:
        """The same with an element for each one of an array, zero where it has no entry.

        Raises:
            NotEmittedError: where a row has several.
        """
        if self.rows is None:
            return self
        if not self.apart:
            raise NotEmittedError
        rows = T.ravel(self.rows)

        def whole(part: Expression) -> Expression:
            placed = T.inc_subtensor(T.zeros(T.size(like), part.dtype)[rows], T.ravel(part))
            return T.reshape(placed, T.shape(like))

        return Term(whole(self.values) if self.values.ndim else self.values, whole(self.columns))


def merged(terms: Iterable[Term]) -> list[Term]:
    """Terms with values at the same places added up."""
    found: dict[tuple[Expression, Expression | None], Term] = {}
    for term in terms:
        place = (term.columns, term.rows)
        known = found.get(place)
        values = term.values if known is None else known.values + term.values
        found[place] = Term(values, term.columns, term.rows, term.apart)
    return list(found.values())


def numbers(like: Expression) -> Expression:
    """The number of each element, from 0, in C order."""
    return T.reshape(T.arange(T.size(like)), T.shape(like))
