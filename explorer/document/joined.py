"""Dimensions that a graph needs to be equal: the operands of ``x + y``, the inner sizes of ``x @ W``."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from explorer.core.evaluate.dimensions import equalities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from explorer.core.expr import Expression
    from explorer.core.types import Dimension

    Pair: TypeAlias = tuple[Dimension, Dimension]


def joined(outputs: Iterable[Expression]) -> Iterator[Pair]:
    """Pairs of sizes that the operations of a graph take to be equal, where they are not equal by themselves."""
    for _, one, other in equalities(outputs):
        yield one, other


def same_shape(a: Expression, b: Expression) -> Iterator[Pair]:
    """A vector along which something is differentiated has the shape of what it goes along."""
    for one, other in zip(a.dimensions, b.dimensions, strict=False):
        if one != other:
            yield one, other
