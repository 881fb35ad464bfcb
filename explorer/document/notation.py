"""Notation that is about a derivation rather than an expression: what stands left of ``=``, and rules as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer import core as T
from explorer.document.target import name_of
from explorer.drawing.formula import quoted
from explorer.drawing.tex import tex_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.rewrite.rule import Rule
    from explorer.document.work import Work


def typst_left(work: Work) -> str:
    """What the formula is a formula of, in Typst: ``nabla_(x) "loss"``."""
    return _left(work, TYPST, _typst_name)


def latex_left(work: Work) -> str:
    r"""The same in LaTeX: ``\nabla_{x} loss``."""
    return _left(work, LATEX, _latex_name)


TYPST = {
    "gradient": "nabla_({wrt}) {of}",
    "jacobian": "(partial {of}) / (partial {wrt})",
    "hessian": "nabla_({wrt})^2 {of}",
    "rop": "(partial {of}) / (partial {wrt}) dot {vector}",
    "lop": "{vector}^top dot (partial {of}) / (partial {wrt})",
    "hessian-vector": "nabla_({wrt})^2 {of} dot {vector}",
}
LATEX = {
    "gradient": r"\nabla_{{{wrt}}} {of}",
    "jacobian": r"\frac{{\partial {of}}}{{\partial {wrt}}}",
    "hessian": r"\nabla_{{{wrt}}}^2 {of}",
    "rop": r"\frac{{\partial {of}}}{{\partial {wrt}}} \cdot {vector}",
    "lop": r"{vector}^\top \cdot \frac{{\partial {of}}}{{\partial {wrt}}}",
    "hessian-vector": r"\nabla_{{{wrt}}}^2 {of} \cdot {vector}",
}


def _left(work: Work, forms: dict[str, str], spell: Callable[[str], str]) -> str:
    derivation = work.subject.derivation
    if derivation is None or derivation.kind not in forms:
        return spell(work.subject.target)
    return forms[derivation.kind].format(
        of=spell(name_of(derivation.of, work.script)),
        wrt=spell(name_of(derivation.wrt, work.script)),
        vector=spell(work.subject.vector_name),
    )


def _typst_name(name: str) -> str:
    """A name as the formula's letters; one letter is set as a variable, more as a word."""
    return f"italic({quoted(name)})" if len(name) == 1 else quoted(name)


def _latex_name(name: str) -> str:
    return tex_text(name) if len(name) == 1 else rf"\mathrm{{{tex_text(name)}}}"


def rule_formula(rule: Rule) -> tuple[str, str]:
    """A rule as a formula in Typst, and as plain text."""
    left, right = rule.sides
    plain = f"{T.pp(left, style='plain')}  →  {T.pp(right, style='plain')}"
    return f"{T.typst(left)} quad arrow.r.long quad {T.typst(right)}", plain
