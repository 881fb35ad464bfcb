"""Functions inside operations: a graph of its own, which a program defines and passes on to a kernel by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression, Variable

Operand = TypeVar("Operand")


@dataclass(frozen=True)
class InnerFunction:
    """What an operation calls: a graph over variables of its own.

    Attributes:
        name: how people and programs call it: "residual", "step".
        parameters: the variables that it is called with.
        captured: variables that stand for operands of the operation, with the places of these; none is shared with
            another operation.
        outputs: what a call gives: a value, or a tuple where there are several.
    """

    name: str
    parameters: tuple[Variable, ...]
    captured: tuple[tuple[Variable, int], ...]
    outputs: tuple[Expression, ...]

    def closed_over(self, operands: Sequence[Operand]) -> dict[Expression, Operand]:
        """What the captured variables stand for, where the operands are these."""
        return {variable: operands[place] for variable, place in self.captured}


def given(functions: Sequence[InnerFunction], count: int) -> list[int]:
    """Which of ``count`` operands an operation takes itself; the others are only captured."""
    taken = {place for function in functions for _, place in function.captured}
    return [place for place in range(count) if place not in taken]
