"""Outputs that are made of their entries: a program computes the values, and a layout knows where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from explorer.core.expr import Expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np

    from explorer.core.expr import Variable


@dataclass(frozen=True, eq=False)
class Run:
    """Values that go to places in the data of a sparse array.

    Attributes:
        number: of the array of values; None for zeros.
        source: the places in it, flat; None for the one that there is, for all.
        target: the places in the data. Slices have a start, a stop and a step.
        adds: whether they are added to what stands there.
    """

    number: int | None
    source: slice | np.ndarray | None
    target: slice | np.ndarray
    adds: bool


class Layout(Protocol):
    """Where values stand in an array, for certain sizes."""

    def dense(self, *values: Any) -> np.ndarray:
        """The array, of zeros where nothing stands."""

    def sparse(self, *values: Any) -> Any:
        """The same as a ``scipy.sparse.csr_array``, of shape (number of rows, number of columns)."""

    def fill(self, out: Any, *values: Any) -> Any:
        """One or the other in an array that is there, and given; None where it does not fit, or there are seeds."""

    def places(self, out: Any) -> list[Run] | None:
        """How the values get into the data of a sparse array; None where it does not fit, or that is not all of it."""

    @property
    def seeds(self) -> tuple[np.ndarray, ...]:
        """What the values of `Placement.seeds` are."""


@dataclass(frozen=True, eq=False)
class Placement:
    """An output by its entries.

    Attributes:
        layout: gives the layout for some sizes, the same one for the same sizes.
        sizes: what it is asked for: integer scalars.
        values: what the layout places.
        sparse: whether the output is to be a ``scipy.sparse`` array.
        seeds: variables of ``values`` that the layout has values for.
    """

    layout: Callable[..., Layout]
    sizes: tuple[Expression, ...]
    values: tuple[Expression, ...]
    sparse: bool
    seeds: tuple[Variable, ...] = ()


Computed: TypeAlias = Expression | Placement


def needed(outputs: Iterable[Computed]) -> list[Expression]:
    """The expressions that a program has to compute for its outputs."""
    found: list[Expression] = []
    for one in outputs:
        found += [one] if isinstance(one, Expression) else [*one.sizes, *one.values]
    return found
