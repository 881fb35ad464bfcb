"""The export dialog: what part of a graph, how large; the size is told before anything is written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from explorer.document.document import Document
from explorer.document.session import Session
from explorer.document.worker import Workers
from explorer.ui import pictures
from explorer.ui.dialogs.export import Export
from explorer.ui.measuring import Measuring
from explorer.ui.panels.graphs import Graphs
from explorer.ui.sight import nodes_in_sight
from explorer.ui.window import Window
from tests.ui.conftest import remove

TEXT = """X = dmatrix('X')
y = dvector('y')
w = dvector('w')
m = y * (X @ w)
loss = log(1 + exp(-m)).mean()
g = grad(loss, w)
"""


@pytest.fixture
def measured(monkeypatch):
    """Pictures are 960 by 480 pixels, at once; what was asked for is noted."""
    asked = []

    def begin(self, document, view, options):
        asked.append((view, *options))
        self.measured.emit(960.0, 480.0)

    monkeypatch.setattr(Measuring, "begin", begin)
    return asked


def shown(dialog, qtbot):
    dialog.show()
    qtbot.waitUntil(lambda: dialog.picture._natural is not None)
    return dialog


@pytest.fixture
def dialog(full_window, qtbot, measured):
    made = shown(Export(full_window), qtbot)
    yield made
    made.reject()


def test_the_size_is_told(dialog, qtbot):
    assert dialog.picture.told.text() == "25.4 × 12.7 cm"
    dialog.format.setCurrentText("PNG")
    assert dialog.picture.told.text() == "1,920 × 960 pixels at 192 dpi, 25.4 × 12.7 cm"
    dialog.picture.width.setFocus()
    dialog.picture.width.setValue(12.7)
    dialog.picture.dpi.setValue(300)
    assert dialog.picture.told.text() == "1,500 × 750 pixels at 300 dpi, 12.7 × 6.3 cm"
    assert dialog.picture.options() == ["--width", "12.7", "--dpi", "300"]
    dialog.format.setCurrentText("PDF")
    assert not dialog.picture.dpi.isVisible()
    assert dialog.picture.options() == ["--width", "12.7"]


def test_the_keys_set_the_size(dialog, qtbot):
    dialog.activateWindow()
    dialog.format.setCurrentText("PNG")
    field = dialog.picture.dpi
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "600")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert dialog.picture.options() == ["--dpi", "600"]
    assert "6,000 × 3,000 pixels at 600 dpi" in dialog.picture.told.text()


def test_what_is_too_large_cannot_be_written_and_less_is_offered(dialog, qtbot):
    dialog.format.setCurrentText("PNG")
    dialog.picture.width.setValue(300)
    dialog.picture.dpi.setValue(1200)
    assert not dialog.write.isEnabled()
    assert "choose at most" in dialog.picture.told.text()
    assert dialog.picture.told.property("role") == "fault"
    qtbot.mouseClick(dialog.picture.less, Qt.MouseButton.LeftButton)
    assert dialog.write.isEnabled()
    assert dialog.picture.told.property("role") == "caption"
    dialog.picture.dpi.setValue(1200)
    dialog.format.setCurrentText("SVG")
    assert dialog.write.isEnabled()


def test_only_pictures_have_a_size_and_only_graphs_have_parts(dialog):
    dialog.format.setCurrentText("DOT")
    assert dialog.picture.part.isVisible()
    assert not dialog.picture.width.isVisible()
    assert not dialog.picture.told.isVisible()
    high = dialog.height()
    dialog.what.setCurrentText("Python code")
    assert not dialog.picture.part.isVisible()
    assert dialog.height() < high
    assert dialog.picture.options() == []
    dialog.what.setCurrentText("Formula")
    assert dialog.picture.width.isVisible()
    assert not dialog.picture.part.isVisible()


def test_the_neighbourhood_of_the_selected_node(full_window, qtbot, measured):
    node = next(n for n in full_window.bridge.snapshot.graph.nodes if any(first == 0 for first, _ in n.frames))
    full_window.focus.select(node.id)
    dialog = shown(Export(full_window), qtbot)
    dialog.what.setCurrentText("Graph before")
    part = dialog.picture.part
    assert part.itemText(1) == f"Neighbourhood of {node.name or node.label}"
    part.setCurrentIndex(1)
    dialog.picture.reach.setValue(3)
    assert dialog.picture.reach.isVisible()
    qtbot.waitUntil(lambda: measured[-1] == ("graph-before", "--around", str(node.id), "--reach", "3"))
    part.setCurrentIndex(0)
    assert not dialog.picture.reach.isVisible()
    dialog.reject()
    full_window.focus.select(None)
    without = Export(full_window)
    assert "Neighbourhood" not in " ".join(without.picture.part.itemText(at) for at in range(3))
    without.reject()


def test_what_is_in_sight(full_window, qtbot, measured, qapp):
    canvas = full_window.panel(Graphs).before.canvas
    everything = nodes_in_sight(canvas)
    canvas.zoom_to(4.0)
    qapp.processEvents()
    few = nodes_in_sight(canvas)
    assert 0 < len(few) < len(everything)
    dialog = shown(Export(full_window), qtbot)
    dialog.what.setCurrentText("Graph before")
    part = dialog.picture.part
    part.setCurrentIndex(part.findData("sight"))
    assert part.currentText() == f"What is in sight ({len(few)} nodes)"
    assert dialog.picture.options() == ["--nodes", ",".join(map(str, sorted(few)))]
    dialog.reject()
    full_window.show_trees(shown=True)
    qapp.processEvents()
    assert not nodes_in_sight(canvas)


def test_who_cannot_be_measured_is_told(full_window, qtbot, monkeypatch):
    monkeypatch.setattr(Measuring, "begin", lambda self, *_: self.failed.emit("line 3: there is no such name"))
    dialog = Export(full_window)
    dialog.show()
    qtbot.waitUntil(lambda: "Line 3: there is no such name" in dialog.picture.told.text())
    assert not dialog.write.isEnabled()
    dialog.what.setCurrentText("Python code")
    assert dialog.write.isEnabled()
    dialog.reject()


def test_nothing_runs_on_when_the_dialog_closes(full_window, qtbot):
    dialog = Export(full_window)
    dialog.show()
    measuring = dialog.picture._measuring
    qtbot.waitUntil(lambda: measuring._process is not None)
    process = measuring._process
    dialog.reject()
    assert measuring._process is None
    assert process.state() == process.ProcessState.NotRunning


@pytest.fixture
def alive(qtbot, theme, settings):
    with Workers() as workers:
        window = Window(Session(Document(TEXT)), workers, theme, settings)
        window.resize(1600, 1000)
        window.show()
        pictures.wait_for(window)
        yield window
        window.files.may_leave = lambda: True
        window.close()
        remove(window)


def test_a_file_has_the_size_that_the_dialog_told(alive, qtbot, tmp_path):
    """With the real program, of the neighbourhood of a node."""
    graph = alive.bridge.snapshot.graph
    alive.focus.select(next(node.id for node in graph.nodes if node.name == "m"))
    dialog = Export(alive)
    dialog.show()
    dialog.what.setCurrentText("Graph before")
    dialog.format.setCurrentText("PNG")
    dialog.picture.part.setCurrentIndex(1)
    dialog.picture.width.setValue(8.0)
    dialog.picture.dpi.setValue(254)
    qtbot.waitUntil(lambda: "pixels" in dialog.picture.told.text(), timeout=60_000)
    assert dialog.picture.told.text().startswith("800 × ")
    high = int(dialog.picture.told.text().split(" × ")[1].split()[0].replace(",", ""))
    path = tmp_path / "m.png"
    dialog.file.setText(str(path))
    with qtbot.waitSignal(alive.exports.done, timeout=60_000) as done:
        QTest.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    assert done.args == [True, f"Exported {path}"]
    image = QImage(str(path))
    assert image.width() == 800
    assert abs(image.height() - high) <= 1
