"""What did a theme of rules do? The result without it, beside the result with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from explorer import core as T
from explorer.core.notation.typst import typst_of
from explorer.core.pipeline import optimize_all
from explorer.document.arrangement import arrangement
from explorer.document.brief import exceeds
from explorer.document.formulas import MOST_PARTS, SIZE, WIDEST, equation
from explorer.document.graphs import size_and_cost
from explorer.document.mistakes import message_for
from explorer.document.snapshot import EffectsView, ThemeEffect
from explorer.document.steps import theme_views
from explorer.drawing.formula import formula_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.core.expr import Expression
    from explorer.document.document import DerivativeLayout
    from explorer.document.snapshot import ThemeView
    from explorer.document.work import Work


def effects_views(work: Work, layout: DerivativeLayout) -> Iterator[EffectsView]:
    """A view after each theme, with all that are known so far.

    A theme that a person has switched off already is not tried, nor is what a search alone takes: all of this is what
    rules lead to without a search.
    """
    themes = [theme for theme in theme_views()[:-1] if theme.rules - work.rules.off]
    after = work.rewritten(work.before) if work.rules.search else work.after
    nodes, flops = size_and_cost(after)
    picture, plain = _formula(work, after, layout)
    taken = Counter(step.rule.theme for step in work.steps)
    found: list[ThemeEffect] = []
    for theme in themes:
        found.append(_without(work, theme, after, taken[theme.name], layout))
        yield EffectsView(nodes, flops, picture, plain, tuple(found), len(themes) - len(found))


def _without(work: Work, theme: ThemeView, with_all: Expression, steps: int, layout: DerivativeLayout) -> ThemeEffect:
    try:
        (after,), _ = optimize_all([work.before], work.rules.off | theme.rules)
    except Exception as error:  # noqa: BLE001  # without some rules there may be no result; the others need not care
        return ThemeEffect(theme.name, steps, same=False, failed=message_for(error).text)
    if after is with_all:
        return ThemeEffect(theme.name, steps, same=True)
    nodes, flops = size_and_cost(after)
    picture, plain = _formula(work, after, layout)
    return ThemeEffect(theme.name, steps, same=False, nodes=nodes, flops=flops, picture=picture, plain=plain)


def _formula(work: Work, expression: Expression, layout: DerivativeLayout) -> tuple[str, str]:
    """The formula as a picture, and as plain text."""
    long = exceeds(expression, MOST_PARTS)
    text = typst_of(equation(work, expression, "let" if long else "plain", arrangement(work, layout)))
    plain = T.pp(expression, style="let") if long else T.read(expression)
    picture = formula_picture(text, SIZE, None, plain)
    if picture.width > WIDEST:
        picture = formula_picture(text, SIZE, WIDEST, plain)
    return picture.svg, plain
