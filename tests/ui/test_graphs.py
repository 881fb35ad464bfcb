"""The graphs: what is drawn, and what mouse and keys do."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from explorer.document.snapshot import FrameStatistics, GraphView
from explorer.ui.panels.graphs import Graphs
from explorer.ui.scene.frames import Presence
from explorer.ui.scene.geometry import Geometry, overlapping
from tests.ui import made_up
from tests.ui.stand_ins import give
from tests.work import calls

_MOST_CALLS = 60_000  # six for each of ten thousand nodes


@pytest.fixture
def panel(full_window):
    full_window.focus.go_to(3)
    return full_window.panel(Graphs)


def centre(canvas, number):
    geometry = canvas.item.geometry
    return canvas.mapFromScene(geometry.rects[geometry.index[number]].center())


def test_presence():
    presence = Presence([((0, 1),), ((2, 3),), ((0, 0), (3, 3)), ()])
    assert presence.at(0).tolist() == [True, False, True, False]
    assert presence.at(2).tolist() == [False, True, False, False]
    assert presence.at(3).tolist() == [False, True, True, False]


def test_neighbours():
    geometry = Geometry(made_up.graph())
    assert geometry.inputs[4] == [2, 3]
    assert set(geometry.uses[4]) == {5, 13}


def test_culling_keeps_what_touches():
    boxes = np.array([[0, 0, 10, 10], [100, 0, 110, 10]], dtype=float)
    assert overlapping(boxes, QRectF(5, 5, 20, 20)).tolist() == [True, False]


def test_before_shows_what_is_removed_and_after_what_is_added(panel):
    before, after = panel.before.canvas.item, panel.after.canvas.item
    ids = [node.id for node in after.geometry.nodes]
    assert {one for one, marked in zip(ids, before._marked, strict=True) if marked} == {5, 6, 7, 10, 11, 12}
    assert {one for one, marked in zip(ids, after._marked, strict=True) if marked} == {13, 14}
    ghosts = {one for one, ghost in zip(ids, after._ghosts, strict=True) if ghost}
    assert ghosts == {6, 7, 11, 12}  # 5 and 10 lie where 13 and 14 have taken their place


def test_the_slider_decides_what_after_shows(panel, full_window):
    full_window.focus.go_to(0)
    assert not panel.after.canvas.item._marked.any()
    assert panel.after.remark._wordings[0] == "as derived"
    full_window.focus.go_to(2)
    assert panel.after.remark._wordings[0] == "step 2 of 3"
    assert panel.after.statistics._wordings[-1] == "9 nodes"


def test_a_click_selects_in_both(panel, qtbot):
    qtbot.mouseClick(panel.before.canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre(panel.before.canvas, 4))
    assert panel.focus.node == 4
    assert panel.before.canvas._selection.isVisible()
    assert panel.after.canvas._selection.isVisible()


def test_what_is_gone_is_selected_on_one_side_only(panel):
    panel.focus.select(6)
    assert panel.before.canvas._selection.isVisible()
    assert not panel.after.canvas._selection.isVisible()


def test_a_click_beside_lets_go(panel, qtbot):
    panel.focus.select(4)
    qtbot.mouseClick(panel.before.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert panel.focus.node is None


def test_hovering_points_in_both(panel, qtbot):
    qtbot.mouseMove(panel.before.canvas.viewport(), centre(panel.before.canvas, 4))
    qtbot.waitUntil(lambda: panel.focus.hover == 4)
    assert panel.after.canvas._hover.isVisible()


def test_the_tooltip_gives_the_expression(panel, qapp):
    at = centre(panel.before.canvas, 2)
    viewport = panel.before.canvas.viewport()
    qapp.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))
    assert "X @ w" in QToolTip.text()
    QToolTip.hideText()


def wheel(canvas, delta, at=None):
    at = QPointF(canvas.viewport().rect().center()) if at is None else QPointF(at)
    event = QWheelEvent(
        at,
        QPointF(canvas.viewport().mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def test_the_wheel_zooms_about_the_mouse_and_the_twin_follows(panel):
    canvas, twin = panel.before.canvas, panel.after.canvas
    at = centre(canvas, 4)
    zoom = canvas.zoom
    wheel(canvas, 120, at)
    assert canvas.zoom == pytest.approx(zoom * 1.2)
    assert twin.zoom == pytest.approx(canvas.zoom)
    moved = centre(canvas, 4) - at
    assert abs(moved.x()) <= 2
    assert abs(moved.y()) <= 2
    assert panel.after._percent.text() == f"{round(100 * canvas.zoom)}%"


def test_zoom_has_limits(panel):
    for _ in range(60):
        wheel(panel.before.canvas, 120)
    assert panel.before.canvas.zoom == pytest.approx(4)
    for _ in range(90):
        wheel(panel.before.canvas, -120)
    assert panel.before.canvas.zoom == pytest.approx(0.02)


def test_a_drag_pans_and_selects_nothing(panel, qtbot):
    canvas = panel.before.canvas
    start, viewport = centre(canvas, 4), canvas.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(viewport, start + QPoint(40, 25))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 25))
    assert centre(canvas, 4) - start == QPoint(40, 25)
    assert panel.focus.node is None


def test_fit_shows_all_of_both(panel):
    canvas = panel.before.canvas
    wheel(canvas, 600)
    panel.fit()
    for one in (canvas, panel.after.canvas):
        seen = one.mapToScene(one.viewport().rect()).boundingRect()
        assert seen.contains(one.item.boundingRect())
    assert canvas.zoom <= 1


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [(2, Qt.Key.Key_Down, 4), (4, Qt.Key.Key_Up, 2), (6, Qt.Key.Key_Right, 11), (11, Qt.Key.Key_Left, 6)],
)
def test_arrow_keys_walk(panel, qtbot, start, key, end):
    panel.focus.go_to(0)
    panel.focus.select(start)
    qtbot.keyClick(panel.before.canvas, key)
    assert panel.focus.node == end


def test_keys_zoom_centre_and_let_go(panel, qtbot):
    canvas = panel.before.canvas
    zoom = canvas.zoom
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom > zoom
    panel.focus.select(8)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    middle = canvas.viewport().rect().center()
    assert (centre(canvas, 8) - middle).manhattanLength() <= 3
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert panel.focus.node is None
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.zoom == pytest.approx(zoom)


def test_a_small_edit_leaves_the_view_where_it_is(panel, full_window):
    wheel(panel.before.canvas, 240)
    zoom = panel.before.canvas.zoom
    old = full_window.bridge.snapshot
    give(full_window, dataclasses.replace(old, graph=made_up.graph()))
    assert panel.before.canvas.zoom == pytest.approx(zoom)


def test_the_selection_survives_where_its_node_does(full_window):
    full_window.focus.select(4)
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=made_up.graph()))
    assert full_window.focus.node == 4
    fewer = dataclasses.replace(made_up.graph(), nodes=made_up.graph().nodes[:3], edges=())
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=fewer))
    assert full_window.focus.node is None


def test_a_mistake_dims_the_last_good_graph(panel, full_window):
    broken = dataclasses.replace(full_window.bridge.snapshot, messages=made_up.broken().messages)
    give(full_window, broken)
    assert panel.before.canvas.item.opacity() == pytest.approx(0.4)
    assert panel.before.canvas.item.geometry is not None


def test_colours_tell_the_kind_of_a_node(panel, theme):
    """The border of the pill at `w` is the blue of inputs, in both themes."""
    panel.before.canvas.zoom_to(1.0)
    panel.before.canvas.reveal(0)
    canvas = panel.before.canvas
    rect = canvas.item.geometry.rects[0]
    left = canvas.mapFromScene(rect.topLeft() + QPointF(rect.height() / 2 + 4, 0))
    for name in ("light", "dark"):
        theme.choose(name)
        image = canvas.viewport().grab().toImage()
        found = [image.pixelColor(left.x(), left.y() + dy) for dy in (-1, 0, 1)]
        wanted = QColor(theme.colours.input)
        assert any(abs(one.hue() - wanted.hue()) < 12 and one.saturation() > 90 for one in found)


def test_ten_thousand_nodes_are_drawn_and_hit_with_little_work(full_window):
    """No item a node, no loop a pixel: far fewer Python calls than there are nodes, unless each is seen."""
    side = 100
    nodes = tuple(
        dataclasses.replace(made_up.node(i, f"n{i % 50}", 130.0 * (i % side), 70.0 * (i // side)), frames=((0, 0),))
        for i in range(side * side)
    )
    table = {node.id: node for node in nodes}
    edges = tuple(made_up.edge(i, i + side, table) for i in range(side * (side - 1)))
    graph = GraphView(nodes, edges, 130.0 * side, 70.0 * side, 1, (FrameStatistics(len(nodes), side, ""),), "layered")
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=graph, steps=()))
    canvas = full_window.panel(Graphs).before.canvas
    canvas.viewport().grab()
    for zoom in (canvas.zoom, 0.5, 1.0):
        canvas.zoom_to(zoom)
        canvas.viewport().grab()
        drawn = calls(lambda: canvas.viewport().grab())
        assert drawn < _MOST_CALLS
    assert calls(lambda: canvas.node_at(QPoint(200, 150))) < 100


def test_the_edges_of_the_selection_stand_out(panel, full_window):
    """Where its value comes from, and where it goes: in each graph what is there."""
    for node in (4, 13, 8):
        full_window.focus.select(node)
        for pane in (panel.before, panel.after):
            geometry, shown = pane.canvas.item.geometry, pane.canvas.item.edges_shown
            ends = [
                (edge.source, edge.target)
                for edge, here in zip(geometry.edges, shown, strict=True)
                if here and node in (edge.source, edge.target)
            ]
            assert len(pane.canvas._links._curves) == len(ends)
            assert pane.canvas._links.isVisible() == bool(ends)
    full_window.focus.select(4)
    before = len(panel.after.canvas._links._curves)
    full_window.focus.go_to(0)
    assert len(panel.after.canvas._links._curves) == len(panel.before.canvas._links._curves)
    assert before > 0
    full_window.focus.select(None)
    assert not panel.after.canvas._links.isVisible()
