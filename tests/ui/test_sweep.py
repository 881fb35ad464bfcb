"""The sweep in the window: line by line, by slider, table, keys and paths."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from explorer.document.document import Document
from explorer.document.resolve import resolve
from explorer.document.snapshot import Snapshot, SweepView
from explorer.ui.panels.graphs import Graphs
from explorer.ui.panels.steps import Steps
from explorer.ui.panels.sweep import FORWARD, PATHS, REVERSE, Sweep
from explorer.ui.panels.target import Target
from explorer.ui.scene.sweep_state import state_of_lines, state_of_path
from explorer.ui.widgets.trace_table import FORMULA, LETTER, VALUE
from tests.ui.stand_ins import give

TEXT = "x: real\ny: real\nf = sin(x * y) + x ** 2\ng = grad(f, x)\n"


@pytest.fixture(scope="module")
def snapshot():
    return resolve(Document(TEXT, looking="sweep"))


@pytest.fixture
def swept(window, snapshot):
    window.session.edit(looking="sweep")
    give(window, snapshot)
    return window


@pytest.fixture
def panel(swept):
    return swept.panel(Sweep)


def cells(panel, column):
    model = panel.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_the_choice_stands_beside_what_is_shown_and_can_be_undone(window, qtbot):
    target, sweep, graphs = window.panel(Target), window.panel(Sweep), window.panel(Graphs)
    assert sweep.widget.isHidden()
    button = next(b for b in target.looks.findChildren(type(target.looks._group.buttons()[0])) if b.text() == "Sweep")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.session.document.looking == "sweep"
    assert sweep.widget.isVisible()
    assert graphs.widget.isHidden()
    assert window.panel(Steps).widget.isHidden()
    window.undo()
    assert graphs.widget.isVisible()
    assert sweep.widget.isHidden()
    assert target.looks.choice == "Rewriting"
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert sweep.widget.isVisible()


def test_it_begins_at_the_end_with_everything_known(panel, snapshot):
    assert panel.at == panel.last == len(snapshot.sweep.reverse)
    assert cells(panel, LETTER)[:2] == ["v1 =", "v2 ="]
    assert "" not in cells(panel, VALUE)


def test_keys_of_the_window_walk_the_sweep(swept, panel, qtbot):
    qtbot.keyClick(swept, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert panel.at == 0
    assert set(cells(panel, VALUE)) == {""}
    assert "Nothing is computed yet" in panel.caption.text()
    for _ in range(3):
        qtbot.keyClick(swept, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert panel.at == 3
    assert [bool(value) for value in cells(panel, VALUE)][:4] == [True, True, True, False]
    assert panel.rule.text().startswith("evaluate ")


@pytest.mark.parametrize("mode", [REVERSE, FORWARD])
def test_what_is_not_computed_yet_is_never_shown(mode, panel, snapshot):
    """At no line does a box show a number that the lines so far have not made, and none is shown as nought."""
    lines = snapshot.sweep.reverse if mode == REVERSE else snapshot.sweep.forward
    for at in range(len(lines) + 1):
        state = state_of_lines(snapshot.sweep, lines, at)
        made = {line.node for line in lines[:at] if line.part == "value"} | set(snapshot.sweep.given)
        derived = {line.node for line in lines[:at] if line.part != "value"}
        for node, shown in state.nodes.items():
            assert bool(shown.value) == (node in made)
            assert bool(shown.derivative) == (node in derived)


def test_a_cotangent_that_is_not_whole_says_so(snapshot):
    lines = snapshot.sweep.reverse
    shares = [
        at for at, line in enumerate(lines, 1) if line.node == snapshot.sweep.variable and line.part == "cotangent"
    ]
    first, last = shares
    assert not state_of_lines(snapshot.sweep, lines, first).nodes[snapshot.sweep.variable].whole
    assert state_of_lines(snapshot.sweep, lines, last).nodes[snapshot.sweep.variable].whole


def test_a_row_of_the_table_is_a_line_and_selects_its_node(panel, snapshot, qtbot):
    index = panel.table.model().index(1, FORMULA)
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=panel.table.visualRect(index).center())
    assert panel.at == 2
    assert panel.focus.node == snapshot.sweep.reverse[1].node
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.at == 3


def test_each_mode_stands_where_it_was_left(panel, qtbot):
    panel.go_to(2)
    panel.choose(FORWARD)
    assert panel.at == panel.last
    panel.go_to(4)
    panel.choose(REVERSE)
    assert panel.at == 2
    panel.choose(FORWARD)
    assert panel.at == 4


def test_paths_multiply_their_factors(panel, snapshot):
    panel.choose(PATHS)
    assert panel.heading.text() == "2 paths from the variable to the result"
    rows = cells(panel, LETTER)
    assert rows[0].startswith("x → ")
    assert rows[0].endswith("→ f")
    assert cells(panel, FORMULA)[-1] == "sum of all paths"
    panel.go_to(1)
    path = snapshot.sweep.paths[0]
    state = state_of_path(snapshot.sweep, path)
    assert set(state.current) == set(path.nodes)
    assert all(text.startswith("× ") for text in state.now.values())
    assert panel.result.text() == panel.table.model().index(0, VALUE).data()


def test_new_values_leave_it_where_it_stands(swept, panel):
    panel.go_to(3)
    other = resolve(Document(TEXT, looking="sweep").edit(dimensions={}))
    give(swept, other)
    assert panel.at == 3


def test_another_expression_begins_at_the_end(swept, panel):
    panel.go_to(3)
    give(swept, resolve(Document("z: real\nh = exp(z)\n", looking="sweep")))
    assert panel.at == panel.last


def test_where_there_is_none_it_says_why(swept, panel):
    give(swept, resolve(Document("a = sum(ones((3,)))\n", looking="sweep")))
    assert "depends on no variable" in panel.pane.empty.text()
    assert panel.last == 0
    give(swept, Snapshot())
    assert "Write an expression" in panel.pane.empty.text()


def test_it_plays(panel, qtbot):
    panel.go_to(panel.last - 1)
    panel.walk._timer.setInterval(1)
    panel.walk.toggle_play()
    qtbot.waitUntil(lambda: panel.at == panel.last)
    assert not panel.walk._timer.isActive()


def test_too_large_arrays_are_said_to_be_so(snapshot):
    assert isinstance(snapshot.sweep, SweepView)
    assert all(isinstance(line.value, np.ndarray) for line in snapshot.sweep.reverse)
