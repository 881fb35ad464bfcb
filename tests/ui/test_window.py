"""The window as a whole."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QWhatsThis

from explorer.document.document import Document
from explorer.document.gallery import gallery
from explorer.document.session import Session
from explorer.ui.dialogs.about import About
from explorer.ui.dialogs.export import Export, available
from explorer.ui.dialogs.gallery import Card, Gallery
from explorer.ui.dialogs.shortcuts import Shortcuts
from explorer.ui.panels.products import Products
from explorer.ui.panels.script import Script
from explorer.ui.shell.actions import COMMANDS
from explorer.ui.shell.graph_looks import GraphLooks
from explorer.ui.shell.layout_commands import LayoutCommands
from explorer.ui.window import Window
from tests.ui import made_up
from tests.ui.stand_ins import FakeWorkers


def answer(monkeypatch, button):
    monkeypatch.setattr(QMessageBox, "question", lambda *_: button)


def test_every_command_has_its_own_keys():
    keys = [command.keys for command in COMMANDS if command.keys]
    assert len(keys) == len(set(keys))
    owners = [
        [owner for owner in (Window, GraphLooks, LayoutCommands) if hasattr(owner, command.method)]
        for command in COMMANDS
    ]
    assert all(len(found) == 1 for found in owners)


def test_an_edit_can_be_undone_by_the_button(full_window, qtbot):
    assert not full_window.bar.undo.isEnabled()
    full_window.session.edit(target="loss")
    assert full_window.bar.undo.isEnabled()
    assert "choice of target" in full_window.bar.undo.toolTip()
    qtbot.mouseClick(full_window.bar.undo, Qt.MouseButton.LeftButton)
    assert full_window.session.document.target is None
    qtbot.mouseClick(full_window.bar.redo, Qt.MouseButton.LeftButton)
    assert full_window.session.document.target == "loss"


def test_each_edit_goes_to_the_worker_with_its_number(full_window, workers, qtbot):
    before = len(workers.submitted)
    full_window.session.edit(text="a = 1")
    full_window.session.edit(text="a = 12", merge=True)
    qtbot.waitUntil(lambda: len(workers.submitted) > before)
    document, generation = workers.submitted[-1]
    assert document.text == "a = 12"
    assert generation == full_window.bridge.generation
    assert len(workers.submitted) == before + 1  # two letters of one burst are one picture


def test_save_open_and_recent(full_window, tmp_path, monkeypatch):
    path = tmp_path / "one.dx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    full_window.save()
    assert path.exists()
    assert full_window.bar.name.text() == "one.dx"
    assert full_window.bar.state.text() == "saved"
    full_window.session.edit(text="x = 1\n")
    assert full_window.bar.state.text() == "edited"
    assert full_window.isWindowModified()
    answer(monkeypatch, QMessageBox.StandardButton.Discard)
    full_window.new_document()
    assert full_window.panel(Script).editor.toPlainText() == ""
    full_window.files.fill_recent()
    full_window.files.recent_menu.actions()[0].trigger()
    assert full_window.session.document.text == made_up.TEXT
    assert full_window.panel(Script).editor.toPlainText() == made_up.TEXT


def test_a_file_that_cannot_be_opened_changes_nothing(full_window, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: told.append(words[-1]))
    full_window.files.open(tmp_path / "none.dx")
    assert told
    assert full_window.session.document.text == made_up.TEXT


def test_what_is_not_saved_is_asked_about(qtbot, theme, settings, monkeypatch):
    window = Window(Session(Document("x = 1")), FakeWorkers(), theme, settings)
    window.show()
    window.session.edit(text="x = 2")
    answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not window.close()
    answer(monkeypatch, QMessageBox.StandardButton.Discard)
    assert window.close()
    window.deleteLater()


def test_sizes_and_theme_are_remembered(qtbot, theme, settings):
    first = Window(Session(), FakeWorkers(), theme, settings)
    theme.apply()
    first.show()
    first.page.whole.setSizes([300, 1200])
    first.page.tabs[0].bar.setCurrentIndex(2)
    sizes = first.page.whole.sizes()
    first.toggle_theme()
    first.close()
    first.deleteLater()
    second = Window(Session(), FakeWorkers(), theme, settings)
    second.show()
    assert second.page.whole.sizes() == sizes
    assert second.page.tabs[0].bar.currentIndex() == 2
    assert settings.value("theme") == "dark"
    second.close()
    second.deleteLater()


def test_the_search_finds_commands_nodes_and_rules(full_window, qtbot):
    full_window.activateWindow()
    full_window.search()
    field = full_window.bar.search
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "sigmoid")
    assert field.found[0].words == "sigmoid_from_exp"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert full_window.focus.frame == 2
    full_window.search()
    qtbot.keyClicks(field, "X @ w")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert full_window.focus.node == 2
    full_window.search()
    qtbot.keyClicks(field, "dark")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert full_window.theme.colours.name == "dark"
    full_window.search()
    qtbot.keyClicks(field, "no such thing")
    assert not field.found
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.text()


def test_cancel_keeps_what_has_come(full_window, workers, qtbot):
    full_window.session.edit(text="slow = 1")
    full_window.status.show_stage("layout")
    qtbot.waitUntil(full_window.status.cancel.isVisible, timeout=2000)
    qtbot.mouseClick(full_window.status.cancel, Qt.MouseButton.LeftButton)
    assert workers.cancelled == 1
    assert not full_window.bridge.busy
    assert not full_window.status.cancel.isVisible()
    assert full_window.bridge.snapshot.graph is not None


def test_a_product_comes_to_the_front(full_window):
    right = full_window.page.tabs[1]
    assert right.panels[right.bar.currentIndex()] is full_window.panel(Products)


def test_panels_can_be_hidden(full_window):
    for command, action in full_window.actions_by_command.items():
        if command.name in {"left", "right", "bottom"}:
            action.trigger()
    assert not full_window.page.left.isVisible()
    assert not full_window.page.right.isVisible()
    assert not full_window.page.below.isVisible()
    full_window.reset_layout()
    assert full_window.page.below.isVisible()


def test_the_gallery_opens_an_example(full_window, qtbot):
    full_window.open_gallery()
    dialog = QApplication.activeModalWidget() or full_window.findChild(Gallery)
    cards = dialog.findChildren(Card)
    assert len(cards) == len(gallery())
    qtbot.mouseClick(cards[2], Qt.MouseButton.LeftButton)
    assert full_window.session.document == gallery()[2].document
    assert full_window.bar.name.text() == gallery()[2].title


def test_what_can_be_exported(full_window):
    names = [view.name for view in available(full_window.bridge.snapshot)]
    assert "hessian" in names
    assert "jacobian" not in names
    dialog = Export(full_window)
    dialog.format.setCurrentText("PDF")
    assert dialog.file.text().endswith("graph-after.pdf")
    dialog.reject()


@pytest.mark.parametrize("make", [About, lambda window: Shortcuts(window.keys, window)])
def test_help(full_window, make):
    dialog = make(full_window)
    dialog.open()
    dialog.grab()
    dialog.reject()


@pytest.mark.parametrize("size", [(1100, 700), (1200, 760), (1600, 1000)])
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_no_word_is_cut(full_window, theme, qapp, size, shade):
    """A label that cannot give way has the room that it needs."""
    theme.choose(shade)
    full_window.resize(*size)
    full_window.page.reset(size[0], size[1] - 82)
    qapp.processEvents()
    full_window.focus.select(13)
    for tabs in full_window.page.tabs:
        for index in range(tabs.bar.count()):
            tabs.bar.setCurrentIndex(index)
            qapp.processEvents()
            cut = [
                (one.text(), one.width(), one.minimumSizeHint().width())
                for one in full_window.findChildren(QLabel)
                if one.isVisible()
                and type(one) is QLabel
                and one.text()
                and one.width() < one.minimumSizeHint().width()
            ]
            assert not cut


def test_everything_can_be_reached_by_keys(full_window, qapp):
    """Tab walks through all of the window and comes back."""
    full_window.activateWindow()
    start = full_window.panel(Script).editor
    names, widget = [], start
    for _ in range(1000):
        widget = widget.nextInFocusChain()
        if widget is start:
            break
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            names.append(widget.accessibleName() or getattr(widget, "text", str)())
    assert widget is start
    for name in (
        "Value of X",
        "Rewrites",
        "Expression to look at",
        "Graph before",
        "Graph after",
        "Next step",
        "Export",
    ):
        assert name in names
    order = [names.index(name) for name in ("Rewrites", "Value of X", "Graph before", "Graph after", "Next step")]
    assert order == sorted(order)


def test_a_window_that_is_closed_is_gone(qapp, theme, settings):
    window = Window(Session(), FakeWorkers(), theme, settings)
    window.show()
    window.bridge.changed.emit(window.bridge.snapshot, made_up.full())
    alive = weakref.ref(window)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del window
    gc.collect()
    assert alive() is None


def test_what_is_this(window):
    window.ask_what_this_is()
    assert QWhatsThis.inWhatsThisMode()
    QWhatsThis.leaveWhatsThisMode()
