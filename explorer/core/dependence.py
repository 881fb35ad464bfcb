"""Which elements of an output may depend on which elements of an operand: what cards say of their operations.

A dependence is the pattern of a local Jacobian. It is kept as a product of simple factors (links), the one next to the
output first: a reduction that is spread again has n + m pairs of elements and not n · m. No factor is the identity, and
None is the zero pattern. Elements are counted in C order.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.expr import Expression

Shape: TypeAlias = tuple[int, ...]
Label: TypeAlias = str | int


@dataclass(frozen=True, eq=False)
class Pairs:
    """A dependence by its pairs of elements.

    Attributes:
        output: the numbers of elements of the output …
        operand: … and of the operand that each may depend on.
        shape: how many elements there are of both.
    """

    output: np.ndarray
    operand: np.ndarray
    shape: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Axes:
    """A dependence by labelled axes, as in Einstein's convention: on elements with equal indices at common labels.

    Where two axes of a label have different sizes, one of them broadcasts, and they are not compared.

    Attributes:
        operand: a label for each axis of the operand.
        operand_shape: its sizes.
        output: a label for each axis of the output.
        output_shape: its sizes.
        mask: only where this is true; None for everywhere.
        masked: a label for each axis of the mask: one of the operand's or of the output's.
    """

    operand: Sequence[Label]
    operand_shape: Shape
    output: Sequence[Label]
    output_shape: Shape
    mask: np.ndarray | None = None
    masked: Sequence[Label] = ()


Dependence: TypeAlias = tuple[Pairs | Axes, ...] | None

NOTHING: Dependence = None
SAME: Dependence = ()


class Facts(Protocol):
    """What is known beforehand of the expressions of a graph: what follows from sizes and constants."""

    def shape(self, e: Expression) -> Shape:
        """The sizes of an expression.

        Raises:
            ShapeError: where one is not known; says how to give it.
        """

    def value(self, e: Expression) -> np.ndarray | None:
        """The value, where it follows from sizes and constants alone."""

    def support(self, e: Expression) -> np.ndarray | None:
        """Where the value may be other than zero; None where that is everywhere, as far as is known."""

    def spread(self, dependence: Dependence, mask: np.ndarray, shape: Shape) -> np.ndarray:
        """The elements, of an array of ``shape``, that depend on an element in the mask."""

    def inside(
        self, result: Expression, known: Mapping[Expression, Expression], wrt: Sequence[Expression]
    ) -> list[Dependence]:
        """How the result of a function inside an operation depends on some of its variables.

        ``known`` says which expressions outside all its variables stand for.
        """


def dense(operand: Shape, output: Shape) -> Dependence:
    """Each element on all."""
    return (Axes([f"in{axis}" for axis in range(len(operand))], operand, range(len(output)), output),)


def beside(operand: Shape, output: Shape, mask: np.ndarray | None = None) -> Dependence:
    """Each element on the one that NumPy's broadcasting puts beside it, where the mask (broadcast too) is true."""
    if mask is None and operand == output:
        return SAME
    if mask is not None:
        if not mask.any():
            return NOTHING
        mask = np.broadcast_to(mask, output)
    labels = range(-len(output), 0)
    return (Axes(range(-len(operand), 0), operand, labels, output, mask, labels if mask is not None else ()),)


def per_group(groups: np.ndarray, count: int) -> Pairs:
    """Groups that each depend on all of their elements; ``groups`` gives for each element the number of its group."""
    flat = groups.reshape(-1)
    return Pairs(flat, np.arange(flat.size), (count, flat.size))


def picked(numbers: np.ndarray, count: int) -> Pairs:
    """Each element on one of ``count``, by its number; on none where that is negative."""
    flat = numbers.reshape(-1)
    places = np.flatnonzero(flat >= 0)
    return Pairs(places, flat[places], (flat.size, count))


def numbered(shape: Shape) -> np.ndarray:
    """The number of each element."""
    return np.arange(prod(shape)).reshape(shape)
