"""The page of rewrite rules."""

from collections.abc import Iterator

from explorer import core as T
from tools.pages.markdown import NOTE, cell

LONG = 200  # characters of a formula


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from ("# Rules", "", NOTE, "")
    for theme in T.rulesets():
        yield from (f"## {theme.theme}", "", "| rule | from | to | where |", "|---|---|---|---|")
        for rule in theme.rules:
            left, right = (f"`{T.brief(side, LONG)}`" for side in rule.sides)
            yield f"| {rule.name} | {cell(left)} | {cell(right)} | {cell(rule.caption)} |"
        yield ""
