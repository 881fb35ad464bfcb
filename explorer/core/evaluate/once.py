"""Values that are needed once: operation by operation, without a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.card import kernel
from explorer.core.evaluate.source import write_program
from explorer.core.expr import Constant
from explorer.core.graph import applies

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def evaluate_once(expression: Expression) -> np.ndarray:
    """The value of an expression of constants, as it stands."""
    if isinstance(expression, Constant):
        return expression.value
    nodes = applies([expression])
    with np.errstate(all="ignore"):
        if any(node.op.functions() for node in nodes):
            return np.asarray(write_program((), (expression,)).compile()()[0])
        known: dict[Expression, Any] = {}
        for node in nodes:
            result = kernel(node.op, len(node.inputs))(
                *[x.value if isinstance(x, Constant) else known[x] for x in node.inputs]
            )
            known.update(zip(node.outputs, result if len(node.types) > 1 else (result,), strict=True))
    return np.asarray(known[expression])
