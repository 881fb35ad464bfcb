"""Heatmaps and products."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from explorer.document.document import Random, Typed
from explorer.ui.panels.jacobian import Jacobian
from explorer.ui.panels.products import Products
from explorer.ui.widgets.colour_scale import LEVELS, MINUS_INFINITY, NAN, PLUS_INFINITY, levels, limit_of, pooled
from explorer.ui.widgets.heatmap import Heatmap
from tests.ui import made_up
from tests.ui.stand_ins import give


@pytest.fixture
def heatmap(qtbot, theme):
    made = Heatmap(theme)
    qtbot.addWidget(made)
    made.resize(420, 240)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_nought_is_in_the_middle():
    found = levels(np.array([-2.0, 0.0, 2.0, np.nan, np.inf, -np.inf]), 2.0, "linear")
    assert found.tolist() == [0, LEVELS // 2, LEVELS - 1, NAN, PLUS_INFINITY, MINUS_INFINITY]
    assert levels(np.array([0.0]), 1.0, "symlog")[0] == LEVELS // 2


def test_limit():
    assert limit_of(np.array([[1.0, -3.0], [np.nan, np.inf]])) == 3
    assert limit_of(np.zeros((2, 2))) == 1
    assert limit_of(np.full((1, 1), np.nan)) == 1


def test_pooling_loses_no_entry():
    """Of a sparse matrix that is larger than the screen every nonzero can be seen, with its sign."""
    rng = np.random.default_rng(5)
    matrix = np.zeros((2000, 1500))
    places = rng.choice(matrix.size, 40, replace=False)
    matrix.ravel()[places] = rng.choice([-1.0, 1.0], 40)
    small = pooled(matrix, 200, 300)
    assert small.shape == (200, 300)
    rows, columns = np.unravel_index(places, matrix.shape)
    cells = {(r * 200 // 2000, c * 300 // 1500) for r, c in zip(rows.tolist(), columns.tolist(), strict=True)}
    assert int(np.count_nonzero(small)) == len(cells)
    matrix[7, 7] = np.nan
    assert np.isnan(pooled(matrix, 200, 300)).sum() == 1


def colour_at(heatmap, row, column):
    return heatmap.grab().toImage().pixelColor(heatmap.cell_rect(row, column).center().toPoint() + QPoint(3, 3))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_colours(heatmap, theme, name):
    theme.choose(name)
    heatmap.show_matrix(np.array([[-1.0, 0.0], [1.0, np.nan]]), "", "")
    heatmap.resize(200, 120)
    for (row, column), wanted in (((0, 0), "negative"), ((0, 1), "nought"), ((1, 0), "positive")):
        found, expected = colour_at(heatmap, row, column), QColor(getattr(theme.colours, wanted))
        assert abs(found.red() - expected.red()) + abs(found.blue() - expected.blue()) < 30


def test_hovering_reads(full_window, qtbot):
    panel = full_window.panel(Jacobian)
    full_window.page.open(panel)
    qtbot.mouseMove(panel.heatmap, panel.heatmap.cell_rect(7, 5).center().toPoint())
    qtbot.waitUntil(lambda: "row 7" in panel.hint._wordings[0])
    assert panel.reading._wordings[0].startswith("H[7, 5] = ")


def test_keys_read_too(full_window, qtbot):
    panel = full_window.panel(Jacobian)
    full_window.page.open(panel)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(panel.heatmap, key)
    assert panel.reading._wordings[0].startswith("H[1, 1] = ")


def test_an_entry_of_a_matrix_by_a_matrix_has_all_its_indices(full_window):
    panel = full_window.panel(Jacobian)
    array = dataclasses.replace(
        made_up.matrix(), title="J", row_shape=(2,), column_shape=(2, 3), matrix=np.arange(12.0).reshape(2, 6)
    )
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, array=array))
    panel._read((1, 4))
    assert panel.reading._wordings[0] == "J[1, 1, 1] = 10"


def test_zoom_pan_and_all_again(heatmap, qtbot):
    heatmap.show_matrix(np.arange(10000.0).reshape(100, 100), "", "")
    at = heatmap.area().center()
    cell = heatmap.cell_at(at)
    place = QPointF(heatmap.mapToGlobal(at.toPoint()))
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    QApplication.sendEvent(heatmap, QWheelEvent(at, place, QPoint(), QPoint(0, 480), *none))
    assert heatmap._window.width() < 50
    assert abs(heatmap.cell_at(at)[0] - cell[0]) <= 1
    left = heatmap._window.left()
    qtbot.mousePress(heatmap, Qt.MouseButton.LeftButton, pos=at.toPoint())
    qtbot.mouseMove(heatmap, at.toPoint() + QPoint(30, 0))
    qtbot.mouseRelease(heatmap, Qt.MouseButton.LeftButton, pos=at.toPoint() + QPoint(30, 0))
    assert heatmap._window.left() < left
    qtbot.mouseDClick(heatmap, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert heatmap._window.width() == 100


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 2000), (1500, 1500), (0, 3)])
def test_every_shape_is_drawn(heatmap, shape):
    heatmap.show_matrix(np.ones(shape), "∂ y", "∂ x")
    heatmap.grab()
    assert heatmap.rect().contains(heatmap.area().toRect()) or 0 in shape


def test_the_product_and_its_check(full_window):
    panel = full_window.panel(Products)
    assert panel.columns[1].text.toPlainText() == "[4., 4., 1.]"
    assert panel.verdict.text() == "largest difference 0"
    assert panel.verdict.property("role") == "good"
    wrong = dataclasses.replace(made_up.product(), largest_difference=0.5)
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, product=wrong))
    assert panel.verdict.property("role") == "bad"


def test_the_vector_belongs_to_the_derivative(full_window, qtbot):
    panel = full_window.panel(Products)
    full_window.page.open(panel)
    qtbot.keyClicks(panel.vector.field, "[1, 2, 3]")
    qtbot.keyClick(panel.vector.field, Qt.Key.Key_Return)
    assert full_window.session.document.derivative.vector == Typed("[1, 2, 3]")
    next(a for a in panel.vector.menu().actions() if a.text() == "Random again").trigger()
    assert isinstance(full_window.session.document.derivative.vector, Random)


def test_the_vector_may_be_a_variable_of_the_script(full_window, qtbot):
    panel = full_window.panel(Products)
    full_window.page.open(panel)
    product = dataclasses.replace(made_up.product(), vector_input="v")
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, product=product))
    panel.unit.setFocus()
    panel.unit.selectAll()
    qtbot.keyClicks(panel.unit, "1")
    qtbot.keyClick(panel.unit, Qt.Key.Key_Return)
    assert full_window.session.document.values["v"] == Typed("[0., 1., 0.]")
