"""A matrix that a loop stacks row by row, as in every Theano tutorial: of what, and by what, it is the derivative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import Variable
from explorer.core.graph import ancestors
from explorer.core.origin import Derivation

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def stacked(expression: Expression) -> Derivation | None:
    """``scan(lambda i, y, x: grad(y[i], x), sequences=arange(y.shape[0]), …)`` is the Jacobian of ``y`` by ``x``.

    Only where the loop runs over the first axis of a vector ``y`` and the rows have the shape of one variable that
    ``y`` depends on.
    """
    owner = expression.owner
    if owner is None or owner.op.name != "scan" or expression.ndim < 2:
        return None
    along = [_counted(x) for x in owner.inputs]
    rows = next((y for y in along if y is not None and y.ndim == 1), None)
    if rows is None:
        return None
    fits = [
        x
        for x in ancestors([rows])
        if isinstance(x, Variable) and x.dimensions == expression.dimensions[1:] and x.dtype.kind in "fc"
    ]
    if len(fits) != 1:
        return None
    (wrt,) = fits
    return Derivation("jacobian", rows, wrt)


def _counted(sequence: Expression) -> Expression | None:
    """The expression whose first axis ``arange(y.shape[0])`` counts."""
    expression: Expression | None = sequence
    while expression is not None and expression.owner is not None:
        node = expression.owner
        if node.op.name == "size_of":
            (counted,) = node.inputs
            if counted.owner is None or counted.owner.op.name != "arange":
                return counted if getattr(node.op, "axis", None) == 0 else None
            expression = counted
        elif node.op.name in ("arange", "cast"):
            expression = next((x for x in node.inputs if x.owner is not None), None)
        else:
            return None
    return None
