"""Scalars, vectors, rows and matrices, with sizes that are found out by where they meet."""

from __future__ import annotations

from dataclasses import dataclass


class Size:
    """A number of rows or columns. Sizes that meet become one.

    Attributes:
        called: what a person called it; empty where nobody did.
        same: the size that it has met, if any.
    """

    def __init__(self, called: str = "") -> None:
        self.called = called
        self.same: Size | None = None

    @property
    def root(self) -> Size:
        """The one size that all of them are."""
        size = self
        while size.same is not None:
            size = size.same
        return size

    @property
    def name(self) -> str:
        """What a person called it, or one that it is the same as."""
        return self.root.called

    def meet(self, other: Size) -> bool:
        """Be the same size; false where two names say that they differ."""
        mine, its = self.root, other.root
        if mine is its:
            return True
        if mine.called and its.called and mine.called != its.called:
            return False
        if its.called:
            mine, its = its, mine
        its.same = mine
        return True


@dataclass(frozen=True)
class Kind:
    """A shape: of a column the rows count, of a row the columns, of a matrix both; None stands for 1."""

    rows: Size | None = None
    columns: Size | None = None

    @property
    def word(self) -> str:
        """What it is called."""
        if self.rows is None:
            return "a scalar" if self.columns is None else "a row"
        return "a vector" if self.columns is None else "a matrix"

    @property
    def is_scalar(self) -> bool:
        """Whether it is a number."""
        return self.rows is None and self.columns is None

    @property
    def is_matrix(self) -> bool:
        """Whether it has two axes."""
        return self.rows is not None and self.columns is not None

    @property
    def transposed(self) -> Kind:
        """Rows as columns."""
        return Kind(self.columns, self.rows)

    @property
    def sizes(self) -> tuple[Size, ...]:
        """The sizes of the axes that it has."""
        return tuple(size for size in (self.rows, self.columns) if size is not None)

    def like(self, other: Kind) -> bool:
        """Whether it has the same axes."""
        return (self.rows is None) == (other.rows is None) and (self.columns is None) == (other.columns is None)

    def meet(self, other: Kind) -> bool:
        """Whether it can have the same sizes, which are then the same."""
        return all(a.meet(b) for a, b in zip(self.sizes, other.sizes, strict=True))


SCALAR = Kind()
