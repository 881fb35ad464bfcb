"""The page of rewrite rules: every one with its picture, what it asks for or assumes, and where it can be read."""

from collections.abc import Iterator
from pathlib import Path

from explorer import core as T
from explorer.core.graph import applies
from explorer.core.rewrite.rule import PatternRule, Rule, Ruleset
from tools.pages.markdown import NOTE, anchor, cell, code, inline

_PREFACE = Path(__file__).with_name("rules_preface.md")
_LONG = 200  # letters of an example in code


def lines() -> Iterator[str]:
    """The page, line by line."""
    themes = (*T.rulesets(), *T.detours())
    rules = [rule for one in themes for rule in one.rules]
    assumed = sum(bool(rule.unsafe) for rule in rules)
    patterns = sum(isinstance(rule, PatternRule) for rule in rules)
    yield from ("# Rules", "", NOTE, "")
    yield f"The core knows **{len(rules)} rules**: {patterns} are two formulas and {len(rules) - patterns} need code;"
    yield from (f"{assumed} assume something. They are tried in this order, the last two by a search alone:", "")
    yield from ("| theme | rules | of these, assume something |", "|---|---:|---:|")
    for one in themes:
        unsafe = sum(bool(rule.unsafe) for rule in one.rules)
        yield f"| [{one.theme}](#{anchor(one.theme)}) | {len(one.rules)} | {unsafe or ''} |"
    yield from ("", _PREFACE.read_text(encoding="utf-8"))
    for one in themes:
        yield from _theme(one)
    yield from _works(rules)


def _theme(one: Ruleset) -> Iterator[str]:
    where = "what it does" if not any(isinstance(rule, PatternRule) for rule in one.rules) else "where, or what it does"
    read = any(rule.reference for rule in one.rules)
    yield from (f"## {one.theme}", "")
    yield f"| rule | picture | {where} |{' reference |' if read else ''}"
    yield f"|---|---|---|{'---|' if read else ''}"
    for rule in one.rules:
        asks = [rule.caption] if rule.caption != rule.unsafe else []
        asks += [f"*{rule.unsafe}*"] if rule.unsafe else []
        cells = [rule.name, _picture(rule), cell(" ".join(asks))]
        cells += [str(rule.reference or "")] if read else []
        yield f"| {' | '.join(cells)} |"
    yield ""


def _picture(rule: Rule) -> str:
    """Both sides as mathematics; as code, where mathematics writes both alike, or cannot tell steps of a loop."""
    left, right = rule.sides
    latex = T.latex(left), T.latex(right)
    if latex[0] == latex[1] or any(node.op.functions() for node in applies([left, right])):
        sides = (code(cell(T.brief(side, _LONG))) for side in (left, right))
        return " → ".join(sides)
    return inline(r" \longrightarrow ".join(latex))


def _works(rules: list[Rule]) -> Iterator[str]:
    works = {rule.reference.work for rule in rules if rule.reference is not None}
    yield from ("## References", "")
    for work in sorted(works, key=lambda work: work.key):
        yield f"- **{work.key}**: {cell(work.title)}"
