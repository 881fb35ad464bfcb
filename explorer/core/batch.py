"""Pushing a batch axis through a graph: what a loop does step by step, as array operations.

Each operation says in `Op.batch` what it is on stacks of operands. The new axis comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.graph import applies
from explorer.core.origin import mark
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Op


class NotBatchableError(Exception):
    """An operation, or a use of it, that has no form on stacks."""


def push_batch(
    outputs: Sequence[Expression], stacks: Mapping[Expression, Expression], count: Expression
) -> list[Expression]:
    """``outputs`` for each element of some stacks, stacked.

    Args:
        outputs: expressions over variables, some of which have a stack.
        stacks: for each of these variables its values, along a new first axis.
        count: the length of that axis.

    Raises:
        NotBatchableError: naming the operation that has no form on stacks.
    """
    stacked: dict[Expression, Expression] = dict(stacks)
    plain: dict[Expression, Expression] = {}
    for node in applies(outputs, stop=stacked):
        inputs = tuple(stacked.get(x, plain.get(x, x)) for x in node.inputs)
        batched = tuple(x in stacked for x in node.inputs)
        if not any(batched):
            made = node.outputs if inputs == node.inputs else node.op.all(*inputs)
            plain.update(zip(node.outputs, made, strict=True))
            continue
        results, has_axis = node.op.batch(node, inputs, batched, count)
        for e, result in zip(node.outputs, results, strict=True):
            if e.origin is not None:
                mark([result], e.origin, known=set(inputs))
        (stacked if has_axis else plain).update(zip(node.outputs, results, strict=True))
    return [stacked[e] if e in stacked else _repeat(plain.get(e, e), count) for e in outputs]


def _repeat(expression: Expression, count: Expression) -> Expression:
    return T.alloc(expression, count, *T.shape(expression))


def on_stacks(
    op: Op, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool]
) -> tuple[tuple[Expression, ...], bool]:
    """A broadcasting operation on stacks: itself, once the new axes are aligned."""
    ndim = node.types[0].ndim
    return op.all(*(aligned(x, has, ndim) for x, has in zip(inputs, batched, strict=True))), True


def aligned(x: Expression, batched: bool, ndim: int) -> Expression:
    """A stack of operands of fewer axes than ``ndim``, so that it broadcasts against stacks of ``ndim`` axes."""
    if not batched or x.ndim - 1 == ndim:
        return x
    return T.expand_dims(x, tuple(range(1, ndim - x.ndim + 2)))
