"""The values of expressions while they are built: each operation is run once, as soon as somebody asks."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from explorer.core.card import kernel
from explorer.core.evaluate.source import write_program
from explorer.core.expr import Apply, Constant, Expression
from explorer.core.graph import applies
from explorer.core.ops.branches import IfElse
from explorer.core.ops.scan import Scan

Array = np.ndarray


class Values:
    """A value for each expression over some variables.

    Args:
        known: the values of the variables.
    """

    def __init__(self, known: Mapping[Expression, Array]) -> None:
        self._known = dict(known)

    def __getitem__(self, expression: Expression) -> Array:
        found = self._known.get(expression)
        if found is not None:
            return found
        with np.errstate(all="ignore"):
            for node in applies([expression], stop=self._known):
                results = run(node, [self._of(x) for x in node.inputs])
                self._known.update(zip(node.outputs, map(np.asarray, results), strict=True))
        return self._of(expression)

    def __contains__(self, expression: Expression) -> bool:
        return expression in self._known or isinstance(expression, Constant)

    def _of(self, expression: Expression) -> Array:
        return expression.value if isinstance(expression, Constant) else self._known[expression]


def run(node: Apply, arrays: Iterable[Array]) -> tuple[Any, ...]:
    """The outputs of one operation: by the code on its card, a loop by its program."""
    if isinstance(node.op, Scan | IfElse):
        given = {x: a for x, a in zip(node.inputs, arrays, strict=True) if not isinstance(x, Constant)}
        return write_program(tuple(given), node.outputs).compile()(*given.values())
    result = kernel(node.op, len(node.inputs))(*arrays)
    return result if len(node.types) > 1 else (result,)
