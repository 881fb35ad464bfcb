"""The formula before and after: typeset, and as text in four notations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer import core as T
from explorer.document.notation import latex_left, typst_left
from explorer.document.snapshot import FormulaView
from explorer.drawing.formula import formula_picture

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.document.work import Work

SIZE = 18.0
WIDEST = 900.0  # pixels; longer formulas are broken at their operators
LONGEST = 20_000  # characters of one notation: beyond that nobody reads, and everything else waits


def formula_views(work: Work) -> tuple[FormulaView, FormulaView]:
    """The formulas of the first and of the last frame."""
    return _view(work, work.before, 0), _view(work, work.after, len(work.frames) - 1)


def typst_of(work: Work, expression: Expression, style: str = "plain") -> str:
    """The whole equation in Typst's mathematics: "∇ₓ y = 2 x"."""
    return f"{typst_left(work)} = {T.typst(expression, style=style)}"


def _view(work: Work, expression: Expression, frame: int) -> FormulaView:
    plain = T.pp(expression, style="plain")
    picture = formula_picture(_cut(typst_of(work, expression)), SIZE, WIDEST, _cut(plain))
    let = T.pp(expression, style="let")
    picture_let = formula_picture(_cut(typst_of(work, expression, "let")), SIZE, WIDEST, _cut(let))
    return FormulaView(
        frame=frame,
        picture=picture.svg,
        picture_let=picture_let.svg,
        width=picture.width,
        height=picture.height,
        plain=_cut(plain),
        theano=_cut(T.pp(expression)),
        latex=_cut(f"{latex_left(work)} = {T.latex(expression)}"),
        let=_cut(let),
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
