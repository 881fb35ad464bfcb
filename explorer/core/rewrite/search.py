"""A deeper search for a shorter form: detours that rewriting does not take, and what rewriting makes of each.

Best first: the shortest form that was not looked at yet is taken up, every detour is taken at every place of it, what
comes of that is rewritten, and so on. Forms that are much longer than the shortest one are left, and it ends after a
number of forms; how many there are in all nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from explorer.core.graph import applies, replace
from explorer.core.op import Elementwise
from explorer.core.rewrite.engine import Engine, RewriteLimitError, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from explorer.core.expr import Expression
    from explorer.core.rewrite.rule import Rule, RuleTable

_FARTHEST = 10  # operations by which a form may be longer than the shortest one, to be looked at
LARGEST = 400  # operations: for larger expressions there would be no time for more than a few forms

Form = tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """When a search ends.

    Attributes:
        forms: after as many forms …
        enough: … or when this says so; it is asked before each form.
    """

    forms: int
    enough: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class _Detour:
    """How a form was reached: from which one, and what was put in the place of what."""

    form: Form
    rule: Rule
    at: Expression
    became: Expression


class Search:
    """A search among the forms of some expressions.

    Args:
        rules: the table by which each form is rewritten.
        detours: the table of what is tried.
    """

    def __init__(self, rules: RuleTable, detours: RuleTable) -> None:
        self._rules = rules
        self._detours = detours
        self._engine = Engine(rules)  # what is the same in many forms is rewritten once
        self._reached: dict[Form, _Detour | None] = {}

    def run(self, outputs: Sequence[Expression], limits: Limits) -> tuple[Form, tuple[Step, ...]]:
        """The shortest form that was found, and the detours and rewrites that led there; none where it is the first."""
        start = tuple(outputs)
        self._reached = {start: None}
        size = shortest = length(start)
        best = start
        waiting = [(size, 0, start)] if size <= LARGEST else []
        while waiting:
            _, _, form = heappop(waiting)
            for detour in self._from(form):
                if len(self._reached) >= limits.forms or limits.enough():
                    return self._told(best)
                found = self._rewritten(detour)
                if found is None or found in self._reached:
                    continue
                self._reached[found] = detour
                size = length(found)
                if size < shortest:
                    best, shortest = found, size
                if size <= shortest + _FARTHEST:
                    heappush(waiting, (size, len(self._reached), found))
        return self._told(best)

    def _from(self, form: Form) -> Iterator[_Detour]:
        """Every detour at every place of a form."""
        for node in applies(form):
            if len(node.types) == 1:
                e = node.output()
                for rule in self._detours.candidates(e):
                    for became in rule.ways(e):
                        if became is not e and became.type.fits(e.type):
                            yield _Detour(form, rule, e, became)

    def _rewritten(self, detour: _Detour) -> Form | None:
        try:
            return tuple(self._engine.run(replace(detour.form, {detour.at: detour.became})))
        except RewriteLimitError:
            return None  # a detour so long that rewriting gives up leads nowhere

    def _told(self, form: Form) -> tuple[Form, tuple[Step, ...]]:
        """A form, and the steps to it: each detour, and what rewriting made of it."""
        way: list[_Detour] = []
        at = self._reached[form]
        while at is not None:
            way.append(at)
            at = self._reached[at.form]
        steps: list[Step] = []
        for detour in reversed(way):
            engine = Engine(self._rules)  # another one, which tells of all that it does
            engine.run(replace(detour.form, {detour.at: detour.became}))
            steps += (Step(detour.rule, detour.at, detour.became), *engine.taken)
        return form, tuple(steps)


def length(outputs: Sequence[Expression]) -> int:
    """How many operations of one or two operands some expressions are made of."""
    return sum(max(len(node.inputs) - 1, 1) if isinstance(node.op, Elementwise) else 1 for node in applies(outputs))
