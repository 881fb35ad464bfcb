"""What a function takes from around it: the largest parts that its own variables do not change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import Constant, Variable
from explorer.core.graph import ancestors, applies, replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression


def close(
    results: Sequence[Expression], inner: Sequence[Variable]
) -> tuple[list[Expression], list[Variable], list[Expression]]:
    """Cut the largest parts that do not depend on ``inner`` out of some results.

    Returns:
        The results over inner variables only, the new variables, and the outer expressions that they stand for.
    """
    changing: set[Expression] = set(inner)
    order = applies(results)
    for node in order:
        if any(x in changing for x in node.inputs):
            changing.update(node.outputs)
    captured: dict[Expression, Variable] = {}
    for node in order:
        if not any(e in changing for e in node.outputs):
            continue
        for x in node.inputs:
            if x not in changing and not _is_constant(x) and x not in captured:
                captured[x] = Variable(x.type, x.name)
    for e in results:
        if e not in changing and not _is_constant(e) and e not in captured:
            captured[e] = Variable(e.type, e.name)
    return replace(list(results), captured), list(captured.values()), list(captured)


def _is_constant(expression: Expression) -> bool:
    return all(isinstance(e, Constant) for e in ancestors([expression]) if e.owner is None)
