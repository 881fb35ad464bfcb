"""What a person gets used to: keys of their own, preferences, going back to where they looked, and the tours."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton

from explorer.document.document import Document
from explorer.document.session import Session
from explorer.ui.dialogs.preferences import PACES, SIZES, Preferences
from explorer.ui.dialogs.shortcuts import Shortcuts
from explorer.ui.panels.steps import Steps
from explorer.ui.panels.sweep import Sweep
from explorer.ui.shell.actions import COMMANDS
from explorer.ui.shell.wishes import PACE, Wishes
from explorer.ui.theme.fonts import TextScale, drawn, font
from explorer.ui.tours import TOURS
from explorer.ui.window import Window
from tests.ui import made_up
from tests.ui.stand_ins import FakeWorkers, give


def command(method):
    return next(one for one in COMMANDS if one.method == method)


def another_window(theme, settings):
    return Window(Session(Document(made_up.TEXT)), FakeWorkers(), theme, settings)


def put_away(window):
    window.files.may_leave = lambda: True
    window.close()
    window.deleteLater()


@pytest.fixture
def usual_text():
    yield
    TextScale.set(1.0)


# keys


def test_keys_are_chosen_in_the_field_work_at_once_and_are_remembered(full_window, theme, settings, qtbot):
    dialog = Shortcuts(full_window.keys, full_window)
    dialog.show()
    edit = dialog.edits[command("toggle_bottom")]
    edit.setKeySequence(QKeySequence("Ctrl+Shift+J"))
    edit.editingFinished.emit()
    assert "Bottom Panels: Ctrl+Shift+J" in dialog.told.text()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    assert full_window.page.below.isVisible()
    dialog.close()
    qtbot.keyClick(full_window, Qt.Key.Key_J, modifiers)
    assert not full_window.page.below.isVisible()
    other = another_window(theme, settings)
    assert other.keys.of(command("toggle_bottom")) == "Ctrl+Shift+J"
    put_away(other)


def test_keys_that_are_taken_change_hands_and_the_loser_is_told(full_window, qtbot):
    dialog = Shortcuts(full_window.keys, full_window)
    edit = dialog.edits[command("search")]
    edit.setKeySequence(QKeySequence("Ctrl+S"))
    edit.editingFinished.emit()
    assert dialog.told.text() == ("Ctrl+S now does “Search Commands, Nodes and Rules”; “Save” has no keys any more.")
    assert dialog.edits[command("save")].keySequence().isEmpty()
    assert full_window.keys.of(command("save")) == ""
    reset = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Keys of the Design")
    reset.click()
    assert all(full_window.keys.of(one) == QKeySequence(one.keys).toString() for one in COMMANDS)
    assert not any(full_window.keys.is_own(one) for one in COMMANDS)


def test_no_two_commands_ever_share_keys(full_window):
    for number, one in enumerate(COMMANDS):
        full_window.keys.choose(one, QKeySequence(COMMANDS[(7 * number + 3) % len(COMMANDS)].keys or "Ctrl+Alt+X"))
        given = [full_window.keys.of(other) for other in COMMANDS if full_window.keys.of(other)]
        assert len(given) == len(set(given))


def test_the_list_of_keys_can_be_narrowed(full_window, qtbot):
    dialog = Shortcuts(full_window.keys, full_window)
    dialog.show()
    dialog.filter.setText("gra tree")
    seen = [one.words for one, edit in dialog.edits.items() if edit.isVisible()]
    assert seen == ["Graphs as Trees"]
    dialog.filter.setText("ctrl+k")
    assert [one.method for one, edit in dialog.edits.items() if edit.isVisible()] == ["search"]


# preferences


def test_text_is_larger_at_once_and_the_graphs_stay_measured(full_window, qtbot, usual_text):
    dialog = Preferences(full_window)
    before = font(12).pixelSize(), drawn(12).pixelSize()
    dialog.text_size.setCurrentIndex(SIZES.index(150))
    dialog.text_size.activated.emit(SIZES.index(150))
    assert (font(12).pixelSize(), drawn(12).pixelSize()) == (18, before[1])
    application = QApplication.instance()
    assert "font-size: 20px" in application.styleSheet()
    assert application.font().pixelSize() == 20
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Defaults").click()
    assert font(12).pixelSize() == before[0]


def test_pace_theme_and_trees(full_window, theme, settings, qtbot):
    dialog = Preferences(full_window)
    for segments, words in ((dialog.pace, "quickly"), (dialog.theme, "Dark")):
        next(one for one in segments.findChildren(QPushButton) if one.text() == words).click()
    assert {full_window.panel(which).walk._timer.interval() for which in (Steps, Sweep)} == {PACES[2][0]}
    assert theme.colours.name == "dark"
    assert settings.value("theme") == "dark"
    dialog.trees.click()
    assert full_window.shows_trees
    dialog.gallery.click()
    assert not Wishes(settings).gallery
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Defaults").click()
    assert (full_window.wishes.pace, full_window.wishes.gallery, full_window.shows_trees) == (PACE, True, False)


@pytest.mark.parametrize("written", ["nonsense", "-3", "1e9", "nan"])
def test_what_someone_wrote_into_the_settings_cannot_break_the_window(written, tmp_path):
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("wishes/text scale", written)
    settings.setValue("wishes/pace", written)
    wishes = Wishes(settings)
    assert 0.8 <= wishes.text_scale <= 2.0
    assert 50 <= wishes.pace <= 10_000


# where a person looked


def test_back_to_where_one_looked_and_forward_again(full_window, qtbot):
    focus = full_window.focus
    nodes = [node.id for node in full_window.bridge.snapshot.graph.nodes]
    focus.select(nodes[1])
    focus.go_to(0)
    focus.go_to(1)
    focus.go_to(2)
    focus.select(nodes[3])
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(full_window, Qt.Key.Key_BracketLeft, control)
    assert (focus.node, focus.frame) == (nodes[1], 2)  # the walk is one look
    qtbot.keyClick(full_window, Qt.Key.Key_BracketLeft, control)
    assert (focus.node, focus.frame) == (nodes[1], 3)
    qtbot.keyClick(full_window, Qt.Key.Key_BracketRight, control)
    qtbot.keyClick(full_window, Qt.Key.Key_BracketRight, control)
    assert (focus.node, focus.frame) == (nodes[3], 2)
    qtbot.keyClick(full_window, Qt.Key.Key_BracketRight, control)
    assert "nothing after this" in full_window.status.verdict.text()


def test_who_looks_elsewhere_after_going_back_forgets_what_came_after(full_window):
    focus, history = full_window.focus, full_window.history
    nodes = [node.id for node in full_window.bridge.snapshot.graph.nodes]
    for node in nodes[:4]:
        focus.select(node)
    history.go_back()
    focus.select(nodes[0])
    assert not history.can_go_forward
    history.forget()
    assert not history.can_go_back


# tours


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.name)
def test_every_stop_of_a_tour_points_at_what_can_be_seen(tour, full_window, qtbot):
    """The window is that of the made-up snapshot: what is there is there for every example."""
    window = full_window
    window.bridge.finished = window.bridge.generation
    window.guide.lead(tour)
    for at, stop in enumerate(tour.stops):
        qtbot.wait(1)
        assert window.guide.at == at
        note, frame = window.guide.note, window.guide.frame
        qtbot.waitUntil(lambda frame=frame: frame.isVisible())
        assert stop.at(window).isVisible()
        assert window.rect().contains(note.geometry())
        assert note.words.height() >= note.words.heightForWidth(note.words.width())
        assert note.words.text() == stop.words
        window.bridge.finished = window.bridge.generation
        qtbot.keyClick(note, Qt.Key.Key_Right)
    assert window.guide.tour is None
    assert window.guide.note.isHidden()


def test_a_tour_opens_its_example_waits_for_it_and_ends_with_escape(full_window, qtbot, workers):
    window = full_window
    window.tour_reading()
    assert "sigmoid" not in window.session.document.text
    assert window.files.title == "Logistic regression"
    assert window.guide.note.isHidden()
    window.bridge.finished = window.bridge.generation
    window.bridge.done.emit(window.bridge.generation)
    qtbot.waitUntil(window.guide.note.isVisible)
    qtbot.keyClick(window.guide.note, Qt.Key.Key_Right)
    qtbot.keyClick(window.guide.note, Qt.Key.Key_Left)
    assert window.guide.at == 0
    qtbot.keyClick(window.guide.note, Qt.Key.Key_Escape)
    assert window.guide.tour is None
    give(window, dataclasses.replace(window.bridge.snapshot))
    assert window.guide.note.isHidden()
