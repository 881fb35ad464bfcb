"""What a pattern needs to see of an expression: the features of everything that has its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.op import Elementwise
from explorer.core.rewrite.features import AXES, parts
from explorer.core.rewrite.match import Wild

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression


def needs(pattern: Expression) -> frozenset[str]:
    """The features that everything has which matches a pattern."""
    node = pattern.owner
    if node is None:
        return frozenset()
    return frozenset(parts(pattern, node) | _axes(node))


def _axes(node: Apply) -> set[str]:
    """How many axes the operands have that a pattern names as vectors or matrices."""
    if isinstance(node.op, Elementwise):
        return set()
    return {
        f"{place}:{AXES[x.ndim]}"
        for place, x in enumerate(node.inputs)
        if isinstance(x, Wild) and x.shape_class != "any"
    }
