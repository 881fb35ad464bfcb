"""The engine: a worklist from the leaves up, and a record of each step.

An expression is taken up once its inputs are done. The first rule that applies replaces it, and what it became is
taken up in turn, until no rule applies. Equal expressions are one object, so what is done once is done everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.graph import ancestors, applies
from explorer.core.origin import Origin, mark
from explorer.core.rewrite.normal import forget, ordered, rebuilt
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.rewrite.rule import Rule


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One rewrite.

    Attributes:
        rule: the rule, with its name, caption and theme.
        at: the expression that was replaced.
        became: what replaced it.
    """

    rule: Rule
    at: Expression
    became: Expression

    def __str__(self) -> str:
        unsafe = f" ({self.rule.unsafe})" if self.rule.unsafe else ""
        return f"{self.rule.name}{unsafe}: {T.brief(self.at)} → {T.brief(self.became)}"


class RewriteLimitError(RuntimeError):
    """More steps than any graph of this size needs: two rules undo each other."""


# Rules terminate by an order on expressions; the limit turns a mistake in a new rule into an error with its names.
_STEPS_PER_NODE = 60
_LAST = 12  # steps that an error looks back on


class Worklist:
    """The walk from the leaves up. Abstract: `_became` says what an expression with finished inputs becomes."""

    def __init__(self) -> None:
        self._done: dict[Expression, Expression] = {}

    def run(self, outputs: Sequence[Expression]) -> list[Expression]:
        """``outputs`` with nothing left to do."""
        done = self._done
        stack: list[Expression] = list(reversed(outputs))
        chain: dict[Expression, list[Expression]] = {}  # expression → those that became it and wait for its end
        budget = _STEPS_PER_NODE * (16 + len(applies(outputs)))
        while stack:
            expression = stack[-1]
            if expression in done:
                stack.pop()
                continue
            node = expression.owner
            if node is None:
                became = expression
            else:
                waiting = [x for x in node.inputs if x not in done]
                if waiting:
                    waiting.reverse()
                    stack.extend(waiting)
                    continue
                became = self._next(expression, node)
            if became is not expression:
                budget -= 1
                if budget < 0:
                    raise self._too_many()
                stack.pop()
                if became not in done:
                    chain.setdefault(became, []).append(expression)
                    stack.append(became)
                    continue
                _finish(done, expression, done[became], chain)
                continue
            _finish(done, expression, expression, chain)
            stack.pop()
        return [done[e] for e in outputs]

    def _next(self, expression: Expression, node: Apply) -> Expression:
        """The expression with its inputs' results in place and in order, or what becomes of that."""
        done = self._done
        inputs = tuple([done[x] for x in node.inputs])
        if inputs != node.inputs:
            moved = rebuilt(node, inputs, getattr(expression, "index", 0))
            _carry_labels(expression, moved)
            return moved
        in_order = ordered(expression)
        if in_order is not expression:
            _carry_labels(expression, in_order)
            return in_order
        following = self._became(expression, node)
        return expression if following is None else following

    def _became(self, expression: Expression, node: Apply) -> Expression | None:
        raise NotImplementedError

    def _too_many(self) -> RewriteLimitError:
        return RewriteLimitError("rewriting does not end")


def _finish(
    done: dict[Expression, Expression],
    expression: Expression,
    result: Expression,
    chain: dict[Expression, list[Expression]],
) -> None:
    pending = [expression]
    while pending:
        one = pending.pop()
        done[one] = result
        pending.extend(chain.pop(one, ()))


class Engine(Worklist):
    """Rewrites expressions with a table of rules; keeps what is done from one call to the next.

    Args:
        rules: rules by the name of the operation at the root; those under ``"*"`` are tried on every operation.
    """

    def __init__(self, rules: Mapping[str, tuple[Rule, ...]]) -> None:
        super().__init__()
        everywhere = rules.get("*", ())
        self._rules = {head: own if head == "*" else everywhere + own for head, own in rules.items()}
        self._everywhere = everywhere
        self.steps: list[Step] = []

    def run(self, outputs: Sequence[Expression]) -> list[Expression]:
        """``outputs`` with no rule left to apply. The steps are appended to `steps`."""
        try:
            return super().run(outputs)
        finally:
            forget()

    def _became(self, expression: Expression, node: Apply) -> Expression | None:
        for rule in self._rules.get(node.op.name, self._everywhere):
            became = rule.apply(expression)
            if became is not None:
                known = {expression, *node.inputs}
                origin = expression.origin
                sweep = origin.sweep if origin is not None else "rewrite"
                span = origin.span if origin is not None else None
                mark([became], Origin(sweep, rule.name, (expression,), span=span), known)
                self.steps.append(Step(rule, expression, became))
                return became
        return None

    def _too_many(self) -> RewriteLimitError:
        names = sorted({step.rule.name for step in self.steps[-_LAST:]})
        return RewriteLimitError(f"rewriting does not end; the last rules were {', '.join(names)}")


class Replay(Worklist):
    """The same walk, in which only recorded steps are taken."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self._steps = {step.at: step.became for step in steps}

    def _became(self, expression: Expression, node: Apply) -> Expression | None:
        return self._steps.get(expression)


def _carry_labels(old: Expression, new: Expression) -> None:
    if new.name is None:
        new.name = old.name
    if new.origin is None:
        new.origin = old.origin


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
        return tuple(Replay(self.steps[:count]).run(outputs)) if count else outputs


def in_order(rule: Rule, outputs: Sequence[Expression], steps: Sequence[Step]) -> list[Step]:
    """The steps that put ``outputs`` in order, where the first of ``steps`` is taken on what that makes of them."""
    if steps and steps[0].at in ancestors(outputs):
        return []
    after = Replay(()).run(outputs)
    return [Step(rule, old, new) for old, new in zip(outputs, after, strict=True) if new is not old]
