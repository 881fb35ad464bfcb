"""From an expression to the form that is read and run: the rules of all themes, one engine."""

from __future__ import annotations

from dataclasses import replace as replace_fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from explorer.core.convert import expression_only
from explorer.core.graph import replace
from explorer.core.labels import age
from explorer.core.memory import uncollected
from explorer.core.origin import descend
from explorer.core.rewrite.choice import left_out
from explorer.core.rewrite.engine import Engine, Optimized, Step
from explorer.core.rewrite.normal import remembered
from explorer.core.rewrite.rule import DerivativeRule, RuleTable
from explorer.core.rewrite.search import Limits, Search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression
    from explorer.core.rewrite.rule import Rule, Ruleset


def rulesets() -> tuple[Ruleset, ...]:
    """All rules, by theme, in the order in which they are tried."""
    # Imported at the first use: patterns are expressions and need the whole surface.
    from explorer.core.rules import all_rulesets  # noqa: PLC0415

    return all_rulesets()


def detours() -> tuple[Ruleset, ...]:
    """The rules that only a search takes (`optimize`), by theme; "Search" is what it gives in the end."""
    from explorer.core.rules import all_detours  # noqa: PLC0415 - as above

    return all_detours()


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
    return left_out(rules, (*rulesets(), *detours()))


def optimize_all(
    outputs: Sequence[Expression], off: frozenset[str] = frozenset(), search: Limits | None = None
) -> tuple[list[Expression], tuple[Step, ...]]:
    """Several expressions optimised together, and the steps.

    ``off`` names rules to leave out; with ``search``, a shorter form than they lead to is looked for too.
    """
    with uncollected(), remembered():
        first, leading = _restated(outputs, off)
        engine = Engine(_table(off))
        after = engine.run_whole(first)
        steps = (*leading, *engine.steps(first, _normal_form()))
        if search is None:
            return after, steps
        after, found = shortened(after, off, search)
        return after, (*steps, *found)


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


@lru_cache(maxsize=16)
def _detours(off: frozenset[str]) -> RuleTable:
    taken, _ = detours()
    return RuleTable((taken,), off)


def shortened(
    outputs: Sequence[Expression], off: frozenset[str], limits: Limits
) -> tuple[list[Expression], tuple[Step, ...]]:
    """Optimised expressions in the shortest form that a search finds, and a step for each that became shorter.

    Such a step has the list of those that led there. Rules that ``off`` leaves out are no detours either.
    """
    with uncollected(), remembered():
        form, way = Search(_table(off), _detours(off)).run(outputs, limits)
    if not way:
        return list(outputs), ()
    assumed = dict.fromkeys(step.rule.unsafe for step in way if step.rule.unsafe)
    _, searched = detours()
    rule = replace_fields(searched.rules[0], unsafe="; ".join(assumed))
    moves = [(old, new) for old, new in zip(outputs, form, strict=True) if new is not old]
    for old, new in moves:
        if age((new,)) > age((old,)):
            new.origin = None  # of the forms on the way nobody sees any: it comes from where the search began
        descend(rule.name, old, new)
    return list(form), tuple(Step(rule, old, new, by=way) for old, new in moves)


def optimize(expression: Expression | Sequence[Expression], rules: Any = None, search: int = 0) -> Optimized:
    """The optimised form of an expression (or of several together), with each step that led there.

    Args:
        expression: an expression, or a sequence of them.
        rules: which rules are used, as in `function`: "safe", "-trigonometry", …
        search: how many forms to look at for one that is shorter than where the rules lead, by detours over longer
            ones; a thousand take some seconds. What is found is a step of its own, "shorter form", of which `Step.by`
            tells how it was reached. It is the same function of real numbers, and may round otherwise.

    Raises:
        TypeError: for something that is no expression.
        ValueError: where ``rules`` names one that there is not.
    """
    single = not isinstance(expression, list | tuple)
    outputs = tuple(expression_only(e, "optimize") for e in ((expression,) if single else expression))
    after, steps = optimize_all(outputs, rules_off(rules), Limits(search) if search else None)
    if single:
        return Optimized(outputs[0], after[0], steps)
    return Optimized(outputs, tuple(after), steps)
