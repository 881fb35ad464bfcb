"""The rewrites one by one: the rule, its picture, what it found and what it made of it."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from explorer import core as T
from explorer.core.graph import applies
from explorer.document.brief import brief
from explorer.document.formulas import written
from explorer.document.notation import arrow, rule_formula
from explorer.document.snapshot import StepView, ThemeView
from explorer.drawing.formula import formula_picture

if TYPE_CHECKING:
    from explorer.core.rewrite.engine import Step
    from explorer.core.rewrite.rule import Rule
    from explorer.document.work import Work

LONGEST = 160  # characters of what matched


def step_views(work: Work) -> tuple[StepView, ...]:
    """A view for each step; frame ``index`` is the graph after it."""
    sizes = [len(applies(frame)) for frame in work.frames] if work.whole else []
    texts = work.keep("written", written) if work.whole else ()
    return tuple(
        StepView(
            index=index,
            rule=step.rule.name,
            theme=step.rule.theme,
            caption=_caption(step),
            unsafe=step.rule.unsafe,
            rule_picture=_picture_of(step) if step.by else _rule_picture(step.rule),
            before=brief(step.at, LONGEST),
            after=brief(step.became, LONGEST),
            at=work.numbers.of(step.at),
            became=work.numbers.of(step.became),
            searched=bool(step.by),
            seen=not texts or texts[index - 1] != texts[index],
            nodes_fewer=sizes[index - 1] - sizes[index] if sizes else _fewer(step.at, step.became),
        )
        for index, step in enumerate(work.steps, 1)
    )


def _fewer(at: object, became: object) -> int:
    """What the step itself saved, where the whole graphs are not compared."""
    return len(applies([at])) - len(applies([became]))  # type: ignore[list-item]  # both are expressions


@cache
def theme_views() -> tuple[ThemeView, ...]:
    """The themes of all rules, in the order in which they are tried; last what a search alone takes."""
    taken, _ = T.detours()
    return tuple(
        ThemeView(
            one.theme,
            frozenset(rule.name for rule in one.rules),
            frozenset(rule.name for rule in one.rules if rule.unsafe),
        )
        for one in (*T.rulesets(), taken)
    )


def _caption(step: Step) -> str:
    """What a rule does or asks for; of what a search found, the way there."""
    if not step.by:
        return step.rule.caption
    met = Counter(one.rule.name for one in step.by)
    return "by " + ", ".join(name if count == 1 else f"{name} ({count} ×)" for name, count in met.items())


def _picture_of(step: Step) -> str:
    """A step that has no rule of its own, typeset: what was there → what it became."""
    return _typeset(*arrow(step.at, step.became))


@lru_cache(maxsize=1024)
def _rule_picture(rule: Rule) -> str:
    """The rule typeset: left → right."""
    return _typeset(*rule_formula(rule))


def _typeset(formula: str, plain: str) -> str:
    return formula_picture(formula, fallback=plain).svg if formula else ""
