"""From an expression to the form that is read and run: the rules of all themes, one engine."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from explorer.core.convert import expression_only
from explorer.core.graph import replace
from explorer.core.memory import uncollected
from explorer.core.rewrite.choice import left_out
from explorer.core.rewrite.engine import Engine, Optimized, Step
from explorer.core.rewrite.rule import DerivativeRule, RuleTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression
    from explorer.core.rewrite.rule import Rule, Ruleset


def rulesets() -> tuple[Ruleset, ...]:
    """All rules, by theme, in the order in which they are tried."""
    # Imported at the first use: patterns are expressions and need the whole surface.
    from explorer.core.rules import all_rulesets  # noqa: PLC0415

    return all_rulesets()


@lru_cache(maxsize=1)
def _normal_form() -> Rule:
    return next(rule for one in rulesets() for rule in one.rules if rule.name == "normal form")


@lru_cache(maxsize=16)
def _table(off: frozenset[str]) -> RuleTable:
    return RuleTable(rulesets(), off)


@lru_cache(maxsize=1)
def _derivative_rules() -> tuple[DerivativeRule, ...]:
    return tuple(rule for one in rulesets() for rule in one.rules if isinstance(rule, DerivativeRule))


def rewritten(
    outputs: Sequence[Expression], off: frozenset[str] = frozenset()
) -> tuple[list[Expression], tuple[Step, ...]]:
    """Several expressions by the rules on single expressions alone, and the steps."""
    engine = Engine(_table(off))
    after = engine.run(outputs)
    return after, engine.steps(outputs, _normal_form())


def rules_off(rules: Any) -> frozenset[str]:
    """The names of the rules that a choice leaves out; see `explorer.core.rewrite.choice.left_out`."""
    return left_out(rules, rulesets())


def optimize_all(
    outputs: Sequence[Expression], off: frozenset[str] = frozenset()
) -> tuple[list[Expression], tuple[Step, ...]]:
    """Several expressions optimised together, and the steps. ``off`` names rules to leave out."""
    with uncollected():
        first, leading = _restated(outputs, off)
        engine = Engine(_table(off))
        after = engine.run_whole(first)
        return after, (*leading, *engine.steps(first, _normal_form()))


def _restated(outputs: Sequence[Expression], off: frozenset[str]) -> tuple[Sequence[Expression], tuple[Step, ...]]:
    """What comes before all other rules: derivatives are taken of stable forms."""
    leading: list[Step] = []
    for rule in _derivative_rules():
        if rule.name in off:
            continue
        moves = rule.restate(outputs, off)
        leading.extend(Step(rule, at, became) for at, became in moves.items())
        if moves:
            outputs = replace(list(outputs), moves)
    return outputs, tuple(leading)


def optimize(expression: Expression | Sequence[Expression], rules: Any = None) -> Optimized:
    """The optimised form of an expression (or of several together), with each step that led there.

    Args:
        expression: an expression, or a sequence of them.
        rules: which rules are used, as in `function`: "safe", "-trigonometry", …

    Raises:
        TypeError: for something that is no expression.
        ValueError: where ``rules`` names one that there is not.
    """
    single = not isinstance(expression, list | tuple)
    outputs = tuple(expression_only(e, "optimize") for e in ((expression,) if single else expression))
    after, steps = optimize_all(outputs, rules_off(rules))
    if single:
        return Optimized(outputs[0], after[0], steps)
    return Optimized(outputs, tuple(after), steps)
