"""Notation that is about a derivation rather than an expression: what stands left of ``=``, and rules as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer import core as T
from explorer.core.expr import Variable
from explorer.document.target import name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression
    from explorer.core.rewrite.rule import Rule
    from explorer.document.work import Work


def typst_left(work: Work) -> str:
    """What the formula is a formula of, in Typst: ``nabla_(x) "loss"``."""
    return _left(work, TYPST_FORMS, T.typst)


def latex_left(work: Work) -> str:
    r"""The same in LaTeX: ``\nabla_{x} loss``."""
    return _left(work, LATEX_FORMS, T.latex)


TYPST_FORMS = {
    "gradient": "nabla_({wrt}) {of}",
    "jacobian": "(partial {of}) / (partial {wrt})",
    "hessian": "nabla_({wrt})^2 {of}",
    "rop": "(partial {of}) / (partial {wrt}) dot {vector}",
    "lop": "{vector}^top dot (partial {of}) / (partial {wrt})",
    "hessian-vector": "nabla_({wrt})^2 {of} dot {vector}",
}
LATEX_FORMS = {
    "gradient": r"\nabla_{{{wrt}}} {of}",
    "jacobian": r"\frac{{\partial {of}}}{{\partial {wrt}}}",
    "hessian": r"\nabla_{{{wrt}}}^2 {of}",
    "rop": r"\frac{{\partial {of}}}{{\partial {wrt}}} \cdot {vector}",
    "lop": r"{vector}^\top \cdot \frac{{\partial {of}}}{{\partial {wrt}}}",
    "hessian-vector": r"\nabla_{{{wrt}}}^2 {of} \cdot {vector}",
}


def _left(work: Work, forms: dict[str, str], write: Callable[[Expression], str]) -> str:
    def spell(expression: Expression, name: str) -> str:
        """A name as it is typeset in the formula itself: as that of an input of the same type."""
        return write(Variable(expression.type, name))

    subject, derivation = work.subject, work.subject.derivation
    if derivation is None or derivation.kind not in forms:
        return spell(subject.expression, subject.target)
    of, wrt, vector = derivation.of, derivation.wrt, derivation.vector
    return forms[derivation.kind].format(
        of=spell(of, name_of(of, work.script)),
        wrt=spell(wrt, name_of(wrt, work.script)),
        vector="" if vector is None else spell(vector, subject.vector_name),
    )


def rule_formula(rule: Rule) -> tuple[str, str]:
    """A rule as a formula in Typst, and as plain text."""
    return arrow(*rule.sides)


def arrow(left: Expression, right: Expression) -> tuple[str, str]:
    """What becomes of something, as a formula in Typst, and as plain text; no formula where both look alike in it."""
    plain = f"{T.read(left)}  →  {T.read(right)}"
    here, there = T.typst(left), T.typst(right)
    return ("" if here == there else f"{here} quad arrow.r.long quad {there}"), plain
