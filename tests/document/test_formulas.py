"""The formula with the places of its nodes."""

import pytest

from explorer.core.notation.typst import typst_of
from explorer.document.document import Derivative, Document
from explorer.document.formulas import MOST_MARKS, SIZE, WIDEST, equation, formula_views
from explorer.document.gallery import gallery
from explorer.document.resolve import views
from explorer.document.work import work_of
from explorer.drawing.formula import formula_picture
from tests.core.notation.test_mathml import of_latex, of_mathml

PROGRAMS = {entry.name: entry.document for entry in gallery()}
LEAST_SQUARES = "A: real[m, n]\nx: real[n]\nb: real[m]\nr = A @ x - b\ns = sum(r ** 2)\n"


def work_on(text, kind="none", wrt=None, target=None):
    return work_of(Document(text, target, Derivative(kind, wrt)))


def node_named(work, name):
    return work.numbers.of(dict(work.script.variables)[name].variable)


@pytest.mark.parametrize("name", PROGRAMS)
def test_marks_move_nothing_in_the_gallery(name):
    work = work_of(PROGRAMS[name])
    for view in formula_views(work, "mixed", MOST_MARKS):
        expression = work.after if view.frame else work.before
        plain = "let" if view.plain == view.let else "plain"
        for style, svg in ((plain, view.picture), ("let", view.picture_let)):
            text = typst_of(equation(work, expression, style))
            assert svg in (formula_picture(text, SIZE).svg, formula_picture(text, SIZE, WIDEST).svg)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_part_is_a_node_of_the_graph(name):
    work = work_of(PROGRAMS[name])
    for view in formula_views(work, "mixed", MOST_MARKS):
        for parts in (view.parts, view.parts_let):
            assert all(part.node in work.graph and part.inside < index for index, part in enumerate(parts))
        assert any(part.boxes for part in view.parts)


@pytest.mark.parametrize("name", PROGRAMS)
def test_mathml_says_the_same_as_latex(name):
    for view in formula_views(work_of(PROGRAMS[name])):
        assert of_mathml(view.mathml) == of_latex(view.latex)


def test_the_parts_of_a_formula():
    work = work_on(LEAST_SQUARES, "gradient", "x", "s")
    before, after = formula_views(work)
    nodes = [part.node for part in after.parts]
    assert nodes.count(node_named(work, "x")) == 2  # in ∇ₓ s, and in A x - b
    assert nodes.count(node_named(work, "A")) == 2
    assert work.numbers.of(work.after) in nodes
    assert work.numbers.of(work.before) in {part.node for part in before.parts}


def test_names_of_parts_are_parts_too():
    work = work_on("x: real[n]\nu = exp(x)\ny = u * u + sin(u) * u\n", target="y")
    view = formula_views(work)[-1]
    shared = work.numbers.of(work.script.names["u"].expression)
    assert [part.node for part in view.parts_let].count(shared) >= 3


def test_a_picture_with_many_parts_comes_first_and_its_parts_later():
    text = "x: real\ny = " + " + ".join(f"sin({number} * x)" for number in range(2, 60)) + "\ng = grad(y, x)\n"
    first, last = [view for name, view in views(Document(text)) if name == "formulas"]
    assert not first[-1].parts
    assert last[-1].parts
    assert first[-1].picture == last[-1].picture


def test_formulas_come_once_where_there_is_no_more_to_say():
    assert [name for name, _ in views(Document("x: real\ny = sin(x)\n"))].count("formulas") == 1
