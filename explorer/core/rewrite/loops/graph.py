"""The loops of a graph, and what is used of each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from explorer.core.graph import applies
from explorer.core.ops.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Apply, Expression, Variable
    from explorer.core.ops.scan import Body, Outcome

Moves = dict["Expression", "Expression"]


class LoopGraph:
    """Some outputs, and the loops that they are made of, each after those that it depends on.

    Args:
        outputs: the outputs.
    """

    def __init__(self, outputs: Sequence[Expression]) -> None:
        self._outputs = outputs
        self._nodes = applies(outputs)

    @cached_property
    def loops(self) -> list[Loop]:
        """All loops."""
        used = {*self._outputs, *(x for node in self._nodes for x in node.inputs)}
        nodes = [node for node in self._nodes if isinstance(node.op, Scan)]
        return [Loop(node, {e for e in node.outputs if e in used}) for node in nodes]

    @cached_property
    def before(self) -> dict[Apply, set[Apply]]:
        """For each loop those that it depends on."""
        reach: dict[Apply, set[Apply]] = {}
        for node in self._nodes:
            owners = [x.owner for x in node.inputs if x.owner is not None]
            found = {loop for owner in owners for loop in reach[owner]}
            found.update(owner for owner in owners if isinstance(owner.op, Scan))
            reach[node] = found
        return {node: found for node, found in reach.items() if isinstance(node.op, Scan)}


class Loop:
    """A loop by its parts.

    Attributes:
        node, op, body: the loop.
        used: those of its outputs that something uses.
        sequences, first, captured: by variable of the body, the operand that it stands for.
        after: by state, its value after a step.
        outcome: the outputs.
    """

    def __init__(self, node: Apply, used: set[Expression]) -> None:
        assert isinstance(node.op, Scan)
        self.node, self.op, self.used = node, node.op, used
        self.body: Body = node.op.body
        self.count, sequences, first, captured = node.op.split(node.inputs)
        self.sequences = dict(zip(self.body.sequences, sequences, strict=True))
        self.first = dict(zip(self.body.states, first, strict=True))
        self.captured = dict(zip(self.body.captured, captured, strict=True))
        self.after = dict(zip(self.body.states, self.body.next, strict=True))
        self.outcome: Outcome[Expression] = node.op.outcome(node.outputs)

    @property
    def plain(self) -> bool:
        """Whether all its steps are made, and differentiated through, whatever comes of them."""
        return self.body.until is None and self.op.truncate < 0

    def final(self, state: Variable) -> Expression:
        """The output that is the last value of a state."""
        return self.outcome.finals[self.body.states.index(state)]

    def stack(self, state: Variable) -> Expression:
        """The output that is the values of a state after each step."""
        return self.outcome.stacks[self.body.states.index(state)]

    def dependent(self, on: Sequence[Variable]) -> set[Expression]:
        """All expressions of the body that some of its variables are parts of, with these."""
        found: set[Expression] = set(on)
        for node in applies(self.body.outputs):
            if any(x in found for x in node.inputs):
                found.update(node.outputs)
        return found

    def parts(self, wanted: Callable[[Expression], bool], users: set[Expression]) -> list[Expression]:
        """What is ``wanted`` of the body's expressions: outputs, and inputs of ``users``."""
        found: dict[Expression, None] = {}
        for node in applies(self.body.outputs):
            if any(e in users for e in node.outputs):
                found.update(dict.fromkeys(x for x in node.inputs if wanted(x)))
        found.update(dict.fromkeys(e for e in self.body.results if wanted(e)))
        return list(found)
