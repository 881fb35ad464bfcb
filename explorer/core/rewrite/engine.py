"""The engine: a worklist from the leaves up, and a record of each step.

An expression is taken up once its inputs are done. The first rule that applies replaces it, and what it became is
taken up in turn, until no rule applies. Equal expressions are one object, so what is done once is done everywhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.expr import apply
from explorer.core.graph import ancestors, applies, replace
from explorer.core.labels import carry
from explorer.core.origin import descend, inherit
from explorer.core.rewrite.fit import keep_ones
from explorer.core.rewrite.loops.graph import LoopGraph
from explorer.core.rewrite.normal import ordered, remembered
from explorer.core.rewrite.rule import DerivativeRule
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.rewrite.rule import Rule, RuleTable


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One rewrite.

    Attributes:
        rule: the rule, with its name, caption and theme.
        at: the expression that was replaced.
        became: what replaced it.
        quietly: what was put in order from there on to the next step: the same factors and terms, written otherwise.
        by: of a step that a search found, the steps that led there.
    """

    rule: Rule
    at: Expression
    became: Expression
    quietly: tuple[tuple[Expression, Expression], ...] = ()
    by: tuple[Step, ...] = ()

    @property
    def moves(self) -> Iterator[tuple[Expression, Expression]]:
        """Everything that was replaced, and by what: a frame is what follows all moves of the steps up to it."""
        yield self.at, self.became
        yield from self.quietly

    def __str__(self) -> str:
        unsafe = f" ({self.rule.unsafe})" if self.rule.unsafe else ""
        return f"{self.rule.name}{unsafe}: {T.brief(self.at)} → {T.brief(self.became)}"


class RewriteLimitError(RuntimeError):
    """More steps than any graph of this size needs: two rules undo each other."""


# Rules terminate by an order on expressions; the limit turns a mistake in a new rule into an error with its names.
_STEPS_PER_NODE = 60
_FEW_STEPS = 1000  # for a graph of any size
_STEPS_PER_LOOP = 24
_LAST = 12  # steps that an error looks back on


class Worklist(ABC):
    """The walk from the leaves up. Abstract: `_became` says what an expression with finished inputs becomes."""

    def __init__(self) -> None:
        self._done: dict[Expression, Expression] = {}

    def run(self, outputs: Sequence[Expression]) -> list[Expression]:
        """``outputs`` with nothing left to do."""
        done = self._done
        stack: list[Expression] = list(reversed(outputs))
        chain: dict[Expression, list[Expression]] = {}  # expression → those that became it and wait for its end
        budget = _FEW_STEPS
        whole = False  # whether the budget is that of all nodes, which are counted only where many steps are taken
        while stack:
            expression = stack[-1]
            if expression in done:
                stack.pop()
                continue
            node = expression.owner
            if node is None:
                became = None
            else:
                try:
                    inputs = tuple([done[x] for x in node.inputs])
                except KeyError:
                    stack.extend([x for x in node.inputs[::-1] if x not in done])
                    continue
                became = self._next(expression, node, inputs)
            stack.pop()
            if became is None:
                _finish(done, expression, expression, chain)
                continue
            budget -= 1
            if budget < 0:
                if whole:
                    raise self._too_many()
                whole = True
                budget = _STEPS_PER_NODE * len(applies(outputs))
            result = done.get(became)
            if result is None:
                chain.setdefault(became, []).append(expression)
                stack.append(became)
            else:
                _finish(done, expression, result, chain)
        return [done[e] for e in outputs]

    def _next(self, expression: Expression, node: Apply, inputs: tuple[Expression, ...]) -> Expression | None:
        """The expression with its inputs' results in place, or what becomes of that; None where it stays."""
        if inputs == node.inputs:
            return self._became(expression, node)
        moved = keep_ones(apply(node.op, inputs).output(getattr(expression, "index", 0)), expression)
        carry(expression, moved)
        return moved

    @abstractmethod
    def _became(self, expression: Expression, node: Apply) -> Expression | None:
        """What an expression whose inputs are finished becomes, or None where it stays."""

    def _too_many(self) -> RewriteLimitError:
        return RewriteLimitError("rewriting does not end")


def _finish(
    done: dict[Expression, Expression],
    expression: Expression,
    result: Expression,
    chain: dict[Expression, list[Expression]],
) -> None:
    done[expression] = result
    pending = chain.pop(expression, None)
    while pending:
        one = pending.pop()
        done[one] = result
        pending.extend(chain.pop(one, ()))


class Engine(Worklist):
    """Rewrites expressions with a table of rules; keeps what is done from one call to the next.

    Args:
        rules: the table.
    """

    def __init__(self, rules: RuleTable) -> None:
        super().__init__()
        self._rules = rules
        self._taken: list[tuple[Rule, Expression, Expression]] = []
        self._quietly: list[list[tuple[Expression, Expression]]] = [[]]  # before the first step, after it, …
        self._put_in_order: set[Expression] = set()
        self._whole: dict[Apply, Apply] = {}  # operations of several outputs, of which all became those of another

    def run(self, outputs: Sequence[Expression]) -> list[Expression]:
        """``outputs`` with no rule left to apply."""
        with remembered():
            return super().run(outputs)

    def run_whole(self, outputs: Sequence[Expression]) -> list[Expression]:
        """The same, with the rules on loops as wholes too: one at a time, and then again what follows from it."""
        after = self.run(outputs)
        for _ in range(_STEPS_PER_LOOP * len(LoopGraph(after).loops)):
            graph = LoopGraph(after)
            found = ((rule, rule.change(graph)) for rule in self._rules.loop_rules)
            rule, moves = next(((rule, moves) for rule, moves in found if moves), (None, None))
            if rule is None or moves is None:
                break
            (at, became), *others = moves.items()
            self._take(rule, at, became)
            for old, new in others:
                descend(rule.name, old, new)
            self._quietly[-1].extend(others)
            after = self.run(Replay(moves.items()).run(after))
        return after

    def _take(self, rule: Rule, at: Expression, became: Expression) -> Expression:
        """Record a step; gives what came of it, in order."""
        assert at.owner is not None
        descend(rule.name, at, became)
        in_order = ordered(became)
        if in_order is not became:
            inherit(became, in_order)
            became = in_order
        if len(at.owner.types) > 1 and _is_same_output(at, became):
            assert became.owner is not None
            self._whole[at.owner] = became.owner
        self._taken.append((rule, at, became))
        self._quietly.append([])
        return became

    @property
    def taken(self) -> tuple[Step, ...]:
        """The steps so far, without what was put in order between."""
        return tuple(Step(rule, at, became) for rule, at, became in self._taken)

    def steps(self, outputs: Sequence[Expression], normal_form: Rule) -> tuple[Step, ...]:
        """The steps so far, in order.

        Where the first is taken on what was put in order before, that is a step too, on the ``outputs`` as a whole.
        """
        first, *others = self._quietly
        steps = [
            Step(rule, at, became, tuple(quietly))
            for (rule, at, became), quietly in zip(self._taken, others, strict=True)
        ]
        if not first:
            return tuple(steps)
        if steps and steps[0].at in ancestors(outputs):
            steps[0] = Step(steps[0].rule, steps[0].at, steps[0].became, (*first, *steps[0].quietly))
            return tuple(steps)
        after = Replay(first).run(outputs)
        put = [(old, new) for old, new in zip(outputs, after, strict=True) if new is not old]
        leading = [Step(normal_form, old, new, tuple(first)) for old, new in put]
        return (*leading, *steps)

    def _became(self, expression: Expression, node: Apply) -> Expression | None:
        in_order = ordered(expression)
        if in_order is not expression:
            if expression in self._put_in_order:
                return None  # very long products are taken apart in parts only: in order it became this again
            self._put_in_order.add(expression)
            inherit(expression, in_order)
            self._quietly[-1].append((expression, in_order))
            return in_order
        if node in self._whole:
            moved = self._whole[node].output(getattr(expression, "index", 0))
            carry(expression, moved)
            self._quietly[-1].append((expression, moved))
            return moved
        for rule in self._rules.candidates(expression):
            became = rule.apply(expression)
            if became is not None:
                became = keep_ones(became, expression)
            if became is None or became.type.broadcastable != expression.type.broadcastable:
                continue
            if not _is_made_of(became, expression):  # else there would be no end
                return self._take(rule, expression, became)
        return None

    def _too_many(self) -> RewriteLimitError:
        names = sorted({rule.name for rule, _, _ in self._taken[-_LAST:]})
        return RewriteLimitError(f"rewriting does not end; the last rules were {', '.join(names)}")


def _is_made_of(whole: Expression, part: Expression) -> bool:
    """Whether an expression has another one in it, which is older then than all between."""
    assert part.owner is not None
    since = part.owner.serial
    stack, seen = [whole], {whole}
    while stack:
        one = stack.pop()
        if one is part:
            return True
        node = one.owner
        if node is not None and node.serial > since:
            for x in node.inputs:
                if x not in seen:
                    seen.add(x)
                    stack.append(x)
    return False


def _is_same_output(at: Expression, became: Expression) -> bool:
    """Whether an output became that of the same number of another operation of the same kind."""
    old, new = at.owner, became.owner
    return (
        old is not None
        and new is not None
        and type(old.op) is type(new.op)
        and len(old.types) == len(new.types)
        and getattr(at, "index", 0) == getattr(became, "index", 0)
    )


class Replay(Worklist):
    """The same walk, in which only recorded moves are made, each once."""

    def __init__(self, moves: Iterable[tuple[Expression, Expression]]) -> None:
        super().__init__()
        self._moves = dict(moves)

    def _became(self, expression: Expression, node: Apply) -> Expression | None:
        return self._moves.pop(expression, None)


@dataclass(frozen=True, slots=True, eq=False)
class Optimized:
    """The result of `optimize`: what went in, what came out, and the steps between.

    Attributes:
        before: the expression as it was written or derived (a tuple for several).
        after: the optimised one.
        steps: each rewrite, in order.
    """

    before: Expression | tuple[Expression, ...]
    after: Expression | tuple[Expression, ...]
    steps: tuple[Step, ...]

    def frames(self) -> list[tuple[Expression, ...]]:
        """The outputs after each number of steps, from none to all: one more than there are steps."""
        return [self.frame(count) for count in range(len(self.steps) + 1)]

    def frame(self, count: int) -> tuple[Expression, ...]:
        """The outputs after ``count`` steps."""
        outputs = self.before if isinstance(self.before, tuple) else (self.before,)
        done = self.steps[:count]
        whole = {step.at: step.became for step in done if isinstance(step.rule, DerivativeRule)}
        first = replace(outputs, whole) if whole else outputs
        return tuple(Replay(move for step in done[len(whole) :] for move in step.moves).run(first))
