"""What an expression is made of, two operations deep: the opening of most rules in code."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Op

Outer = TypeVar("Outer", bound="Op")
Inner = TypeVar("Inner", bound="Op")


def made_of(e: Expression, outer: type[Outer], inner: type[Inner]) -> tuple[Apply, Outer, Apply, Inner] | None:
    """An operation whose first operand is the output of another, where they are of two kinds: nodes and operations."""
    node = e.owner
    before = node.inputs[0].owner if node is not None and node.inputs else None
    if node is None or before is None or not isinstance(node.op, outer) or not isinstance(before.op, inner):
        return None
    return node, node.op, before, before.op
