"""Who uses what in a block of a program, and what its loops have to keep for that."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from explorer.core.graph import ancestors
from explorer.core.ops.scan import Before, Scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explorer.core.expr import Apply, Expression, Variable


class Uses:
    """Where the expressions of a block are used.

    The reverse sweep through a loop needs the states before each step, from the last one back. Where nothing else needs
    all of them, the loop keeps only some, evenly spaced, and the loop back computes those between once more, piece by
    piece: checkpointing (Griewank and Walther 2008, chapter 12), with about 2√n of n states at a time.

    Args:
        nodes: the operations of the block.
        outputs: what the block is there for.
    """

    def __init__(self, nodes: Sequence[Apply], outputs: Iterable[Expression]) -> None:
        self._nodes = nodes
        self._outputs = set(outputs)

    @cached_property
    def _by(self) -> dict[Expression, list[tuple[Apply, int]]]:
        found: dict[Expression, list[tuple[Apply, int]]] = {}
        for node in self._nodes:
            for place, x in enumerate(node.inputs):
                found.setdefault(x, []).append((node, place))
        return found

    @cached_property
    def _forth(self) -> dict[Apply, Apply]:
        """For each loop back, and each list of states before its steps, the loop that keeps only some of its states."""
        found: dict[Apply, Apply] = {}
        for node in self._nodes:
            users = self._ways_back(node) if isinstance(node.op, Scan) else None
            if users and not any(user in found for user in users):
                found.update(dict.fromkeys(users, node))
        return found

    def has(self, e: Expression) -> bool:
        """Whether ``e`` is used at all."""
        return e in self._by or e in self._outputs

    def once(self, e: Expression) -> bool:
        """Whether ``e`` is used in one place alone, as an operand."""
        return e not in self._outputs and len(self._by.get(e, ())) == 1

    def forth(self, node: Apply) -> Apply | None:
        """The loop whose states a loop back computes once more, or that a list of states is left out for."""
        return self._forth.get(node)

    def is_marked(self, node: Apply) -> bool:
        """Whether a loop keeps only some of its states, and a loop back computes those between."""
        return node in self._forth.values()

    def live(self, node: Apply) -> set[Variable]:
        """The states of a loop that something after it needs, or another result in a later step."""
        op = node.op
        assert isinstance(op, Scan)
        body, outcome = op.body, op.outcome(node.outputs)
        after = dict(zip(body.states, body.next, strict=True))
        ends = zip(body.states, outcome.finals, outcome.stacks, strict=True)
        found = {x for x, final, stack in ends if self.has(final) or self.has(stack)}
        pending = [after[x] for x in found]
        pending += [e for e, stack in zip(body.emitted, outcome.emitted, strict=True) if self.has(stack)]
        pending += [body.until] if body.until is not None else []
        while pending:
            parts = ancestors([pending.pop()])
            more = [x for x in body.states if x in parts and x not in found]
            found.update(more)
            pending += [after[x] for x in more]
        return found

    def _ways_back(self, node: Apply) -> set[Apply] | None:
        """What uses the states of a loop: loops back alone, and the lists of states that these go along. Else None."""
        op = node.op
        assert isinstance(op, Scan)
        found: set[Apply] = set()
        for first, stack in zip(op.split(node.inputs)[2], op.outcome(node.outputs).stacks, strict=True):
            if stack in self._outputs:
                return None
            ways = list(self._by.get(stack, ()))
            before = Before(op.backwards)(first, stack)
            if before in self._by and before.owner is not None:
                if before in self._outputs:
                    return None
                found.add(before.owner)
                ways = [way for way in ways if way[0] is not before.owner] + self._by[before]
            if not all(_goes_back(back, place, node, op) for back, place in ways):
                return None
            found.update(back for back, _ in ways)
        return found


def _goes_back(back: Apply, place: int, node: Apply, op: Scan) -> bool:
    """Whether an operation, there, is a loop along the states of another one, in the other direction."""
    return (
        isinstance(back.op, Scan)
        and back.op.backwards != op.backwards
        and back.op.body.until is None
        and 0 < place <= len(back.op.body.sequences)
        and back.inputs[0] is op.steps_of(node)
    )
