"""Node ids: a small integer for each node, the same for as long as the node lives."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression


def node_of(expression: Expression) -> Expression | Apply:
    """What stands as one node in a graph: the operation for its results, else the variable or constant itself."""
    owner = expression.owner
    return expression if owner is None else owner


class Numbering:
    """Gives ids in the order in which nodes are first seen. Equal expressions are one object, so have one id."""

    def __init__(self) -> None:
        self._ids: WeakKeyDictionary[Expression | Apply, int] = WeakKeyDictionary()
        self._next = count()

    def of(self, expression: Expression) -> int:
        """The id of an expression's node; several results of one operation share it."""
        return self.of_node(node_of(expression))

    def of_node(self, node: Expression | Apply) -> int:
        """The id of a node (see `node_of`)."""
        known = self._ids.get(node)
        if known is None:
            known = self._ids[node] = next(self._next)
        return known
