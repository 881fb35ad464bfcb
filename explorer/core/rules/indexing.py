"""Parts of arrays: a part of equal numbers, all elements in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import Constant, constant
from explorer.core.ops.creation import Arange
from explorer.core.ops.indexing import ALL, IncSubtensor, Slot, Subtensor
from explorer.core.rewrite.number import number, spread_value
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rules.wilds import u
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def counts_all(index: Expression, like: Expression, axis: int) -> bool:
    """Whether an index is 0, 1, … up to the size of an axis."""
    node = index.owner
    if node is None or not isinstance(node.op, Arange):
        return False
    start, _, step = node.inputs
    return number(start) == 0 and number(step) == 1 and index.dimensions[0] == like.dimensions[axis]


def _take_all(e: Expression) -> Expression | None:
    """x[0, 1, …, n - 1] is x."""
    node = e.owner
    if node is None or not isinstance(node.op, Subtensor):
        return None
    x, *operands = node.inputs
    first, *others = node.op.index
    whole = isinstance(first, Slot) and counts_all(operands[first.number], x, 0)
    return x if whole and all(other == ALL for other in others) else None


def _part_of_spread(e: Expression) -> Expression | None:
    """A part of an array of equal numbers is such an array."""
    node = e.owner
    if node is None or not isinstance(node.op, Subtensor):
        return None
    value = spread_value(node.inputs[0])
    if value is None or value.ndim:
        return None
    if e.ndim == 0:
        return value
    arrays = [x for x in node.inputs[1:] if x.dimensions == e.dimensions and not isinstance(x, Constant)]
    return T.fill(arrays[0], value) if arrays else None


def _increment_by_equal(e: Expression) -> Expression | None:
    """Equal numbers need no array to be added at an index."""
    node = e.owner
    if node is None or not isinstance(node.op, IncSubtensor):
        return None
    x, y, *operands = node.inputs
    value = spread_value(y)
    return node.op(x, value, *operands) if value is not None and value.ndim == 0 else None


INDEXING = ruleset(
    "Indexing",
    part_of_equal_numbers=code(
        "A part of an array of equal numbers is such an array.",
        "subtensor",
        lambda: (T.fill(u, constant(2.0))[0], constant(2.0)),
        _part_of_spread,
    ),
    take_all=code(
        "All elements in order are the array itself.", "subtensor", lambda: (u[T.arange(T.shape(u)[0])], u), _take_all
    ),
    increment_by_equal_numbers=code(
        "Equal numbers need no array to be added at an index.",
        "inc_subtensor",
        lambda: (T.inc_subtensor(u[:2], T.fill(u[:2], constant(1.0))), T.inc_subtensor(u[:2], constant(1.0))),
        _increment_by_equal,
    ),
)
