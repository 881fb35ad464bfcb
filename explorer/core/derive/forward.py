"""The forward sweep: tangents from the inputs on to the outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.graph import applies
from explorer.core.memory import uncollected
from explorer.core.origin import Origin, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from explorer.core.expr import Expression
    from explorer.core.op import Tangent


@uncollected()
def push_forward(
    outputs: Sequence[Expression], tangents: Mapping[Expression, Expression], constants: Iterable[Expression] = ()
) -> list[Tangent]:
    """The tangents of ``outputs``, from those of some expressions anywhere in the graph.

    Args:
        outputs: what to differentiate.
        tangents: of each expression that moves, one of its shape.
        constants: expressions that are not differentiated through.

    Returns:
        For each output its tangent, or None where it does not depend on a value that has one.
    """
    order = applies(outputs)
    known = {e for node in order for e in (*node.inputs, *node.outputs)} | set(outputs)
    held = set(constants)
    total: dict[Expression, Expression] = {e: tangent for e, tangent in tangents.items() if e not in held}
    for node in order:
        seeds = [
            total.get(x) if through else None
            for x, through in zip(node.inputs, node.op.connected(len(node.inputs)), strict=True)
        ]
        if all(seed is None for seed in seeds):
            continue
        for e, tangent in zip(node.outputs, node.op.jvp(node, seeds), strict=True):
            if tangent is not None and e not in total and e not in held:
                mark([tangent], Origin("forward", node.op.name, (e,)), known)
                total[e] = tangent
    return [total.get(e) for e in outputs]
