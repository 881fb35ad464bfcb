"""Programs for large arrays: where parts of a program are large, one that computes these block by block.

How large they are, nobody knows before the sizes are known: so the choice is made at the call, and the other program
only made when it is called.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from explorer.core.evaluate.fusion import parts
from explorer.core.evaluate.source import write_blocks
from explorer.core.graph import applies
from explorer.core.ops.branches import IfElse
from explorer.core.types import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from explorer.core.evaluate.fusion import Part
    from explorer.core.evaluate.source import Program
    from explorer.core.expr import Expression
    from explorer.core.types import Dimension, Symbol

_SMALL = 1 << 8  # elements: of smaller arrays nothing large is made


class Large:
    """The choice of a function between its program and one for large arrays.

    Args:
        variables: the inputs.
        outputs: what is computed.
    """

    def __init__(self, variables: Sequence[Expression], outputs: Sequence[Expression]) -> None:
        self._variables, self._outputs = variables, outputs

    @cached_property
    def parts(self) -> list[Part]:
        """What would be computed block by block."""
        order = applies(self._outputs)
        # What only one side of a choice needs is not to be computed before it is known which.
        return [] if any(isinstance(node.op, IfElse) for node in order) else parts(order, self._outputs)

    def wanted(self, sizes: Mapping[Symbol, int], arrays: Iterable[Any]) -> bool:
        """Whether a part is so large, for inputs of these sizes, that blocks win."""
        if all(getattr(x, "size", 1) < _SMALL for x in arrays):
            return False
        return any(_count(part.shape, sizes) >= part.large for part in self.parts)

    @cached_property
    def compiled(self) -> tuple[Program, Callable[..., tuple[Any, ...]]]:
        """The program for large arrays."""
        program = write_blocks(self._variables, self._outputs, self.parts)
        return program, program.compile()


def _count(shape: Iterable[Dimension], sizes: Mapping[Symbol, int]) -> int:
    """The number of elements, 0 where it is not known."""
    total = 1
    for dimension in shape:
        total *= evaluate(dimension, sizes) or 0
    return total
