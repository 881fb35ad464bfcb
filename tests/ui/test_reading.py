"""Panels that are read: formula, code, values, output, checks, inspector."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from explorer.document.snapshot import Snapshot
from explorer.ui.panels.code import Code
from explorer.ui.panels.formula import LATEX, PLAIN, THEANO, Formula
from explorer.ui.panels.inspector import Inspector
from explorer.ui.panels.output import Output
from explorer.ui.panels.values import Values
from explorer.ui.widgets.svg_picture import recoloured
from explorer.ui.words import statistics
from tests.ui import made_up
from tests.ui.stand_ins import give


@pytest.fixture
def window(full_window):
    return full_window


def test_the_formula_in_each_notation(window):
    formula = window.panel(Formula)
    for notation, text in ((PLAIN, "-1/n * X.T"), (THEANO, "(fill(x)"), (LATEX, r"-\frac")):
        formula.notation.setCurrentText(notation)
        assert formula.text.toPlainText().startswith(text)


def test_copying_the_formula(window):
    menu = window.panel(Formula).copy_menu()
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == r"-\frac{1}{n} X^\top"


def test_the_formula_takes_the_colour_of_the_text(window, theme):
    picture = window.panel(Formula).picture
    theme.choose("dark")
    assert picture._colour == theme.colours.text
    assert recoloured('<path fill="#000000" stroke="black"/>', "#fff") == '<path fill="#fff" stroke="#fff"/>'


def test_a_wide_formula_scrolls(window, qtbot):
    formula = window.panel(Formula)
    wide = made_up.FORMULA.replace('width="150"', 'width="3000"').replace("0 0 150", "0 0 3000")
    wide = wide.replace("</svg>", '<rect x="2990" y="2" width="8" height="8" fill="#000"/></svg>')
    views = tuple(dataclasses.replace(view, picture=wide) for view in made_up.formulas())
    give(window, dataclasses.replace(window.bridge.snapshot, formulas=views))
    qtbot.waitUntil(lambda: formula.scroll.horizontalScrollBar().maximum() > 0)
    assert formula.picture.width() > 3000


def test_a_line_of_code_is_a_node(window, qtbot):
    code = window.panel(Code)
    window.page.open(code)
    window.focus.select(4)
    assert [span.line for span in code.editor._marked] == [3]
    code.editor.setFocus()
    code.editor.choose_line_at(code.editor.fontMetrics().height() * 1.5)
    assert window.focus.node == 2


def test_values_can_be_searched_and_select(window, qtbot):
    values = window.panel(Values)
    window.page.open(values)
    assert values.model.rowCount() == 4
    qtbot.keyClicks(values.search, "dot")
    assert values.proxy.rowCount() == 0
    values.search.clear()
    values.search.setText("σ")
    assert values.proxy.rowCount() == 1
    values.table.selectRow(0)
    assert window.focus.node == 13


def test_the_selection_of_the_graph_is_the_row_of_the_table(window):
    values = window.panel(Values)
    window.page.open(values)
    window.focus.select(4)
    assert values.model.rows[values.table.currentIndex().row()][0].id == 4


def test_output_is_what_the_script_prints(window):
    output = window.panel(Output)
    assert output.text.toPlainText() == "[0.19661193 0.25]\n"
    give(window, Snapshot())
    assert output.stack.currentWidget() is output.empty


def test_the_inspector_begins_with_the_result(window):
    inspector = window.panel(Inspector)
    assert inspector.remark.text() == "the result"
    assert inspector.name.text() == "∇ loss"


def test_the_inspector_tells_all_of_a_node(window):
    inspector = window.panel(Inspector)
    window.focus.select(13)
    assert inspector.type.text().replace("\u200b", "") == "real[n]"
    assert inspector.mark.text() == "added"
    assert inspector.value.text() == "200 values"
    assert inspector.origin.text().replace("\u200b", "").splitlines()[-1] == "sigmoid_from_exp"


def test_chips_lead_on(window, qtbot):
    inspector = window.panel(Inspector)
    window.focus.select(13)
    chips = inspector._inputs_box.findChildren(QPushButton)
    assert [chip.text() for chip in chips] == ["m"]
    qtbot.mouseClick(chips[0], Qt.MouseButton.LeftButton)
    assert window.focus.node == 4


@pytest.mark.parametrize(
    "value",
    [np.array(3), np.array([]), np.array([np.nan, np.inf]), np.array([1 + 2j]), np.array([True]), np.ones((0, 3))],
)
def test_every_kind_of_value(window, value):
    views = dataclasses.replace(made_up.full().values, values={4: value})
    window.focus.select(4)
    give(window, dataclasses.replace(window.bridge.snapshot, values=views))
    window.page.open(window.panel(Values))
    window.grab()


def test_the_inspector_tells_the_cost_of_a_node(window):
    inspector = window.panel(Inspector)
    window.focus.select(13)
    assert inspector.flops.text() == "n = 200"
    assert inspector.bytes.text() == "1.6 kB"
    assert inspector.seconds.text() == "14 µs"
    assert not inspector.cost.isVisible()
    window.focus.select(0)  # an input, which nobody computes
    assert not inspector.flops.isVisible()
    assert not inspector.seconds.isVisible()
    assert inspector.bytes.text() == "192 B"


def test_the_cost_of_all_stands_there_while_nothing_is_selected(window):
    inspector = window.panel(Inspector)
    assert inspector.cost.isVisible()
    assert inspector.cost.rows == {
        "nodes": ("13", "9"),
        "depth": ("11", "7"),
        "flops": ("8n + 4nd", "4n + 4nd"),
        "at the sizes": ("20,800", "20,000"),
    }


def test_the_inspector_shows_the_card_of_the_operation(window, theme):
    inspector = window.panel(Inspector)
    window.focus.select(13)
    assert inspector.card.words.text() == "The product of all operands."
    assert len(inspector.card.pictures) == 3
    assert "cotangent" in inspector.card.rules_words.text()
    theme.choose("dark")
    assert {shown._colour for shown in inspector.card.pictures} == {theme.colours.text}
    assert all(shown.width() <= inspector.card.width() for shown in inspector.card.pictures)
    window.focus.select(2)
    assert inspector.card.code.text().replace("\u200b", "") == "z_dot = x_dot @ y"
    window.focus.select(0)
    assert not inspector.card.isVisible()


def test_steps_that_made_a_node_lead_to_their_frames(window, qtbot):
    inspector = window.panel(Inspector)
    window.focus.select(13)
    chips = inspector._steps_box.findChildren(QPushButton)
    assert [chip.accessibleName() for chip in chips][1] == "Go to step 2: sigmoid_from_exp"
    qtbot.mouseClick(chips[1], Qt.MouseButton.LeftButton)
    assert window.focus.frame == 2


def test_statistics_of_a_value():
    values = np.array([0.0, 1.0, 2.0, np.nan, np.inf, -np.inf, 0.0, -3.0])
    assert dict(statistics(values)) == {
        "mean": "0",
        "std": "1.673",
        "min": "−3",
        "max": "2",
        "zeros": "2",
        "NaN": "1",
        "infinite": "2",
    }
    assert dict(statistics(np.array([3 + 4j, 0j])))["|·| max"] == "5"
    assert dict(statistics(np.array([np.nan] * 9)))["NaN"] == "9"
    assert statistics(np.array([])) == ()
    assert dict(statistics(np.array([True, False])))["zeros"] == "1"
    assert dict(statistics(np.array([1e308, 1e308, 1e308])))["max"] == "1e+308"


def test_the_inspector_shows_statistics_of_large_values(window):
    inspector = window.panel(Inspector)
    window.focus.select(13)
    assert set(inspector.range.numbers) == {"mean", "std", "min", "max", "zeros", "NaN", "infinite"}
    assert inspector.range.isVisible()
