"""The sweep: patterns from a variable on to the outputs, operation by operation."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from explorer.core.derive.sparsity.links import after
from explorer.core.derive.sparsity.loops import through_loop
from explorer.core.derive.sparsity.matrices import union
from explorer.core.graph import applies
from explorer.core.ops.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.derive.sparsity.facts import GraphFacts
    from explorer.core.derive.sparsity.matrices import Pattern
    from explorer.core.expr import Apply, Expression


def propagate(
    outputs: Sequence[Expression], seeds: Mapping[Expression, Pattern], facts: GraphFacts
) -> list[Pattern | None]:
    """The patterns of ``outputs``, from those of some expressions; None where nothing arrives."""
    patterns: dict[Expression, Pattern] = dict(seeds)
    order = applies(outputs, stop=seeds)
    uses = Counter(x for node in order for x in node.inputs)
    uses.update(outputs)
    for node in order:
        if any(x in patterns for x in node.inputs):
            found = zip(node.outputs, _through(node, patterns, facts), strict=True)
            patterns.update((e, pattern) for e, pattern in found if pattern is not None and e not in seeds)
        for x in node.inputs:
            uses[x] -= 1
            if not uses[x]:
                patterns.pop(x, None)
    return [patterns.get(e) for e in outputs]


def _through(node: Apply, patterns: Mapping[Expression, Pattern], facts: GraphFacts) -> list[Pattern | None]:
    if isinstance(node.op, Scan):
        return through_loop(node, node.op, patterns, facts, propagate)
    results: list[Pattern | None] = []
    for output in range(len(node.types)):
        total = None
        for operand, x in enumerate(node.inputs):
            if x in patterns:
                total = union(total, after(node.op.dependence(node, operand, facts, output), patterns[x]))
        results.append(total)
    return results
