"""Numerator and denominator layout: the formula turns, the numbers do not."""

import numpy as np
import pytest

from explorer.document.arrangement import arrangement
from explorer.document.document import Derivative, Document
from explorer.document.formulas import formula_views
from explorer.document.resolve import resolve
from explorer.document.work import work_of

TEXT = """A: real[m, n]
x: real[n]
b: real[m]
t: real

r = A @ x - b
s = r @ r
u = t * x
p = t * t
q = t * A
z = sum(A ** 2)
"""


def work_on(target, kind, wrt):
    return work_of(Document(TEXT, target, Derivative(kind, wrt)))


def formulas(target, kind, wrt):
    work = work_on(target, kind, wrt)
    return {layout: formula_views(work, layout)[-1] for layout in ("mixed", "numerator", "denominator")}


def latex(target, kind, wrt):
    return {layout: view.latex for layout, view in formulas(target, kind, wrt).items()}


def sides(target, kind, wrt):
    return {layout: tuple(text.split(" = ", 1)) for layout, text in latex(target, kind, wrt).items()}


def test_a_gradient_is_a_row_in_numerator_layout():
    found = sides("s", "gradient", "x")
    assert found["mixed"] == (r"\nabla_{x} s", r"2 A^{\top} \left(A x - b\right)")
    assert found["denominator"] == (r"\frac{\partial s}{\partial x}", found["mixed"][1])
    left, right = found["numerator"]
    assert left == r"\frac{\partial s}{\partial x}"
    assert right.replace(r"\, ", "") == r"2 {\left(A x - b\right)}^{\top} A"


def test_a_jacobian_is_transposed_in_denominator_layout():
    found = sides("r", "jacobian", "x")
    assert found["mixed"] == found["numerator"] == (r"\frac{\partial r}{\partial x}", "A")
    assert found["denominator"] == (r"\frac{\partial r}{\partial x}", r"A^{\top}")


def test_a_gradient_by_a_matrix():
    found = sides("z", "gradient", "A")
    assert found["mixed"][1] == found["denominator"][1] == "2 A"
    assert found["numerator"][1] == r"2 A^{\top}"


@pytest.mark.parametrize(("target", "wrt"), [("u", "t"), ("q", "t")])
def test_the_derivative_of_an_array_by_a_number(target, wrt):
    found = sides(target, "jacobian", wrt)
    assert found["mixed"] == found["numerator"]
    assert found["denominator"][1] == found["mixed"][1] + r"^{\top}"


def test_products():
    forward, reverse = sides("r", "rop", "x"), sides("r", "lop", "x")
    by = r"\frac{\partial r}{\partial x}"
    assert forward["mixed"] == forward["numerator"] == (rf"{by} \cdot v", "A v")
    assert forward["denominator"] == (rf"{{{by}}}^{{\top}} \cdot v", "A v") or forward["denominator"][0].startswith("{")
    assert reverse["mixed"] == (rf"v^{{\top}} \cdot {by}", r"A^{\top} v")
    assert reverse["numerator"] == (rf"v^{{\top}} \cdot {by}", r"v^{\top} A")
    assert reverse["denominator"] == (rf"{by} \cdot v", r"A^{\top} v")


def test_where_the_layouts_are_the_same():
    for target, kind, wrt in (("s", "hessian", "x"), ("s", "hessian-vector", "x"), ("p", "gradient", "t")):
        found = formulas(target, kind, wrt)
        assert len({view.latex for view in found.values()}) == 1
        assert not any(view.layouts_differ for view in found.values())
        assert "the same" in found["mixed"].layout


def test_what_has_more_axes_has_no_layout():
    found = formulas("q", "jacobian", "A")
    assert len({view.latex for view in found.values()}) == 1
    assert "the axes of q come first" in found["mixed"].layout


def test_what_is_no_derivative_has_no_layout():
    work = work_of(Document(TEXT, "r"))
    assert arrangement(work, "numerator").words == ""
    assert formula_views(work, "numerator")[-1].latex.startswith("r = ")


@pytest.mark.parametrize(
    ("target", "kind", "wrt", "layout", "words"),
    [
        ("s", "gradient", "x", "mixed", "As computed: it has the shape of x, as in denominator layout."),
        ("s", "gradient", "x", "numerator", "Numerator layout: ∂s/∂x is a row."),
        ("s", "gradient", "x", "denominator", "Denominator layout: ∂s/∂x is a column."),
        ("s", "jacobian", "x", "mixed", "As computed: it has the shape of x, as in denominator layout."),
        ("r", "jacobian", "x", "mixed", "As computed: the axes of r come first, as in numerator layout."),
        (
            *("r", "jacobian", "x", "denominator"),
            "Denominator layout: ∂r/∂x has a row for each element of x, a column for each of r.",
        ),
        ("z", "gradient", "A", "numerator", "Numerator layout: ∂z/∂A has the shape of A transposed."),
        ("u", "jacobian", "t", "denominator", "Denominator layout: ∂u/∂t is a row."),
        (
            *("r", "lop", "x", "numerator"),
            "Numerator layout: ∂r/∂x has a row for each element of r, a column for each of x; the product is a row.",
        ),
    ],
)
def test_the_layout_in_words(target, kind, wrt, layout, words):
    assert arrangement(work_on(target, kind, wrt), layout).words == words


def test_the_numbers_do_not_turn():
    document = Document(TEXT, "r", Derivative("jacobian", "x"), dimensions={"m": 2, "n": 3})
    results = [resolve(document.edit(layout=layout)) for layout in ("mixed", "numerator", "denominator")]
    assert len({snapshot.formulas[-1].picture for snapshot in results}) == 2
    for snapshot in results:
        assert np.array_equal(snapshot.values.result, results[0].values.result)
        assert snapshot.array.matrix.shape == (2, 3)
        assert snapshot.formulas[-1].plain == results[0].formulas[-1].plain


def test_parts_of_a_turned_formula_are_found():
    view = formulas("s", "gradient", "x")["numerator"]
    work = work_on("s", "gradient", "x")
    nodes = [part.node for part in view.parts]
    assert nodes.count(work.numbers.of(work.variables["A"])) == 2
    assert work.numbers.of(work.after) in nodes
