"""The formula and the graphs: a part is a node, by mouse, by key, and the other way."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from explorer.ui.panels.formula import LAYOUTS, LET, MATHML, PICTURE, Formula
from tests.ui import made_up
from tests.ui.stand_ins import give


@pytest.fixture
def formula(full_window):
    panel = full_window.panel(Formula)
    full_window.page.open(panel)
    return panel


def spot(formula, x, y):
    """A point of the picture, in the widget."""
    scale = formula.picture.taken_scale
    return QPointF(x * scale, y * scale).toPoint()


def test_pointing_at_a_part_points_at_its_node(formula, qtbot):
    for place, node in (((120, 15), 4), ((100, 15), 13), ((10, 15), 8)):
        qtbot.mouseMove(formula.picture, spot(formula, *place))
        qtbot.waitUntil(lambda node=node: formula.focus.hover == node)
    QApplication.sendEvent(formula.picture, QEvent(QEvent.Type.Leave))
    assert formula.focus.hover is None


def test_a_click_selects_the_node(formula, qtbot):
    qtbot.mouseClick(formula.picture, Qt.MouseButton.LeftButton, pos=spot(formula, 65, 15))
    assert formula.focus.node == 3
    qtbot.mouseClick(formula.picture, Qt.MouseButton.LeftButton, pos=spot(formula, 1, 1))
    assert formula.focus.node == 3  # there is nothing


def test_arrow_keys_walk_through_the_parts(formula, qtbot):
    formula.picture.setFocus()
    walk = (
        (Qt.Key.Key_Right, 8),
        (Qt.Key.Key_Down, 3),
        (Qt.Key.Key_Right, 13),
        (Qt.Key.Key_Right, 13),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Up, 13),
        (Qt.Key.Key_Left, 3),
        (Qt.Key.Key_Up, 8),
        (Qt.Key.Key_Down, 3),
        (Qt.Key.Key_Home, 8),
    )
    for key, node in walk:
        qtbot.keyClick(formula.picture, key)
        assert formula.focus.node == node


def test_enter_brings_the_node_into_sight(formula, qtbot):
    formula.focus.select(13)
    with qtbot.waitSignal(formula.focus.reveal_requested) as revealed:
        qtbot.keyClick(formula.picture, Qt.Key.Key_Return)
    assert revealed.args == [13]


def test_a_double_click_brings_the_node_into_sight(formula, qtbot):
    with qtbot.waitSignal(formula.focus.reveal_requested) as revealed:
        qtbot.mouseDClick(formula.picture, Qt.MouseButton.LeftButton, pos=spot(formula, 65, 15))
    assert revealed.args == [3]


def test_keys_go_on_from_the_node_that_was_selected_elsewhere(formula, qtbot):
    formula.focus.select(13)
    qtbot.keyClick(formula.picture, Qt.Key.Key_Down)
    assert formula.focus.node == 4


def test_a_node_selected_elsewhere_is_marked_in_the_formula(formula, theme):
    before = formula.picture.grab().toImage()
    formula.focus.select(13)
    after = formula.picture.grab().toImage()
    inside, outside = spot(formula, 91, 7), spot(formula, 6, 24)
    assert before.pixelColor(inside) != after.pixelColor(inside)
    assert after.pixelColor(inside).name() == theme.colours.accent_soft
    assert before.pixelColor(outside) == after.pixelColor(outside)
    assert "σ(−m)" in formula.picture.accessibleDescription()
    formula.focus.select(5)  # which does not stand there
    assert formula.picture.accessibleDescription() == ""


@pytest.mark.parametrize("name", ["light", "dark"])
def test_what_is_hovered_elsewhere_is_marked_too(formula, theme, name):
    theme.choose(name)
    formula.focus.point_at(3)
    inside = spot(formula, 61, 9)
    assert formula.picture.grab().toImage().pixelColor(inside).name() == theme.colours.hover
    formula.focus.point_at(None)
    assert formula.picture.grab().toImage().pixelColor(inside).name() != theme.colours.hover


def test_each_picture_has_its_own_parts(formula):
    views = tuple(dataclasses.replace(view, parts_let=made_up.PARTS[:1]) for view in made_up.formulas())
    give(formula.widget.window(), dataclasses.replace(made_up.full(), formulas=views))
    formula.focus.select(13)
    assert formula.picture.places_of(13)
    formula.notation.setCurrentText(LET)
    assert not formula.picture.places_of(13)
    formula.notation.setCurrentText(PICTURE)
    assert formula.picture.places_of(13)


def test_the_layout_is_a_choice_of_the_document(formula, qtbot):
    assert formula.layout_words.text() == made_up.formulas()[0].layout
    formula.layout.setFocus()
    qtbot.keyClick(formula.layout, Qt.Key.Key_Down)
    assert formula.session.document.layout == "numerator"
    assert formula.layout.currentText() == LAYOUTS["numerator"]
    formula.session.undo()
    assert formula.layout.currentText() == LAYOUTS["mixed"]


def test_where_the_layouts_are_the_same_there_is_no_choice(formula):
    views = tuple(
        dataclasses.replace(view, layout="A Hessian is symmetric.", layouts_differ=False) for view in made_up.formulas()
    )
    give(formula.widget.window(), dataclasses.replace(made_up.full(), formulas=views))
    assert not formula.layout.isEnabled()
    assert formula.layout_words.text() == "A Hessian is symmetric."


def test_mathml_is_a_notation(formula):
    formula.notation.setCurrentText(MATHML)
    assert formula.text.toPlainText() == "<math><mi>x</mi></math>"


def copied(formula, words):
    next(action for action in formula.copy_menu().actions() if action.text().startswith(words)).trigger()
    return QGuiApplication.clipboard().mimeData()


def test_copying_mathml(formula):
    assert copied(formula, "Copy as MathML").text() == "<math><mi>x</mi></math>"


def test_copying_a_picture(formula):
    data = copied(formula, "Copy as a picture")
    assert bytes(data.data("image/svg+xml").data()).decode() == made_up.FORMULA
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (450, 90)
    assert image.pixelColor(0, 0).name() == "#ffffff"
