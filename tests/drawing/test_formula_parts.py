"""Where the parts of a formula lie: marks move nothing, and what is found lies where the part is drawn."""

import xml.etree.ElementTree as ET

import pytest

import explorer.core as T
from explorer.core.notation.formula import formula, formula_in_lines
from explorer.core.notation.typst import typst_marked, typst_of
from explorer.drawing.formula import formula_picture
from explorer.drawing.formula_parts import _extent, picture_with_parts
from tests.core.catalogue import examples

x, y = T.dscalars("x", "y")
EXAMPLES = [example for example in examples() if "float32" not in str(example)]


def found(box, width=None, wanted=lambda _: True):
    """The picture, and the rectangles of each expression that is marked."""
    marked, marks = typst_marked(box, wanted)
    picture, places = picture_with_parts(marked, typst_of(box), [mark.inside for mark in marks], 18.0, width)
    return picture, list(zip([mark.of for mark in marks], [mark.inside for mark in marks], places, strict=True))


def same_without_marks(box, width=None):
    """Whether a formula with all its parts marked is the picture that it is without."""
    picture, parts = found(box, width)
    return not picture.error and picture.svg == formula_picture(typst_of(box), 18.0, width).svg and bool(parts)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_marks_move_nothing_in_any_operation(example):
    for e in example.build(*example.variables(known=True)):
        assert same_without_marks(formula(e)), T.typst(e)
        assert same_without_marks(formula_in_lines(e)), T.typst(e, "let")


def test_marks_do_not_change_where_lines_break():
    e = x
    for power in range(2, 40):
        e = e + T.sin(x) ** power / (1 + T.exp(-power * y))
    assert same_without_marks(formula(e), 400.0)


def test_a_part_lies_where_it_is_drawn():
    picture, parts = found(formula((x + y) / T.sqrt(x)))
    (whole, outside, (page,)), (total, _, (above,)), *_ = parts
    assert (whole, outside, total) == ((x + y) / T.sqrt(x), -1, x + y)
    assert page[0] >= 0
    assert page[0] + page[2] <= picture.width
    assert page[1] >= 0
    assert page[1] + page[3] <= picture.height
    assert above[1] + above[3] < page[1] + page[3] / 2 + 2  # over the bar
    left, right = (next(places for e, _, places in parts if e is one) for one in (x, y))
    assert left[0][0] + left[0][2] < right[0][0]


def test_what_stands_inside_lies_inside():
    _, parts = found(formula(T.log(1 + T.exp(-x * y)) / T.sqrt(x**2 + y**2)))
    for _, inside, places in parts:
        if inside >= 0:
            ((left, top, width, height),), ((l0, t0, w0, h0),) = places, parts[inside][2]
            assert l0 - 0.1 <= left
            assert left + width <= l0 + w0 + 0.1
            assert t0 - 0.1 <= top
            assert top + height <= t0 + h0 + 0.1


def test_a_part_that_stands_twice_is_found_twice():
    _, parts = found(formula(x * T.exp(x)))
    assert len({places for e, _, places in parts if e is x}) == 2


def test_a_part_over_several_lines_has_a_rectangle_in_each():
    e = T.sin(x)
    for number in range(2, 20):
        e = e + T.sin(number * x)
    picture, parts = found(formula(e), 300.0)
    whole = parts[0][2]
    assert len(whole) > 2
    assert all(left + width <= picture.width for left, _, width, _ in whole)
    tops = [top for _, top, _, _ in whole]
    assert tops == sorted(tops)
    assert all(top + height <= below for (_, top, _, height), below in zip(whole, tops[1:], strict=False))


def test_only_what_is_wanted_is_marked():
    _, parts = found(formula(x + y), wanted=lambda e: e is y)
    assert [(e, inside) for e, inside, _ in parts] == [(y, -1)]


def test_a_picture_with_parts_is_black():
    picture, _ = found(formula(x / y))
    colours = {element.get(name) for element in ET.fromstring(picture.svg).iter() for name in ("fill", "stroke")}
    assert colours <= {"#000000", "none", None}


def test_what_cannot_be_set_with_marks_is_set_without():
    picture, places = picture_with_parts('mark("000001", x', "x + 1", [-1], 18.0)
    assert (picture.error, places) == ("", ((),))


def test_the_extent_of_a_path():
    extent = _extent("M 0 0m 2 1c 0 1 1 2 2 2h -4v 3Z m 1 1l 10 0")
    assert (extent.left, extent.top, extent.right, extent.bottom) == (0, 1, 13, 6)
    assert _extent("M 0 0") is None
