"""The formula before and after: typeset, with the places of its nodes, and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from explorer import core as T
from explorer.core.notation import boxes as b
from explorer.core.notation.formula import Builder, formula, formula_in_lines
from explorer.core.notation.latex import latex_of
from explorer.core.notation.mathml import mathml_of
from explorer.core.notation.typst import typst_marked, typst_of
from explorer.document.arrangement import AS_COMPUTED, arrangement
from explorer.document.brief import exceeds
from explorer.document.notation import left
from explorer.document.snapshot import FormulaPart, FormulaView
from explorer.drawing.formula_parts import picture_with_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression
    from explorer.core.notation.boxes import Box
    from explorer.document.arrangement import Arrangement
    from explorer.document.document import DerivativeLayout
    from explorer.document.work import Work
    from explorer.drawing.formula import FormulaPicture

Style = Literal["plain", "let"]

SIZE = 18.0
WIDEST = 900.0  # pixels; longer formulas are broken at their operators
MOST_PARTS = 3000  # of a formula that is written out
# Finding a hundred parts in a picture takes two milliseconds or three. What has more is shown at once, and its parts
# are found when everything else is done; beyond the second number nobody points at one.
QUICK_MARKS, MOST_MARKS = 120, 1500

Ends = tuple[FormulaView, FormulaView]


def formula_views(work: Work, layout: DerivativeLayout = "mixed", most_marks: int = QUICK_MARKS) -> Ends:
    """The formulas of the first and of the last frame.

    A picture in which more than ``most_marks`` parts would have to be found has none.
    """

    def ends(work: Work) -> Ends:
        how = arrangement(work, layout)
        last = len(work.frames) - 1
        return _view(work, work.before, 0, how, most_marks), _view(work, work.after, last, how, most_marks)

    return work.keep(f"formulas, {layout}, {most_marks}", ends)


def all_formulas(work: Work, layout: DerivativeLayout, more: Callable[[], bool]) -> tuple[FormulaView, ...]:
    """The formulas of all frames, without those that are written as the one before, with all their parts.

    ``more`` says whether there is time for another one; the first and the last are always there.
    """
    first, last = formula_views(work, layout)
    if not all(view.parts and view.parts_let for view in (first, last)):
        first, last = formula_views(work, layout, MOST_MARKS)
    texts = work.keep("written", written)
    how = arrangement(work, layout)
    between = []
    for frame in range(1, len(texts) - 1):
        if texts[frame] != texts[frame - 1]:
            if not more():
                break
            (expression,) = work.frames[frame]
            between.append(_view(work, expression, frame, how, MOST_MARKS))
    return first, *between, last


def written(work: Work) -> tuple[str, ...]:
    """A text for each frame: two that follow each other are equal where the formulas look alike."""
    builder = Builder({})

    def text(e: Expression) -> str:
        return "" if exceeds(e, MOST_PARTS) else typst_of(builder.build(e))

    texts: list[str] = []
    for frame, (e,) in enumerate(work.frames):
        shown = text(e)
        if not shown and frame and work.whole:  # too long to be written out: what the step replaced tells
            step = work.steps[frame - 1]
            here, there = text(step.at), text(step.became)
            shown = texts[-1] if here and here == there else ""
        texts.append(shown or f"frame {frame}")
    return tuple(texts)


def equation(work: Work, expression: Expression, style: Style = "plain", how: Arrangement = AS_COMPUTED) -> Box:
    """The whole equation: "∇ₓ y = 2 x"."""
    write = formula if style == "plain" else formula_in_lines
    right = write(expression, turned=how.turned)
    return b.row(left(work, how.layout), b.sign("equal"), right, level=b.RELATION)


def _view(work: Work, expression: Expression, frame: int, how: Arrangement, most_marks: int) -> FormulaView:
    let = T.pp(expression, style="let")
    in_lines = equation(work, expression, "let", how)
    picture_let, parts_let = _picture(work, in_lines, let, most_marks)
    whole, picture, parts, plain, theano = in_lines, picture_let, parts_let, let, let
    if not exceeds(expression, MOST_PARTS):  # else it is longer than anybody reads, if it can be written out at all
        plain, theano = T.read(expression), T.pp(expression)
        whole = equation(work, expression, "plain", how)
        picture, parts = _picture(work, whole, plain, most_marks)
    return FormulaView(
        frame=frame,
        picture=picture.svg,
        picture_let=picture_let.svg,
        width=picture.width,
        height=picture.height,
        plain=plain,
        theano=theano,
        latex=latex_of(whole),
        let=let,
        parts=parts,
        parts_let=parts_let,
        mathml=mathml_of(whole),
        layout=how.words,
        layouts_differ=how.offered,
    )


def _picture(work: Work, box: Box, text: str, most_marks: int) -> tuple[FormulaPicture, tuple[FormulaPart, ...]]:
    """The picture of a formula, and where the nodes of the graph stand in it."""
    graph = work.graph  # made first: it numbers the nodes, the same here as where a part of it is exported
    marked, marks = typst_marked(box, lambda e: work.numbers.of(e) in graph)
    plain = typst_of(box)
    if len(marks) > most_marks:
        marked, marks = plain, []
    inside = [mark.inside for mark in marks]
    picture, places = picture_with_parts(marked, plain, inside, SIZE, None, text)
    if picture.width > WIDEST:
        picture, places = picture_with_parts(marked, plain, inside, SIZE, WIDEST, text)
    parts = [
        FormulaPart(work.numbers.of(mark.of), mark.inside, boxes) for mark, boxes in zip(marks, places, strict=True)
    ]
    return picture, tuple(parts) if any(places) else ()
