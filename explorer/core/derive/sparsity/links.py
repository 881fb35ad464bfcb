"""Dependences as products of boolean sparse matrices, and what they make of patterns."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from explorer.core.dependence import Axes, Pairs
from explorer.core.derive.sparsity.matrices import from_pairs, gathering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.core.dependence import Dependence, Label, Shape
    from explorer.core.derive.sparsity.matrices import Pattern

    Axis: TypeAlias = tuple[Label, bool]  # a label, and whether this is the output's axis alone


def after(dependence: Dependence, pattern: Pattern | None) -> Pattern | None:
    """The pattern of an output, from that of an operand: index domains propagated through an operation.

    It is the local pattern times the operand's (Griewank and Walther 2008, section 7.1); None where that is zero.
    """
    if dependence is None or pattern is None:
        return None
    for link in reversed(dependence):
        for factor in _factors(link):
            pattern = factor @ pattern
    return pattern if pattern.nnz else None


def spread(dependence: Dependence, mask: np.ndarray, shape: Shape) -> np.ndarray:
    """The elements, of an array of ``shape``, that depend on an element in the mask."""
    if dependence is None:
        return np.zeros(shape, bool)
    flat = mask.reshape(-1)
    for link in reversed(dependence):
        for factor in _factors(link):
            flat = factor @ flat
    return flat.reshape(shape)


def _factors(link: Pairs | Axes) -> Iterator[Pattern]:
    """A link as a product of matrices, that of the operand first."""
    if isinstance(link, Pairs):
        yield from_pairs(link.output, link.operand, link.shape)
        return
    sizes = dict(zip(link.operand, link.operand_shape, strict=True))
    shared = [label for label, size in zip(link.output, link.output_shape, strict=True) if sizes.get(label) == size]
    if link.mask is not None:
        yield _masked(link, link.mask, shared)
        return
    # Elements that agree in what is shared are a group: the output's depend on all of the operand's.
    groups = [sizes[label] for label in shared]
    count = prod(groups)
    into = _group_numbers(link.operand, link.operand_shape, shared, groups)
    outof = _group_numbers(link.output, link.output_shape, shared, groups)
    if into.size == count:  # groups of one element each
        only = np.empty(count, int)
        only[into] = np.arange(count)
        yield gathering(only[outof], count)
    else:
        yield gathering(into, count).T.tocsr()
        yield gathering(outof, count)


def _group_numbers(labels: Sequence[Label], shape: Shape, shared: Sequence[Label], groups: Sequence[int]) -> np.ndarray:
    """For each element of an array the number of its group."""
    number = np.zeros(shape, int)
    for label, stride in zip(shared, _strides(groups), strict=True):
        axis = list(labels).index(label)
        number += stride * _along(np.arange(shape[axis]), axis, len(shape))
    return number.reshape(-1)


def _masked(link: Axes, mask: np.ndarray, shared: Sequence[Label]) -> Pattern:
    """The pairs of elements, counted off: for each true element of the mask, for each index at the other labels."""
    operand: list[Axis] = [(label, False) for label in link.operand]
    output: list[Axis] = [(label, label not in shared) for label in link.output]
    sizes = dict(zip([*operand, *output], [*link.operand_shape, *link.output_shape], strict=True))
    masked: list[Axis] = []
    for place in reversed(range(mask.ndim)):
        axes = [axis for axis in sizes if axis[0] == link.masked[place] and sizes[axis] == mask.shape[place]]
        if axes:
            masked.insert(0, axes[0])
        else:  # it broadcasts
            mask = np.asarray(mask.any(axis=place))
    free = [axis for axis in sizes if axis not in masked]
    whole: Shape = (int(np.count_nonzero(mask)), *(sizes[axis] for axis in free))
    at = {
        axis: _along(places, 0, len(whole))
        for axis, places in zip(masked, np.nonzero(np.atleast_1d(mask)), strict=False)
    }
    at |= {axis: _along(np.arange(sizes[axis]), place, len(whole)) for place, axis in enumerate(free, 1)}

    def numbers(axes: Sequence[Axis], shape: Shape) -> np.ndarray:
        total = np.zeros((1,) * len(whole), int)
        for axis, stride in zip(axes, _strides(shape), strict=True):
            total = total + stride * at[axis]
        return np.broadcast_to(total, whole).reshape(-1)

    rows, columns = numbers(output, link.output_shape), numbers(operand, link.operand_shape)
    return from_pairs(rows, columns, (prod(link.output_shape), prod(link.operand_shape)))


def _strides(shape: Sequence[int]) -> list[int]:
    return [prod(shape[axis + 1 :]) for axis in range(len(shape))]


def _along(places: np.ndarray, axis: int, ndim: int) -> np.ndarray:
    """A vector along one of several axes."""
    return places.reshape((1,) * axis + (-1,) + (1,) * (ndim - axis - 1))
