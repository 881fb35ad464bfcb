"""The list of steps: filtered by rule or theme, without the steps that change nothing that is read."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt

from explorer.ui.panels.formula import PAIR, PICTURE, Formula
from explorer.ui.panels.rewrites import FRAME, Rewrites
from tests.ui import made_up
from tests.ui.stand_ins import give


@pytest.fixture
def rewrites(full_window):
    return full_window.panel(Rewrites)


def rows(rewrites):
    return [rewrites.shown.index(row, 0).data(FRAME) for row in range(rewrites.shown.rowCount())]


def test_filtering_by_rule(rewrites, qtbot):
    qtbot.keyClicks(rewrites.filter, "SIGMOID")
    assert rows(rewrites) == [0, 2]
    assert rewrites.remark.text() == "1 of 3 steps"
    rewrites.filter.clear()
    assert rows(rewrites) == [0, 1, 2, 3]
    assert rewrites.remark.text() == "3 steps"


def test_filtering_by_theme(rewrites, qtbot):
    qtbot.keyClicks(rewrites.filter, "arith")
    assert rows(rewrites) == [0, 1, 3]


def test_steps_that_change_nothing_in_the_formula_can_be_left_out(rewrites, qtbot):
    qtbot.mouseClick(rewrites.changes, Qt.MouseButton.LeftButton)
    assert rows(rewrites) == [0, 1, 2]
    assert rewrites.remark.text() == "2 of 3 steps"


def test_a_filter_takes_nobody_to_another_frame(rewrites, qtbot):
    assert rewrites.focus.frame == 3
    qtbot.keyClicks(rewrites.filter, "sigmoid")
    assert rewrites.focus.frame == 3
    rewrites.filter.clear()
    assert rewrites.list.currentIndex().data(FRAME) == 3


def test_a_row_goes_to_its_own_frame_when_others_are_left_out(rewrites, qtbot):
    qtbot.keyClicks(rewrites.filter, "sigmoid")
    place = rewrites.list.visualRect(rewrites.shown.index(1, 0)).center()
    qtbot.mouseClick(rewrites.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert rewrites.focus.frame == 2
    rewrites.list.setFocus()
    qtbot.keyClick(rewrites.list, Qt.Key.Key_Up)
    assert rewrites.focus.frame == 0


def test_the_filter_stays_with_another_derivation(rewrites, full_window):
    rewrites.filter.setText("sigmoid")
    give(full_window, made_up.full())
    assert rows(rewrites) == [0, 2]


def test_the_step_that_is_shown_stays_in_sight_in_a_smaller_window(rewrites, full_window, qtbot):
    steps = tuple(dataclasses.replace(made_up.steps()[0], index=index) for index in range(1, 40))
    give(full_window, dataclasses.replace(made_up.full(), steps=steps))
    rewrites.focus.go_to(30)
    full_window.resize(1100, 700)

    def in_sight():
        row = rewrites.list.visualRect(rewrites.list.currentIndex())
        return rewrites.list.viewport().rect().contains(row.center())

    qtbot.waitUntil(in_sight)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_formula_before_a_step_stands_beside_the_one_after(full_window, theme, name, qtbot):
    theme.choose(name)
    formula = full_window.panel(Formula)
    full_window.page.open(formula)
    formula.notation.setCurrentText(PAIR)
    formula.focus.go_to(2)
    assert formula.earlier.isVisible()
    assert formula.picture.isVisible()
    assert "step 2, sigmoid_from_exp" in formula.heading.text()
    assert not formula.which.isEnabled()

    def apart():
        beside = formula.earlier.x() + formula.earlier.width() <= formula.picture.x()
        return beside or formula.earlier.y() + formula.earlier.height() <= formula.picture.y()

    qtbot.waitUntil(apart)
    formula.focus.go_to(0)
    assert not formula.earlier.isVisible()
    formula.notation.setCurrentText(PICTURE)
    assert not formula.earlier.isVisible()
    assert formula.which.isEnabled()


def test_a_step_that_changes_nothing_says_so(full_window):
    formula = full_window.panel(Formula)
    full_window.page.open(formula)
    give(full_window, dataclasses.replace(made_up.full(), formulas=made_up.formulas()[:3]))
    formula.notation.setCurrentText(PAIR)
    formula.focus.go_to(3)
    assert not formula.earlier.isVisible()
    assert formula.heading.text().endswith("scale_merge, which changes nothing in the formula")


def test_a_part_of_the_formula_before_is_a_node_too(full_window, qtbot):
    formula = full_window.panel(Formula)
    full_window.page.open(formula)
    formula.notation.setCurrentText(PAIR)
    formula.focus.go_to(2)
    scale = formula.earlier.taken_scale
    place = made_up.PARTS[3].boxes[0]
    middle = formula.earlier.rect().topLeft()
    middle.setX(round((place[0] + place[2] / 2) * scale))
    middle.setY(round((place[1] + place[3] / 2) * scale))
    qtbot.mouseClick(formula.earlier, Qt.MouseButton.LeftButton, pos=middle)
    assert formula.focus.node == 4
    assert formula.picture.places_of(4)
