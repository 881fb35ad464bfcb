"""What did each theme of rules do? Asked only while the dialog is open."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from explorer.document.reports import DoneReport
from explorer.ui.bridge import DEBOUNCE
from explorer.ui.panels.rewrites import Rewrites
from tests.ui import made_up
from tests.ui.stand_ins import give


@pytest.fixture
def effects(full_window, qtbot):
    qtbot.mouseClick(full_window.panel(Rewrites).effects, Qt.MouseButton.LeftButton)
    dialog = full_window._effects
    qtbot.waitExposed(dialog)
    yield dialog
    if full_window._effects is not None:
        full_window._effects.reject()


def words(dialog):
    return [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]


def test_a_line_for_each_theme_that_makes_a_difference(effects):
    said = words(effects)
    assert "All rules" in said
    assert "Without Logistic" in said
    assert "13 nodes (+4) · 8n + 4nd flops · 2 steps of its own" in said
    assert "8 nodes (−1) · 4n flops" in said
    assert "A loop that never ends." in said
    assert "Without Shapes" not in said
    assert "Without these the result is the same: Shapes." in said
    assert len(effects.pictures) == 3


def test_it_is_asked_for_only_while_it_is_open(full_window, workers, qtbot):
    qtbot.waitUntil(lambda: bool(workers.submitted))
    assert not workers.submitted[-1][0].effects
    full_window.show_effects()
    qtbot.waitUntil(lambda: workers.submitted[-1][0].effects)
    assert not full_window.session.document.effects
    assert not full_window.session.modified
    full_window.session.edit(text="y = 2\n")
    qtbot.waitUntil(lambda: workers.submitted[-1][0].text == "y = 2\n")
    assert workers.submitted[-1][0].effects
    full_window._effects.reject()
    qtbot.waitUntil(lambda: not workers.submitted[-1][0].effects)  # it is busy, and is told to stop


def test_nothing_is_asked_again_when_it_closes_after_the_last(full_window, workers, qtbot):
    full_window.show_effects()
    qtbot.waitUntil(lambda: bool(workers.submitted) and workers.submitted[-1][0].effects)
    workers.give(DoneReport(workers.submitted[-1][1]))
    qtbot.waitUntil(lambda: not full_window.bridge.busy)
    count = len(workers.submitted)
    full_window._effects.reject()
    qtbot.wait(5 * DEBOUNCE)
    assert len(workers.submitted) == count


def test_it_grows_and_can_be_stopped(effects, full_window):
    give(full_window, dataclasses.replace(made_up.full(), effects=made_up.effects(to_come=3)))
    assert effects.progress.text() == "3 themes still to be tried…"
    full_window.bridge.cancel()
    assert effects.progress.text() == "Stopped: 3 themes not tried."
    give(full_window, made_up.full())
    assert effects.progress.text() == "All themes were tried."


def test_both_themes(effects, theme):
    theme.choose("dark")
    assert {shown._colour for shown in effects.pictures} == {theme.colours.text}


def test_it_opens_again(full_window, effects):
    full_window.show_effects()
    assert full_window._effects is effects
    effects.reject()
    assert full_window._effects is None
    full_window.show_effects()
    full_window._effects.reject()
