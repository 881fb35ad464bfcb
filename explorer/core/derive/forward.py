"""The forward sweep: tangents from the inputs on to the outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.graph import applies
from explorer.core.memory import uncollected
from explorer.core.origin import Origin, mark

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Tangent


@dataclass(frozen=True, slots=True, eq=False)
class Push:
    """An operation as the forward sweep passes it: the tangents of its operands, and those of its results."""

    node: Apply
    tangents: tuple[Tangent, ...]
    results: tuple[Tangent, ...]


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
    held = set(constants)
    total: dict[Expression, Expression] = {e: tangent for e, tangent in tangents.items() if e not in held}
    for _ in pushes(outputs, total, held):
        pass
    return [total.get(e) for e in outputs]


def pushes(
    outputs: Sequence[Expression], total: dict[Expression, Expression], held: Container[Expression] = ()
) -> Iterator[Push]:
    """The forward sweep itself, one operation at a time; see `push_forward`.

    ``total`` holds the tangents of what moves to begin with, and at the end those of all that moves with it.
    """
    order = applies(outputs)
    known = {e for node in order for e in (*node.inputs, *node.outputs)} | set(outputs)
    for node in order:
        seeds = tuple(
            [
                total.get(x) if through else None
                for x, through in zip(node.inputs, node.op.connected(len(node.inputs)), strict=True)
            ]
        )
        if all(seed is None for seed in seeds):
            continue
        found = tuple(node.op.jvp(node, seeds))
        for e, tangent in zip(node.outputs, found, strict=True):
            if tangent is not None and e not in total and e not in held:
                mark([tangent], Origin("forward", node.op.name, (e,)), known)
                total[e] = tangent
        yield Push(node, seeds, found)
