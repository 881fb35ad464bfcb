"""Loops that need not be loops become array operations."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.loop import scan
from explorer.core.ops.scan import Scan
from explorer.core.rewrite.engine import Engine
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.rule import RuleTable, code, ruleset
from explorer.core.rules.indexing import INDEXING
from explorer.core.rules.shapes import SHAPES
from explorer.core.rules.wilds import u
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _loop_to_arrays(e: Expression) -> Expression | None:
    """A loop without states does the same to each element: push a batch axis through its body."""
    node = e.owner
    if node is None or not isinstance(node.op, Scan) or node.op.body.states:
        return None
    body = node.op.body
    count, sequences, _, captured = node.op.split(node.inputs)
    along: dict[Expression, Expression] = {}
    for inner, outer in zip(body.sequences, sequences, strict=True):
        along[inner] = outer if outer.dimensions[0] == e.dimensions[0] else outer[:count]
    index: int = getattr(e, "index", 0)
    opened = T.clone_replace([body.emitted[index]], dict(zip(body.captured, captured, strict=True)))
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


LOOPS = ruleset(
    "Loops",
    loop_to_array_operations=code(
        "A loop that does the same to each element is one array operation.",
        "scan",
        lambda: (scan(lambda a: T.sin(a) * a, u)[0], T.sin(u) * u),
        _loop_to_arrays,
    ),
)
