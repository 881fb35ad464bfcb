"""Panels in windows of their own, tabs that move, layouts with names, the lock, settings from anywhere."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QPushButton

from explorer.document.document import Document
from explorer.document.session import Session
from explorer.ui.panels.code import Code
from explorer.ui.panels.formula import Formula
from explorer.ui.panels.products import Products
from explorer.ui.panels.values import Values
from explorer.ui.shell.arrangement import LAST, LOCKED, NAMED, Arrangement, Arrangements, understood
from explorer.ui.shell.panel_window import PanelWindow
from explorer.ui.window import Window
from tests.ui import made_up
from tests.ui.conftest import remove
from tests.ui.stand_ins import FakeWorkers, give

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def another_window(theme, settings, qapp):
    """The window after a restart; as often as it is asked for."""
    made = []

    def make():
        window = Window(Session(Document(made_up.TEXT)), FakeWorkers(), theme, settings)
        assert not any(own.isVisible() for own in window.page.windows.values())  # not before the window itself
        window.resize(1600, 1000)
        window.show()
        give(window, made_up.full())
        qapp.processEvents()
        made.append(window)
        return window

    yield make
    for window in made:
        put_away(window)


def put_away(window):
    window.files.may_leave = lambda: True
    window.close()
    remove(window)


def tab_texts(card):
    return [card.bar.tabText(at) for at in range(card.bar.count()) if card.bar.isTabVisible(at)]


def submenu(window):
    window.layouts.fill()
    return {action.text(): action for action in window.layouts._menu.actions()}


# windows of their own


def test_the_key_gives_a_panel_a_window_and_takes_it_back(full_window, qapp):
    window = full_window
    window.activateWindow()
    formula = window.panel(Formula)
    window.page.tabs[0].bar.setFocus()
    QTest.keyClick(window.page.tabs[0].bar, Qt.Key.Key_T, CONTROL_SHIFT)
    own = window.page.windows[formula]
    qapp.processEvents()
    assert own.isVisible()
    assert formula.widget.isVisible()
    assert formula.widget.window() is own
    assert "Formula" not in tab_texts(window.page.tabs[0])
    assert window.page.tabs[0].current is window.panel(Code)
    assert window.panel(Code).widget.isVisible()
    own.activateWindow()
    QTest.keyClick(own, Qt.Key.Key_T, CONTROL_SHIFT)
    qapp.processEvents()
    assert not window.page.windows
    assert window.page.tabs[0].current is formula
    assert formula.widget.isVisible()
    assert formula.widget.window() is window


def test_the_menu_of_a_tab_gives_it_a_window(full_window, qapp):
    card = full_window.page.tabs[1]
    values = full_window.panel(Values)
    menu = card.menu_of(card.panels.index(values))
    menu.actions()[0].trigger()
    assert values in full_window.page.windows
    full_window.page.windows[values].close()
    assert card.current is values


def test_the_menu_opens_by_mouse_and_by_key(full_window, qapp):
    bar = full_window.page.tabs[0].bar
    for point in (bar.tabRect(1).center(), QPoint(-1, -1)):
        bar.customContextMenuRequested.emit(point)
        menu = QApplication.activePopupWidget()
        assert [action.text() for action in menu.actions() if action.text()] == [
            "In a Window of Its Own",
            "Move Left",
            "Move Right",
        ]
        menu.close()


def test_keys_of_the_main_window_work_in_it(full_window, qapp, qtbot):
    window = full_window
    window.status.show_stage("")  # nothing is at work: the button that ends it, in reach of the keys, does not come up
    window.page.tear_off(window.panel(Formula))
    own = window.page.windows[window.panel(Formula)]
    own.activateWindow()
    qapp.processEvents()
    assert QApplication.activeWindow() is own
    QTest.keyClick(own, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert not window.page.below.isVisible()
    assert own.isVisible()
    QTest.keyClick(own, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(own, Qt.Key.Key_F6)
    qtbot.waitUntil(window.isActiveWindow)  # the system gives a window the keys when it comes to it
    assert not own.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(own.isActiveWindow)
    assert own.isAncestorOf(QApplication.focusWidget())


def test_it_shows_what_changes_and_has_the_theme(full_window, theme, qapp):
    window = full_window
    formula = window.panel(Formula)
    window.page.tear_off(formula)
    own = window.page.windows[formula]
    theme.choose("dark")
    qapp.processEvents()
    image = own.grab().toImage()
    assert image.pixelColor(3, image.height() // 2).name() == theme.colours.panel
    give(window, made_up.full())
    window.page.open(formula)
    assert own.isVisible()
    theme.choose("light")
    qapp.processEvents()
    assert own.grab().toImage().pixelColor(3, image.height() // 2).name() == theme.colours.panel


def test_all_tabs_of_a_card_may_leave_and_are_brought_back(full_window, qapp):
    window = full_window
    card = window.page.tabs[0]
    for panel in list(card.panels):
        window.page.tear_off(panel)
    assert card.current is None
    back = next(one for one in card.findChildren(QPushButton) if one.text() == "Bring Them Back")
    assert back.isVisible()
    back.click()
    assert not window.page.windows
    assert len(tab_texts(card)) == 4
    assert not back.isVisible()


def test_reset_brings_all_home_in_their_order(full_window, qapp):
    window = full_window
    card = window.page.tabs[0]
    card.bar.moveTab(0, 2)
    window.page.tear_off(window.panel(Code))
    window.page.tear_off(window.panel(Products))
    window.toggle_left()
    window.reset_layout()
    assert not window.page.windows
    assert tab_texts(card) == ["Formula", "Code", "Checks", "Output"]
    assert window.page.left.isVisible()


def test_a_restart_finds_the_windows_where_they_were(full_window, another_window, theme):
    first = another_window()
    formula = first.panel(Formula)
    first.page.tear_off(formula)
    first.page.windows[formula].setGeometry(120, 130, 640, 420)
    first.page.tabs[1].bar.moveTab(0, 1)
    first.actions_by_command[next(one for one in first.actions_by_command if one.name == "right")].trigger()
    order = tab_texts(first.page.tabs[1])
    theme.choose("dark")
    first.close()
    assert not formula.widget.isVisible()
    second = another_window()
    own = second.page.windows[second.panel(Formula)]
    assert own.isVisible()
    assert (own.width(), own.height()) == (640, 420)
    assert tab_texts(second.page.tabs[1]) == order
    assert not second.page.right.isVisible()
    assert not second._named["right"].isChecked()
    image = own.grab().toImage()
    assert image.pixelColor(3, image.height() // 2).name() == theme.colours.panel
    theme.choose("light")


def test_a_panel_goes_back_to_where_its_window_was(full_window):
    page, code = full_window.page, full_window.panel(Code)
    page.tear_off(code)
    page.windows[code].resize(700, 555)
    page.windows[code].close()
    page.tear_off(code)
    assert (page.windows[code].width(), page.windows[code].height()) == (700, 555)


def test_a_tour_brings_panels_home(full_window):
    full_window.page.tear_off(full_window.panel(Formula))
    full_window.tour_reading()
    assert not full_window.page.windows
    full_window.guide.end()


# tabs


def test_tabs_can_be_moved_and_each_shows_its_panel(full_window, qapp):
    card = full_window.page.tabs[0]
    menu = card.menu_of(0)
    assert [action.isEnabled() for action in menu.actions() if action.text()] == [True, False, True]
    next(action for action in menu.actions() if action.text() == "Move Right").trigger()
    assert tab_texts(card) == ["Code", "Formula", "Checks", "Output"]
    for at, panel in enumerate(card.panels):
        card.bar.setCurrentIndex(at)
        assert card.bar.tabText(at) == panel.title
        assert card.stack.currentWidget() is panel.widget


# layouts with names


def test_a_layout_is_saved_used_and_removed(full_window, monkeypatch, qapp):
    window = full_window
    window.page.whole.setSizes([300, 1284])
    window.page.tear_off(window.panel(Code))
    window._named["right"].trigger()
    qapp.processEvents()
    sizes = window.page.whole.sizes()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("  Reading &  writing ", True))
    window.layouts.save_layout()
    window.reset_layout()
    assert window.page.right.isVisible()
    submenu(window)["Reading && writing"].trigger()
    qapp.processEvents()
    assert window.page.whole.sizes() == sizes
    assert window.panel(Code) in window.page.windows
    assert not window.page.right.isVisible()
    assert not window._named["right"].isChecked()
    assert "Layout: Reading & writing" in [entry.words for entry in window._entries()]
    (remover,) = submenu(window)["Remove"].menu().actions()
    remover.trigger()
    assert "Reading && writing" not in submenu(window)
    assert "Remove" not in submenu(window)


def test_a_name_that_is_taken_is_asked_about(full_window, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("one", True))
    layouts = full_window.layouts
    layouts.save_layout()
    before = layouts.arrangements.named["one"]
    full_window.page.tear_off(full_window.panel(Code))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    layouts.save_layout()
    assert layouts.arrangements.named["one"] == before
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    layouts.save_layout()
    assert "Code" in layouts.arrangements.named["one"].windows
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("   ", True))
    layouts.save_layout()
    assert list(layouts.arrangements.named) == ["one"]


def test_the_search_uses_a_layout(full_window, qtbot, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("For talks", True))
    full_window.page.tear_off(full_window.panel(Code))
    full_window.layouts.save_layout()
    full_window.reset_layout()
    full_window.activateWindow()
    full_window.search()
    qtbot.keyClicks(full_window.bar.search, "layout talks")
    qtbot.keyClick(full_window.bar.search, Qt.Key.Key_Return)
    assert full_window.panel(Code) in full_window.page.windows


# the lock


def test_what_is_locked_stays_where_it_is(full_window, another_window, qapp):
    window = full_window
    page = window.page
    window._named["lock"].trigger()
    sizes = page.whole.sizes()
    handle = page.whole.handle(1)
    centre = handle.rect().center()
    drag(handle, centre, centre + QPoint(80, 0))
    assert page.whole.sizes() == sizes
    before = tab_texts(page.tabs[0])
    bar = page.tabs[0].bar
    drag(bar, bar.tabRect(0).center(), bar.tabRect(2).center())
    assert tab_texts(page.tabs[0]) == before
    assert not any(action.isEnabled() for action in page.tabs[0].menu_of(1).actions() if action.text())
    window.layouts.tear_off()
    assert not page.windows
    other = another_window()
    assert other.page.locked
    assert other._named["lock"].isChecked()
    window._named["lock"].trigger()
    drag(handle, centre, centre + QPoint(80, 0))
    assert page.whole.sizes() != sizes


def drag(widget, start, end):
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 6):
        QTest.mouseMove(widget, start + (end - start) * step / 5)
        QApplication.processEvents()
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    QApplication.processEvents()


# settings that anyone may have written

STRANGE = (
    "nonsense",
    "[]",
    "null",
    '{"sizes": 3, "tabs": "a", "front": {}, "windows": [], "hidden": 1}',
    '{"sizes": {"whole": [0, 0], "main": ["a", 2], "above": [1], "below": [-5, 1e9], "left": [true, false, true]}}',
    '{"tabs": [["Nobody"], [], ["Code"]], "front": ["Nobody", 3], "windows": {"Nobody": "", "Script": "00"}}',
    '{"windows": {"Code": "not hexadecimal", "Values": "01d9d0cb0003", "Output": 7}}',
    "[" * 5000,
)


@pytest.mark.parametrize("written", STRANGE, ids=range(len(STRANGE)))
@pytest.mark.parametrize("key", [LAST, NAMED, LOCKED, "layout/whole", "layout/tab0", "window/geometry"])
def test_what_someone_wrote_does_not_break_the_start(another_window, settings, key, written):
    if key == NAMED and written.startswith("{"):
        written = json.dumps({"mine": json.loads(written)})
    settings.setValue(key, written)
    window = another_window()
    assert window.page.left.isVisible()
    assert min(window.page.whole.sizes()) > 100
    assert min(window.page.main.sizes()) > 100
    for name in window.layouts.arrangements.named:
        window.layouts.use(name)
    assert window.page.tabs[0].isVisible()
    window.reset_layout()
    assert not window.page.windows


def test_an_arrangement_survives_its_text(settings):
    made = Arrangement(
        {"whole": [300, 900]}, [["Code", "Formula"], ["Values"]], ["Code"], {"Values": "01d9"}, ["right"]
    )
    kept = Arrangements(settings)
    assert kept.last is None
    kept.keep(made)
    kept.save("b", made)
    kept.save("A", made)
    assert kept.last == made
    assert list(kept.named) == ["A", "b"]
    assert understood(None) == Arrangement()


def test_the_window_of_a_panel_ends_with_the_main_window(another_window, qapp):
    window = another_window()
    window.page.tear_off(window.panel(Code))
    own = window.page.windows[window.panel(Code)]
    window.files.may_leave = lambda: False
    window.close()
    assert own.isVisible()
    window.files.may_leave = lambda: True
    window.close()
    assert not own.isVisible()
    assert isinstance(own, PanelWindow)
