"""A loop while it is changed: its parts in tables, from which it is made anew with what is needed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.core.expr import Variable
from explorer.core.graph import ancestors, replace
from explorer.core.ops.scan import Before, LoopMaker
from explorer.core.rewrite.fit import fit
from explorer.core.sizes import dimension_of
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.core.expr import Expression
    from explorer.core.rewrite.loops.graph import Loop, Moves


class Edit:
    """The parts of a loop, to be changed, and what its outputs become.

    Attributes:
        loop: the loop as it is.
        sequences, first, captured, after: as in `Loop`.
        emitted: by output, a further result of each step.
        until: ends the loop, or None.
        moves: outputs that are something else by now.
        same: states that another state stands for.
    """

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.sequences = dict(loop.sequences)
        self.first, self.after = dict(loop.first), dict(loop.after)
        self.captured = dict(loop.captured)
        self.emitted = {e: r for e, r in zip(loop.outcome.emitted, loop.body.emitted, strict=True) if e in loop.used}
        self.until = loop.body.until
        self.moves: Moves = {}
        self.same: dict[Variable, Variable] = {}
        self.outputs: dict[Expression, tuple[Variable, bool]] = {}  # of states: which, and whether the last alone
        for x, final, stack in zip(loop.body.states, loop.outcome.finals, loop.outcome.stacks, strict=True):
            self.outputs |= {final: (x, True), stack: (x, False)}
        self.used = set(loop.used)
        self._rows: dict[Variable, Expression] = {}
        self._stacks: dict[Variable, Variable] = {}

    def all_of(self, part: Expression) -> Expression:
        """The values of a part of the body in all steps, for use in `moves`; the loop gives them if need be."""
        if isinstance(part, Variable):
            if part in self.sequences:
                return self.along(part)
            if part in self.after:
                return Before(self.loop.op.backwards)(self.first[part], self._place(part, self._stacks))
        state = next((x for x, after in self.after.items() if after is part), None)
        return self._place(part, self._rows) if state is None else self._place(state, self._stacks)

    def _place(self, e: Expression, table: dict[Variable, Any]) -> Variable:
        """What stands for the values of a state after each step, or of something in each, until there is a loop."""
        for place, other in table.items():
            if other is e:
                return place
        place = Variable(TensorType(e.dtype, (dimension_of(self.loop.count), *e.dimensions)))
        table[place] = e
        return place

    def swap(self, replaced: Mapping[Expression, Expression]) -> None:
        """Put other expressions in the place of some, throughout the body."""
        states, emitted = list(self.after), list(self.emitted)
        until = [] if self.until is None else [self.until]
        made = replace([*self.after.values(), *self.emitted.values(), *until], replaced)
        self.after = dict(zip(states, made, strict=False))
        self.emitted = dict(zip(emitted, made[len(states) :], strict=False))
        self.until = made[-1] if until else None

    def live(self) -> set[Variable]:
        """The states that are needed after the loop, or for what is."""
        wanted = {self.outputs[e][0] for e in self.used - self.moves.keys() if e in self.outputs}
        found = {self.same.get(x, x) for x in (*wanted, *self._stacks.values())}
        pending = [self.after[x] for x in found]
        pending += self._rows.values()
        pending += [result for e, result in self.emitted.items() if e not in self.moves]
        pending += [] if self.until is None else [self.until]
        while pending:
            parts = ancestors([pending.pop()])
            more = [x for x in self.after if x in parts and x not in found]
            found.update(more)
            pending += [self.after[x] for x in more]
        return found

    def finish(self) -> Moves:
        """What the outputs that are used become."""
        loop, live = self.loop, self.live()
        made = LoopMaker(loop.count, backwards=loop.op.backwards, truncate=loop.op.truncate)
        for x, e in self.sequences.items():
            made.sequence(x, e)
        place = {x: made.state(x, self.first[x], after) for x, after in self.after.items() if x in live}
        for x, e in self.captured.items():
            made.captured(x, e)
        rows = [e for e in self.emitted if e not in self.moves]
        results = {e: self.emitted[e] for e in rows} | self._rows
        unique = list(dict.fromkeys(results.values()))
        for result in unique:
            made.emit(result)
        moves = dict(self.moves)
        if place or rows or self._rows:
            outcome = made.run(self.until)
            given = dict(zip(unique, outcome.emitted, strict=True))
            moves |= {e: given[results[e]] for e in rows}
            moves |= dict(zip(loop.outcome.steps, outcome.steps, strict=True))
            for e in self.used - self.moves.keys():
                if e in self.outputs:
                    x, last = self.outputs[e]
                    moves[e] = (outcome.finals if last else outcome.stacks)[place[self.same.get(x, x)]]
            known: Moves = {stand_in: given[result] for stand_in, result in self._rows.items()}
            known |= {stand_in: outcome.stacks[place[x]] for stand_in, x in self._stacks.items()}
            moves = dict(zip(moves, replace(list(moves.values()), known), strict=True))
        return {e: fit(new, e) for e, new in moves.items() if new is not e and e in self.used}

    def opened(self, *expressions: Expression) -> list[Expression]:
        """Expressions of the body with what is captured in its place."""
        known: Moves = dict(self.captured.items())
        return replace(list(expressions), known)

    def along(self, x: Variable) -> Expression:
        """The elements of a sequence that the loop goes along."""
        whole, count = self.sequences[x], self.loop.count
        return whole if whole.dimensions[0] == dimension_of(count) else whole[:count]
