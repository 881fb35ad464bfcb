"""Parts of arrays that change in place: where an array is new and nobody else has it, it need not be copied first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.op import Elementwise
from explorer.core.ops.indexing import IncSubtensor

if TYPE_CHECKING:
    from explorer.core.evaluate.uses import Uses
    from explorer.core.evaluate.writer import Writer
    from explorer.core.expr import Apply, Expression


def write_increment(writer: Writer, node: Apply, uses: Uses, indent: int) -> None:
    """The statement that adds to a part of an array, or sets one."""
    op, x = node.op, node.inputs[0]
    assert isinstance(op, IncSubtensor)
    if not (_is_new(x) and uses.once(x)):
        writer.statement(node, indent)
        return
    result = writer.fresh(node.output().name, "t")
    text = op.in_place(*(writer.operand(e) for e in node.inputs))
    writer.names[node.output()] = result
    writer.line(f"{result} = {text}", node.output(), indent)


def _is_new(x: Expression) -> bool:
    """Whether an array was made by an operation that gives no view of another one."""
    return bool(x.ndim) and x.owner is not None and isinstance(x.owner.op, IncSubtensor | Elementwise)
