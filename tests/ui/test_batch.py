"""The batch panel through its widgets: choose, run, cancel, go on, look, save, undo."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog

from explorer.document.batch_choice import NO_BATCH, Axis, BatchChoice
from explorer.document.batch_jobs import Findings, Stack
from explorer.document.batch_results import Results
from explorer.document.document import Document, Typed
from explorer.document.snapshot import Input, Named, ScriptView, Snapshot
from explorer.ui.panels.batch import Batch
from explorer.ui.widgets.results_plot import MANY, pooled
from tests.ui.stand_ins import give

TEXT = """x: real
w: real[2]
z = x**2 * w[0] + w[1]
g = grad(z, w)
"""
VALUES = {"x": Typed("0.5"), "w": Typed("[1, 2]")}
VIEW = ScriptView(
    names=(
        Named("z", "real", None, False, 0, ("x", "w")),
        Named("g", "real[2]", None, True, 1, ("x", "w")),
    ),
    inputs=(
        Input("x", "real", "float64", (), np.array(0.5), "typed"),
        Input("w", "real[2]", "float64", ("2",), np.array([1.0, 2.0]), "typed"),
    ),
    target="g",
    title="∇ z by w",
)
PATIENCE = 60_000


@pytest.fixture
def panel(qtbot, context):
    context.session.new(Document(TEXT).edit(values=VALUES))
    made = Batch(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(640, 320)
    made.widget.show()
    qtbot.waitExposed(made.widget)
    made.show(Snapshot(), Snapshot(script=VIEW))
    unsubscribe = context.session.subscribe(lambda _, new: made.document_changed(new))
    yield made
    unsubscribe()
    made.leave()


def choice(panel) -> BatchChoice:
    return panel.session.document.batch


def pick(button, *words):
    """Choose an entry of a button's menu, and of the menus below it."""
    menu = button.menu()
    menu.aboutToShow.emit()
    for word in words:
        action = next(one for one in menu.actions() if one.text() == word)
        menu = action.menu()
    action.trigger()


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def segment(qtbot, segments, words):
    click(qtbot, next(button for button in segments._group.buttons() if button.text() == words))


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def run(panel, qtbot):
    with qtbot.waitSignal(panel.runs.found, timeout=PATIENCE):
        click(qtbot, panel.run)
    qtbot.waitUntil(lambda: not panel.runs.busy, timeout=PATIENCE)


def test_without_a_script_it_says_what_to_do(qtbot, context):
    made = Batch(context)
    qtbot.addWidget(made.widget)
    made.show(Snapshot(), Snapshot())
    assert "Write a script" in made.pages.currentWidget().text()
    assert not made.run.isEnabled()
    made.run_or_cancel()
    assert not made.runs.busy
    assert "Ctrl+R" in made.widget.whatsThis()


def test_without_a_choice_it_says_what_to_do(panel, qtbot):
    assert panel.form.hint.isVisible()
    click(qtbot, panel.run)
    assert "Choose what varies" in panel.fault.text()
    segment(qtbot, panel.view, "Table")
    assert "Nothing has been computed" in panel.pages.currentWidget().text()


def test_a_grid_is_chosen_run_seen_and_saved(panel, qtbot, tmp_path, monkeypatch):
    pick(panel.form.add, "x")
    assert choice(panel).axes == (Axis("x", -1.0, 1.0, 101),)
    row = panel.form.rows["x"]
    type_into(qtbot, row.first, "1/2")
    type_into(qtbot, row.last, "2.5")
    type_into(qtbot, row.points, "5")
    pick(panel.form.add, "w", "w[0]")
    click(qtbot, panel.form.rows["w[0]"].log)
    assert "same sign" in panel.form.rows["w[0]"].first.accessibleDescription()
    type_into(qtbot, panel.form.rows["w[0]"].first, "1")
    type_into(qtbot, panel.form.rows["w[0]"].last, "100")
    type_into(qtbot, panel.form.rows["w[0]"].points, "3")
    assert choice(panel).axes == (Axis("x", 0.5, 2.5, 5), Axis("w[0]", 1.0, 100.0, 3, log=True))
    assert panel.state.text() == "15 rows"
    told = []
    panel.told.connect(told.append)
    run(panel, qtbot)
    assert told[-1].text == "The batch of 15 rows is done"
    assert panel.view.choice == "Plot"
    assert panel.kind.currentText() == "Line"
    assert panel.plot.drawn == 15
    names = [column.name for column in panel.runs.results.columns]
    assert names == ["x", "w[0]", "z", "g[0]", "g[1]"]
    model = panel.table.model_
    assert (model.rowCount(), model.columnCount()) == (15, 5)
    assert model.index(4, 1).data() == "10"
    assert model.index(4, 2).data() == "12"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out"), "Table (*.csv)"))
    with qtbot.waitSignal(panel.runs.saved, timeout=PATIENCE) as saved:
        click(qtbot, panel.save)
    assert saved.args == [str(tmp_path / "out.csv")]
    assert (tmp_path / "out.csv").read_text().startswith("x,w[0],z,g[0],g[1]")
    qtbot.waitUntil(lambda: not panel.runs.busy, timeout=PATIENCE)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "a.npz"), ""))
    with qtbot.waitSignal(panel.runs.refused, timeout=PATIENCE):
        click(qtbot, panel.save)
    assert "a.npz" in panel.fault.text()
    qtbot.waitUntil(lambda: not panel.runs.busy, timeout=PATIENCE)
    assert panel.runs.results.rows == 15
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    panel.ask_save()
    assert not panel.runs.busy


def test_each_choice_is_one_edit_that_can_be_undone(panel, qtbot):
    pick(panel.form.add, "x")
    assert panel.session.undo_label == "x varies"
    click(qtbot, panel.form.rows["x"].remove)
    assert choice(panel).axes == ()
    assert not panel.form.rows
    panel.session.undo()
    assert list(panel.form.rows) == ["x"]
    panel.session.undo()
    assert choice(panel) == NO_BATCH
    panel.session.redo()
    type_into(qtbot, panel.form.rows["x"].first, "no number")
    assert choice(panel).axes[0].first == -1.0
    assert panel.form.rows["x"].first.property("wrong") == "true"
    assert "not a number" in panel.form.rows["x"].first.toolTip()


def test_outputs(panel, qtbot):
    assert panel.form.outputs.text() == "what is shown: ∇ z by w"
    pick(panel.form.outputs, "g:  real[2]")
    pick(panel.form.outputs, "z:  real")
    assert choice(panel).outputs == ("z", "g")  # as they stand in the script
    assert panel.form.outputs.text() == "z, g"
    pick(panel.form.outputs, "z:  real")
    assert choice(panel).outputs == ("g",)
    pick(panel.form.outputs, "what is shown: ∇ z by w")
    assert choice(panel).outputs == ()


def test_random_rows(panel, qtbot):
    segment(qtbot, panel.form.design, "Latin hypercube")
    type_into(qtbot, panel.form.count, "40")
    type_into(qtbot, panel.form.seed, "3")
    pick(panel.form.add, "w", "all of w")
    row = panel.form.rows["w"]
    row.distribution.setCurrentText("normal")
    row.distribution.activated.emit(1)
    assert choice(panel) == BatchChoice(
        design="latin hypercube", rows=40, seed=3, axes=(Axis("w", 0.0, 0.5, 101, distribution="normal"),)
    )
    assert [head.text() for head in panel.form._heads[1:3]] == ["MEAN", "DEVIATION"]
    row.distribution.setCurrentText("uniform")
    row.distribution.activated.emit(0)
    assert choice(panel).axes == (Axis("w", -1.0, 1.0, 101),)
    assert panel.state.text() == "40 rows"
    run(panel, qtbot)
    assert panel.kind.currentText() == "Points"
    assert panel.runs.results.rows == 40
    for kind in ("Histogram", "Line", "Points"):
        panel.kind.setCurrentText(kind)
        panel.kind.activated.emit(panel.kind.currentIndex())
        assert kind in panel.plot.accessibleDescription()
    pick(panel.y, "g[1]")
    assert panel.y.text() == "z, g[1]"
    pick(panel.y, "z")
    pick(panel.y, "g[1]")
    assert panel.y.text() == "g[1]"  # one always stays
    panel.x.setCurrentIndex(1)
    panel.x.activated.emit(1)
    assert panel._picture.x == 1
    panel.theme.choose("dark")
    panel.widget.grab()


def test_inputs_from_a_file(panel, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "points.csv"
    segment(qtbot, panel.form.design, "File")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    click(qtbot, panel.form.file)
    assert choice(panel).path == str(path)
    assert panel.state.text() == "rows as the file has them"
    with qtbot.waitSignal(panel.runs.refused, timeout=PATIENCE):
        click(qtbot, panel.run)
    assert "points.csv: no such file" in panel.fault.text()
    assert panel.notes.isVisible()
    qtbot.waitUntil(lambda: not panel.runs.busy, timeout=PATIENCE)
    path.write_text("x\n1\n2\n")
    panel.document_changed(panel.session.document)
    assert panel.state.text() == "2 rows"
    run(panel, qtbot)
    assert not panel.notes.isVisible()
    assert panel.runs.results.values(1).tolist() == [3.0, 6.0]


def test_cancel_and_resume(panel, qtbot):
    panel.session.edit(batch=BatchChoice(axes=(Axis("x", 0, 1, 30_000),), chunk=1, outputs=("z",)))
    words = []
    panel.working.connect(words.append)
    with qtbot.waitSignal(panel.runs.progressed, timeout=PATIENCE):
        click(qtbot, panel.run)
    assert panel.run.text() == "Cancel"
    assert panel.progress.isVisible()
    qtbot.waitUntil(lambda: any("rows/s" in one for one in words), timeout=PATIENCE)
    with qtbot.waitSignal(panel.runs.found, timeout=PATIENCE):
        click(qtbot, panel.run)
    qtbot.waitUntil(lambda: not panel.runs.busy, timeout=PATIENCE)
    assert words[-1] == ""
    assert panel.run.text() == "Resume"
    assert "of 30,000 rows are there" in panel.state.text()
    assert not panel.save.isVisible()
    model = panel.table.model_
    assert model.index(29_999, 1).data() == "…"
    assert "not been computed" in model.index(29_999, 1).data(Qt.ItemDataRole.ToolTipRole)
    panel.session.edit(batch=dataclasses.replace(choice(panel), seed=8))
    assert panel.run.text() == "Run"  # another batch
    panel.session.undo()
    assert panel.run.text() == "Resume"
    before = panel.runs.results.findings.there.sum()
    with qtbot.waitSignal(panel.runs.progressed, timeout=PATIENCE) as progressed:
        click(qtbot, panel.run)
    assert progressed.args[0] >= before
    panel.runs.stop()
    qtbot.waitUntil(lambda: not panel.runs.busy, timeout=PATIENCE)


def test_rows_that_fail_are_listed_and_marked(panel, qtbot):
    text = "A: real[2, 2] = [[1, 0], [0, 1]]\ny = linalg.inv(A)\n"
    panel.session.new(Document(text).edit(batch=BatchChoice(outputs=("y",), axes=(Axis("A[0,0]", -1, 1, 5),))))
    run(panel, qtbot)
    assert "Row 2 could not be computed:" in panel.fault.text()
    panel.failures.menu().aboutToShow.emit()
    (action,) = panel.failures.menu().actions()
    action.trigger()
    assert panel.view.choice == "Table"
    assert [index.row() for index in panel.table.selectionModel().selectedRows()] == [2]
    model = panel.table.model_
    assert model.index(2, 1).data(Qt.ItemDataRole.ForegroundRole).name() == panel.theme.colours.removed_text
    assert "could not be computed" in model.index(2, 1).data(Qt.ItemDataRole.ToolTipRole)


def made(tmp_path, rows):
    rng = np.random.default_rng(1)
    np.save(tmp_path / "x.npy", rng.normal(size=rows))
    np.save(tmp_path / "y.npy", rng.normal(size=(rows, 2)))
    stacks = (Stack("x", str(tmp_path / "x.npy"), given=True), Stack("y", str(tmp_path / "y.npy"), given=False))
    return Results(Findings(rows, 1000, np.ones(-(-rows // 1000), bool), stacks, np.array([], np.int64), ()))


def test_a_table_of_a_million_rows_sorts_and_copies(panel, qtbot, tmp_path):
    panel.session.edit(batch=BatchChoice(design="random"))
    results = made(tmp_path, 1_000_000)
    panel.runs.results = results
    panel.runs.found.emit(results)
    assert panel.plot.drawn < 3 * MANY  # of two million points
    segment(qtbot, panel.view, "Table")
    table = panel.table
    table.scrollToBottom()
    table.grab()
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    best = int(np.argmax(results.values(1)))
    assert table.model_.headerData(0, Qt.Orientation.Vertical) == str(best)
    panel.show_row(best)
    assert table.selectionModel().selectedRows()[0].row() == 0
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    heading, first = QGuiApplication.clipboard().text().splitlines()
    assert heading == "x\ty[0]\ty[1]"
    assert float(first.split("\t")[1]) == results.values(1).max()
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert table.model_.headerData(0, Qt.Orientation.Vertical) == "0"
    table.selectAll()  # too much for a clipboard
    assert len(table.selectionModel().selectedRows()) == 1


def test_few_points_are_all_drawn_and_many_are_pooled():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 5 * MANY))
    assert len(pooled(x[:50], y[:50], 10, 10)) == 50
    some = pooled(x, y, 30, 20)
    assert 100 < len(some) <= 600
    assert not len(pooled(np.full(3, np.nan), y[:3], 5, 5))


def test_an_element_of_a_large_array(panel, qtbot, monkeypatch):
    large = dataclasses.replace(VIEW.inputs[1], name="v", value=np.zeros(100), dimensions=("n",))
    panel.show(Snapshot(script=VIEW), Snapshot(script=dataclasses.replace(VIEW, inputs=(*VIEW.inputs, large))))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("v[ 42 ]", True))
    pick(panel.form.add, "v", "An element…")
    assert choice(panel).axes[0].place == "v[42]"


def test_where_it_runs(panel, qtbot):
    assert not panel.form.workers.isVisible()
    click(qtbot, panel.form.more)
    type_into(qtbot, panel.form.workers, "2")
    type_into(qtbot, panel.form.chunk, "100")
    type_into(qtbot, panel.form.scheduler, "tcp://host:8786")
    assert (choice(panel).workers, choice(panel).chunk, choice(panel).scheduler) == (2, 100, "tcp://host:8786")
    assert not panel.form.workers.isEnabled()


def test_the_window_keeps_it_and_computes_nothing_anew(full_window, workers, qtbot, tmp_path):
    panel = full_window.panel(Batch)
    submitted = len(workers.submitted)
    generation = full_window.bridge.generation
    full_window.activateWindow()
    qtbot.keyClick(full_window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert full_window.page.tabs[1].stack.currentWidget() is panel.widget
    assert panel.form.outputs.hasFocus()
    full_window.session.edit(batch=BatchChoice(axes=(Axis("w[0]"),)))
    assert list(panel.form.rows) == ["w[0]"]
    assert full_window.bridge.generation == generation
    assert len(workers.submitted) == submitted
    full_window.session.save(tmp_path / "a.dx")
    full_window.session.new()
    assert not panel.form.rows
    full_window.session.open(tmp_path / "a.dx")
    assert list(panel.form.rows) == ["w[0]"]


def test_the_keys_run_it_and_the_status_bar_tells(full_window, qtbot):
    panel = full_window.panel(Batch)
    full_window.session.new(Document(TEXT).edit(values=VALUES, batch=BatchChoice(axes=(Axis("x", 0, 1, 50),))))
    give(full_window, Snapshot(script=VIEW))
    words = []
    panel.working.connect(words.append)
    with qtbot.waitSignal(panel.runs.found, timeout=PATIENCE):
        qtbot.keyClick(full_window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        assert full_window.status.batch.text() == "batch: preparing …"
        assert full_window.status.batch.isVisible()
    qtbot.waitUntil(lambda: not panel.runs.busy, timeout=PATIENCE)
    assert not full_window.status.batch.isVisible()
    assert "50 rows is done" in full_window.status.verdict.text()


def test_closing_ends_the_process_and_removes_the_folder(panel, qtbot):
    panel.session.edit(batch=BatchChoice(axes=(Axis("x", 0, 1, 30_000),), chunk=1))
    with qtbot.waitSignal(panel.runs.progressed, timeout=PATIENCE):
        click(qtbot, panel.run)
    root = panel.runs._root
    assert root.is_dir()
    thread = panel.runs._worker._process._thread
    panel.leave()
    assert not root.exists()
    assert not thread.is_alive()


@pytest.mark.parametrize("end", ["leave", "new"])
def test_a_file_that_is_being_written_is_written(panel, qtbot, tmp_path, monkeypatch, end):
    panel.session.edit(batch=BatchChoice(axes=(Axis("x", 0, 1, 5000),)))
    run(panel, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out.csv"), ""))
    click(qtbot, panel.save)
    assert panel.state.text() == "saving …"
    if end == "leave":
        panel.leave()
    else:
        panel.session.new(Document("y: real"))
        assert panel.runs.results is None
        qtbot.waitUntil(lambda: not panel.runs.busy, timeout=PATIENCE)
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 5001


def test_another_document_knows_nothing_of_the_one_before(panel, qtbot):
    panel.session.edit(batch=BatchChoice(axes=(Axis("x", 0, 1, 5),)))
    run(panel, qtbot)
    panel.session.undo()
    assert "an earlier run" in panel.state.text()
    panel.session.new(Document("y: real\nz = y + 1\n"))
    assert panel.runs.results is None
    assert panel.view.choice == "Inputs"
    assert not panel.table.model_.rowCount()
    assert not panel.save.isVisible()
    panel.session.edit(batch=BatchChoice(axes=(Axis("y", 0, 1, 5),)))
    run(panel, qtbot)
    assert panel.runs.results.values(1).tolist() == [1.0, 1.25, 1.5, 1.75, 2.0]
