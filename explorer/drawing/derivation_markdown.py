"""A derivation in Markdown, its formulas in LaTeX as GitHub and others set them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.core.notation import latex
from explorer.drawing.derivation import changes, conditions
from explorer.drawing.equations import equation, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from explorer.core.expr import Expression
    from explorer.drawing.derivation import Derivation

_OPERATOR = re.compile(r"\\operatorname\{(\w+)\}(_?)")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def derivation_markdown(derivation: Derivation, heading: str = "#") -> str:
    """The text; ``heading`` stands before its title."""
    return "\n".join([f"{heading} {_escaped(derivation.title)}", "", *_lines(derivation)]).rstrip() + "\n"


def _lines(derivation: Derivation) -> Iterator[str]:
    left, taken = derivation.left, derivation.taken
    if derivation.given is not None:
        name, of = derivation.given
        yield from ("With", "")
        yield from _shown(f"{latex(name)} = ", of, taken=taken)
    yield from (derivation.introduction, "")
    yield from _shown(f"{left} = ", derivation.start, taken=taken)
    for place, (name, part) in enumerate(derivation.parts):
        yield from ("and" if place else "where", "")
        yield from _shown(f"{latex(name)} = ", part, taken=taken)
    for step, shows_part, shows_all in changes(derivation):
        said = conditions(step.rule)
        yield from (f"**{step.number}. {_escaped(step.rule.name)}**{f': {_escaped(said)}' if said else ''}", "")
        if shows_part and shows_all and step.whole is not None and typed(step.before, step.after, taken=taken) is None:
            rows = equation("", r"\longrightarrow", step.before, step.after, taken=taken)
            yield from _block([*rows, *equation(f"{left} = ", "", step.whole, taken=taken)])
            continue
        if shows_part:
            yield from _shown("", step.before, step.after, taken=taken)
        if shows_all and step.whole is not None:
            yield from _shown(f"{left} = ", step.whole, taken=taken)
    if derivation.steps and derivation.steps[-1].whole is None:
        yield from ("At the end it is", "")
        yield from _shown(f"{left} = ", derivation.result, taken=taken)


def _shown(first: str, *sides: Expression, taken: frozenset[str]) -> Iterator[str]:
    texts = typed(*sides, taken=taken)
    if texts is not None:
        before = [f"$`{_github(first.strip())}`$", ""] if first else []
        yield from (*before, "```text", "\n→ ".join(texts), "```", "")
        return
    yield from _block(equation(first, r"\longrightarrow", *sides, taken=taken))


def _block(rows: Iterable[str]) -> Iterator[str]:
    body = " \\\\\n".join(map(_github, rows))
    yield from ("```math", r"\begin{aligned}", *body.split("\n"), r"\end{aligned}", "```", "")


def _github(row: str) -> str:
    r"""GitHub refuses ``\operatorname``; this is what it does."""
    return _OPERATOR.sub(_as_github_sets_it, row)


def _as_github_sets_it(found: re.Match[str]) -> str:
    below = r"\nolimits_" if found[2] else ""
    return rf"\mathop{{\mathrm{{{found[1]}}}}}{below}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
