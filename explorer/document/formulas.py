"""The formula before and after: typeset, and as text in four notations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from explorer import core as T
from explorer.document.brief import exceeds
from explorer.document.notation import latex_left, typst_left
from explorer.document.snapshot import FormulaView
from explorer.drawing.formula import FormulaPicture, formula_picture

if TYPE_CHECKING:
    from explorer.core.expr import Expression
    from explorer.document.work import Work

Style = Literal["plain", "let"]

SIZE = 18.0
WIDEST = 900.0  # pixels; longer formulas are broken at their operators
MOST_PARTS = 3000  # of a formula that is written out


def formula_views(work: Work) -> tuple[FormulaView, FormulaView]:
    """The formulas of the first and of the last frame."""
    return _view(work, work.before, 0), _view(work, work.after, len(work.frames) - 1)


def typst_of(work: Work, expression: Expression, style: Style = "plain") -> str:
    """The whole equation in Typst's mathematics: "∇ₓ y = 2 x"."""
    return f"{typst_left(work)} = {T.typst(expression, style=style)}"


def _view(work: Work, expression: Expression, frame: int) -> FormulaView:
    long = exceeds(expression, MOST_PARTS)
    let = T.pp(expression, style="let")
    picture_let = _picture(work, expression, "let", let)
    latex = f"{latex_left(work)} = {T.latex(expression, style='let' if long else 'plain')}"
    if long:  # written out it would be longer than anybody reads, if it could be written at all
        shown = (picture_let.svg, picture_let.svg, picture_let.width, picture_let.height)
        return FormulaView(frame, *shown, plain=let, theano=let, latex=latex, let=let)
    plain = T.read(expression)
    picture = _picture(work, expression, "plain", plain)
    return FormulaView(
        frame=frame,
        picture=picture.svg,
        picture_let=picture_let.svg,
        width=picture.width,
        height=picture.height,
        plain=plain,
        theano=T.pp(expression),
        latex=latex,
        let=let,
    )


def _picture(work: Work, expression: Expression, style: Style, text: str) -> FormulaPicture:
    formula = typst_of(work, expression, style)
    picture = formula_picture(formula, SIZE, None, text)
    return picture if picture.width <= WIDEST else formula_picture(formula, SIZE, WIDEST, text)
