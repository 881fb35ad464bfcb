"""The engine: a worklist from the leaves up, and a record of each step.

An expression is taken up once its inputs are done. The first rule that applies replaces it, and what it became is
taken up in turn, until no rule applies. Equal expressions are one object, so what is done once is done everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.graph import applies, replace
from explorer.core.origin import Origin, mark

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
        from explorer.core.notation import brief  # noqa: PLC0415 - only for people; notation needs operations

        unsafe = f" ({self.rule.unsafe})" if self.rule.unsafe else ""
        return f"{self.rule.name}{unsafe}: {brief(self.at)} → {brief(self.became)}"


class RewriteLimitError(RuntimeError):
    """More steps than any graph of this size needs: two rules undo each other."""


# Rules terminate by an order on expressions; the limit turns a mistake in a new rule into an error with its names.
_STEPS_PER_NODE = 60


class Engine:
    """Rewrites expressions with a table of rules; keeps what is done from one call to the next.

    Args:
        rules: rules by the name of the operation at the root; those under ``"*"`` are tried on every operation.
    """

    def __init__(self, rules: Mapping[str, tuple[Rule, ...]]) -> None:
        everywhere = rules.get("*", ())
        self._rules = {head: everywhere + own for head, own in rules.items()}
        self._everywhere = everywhere
        self._done: dict[Expression, Expression] = {}
        self.steps: list[Step] = []

    def run(self, outputs: Sequence[Expression]) -> list[Expression]:
        """``outputs`` with no rule left to apply. The steps are appended to `steps`."""
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
                self._finish(expression, expression, chain)
                stack.pop()
                continue
            waiting = [x for x in node.inputs if x not in done]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            became = self._step(expression, node)
            if became is expression:
                self._finish(expression, expression, chain)
                stack.pop()
                continue
            budget -= 1
            if budget < 0:
                names = sorted({step.rule.name for step in self.steps[-50:]})
                message = f"rewriting does not end; the last rules were {', '.join(names)}"
                raise RewriteLimitError(message)
            stack.pop()
            if became in done:
                self._finish(expression, done[became], chain)
            else:
                chain.setdefault(became, []).append(expression)
                stack.append(became)
        return [done[e] for e in outputs]

    def _finish(self, expression: Expression, result: Expression, chain: dict[Expression, list[Expression]]) -> None:
        pending = [expression]
        while pending:
            one = pending.pop()
            self._done[one] = result
            pending.extend(chain.pop(one, ()))

    def _step(self, expression: Expression, node: Apply) -> Expression:
        """The expression with its inputs' results in place, or what the first rule that applies makes of that."""
        inputs = tuple(self._done[x] for x in node.inputs)
        if inputs != node.inputs:
            moved = node.op.all(*inputs)[getattr(expression, "index", 0)]
            _carry_labels(expression, moved)
            return moved
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
        return expression


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
        outputs = self.before if isinstance(self.before, tuple) else (self.before,)
        frames = [outputs]
        for step in self.steps:
            outputs = tuple(replace(outputs, {step.at: step.became}))
            frames.append(outputs)
        return frames

    def frame(self, count: int) -> tuple[Expression, ...]:
        """The outputs after ``count`` steps."""
        return self.frames()[count]
