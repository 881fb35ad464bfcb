"""Walking the derivation: slider, list, keys."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt

from explorer.ui.panels.formula import Formula
from explorer.ui.panels.graphs import Graphs
from explorer.ui.panels.rewrites import Rewrites
from explorer.ui.panels.steps import Steps
from tests.ui import made_up
from tests.ui.stand_ins import give


@pytest.fixture
def steps(full_window):
    return full_window.panel(Steps)


def test_begins_with_the_result(steps):
    assert steps.focus.frame == 3
    assert steps.walk.count.text() == "3 / 3"
    assert steps.rule.text() == "scale_merge"
    assert not steps.walk.next.isEnabled()


def test_buttons_walk(steps, qtbot):
    for button, frame in (
        (steps.walk.first, 0),
        (steps.walk.next, 1),
        (steps.walk.next, 2),
        (steps.walk.previous, 1),
        (steps.walk.last, 3),
    ):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert steps.focus.frame == frame


def test_keys_walk_everywhere_in_the_window(full_window, qtbot):
    qtbot.keyClick(full_window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert full_window.focus.frame == 2
    qtbot.keyClick(full_window, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert full_window.focus.frame == 0


def test_slider_by_key_and_mouse(steps, qtbot):
    steps.walk.slider.setFocus()
    qtbot.keyClick(steps.walk.slider, Qt.Key.Key_Left)
    assert steps.focus.frame == 2
    qtbot.mouseClick(
        steps.walk.slider, Qt.MouseButton.LeftButton, pos=steps.walk.slider.rect().center().__class__(3, 15)
    )
    assert steps.focus.frame == 0


def test_the_card_reads_the_rule(steps):
    steps.focus.go_to(2)
    assert steps.rule.text() == "sigmoid_from_exp"
    assert steps.saved.text() == "4 nodes fewer"
    assert not steps.unsafe.isVisible()
    steps.focus.go_to(3)
    assert steps.unsafe.text() == "assumes n is not 0"
    steps.focus.go_to(0)
    assert not steps.rule.isVisible()


def test_the_list_follows_and_leads(full_window, qtbot):
    rewrites = full_window.panel(Rewrites)
    full_window.focus.go_to(1)
    assert rewrites.list.currentIndex().row() == 1
    rewrites.list.setFocus()
    qtbot.keyClick(rewrites.list, Qt.Key.Key_Down)
    assert full_window.focus.frame == 2
    rect = rewrites.list.visualRect(rewrites.shown.index(1, 0))
    qtbot.mouseClick(rewrites.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert full_window.focus.frame == 1
    assert "sigmoid_from_exp" in rewrites.model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_play_runs_to_the_end(steps, qtbot):
    steps.walk._timer.setInterval(5)
    qtbot.mouseClick(steps.walk.play, Qt.MouseButton.LeftButton)
    assert steps.focus.frame == 0
    qtbot.waitUntil(lambda: steps.focus.frame == 3, timeout=2000)
    assert not steps.walk._timer.isActive()


def test_who_looks_at_a_step_stays_there(full_window):
    full_window.focus.go_to(1)
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=made_up.graph()))
    assert full_window.focus.frame == 1


def test_who_looks_at_the_result_goes_on_looking_at_it(full_window):
    shorter = dataclasses.replace(full_window.bridge.snapshot, steps=made_up.steps()[:1])
    give(full_window, shorter)
    assert full_window.focus.frame == 1
    give(full_window, made_up.full())
    assert full_window.focus.frame == 3


def test_of_a_long_derivation_only_the_ends_are_drawn(full_window):
    many = tuple(dataclasses.replace(made_up.steps()[0], index=k + 1) for k in range(70))
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, steps=many))
    assert full_window.focus.last_frame == 70
    full_window.focus.go_to(35)
    assert full_window.focus.drawn_frame == 3
    assert "the result" in full_window.panel(Graphs).after.remark._wordings
    full_window.focus.go_to(0)
    assert full_window.focus.drawn_frame == 0


def test_the_formula_follows(full_window):
    formula = full_window.panel(Formula)
    full_window.focus.go_to(2)
    assert formula.formula.frame == 2
    formula.which.choose("Before")
    assert formula.formula.frame == 0


def test_nothing_to_rewrite(full_window):
    one = dataclasses.replace(made_up.graph(), frames=1)
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, steps=(), graph=one))
    assert full_window.panel(Steps).walk.count.text() == "0 / 0"
    assert not full_window.panel(Steps).walk.play.isEnabled()
    assert full_window.panel(Rewrites).empty.isVisible()


def test_a_shorter_form_is_searched_for_and_told(full_window, qtbot):
    rewrites, snapshot = full_window.panel(Rewrites), full_window.bridge.snapshot
    qtbot.keyClick(full_window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert full_window.session.document.search
    assert rewrites.search.isChecked()
    give(full_window, dataclasses.replace(snapshot, steps=tuple(dataclasses.replace(s) for s in snapshot.steps)))
    assert rewrites.search.text() == "No shorter form"
    *others, last = snapshot.steps
    found = dataclasses.replace(
        last, rule="shorter form", caption="by multiply out, cancel", searched=True, rule_picture=""
    )
    give(full_window, dataclasses.replace(snapshot, steps=(*others, found)))
    assert rewrites.search.text() == "Shorter form"
    full_window.focus.go_to(3)
    assert full_window.panel(Steps).caption.toolTip().endswith("by multiply out, cancel")
    full_window.session.undo()
    assert not rewrites.search.isChecked()
    qtbot.mouseClick(rewrites.search, Qt.MouseButton.LeftButton)
    assert full_window.session.document.search
    assert full_window.session.undo_label == "search for a shorter form"


def test_themes_of_rules_are_switched_off_and_on(full_window):
    rules, session = full_window.panel(Rewrites).rules, full_window.session
    actions = {action.text(): action for action in rules.menu().actions()}
    assert rules.text() == "Rules"
    actions["Algebra"].trigger()
    assert session.document.rules_off == {"cancel", "collect terms"}
    assert rules.text() == "Rules: 2 off"
    assert not actions["Algebra"].isChecked()
    assert not actions["Rules that assume something"].isChecked()
    assert actions["Shapes"].isChecked()
    actions["Rules that assume something"].trigger()
    assert session.document.rules_off == {"collect terms"}
    session.undo()
    assert rules.text() == "Rules: 2 off"
    actions["All rules"].trigger()
    assert session.document.rules_off == frozenset()
    assert all(action.isChecked() for action in actions.values() if action.isCheckable())
    assert session.undo_label == "choice of rules"
