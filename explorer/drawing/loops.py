"""The body of a loop, as expressions that can be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression


def body(node: Apply) -> Sequence[Expression] | None:
    """The results of one turn of a loop, or ``None`` for any other operation."""
    return node.op.body.outputs if isinstance(node.op, Scan) else None
