"""Notation that is about a derivation rather than an expression: what stands left of ``=``, and rules as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer import core as T
from explorer.core.expr import Variable
from explorer.core.notation import boxes as b
from explorer.core.notation.formula import formula
from explorer.core.notation.latex import latex_of
from explorer.document.target import name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.rewrite.rule import Rule
    from explorer.document.document import DerivativeLayout
    from explorer.document.work import Work


def left(work: Work, layout: DerivativeLayout = "mixed") -> Box:
    """What the formula is a formula of: ``∇ₓ loss``; in numerator and denominator layout ``∂ loss / ∂ x``."""
    subject, derivation = work.subject, work.subject.derivation
    if derivation is None or derivation.kind not in _FORMS:
        return _called(subject.expression, subject.target)
    of, wrt, vector = derivation.of, derivation.wrt, derivation.vector
    form = _FORMS_IN.get((derivation.kind, layout)) or _FORMS[derivation.kind]
    return form(
        _called(of, name_of(of, work.script)),
        _called(wrt, name_of(wrt, work.script)),
        b.name("") if vector is None else _called(vector, subject.vector_name),
    )


def latex_left(work: Work) -> str:
    r"""The same in LaTeX: ``\nabla_{x} loss``."""
    return latex_of(left(work))


def _called(expression: Expression, name: str) -> Box:
    """A name as it is typeset in the formula itself: as that of an input of the same type."""
    return formula(Variable(expression.type, name)).made_from(expression)


def _nabla(of: Box, wrt: Box, *, twice: bool = False) -> Box:
    sign = b.sign("nabla")
    return b.row(b.both(sign, wrt, b.number("2")) if twice else b.index(sign, wrt), of, level=b.PRODUCT)


def _by(of: Box, wrt: Box) -> Box:
    """∂ of / ∂ wrt."""
    above, below = (b.row(b.sign("partial"), one, level=b.PRODUCT) for one in (of, wrt))
    return b.fraction(above, below)


def _times(first: Box, second: Box) -> Box:
    return b.row(first, b.sign("cdot"), second, level=b.PRODUCT)


def _transpose(box: Box) -> Box:
    return b.power(box, b.sign("transpose"))


_FORMS: dict[str, Callable[[Box, Box, Box], Box]] = {
    "gradient": lambda of, wrt, _: _nabla(of, wrt),
    "jacobian": lambda of, wrt, _: _by(of, wrt),
    "hessian": lambda of, wrt, _: _nabla(of, wrt, twice=True),
    "rop": lambda of, wrt, vector: _times(_by(of, wrt), vector),
    "lop": lambda of, wrt, vector: _times(_transpose(vector), _by(of, wrt)),
    "hessian-vector": lambda of, wrt, vector: _times(_nabla(of, wrt, twice=True), vector),
}
_FORMS_IN: dict[tuple[str, str], Callable[[Box, Box, Box], Box]] = {
    ("gradient", "numerator"): lambda of, wrt, _: _by(of, wrt),
    ("gradient", "denominator"): lambda of, wrt, _: _by(of, wrt),
    ("rop", "denominator"): lambda of, wrt, vector: _times(_transpose(_by(of, wrt)), vector),
    ("lop", "denominator"): lambda of, wrt, vector: _times(_by(of, wrt), vector),
}


def rule_formula(rule: Rule) -> tuple[str, str]:
    """A rule as a formula in Typst, and as plain text."""
    return arrow(*rule.sides)


def arrow(left: Expression, right: Expression) -> tuple[str, str]:
    """What becomes of something, as a formula in Typst, and as plain text; no formula where both look alike in it."""
    plain = f"{T.read(left)}  →  {T.read(right)}"
    here, there = T.typst(left), T.typst(right)
    return ("" if here == there else f"{here} quad arrow.r.long quad {there}"), plain
