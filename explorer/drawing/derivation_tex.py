r"""A derivation as a LaTeX document: steps with their numbers and rules, and below each what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.notation import latex
from explorer.drawing.derivation import changes, conditions
from explorer.drawing.equations import equation
from explorer.drawing.tex import tex_comment, tex_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from explorer.core.expr import Expression, Variable
    from explorer.drawing.derivation import Derivation

_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper, margin=25mm]{geometry}
\usepackage[fleqn]{amsmath}
\usepackage{iftex}
\iftutex\usepackage{unicode-math}\else\usepackage[utf8]{inputenc}\usepackage{amssymb}\fi
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\mathindent}{2.5em}
\frenchspacing
\newcommand{\step}[3]{\par\medskip\makebox[2.5em][l]{\textbf{#1}}%
  \parbox[t]{\dimexpr\linewidth-2.5em\relax}{\raggedright\textit{#2}\quad{\small #3}}\nopagebreak}
"""


def derivation_tex(derivation: Derivation) -> str:
    """The document."""
    body = "\n".join(_body(derivation))
    comment = tex_comment(derivation.title)
    return f"{comment}{_PREAMBLE}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def _body(derivation: Derivation) -> Iterator[str]:
    left, steps = derivation.left, derivation.steps
    taken = derivation.taken
    yield rf"\section*{{\boldmath ${left}$}}"
    if derivation.given is not None:
        yield r"With\nopagebreak"
        yield from _display(_definition(*derivation.given, taken))
    yield rf"{derivation.introduction}\nopagebreak"
    rows = list(equation(f"{left} = ", "", derivation.start, taken=taken))
    for place, (name, part) in enumerate(derivation.parts):
        rows += _definition(name, part, taken, r"\text{and } " if place else r"\text{where } ")
    yield from _display(rows)
    for step, shows_part, shows_all in changes(derivation):
        yield rf"\step{{{step.number}}}{{{tex_text(step.rule.name)}}}{{{tex_text(conditions(step.rule))}}}"
        rows = []
        if shows_part:
            rows += equation("", r"\longrightarrow", step.before, step.after, taken=taken)
        if shows_all and step.whole is not None:
            rows += equation(f"{left} = ", "", step.whole, taken=taken)
        yield from _display(rows)
    if steps and steps[-1].whole is None:
        yield r"\par\medskip At the end it is\nopagebreak"
        yield from _display(equation(f"{left} = ", "", derivation.result, taken=taken))


def _definition(name: Variable, part: Expression, taken: frozenset[str], words: str = "") -> Iterator[str]:
    return equation(f"{words}{latex(name)} = ", "", part, taken=taken)


def _display(rows: Iterable[str]) -> Iterator[str]:
    listed = list(rows)
    if listed:
        yield r"\begin{align*}"
        yield " \\\\\n".join(listed)
        yield r"\end{align*}"
