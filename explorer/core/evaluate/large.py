"""Programs for large arrays: one that computes parts of it block by block, and lets go of arrays when they are used up.

How large they are, nobody knows before the sizes are known: so the choice is made at the call, and the other program
only made when it is called.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from explorer.core.evaluate.fusion import parts
from explorer.core.evaluate.lowering import lowered
from explorer.core.evaluate.machine import loop_of
from explorer.core.evaluate.native.target import Machine, installed
from explorer.core.evaluate.native.windows import is_written
from explorer.core.evaluate.placement import needed
from explorer.core.evaluate.sliding import Sliding
from explorer.core.evaluate.source import write_blocks
from explorer.core.evaluate.windows import around, inputs_of, windows
from explorer.core.expr import Expression
from explorer.core.graph import applies
from explorer.core.ops.branches import IfElse
from explorer.core.types import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from explorer.core.evaluate.fusion import Part
    from explorer.core.evaluate.machine import Loop
    from explorer.core.evaluate.placement import Computed
    from explorer.core.evaluate.source import Program
    from explorer.core.types import Dimension, Symbol

_MANY = 1 << 10  # sizes to remember
_SMALL = 1 << 8  # elements: of smaller arrays nothing large is made
_SOONER = 32  # a loop wins for so many times fewer elements than blocks
_WINDOW = 1 << 14  # elements of a window
_LARGE = 1 << 16  # elements: from here on, arrays that are not released in time cost more than what computes them


class Large:
    """The choice of a function between its program and one for large arrays.

    Args:
        variables: the inputs.
        outputs: what is computed.
        machine: whether parts become machine code: "never", in the "background", or "first" of all.
    """

    def __init__(
        self, variables: Sequence[Expression], outputs: Sequence[Computed], machine: Machine = "background"
    ) -> None:
        self._machine = machine if installed() else "never"
        self._variables = variables
        self._computed = outputs if self._machine == "never" else _lowered(outputs)
        self._outputs = needed(self._computed)
        self._known: dict[tuple[int, ...], bool] = {}

    @cached_property
    def parts(self) -> list[Part]:
        """What would be computed block by block."""
        return self._all

    @cached_property
    def _slidings(self) -> dict[Expression, Sliding]:
        """By its result, what computes a window."""
        order = applies(self._outputs)
        if self._machine == "never" or any(isinstance(node.op, IfElse) for node in order):
            return {}
        waits = self._machine == "first"
        found = filter(is_written, windows(order, self._outputs))
        return {window.root: Sliding(window, waits=waits) for window in found}

    @cached_property
    def _all(self) -> list[Part]:
        found = {e: sliding.window for e, sliding in self._slidings.items()}
        order = around(self._outputs, found, ())
        # What only one side of a choice needs is not to be computed before it is known which.
        if any(isinstance(node.op, IfElse) for node in order):
            return []
        return parts(order, self._outputs, partial(inputs_of, found=found))

    @cached_property
    def needs(self) -> list[tuple[tuple[Dimension, ...], int]]:
        """Shapes in the program, each with the number of elements from which on it is large."""
        found = {e.dimensions: _LARGE for node in applies(self._outputs) for e in node.outputs if e.ndim}
        # Arithmetic alone is as quick at once until it is larger; where functions are computed, blocks win before.
        light = {part.shape: part.large for part in self.parts}
        return list((found | light | {e.dimensions: _WINDOW for e in self._slidings}).items())

    def wanted(self, sizes: Mapping[Symbol, int], arrays: Iterable[Any]) -> bool:
        """Whether something is so large, for inputs of these sizes, that the other program wins.

        What only the program can tell is taken to be as large as the largest input.
        """
        largest = max((getattr(x, "size", 1) for x in arrays), default=1)
        if largest < _SMALL:
            return False
        key = (largest, *sizes.values())
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MANY:
                self._known.clear()
            known = self._known[key] = any(_count(shape, sizes, largest) >= large for shape, large in self.needs)
        return known

    @cached_property
    def compiled(self) -> tuple[Program, Callable[..., tuple[Any, ...]]]:
        """The program for large arrays."""
        return self._program(fills=False)

    @cached_property
    def filling(self) -> tuple[Program, Callable[..., tuple[Any, ...]]]:
        """The same program, which fills arrays."""
        return self._program(fills=True)

    def _program(self, *, fills: bool) -> tuple[Program, Callable[..., tuple[Any, ...]]]:
        found = {part: self._loops[part] for part in self.parts}
        program = write_blocks(self._variables, self._computed, found, self._slidings, self._machine, fills=fills)
        return program, program.compile()

    @cached_property
    def _loops(self) -> dict[Part, Loop | None]:
        """For each part of the program a loop, where there is one."""
        swift, waits = self._machine != "never", self._machine == "first"
        return {part: loop_of(part, waits=waits) if swift else None for part in self._all}


class Medium(Large):
    """The choice of a program in which parts are loops that have been compiled: they win for smaller arrays too."""

    @cached_property
    def parts(self) -> list[Part]:
        """Those of which there is a loop."""
        return [part for part, loop in self._loops.items() if loop is not None]

    @cached_property
    def needs(self) -> list[tuple[tuple[Dimension, ...], int]]:
        """The shapes of the parts, each with the number of elements from which on its loop wins."""
        return [(part.shape, part.large // _SOONER) for part in self.parts]

    def compile(self) -> None:
        """Compile the loops."""
        for loop in self._loops.values():
            if loop is not None:
                loop.compile()


def _lowered(outputs: Sequence[Computed]) -> Sequence[Computed]:
    """The same, with what loops can be made of; what is made of entries stays as it is."""
    arrays = [e for e in outputs if isinstance(e, Expression)]
    made = dict(zip(arrays, lowered(arrays), strict=True))
    return [made[one] if isinstance(one, Expression) else one for one in outputs]


def _count(shape: Iterable[Dimension], sizes: Mapping[Symbol, int], unknown: int) -> int:
    """The number of elements; ``unknown`` where that is not known."""
    total = 1
    for dimension in shape:
        size = evaluate(dimension, sizes)
        if size is None:
            return unknown
        total *= size
    return total
