"""The window with a real worker: what people do first, from the key to the picture."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from explorer.document.document import Document
from explorer.document.export import FORMATS
from explorer.document.gallery import find, gallery
from explorer.document.session import Session
from explorer.document.worker import Workers
from explorer.ui import pictures
from explorer.ui.dialogs.export import VIEWS
from explorer.ui.panels.output import Output
from explorer.ui.panels.script import Script
from explorer.ui.window import Window
from tests.ui.conftest import remove

HEAVY = ("networkx", "scipy", "pyqtgraph", "pygraphviz", "typst", "llvmlite", "explorer.core", "explorer.script")


@pytest.fixture
def alive(qtbot, theme, settings):
    with Workers() as workers:
        window = Window(Session(), workers, theme, settings)
        window.show()
        yield window
        window.files.may_leave = lambda: True
        window.close()
        remove(window)


def test_a_program_from_its_text_to_its_pictures(alive, qtbot):
    alive.files.show_example(find("1"))
    pictures.wait_for(alive)
    snapshot = alive.bridge.snapshot
    assert not snapshot.messages
    assert snapshot.graph is not None
    assert snapshot.steps
    assert "2" in snapshot.formulas[-1].plain
    assert "8" in alive.panel(Output).text.toPlainText()
    editor = alive.panel(Script).editor
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(editor, "z = y + ")
    pictures.wait_for(alive)
    assert alive.panel(Script).strip.isVisible()
    assert alive.bridge.snapshot.graph is not None  # the last good one
    qtbot.keyClicks(editor, "1")
    pictures.wait_for(alive)
    assert not alive.panel(Script).strip.isVisible()
    while alive.session.can_undo:
        qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    pictures.wait_for(alive)
    assert editor.toPlainText() == find("1").document.text
    assert len(alive.bridge.snapshot.graph.nodes) == len(snapshot.graph.nodes)


def test_pictures_of_windows(qapp, tmp_path):
    entries = [(entry.name, entry.document) for entry in gallery()[:2]]
    made = list(pictures.windows(entries, tmp_path, ("light", "dark"), (1100, 700)))
    assert [path.name for path in made] == [
        "1_gradient_light.png",
        "1_gradient_dark.png",
        "2_logistic_light.png",
        "2_logistic_dark.png",
    ]
    assert all(path.stat().st_size > 20_000 for path in made)


def test_pictures_of_a_batch(qapp, tmp_path):
    made = list(pictures.batches(tmp_path))
    assert [path.name for path in made] == ["batch_inputs_light.png", "batch_plot_light.png"]
    assert all(path.stat().st_size > 4_000 for path in made)


def test_the_window_loads_nothing_heavy():
    """The first paint waits for Qt and NumPy only; expressions live in the worker."""
    code = f"import sys, explorer.ui.window; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"


def test_an_export_through_the_window(alive, qtbot, tmp_path):
    alive.files.show_example(find("1"))
    pictures.wait_for(alive)
    for view, path in (("graph-after", tmp_path / "after.svg"), ("formula", tmp_path / "formula.tex")):
        with qtbot.waitSignal(alive.exports.done, timeout=60_000) as done:
            alive.exports.begin(alive.session.document, view, path)
        assert done.args == [True, f"Exported {path}"]
        assert path.stat().st_size > 100
    with qtbot.waitSignal(alive.exports.done, timeout=60_000) as done:
        alive.exports.begin(alive.session.document, "graph-after", tmp_path / "none" / "after.svg")
    assert not done.args[0]
    assert "failed" in alive.status.verdict._wordings[0]


def test_the_dialog_offers_what_the_exporter_writes():
    assert {view.name: view.formats for view in VIEWS} == FORMATS


def test_a_worker_that_fails_gives_no_picture(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "Workers", lambda: Workers("explorer.document.resolve:there_is_no_such_thing"))
    with pytest.raises(pictures.NotDone):
        list(pictures.windows([("one", Document("x = 1"))], tmp_path))
    assert not list(tmp_path.glob("*.png"))
