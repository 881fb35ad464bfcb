"""Values that are needed once: operation by operation, without a program."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.evaluate.source import write_program
from explorer.core.expr import Constant
from explorer.core.graph import applies
from explorer.core.kernels import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression
    from explorer.core.op import Op


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


@lru_cache(maxsize=1 << 12)
def kernel(op: Op, count: int) -> Callable[..., Any]:
    """The code on the card of an operation without functions inside, as a function of so many arrays."""
    names = [f"x{index}" for index in range(count)]
    # The source is made from the cards of this package alone: no text of a person reaches it.
    function: Callable[..., Any] = eval(f"lambda {', '.join(names)}: {op.python(*names)}", dict(NAMESPACE))  # noqa: S307
    return function
