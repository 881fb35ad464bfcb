"""Loops that need not be loops become array operations."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.loop import scan
from explorer.core.ops.indexing import ALL, Subtensor
from explorer.core.ops.scan import Scan
from explorer.core.rewrite.engine import Engine
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.rule import RuleTable, code, ruleset
from explorer.core.rules.indexing import INDEXING
from explorer.core.rules.shapes import SHAPES
from explorer.core.rules.wilds import u, x
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _loop_to_arrays(e: Expression) -> Expression | None:
    """A loop without states does the same to each element: push a batch axis through its body."""
    node = e.owner
    if node is None or not isinstance(node.op, Scan) or node.op.body.states or node.op.body.until is not None:
        return None
    body = node.op.body
    count, sequences, _, captured = node.op.split(node.inputs)
    along: dict[Expression, Expression] = {}
    for inner, outer in zip(body.sequences, sequences, strict=True):
        along[inner] = outer if outer.dimensions[0] == e.dimensions[0] else outer[:count]
    opened = T.clone_replace([body.emitted[e.index]], dict(zip(body.captured, captured, strict=True)))  # type: ignore[attr-defined]  # it is a Result
    try:
        (result,) = push_batch(opened, along, count)
    except NotBatchableError:
        return None
    return fit(_tidy(result), e)


def _tidy(result: Expression) -> Expression:
    """What was opened, without fills in fills and all elements 0, 1, …, n - 1: the loop made them, and no person."""
    return Engine(_shapes_and_indices()).run([result])[0]


@lru_cache(maxsize=1)
def _shapes_and_indices() -> RuleTable:
    return RuleTable((SHAPES, INDEXING))


def _last_of_loop(e: Expression) -> Expression | None:
    """The last of a state's values is what the loop ends with: it need not keep the others."""
    node = e.owner
    if node is None or not isinstance(node.op, Subtensor) or len(node.inputs) > 1:
        return None
    (stack,) = node.inputs
    loop = stack.owner
    if loop is None or not isinstance(loop.op, Scan) or stack not in loop.op.outcome(loop.outputs).stacks:
        return None
    entry, *rest = node.op.index
    if entry != (0 if loop.op.backwards else -1) or any(other != ALL for other in rest):
        return None
    outcome = loop.op.outcome(loop.outputs)
    return fit(outcome.finals[outcome.stacks.index(stack)], e)


LOOPS = ruleset(
    "Loops",
    last_of_loop=code(
        "The last value of a state is what the loop ends with.",
        "subtensor",
        lambda: (_powers(x)[-1], _final(_powers(x))),
        _last_of_loop,
    ),
    loop_to_array_operations=code(
        "A loop that does the same to each element is one array operation.",
        "scan",
        lambda: (scan(lambda a: T.sin(a) * a, u)[0], T.sin(u) * u),
        _loop_to_arrays,
    ),
)


def _powers(base: Expression) -> Expression:
    return scan(lambda p: p * base, None, T.constant(1.0), n_steps=3)[0]


def _final(stack: Expression) -> Expression:
    node = stack.owner
    assert node is not None
    return node.output(0)
