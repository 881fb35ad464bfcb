"""Functions inside operations: a graph of its own, which a program defines and passes on to a kernel by its name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

from explorer.core.errors import DTypeError
from explorer.core.expr import Variable, built
from explorer.core.flat import Flat, flat
from explorer.core.graph import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.expr import Expression
    from explorer.core.types import TensorType

Operand = TypeVar("Operand")


@dataclass(frozen=True, eq=False)
class InnerFunction:
    """What an operation calls: a graph over variables of its own. Equal but for their variables' names is equal.

    Attributes:
        name: how people and programs call it: "residual", "step".
        parameters: the variables that it is called with.
        captured: variables that stand for operands of the operation, with the places of these; none is shared with
            another operation.
        outputs: what a call gives: a value, or a tuple where there are several.
        derived: follows from the functions before it; formulas leave it out.
    """

    name: str
    parameters: tuple[Variable, ...]
    captured: tuple[tuple[Variable, int], ...]
    outputs: tuple[Expression, ...]
    derived: bool = False

    def closed_over(self, operands: Sequence[Operand]) -> dict[Expression, Operand]:
        """What the captured variables stand for, where the operands are these."""
        return {variable: operands[place] for variable, place in self.captured}

    def types(self, known: Mapping[Expression, Expression]) -> tuple[TensorType, ...]:
        """The types of the outputs, where the variables are ``known`` to stand for these.

        Raises:
            DTypeError: where one has another dtype than its variable.
            ShapeError: where its shape does not do.
        """
        for variable, x in known.items():
            if x.dtype != variable.dtype:
                message = f"{self.name} was made for {variable.dtype}, and {x!r} is {x.dtype}"
                raise DTypeError(message)
        other = any(x.type != variable.type for variable, x in known.items())
        return tuple(e.type for e in (replace(self.outputs, known) if other else self.outputs))

    @cached_property
    def _meaning(self) -> tuple[Any, ...]:
        variables = (*self.parameters, *(variable for variable, _ in self.captured))
        standard: dict[Expression, Expression] = {v: _standard(v.type, number) for number, v in enumerate(variables)}
        places = tuple(place for _, place in self.captured)
        return self.name, tuple(standard.values()), places, tuple(replace(self.outputs, standard))

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, (self.name, self.parameters, self.captured, flat(self.outputs), self.derived)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InnerFunction) and self._meaning == other._meaning

    def __hash__(self) -> int:
        return hash(self._meaning)


def _arrived(
    name: str, parameters: tuple[Variable, ...], captured: tuple[tuple[Variable, int], ...], graph: Flat, derived: bool
) -> InnerFunction:
    return InnerFunction(name, parameters, captured, tuple(built(graph)), derived)


_standards: WeakValueDictionary[tuple[TensorType, int], Variable] = WeakValueDictionary()


def _standard(type: TensorType, number: int) -> Variable:
    """The variable of a number and type: functions are compared with these in the place of their own."""
    known = _standards.get((type, number))
    if known is None:
        known = _standards[type, number] = Variable(type)
    return known


def told(functions: Sequence[InnerFunction], count: int) -> tuple[list[InnerFunction], list[int]]:
    """What formulas tell: the functions that do not follow from others, and the places, of ``count``, not captured."""
    captured = {place for function in functions for _, place in function.captured}
    return [f for f in functions if not f.derived], [place for place in range(count) if place not in captured]
