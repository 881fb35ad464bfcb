"""Programs for long loops: where all states of a loop together are large, one that keeps few of them.

Rules that compute something for all steps at once are quick, and need the states of all steps. Which is better, nobody
knows before the sizes are known: so the choice is made at the call, and the other program only made when it is called.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from explorer.core import kernels
from explorer.core.evaluate.source import write_program
from explorer.core.graph import applies
from explorer.core.ops.scan import Scan
from explorer.core.pipeline import optimize_all
from explorer.core.types import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explorer.core.evaluate.source import Program
    from explorer.core.expr import Expression, Variable
    from explorer.core.types import Dimension, Symbol

# The rules that need the values of all steps at once.
AT_ONCE = frozenset(
    {
        *("arrays before the loop", "results after the loop", "sum after the loop"),
        *("running sum", "running product", "state without memory"),
    }
)


class Lean:
    """The choice of a function between its program and one that keeps few states.

    Args:
        variables: the inputs.
        before: the expressions as they were given.
        after: as they were optimised.
        off: the names of the rules that were left out.
    """

    def __init__(
        self,
        variables: Sequence[Variable],
        before: Sequence[Expression],
        after: Sequence[Expression],
        off: frozenset[str] = frozenset(),
    ) -> None:
        self._variables, self._before, self._off = variables, before, off
        self._bytes = _kept(after)

    @property
    def needs(self) -> list[tuple[tuple[Dimension, ...], int]]:
        """The bytes of the states that loops keep for others, and from how many on it is the better program."""
        return [((self._bytes,), kernels.KEPT + 1)] if self._bytes != 0 else []

    def wanted(self, sizes: Mapping[Symbol, int], _: Sequence[Any]) -> bool:
        """Whether there are so many, for inputs of these sizes."""
        found = [(evaluate(size, sizes), least) for (size,), least in self.needs]
        return any(size is not None and size >= least for size, least in found)

    @cached_property
    def compiled(self) -> tuple[Program, Callable[..., tuple[Any, ...]]]:
        """The program that keeps few."""
        after, _ = optimize_all(self._before, AT_ONCE | self._off)
        program = write_program(self._variables, after)
        return program, program.compile()


def _kept(outputs: Sequence[Expression]) -> Dimension:
    """The bytes of all states that are kept, as a formula in the sizes; those that are asked for cannot be helped."""
    used = {x for node in applies(outputs) for x in node.inputs} - set(outputs)
    total: Dimension = 0
    for node in applies(outputs):
        if isinstance(node.op, Scan):
            for stack in node.op.outcome(node.outputs).stacks:
                size: Dimension = stack.dtype.itemsize if stack in used else 0
                for dimension in stack.dimensions:
                    size = size * dimension
                total = total + size
    return total
