"""Where nodes stand when a person has put them elsewhere, and loops that are open in their place."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QPushButton, QToolTip

from explorer.document.snapshot import GraphView
from explorer.ui.panels.graphs import Graphs
from explorer.ui.panels.inspector import Inspector
from explorer.ui.scene.geometry import Geometry, overlapping
from explorer.ui.scene.moved import curve, moved, with_loops
from explorer.ui.scene.node_paint import chevron_of
from explorer.ui.scene.opened import TITLE, is_open, opened
from tests.ui import made_up
from tests.ui.stand_ins import give


def body(*ids, inner=None):
    """One turn of a loop: nodes in a column; the last may be a loop itself."""
    nodes = [made_up.node(id, f"b{id}", 100, 40 + 70 * at, frames=((0, 0),)) for at, id in enumerate(ids)]
    if inner is not None:
        nodes[-1] = dataclasses.replace(nodes[-1], kind="loop", body=inner)
    table = {node.id: node for node in nodes}
    edges = [made_up.edge(a, b, table, frames=((0, 0),)) for a, b in pairwise(ids)]
    return GraphView(tuple(nodes), tuple(edges), 200.0, 40.0 + 70 * len(ids), 1, (), "dot")


def graph(inner):
    """The usual graph, in which `exp` is a loop, and what stands in its place later too."""
    loops = {6: inner, 13: inner}
    nodes = tuple(
        dataclasses.replace(n, kind="loop", body=loops[n.id]) if n.id in loops else n for n in made_up.graph().nodes
    )
    return dataclasses.replace(made_up.graph(), nodes=nodes)


@pytest.fixture
def graphs(full_window):
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=graph(body(50, 51))))
    full_window.focus.go_to(3)
    return full_window.panel(Graphs)


def place(canvas, number):
    geometry = canvas.item.geometry
    return geometry.rects[geometry.index[number]].center()


def pixel(canvas, number):
    return canvas.mapFromScene(place(canvas, number))


def drag(qtbot, canvas, start, by):
    viewport = canvas.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(viewport, start + by / 2)
    qtbot.mouseMove(viewport, start + by)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + by)


# moved


def test_edges_go_along_with_moved_nodes():
    view = made_up.graph()
    there = moved(view, {2: (30.0, 5.0), 4: (30.0, 5.0)})
    before = {(edge.source, edge.target): edge.points for edge in view.edges}
    for edge in there.edges:
        ends = edge.source, edge.target
        if ends == (2, 4):
            np.testing.assert_allclose(edge.points, before[ends] + (30, 5))
        elif set(ends) & {2, 4}:
            assert len(edge.points) == 4  # a plain curve
        else:
            assert edge.points is before[ends]
    assert moved(view, {}) is view


@pytest.mark.parametrize(("dx", "dy"), [(0, 200), (0, -200), (300, 0), (-300, 10), (150, 90), (5, 5)])
def test_a_plain_curve_goes_from_border_to_border(dx, dy):
    one, other = made_up.node(1, "a", 0, 0), made_up.node(2, "b", dx, dy)
    points = curve(one, other)
    for node, end in ((one, points[0]), (other, points[-1])):
        across = abs(end - (node.x, node.y)) / (node.width / 2, node.height / 2)
        assert across.max() == pytest.approx(1)


def test_the_selected_node_can_be_dragged_and_put_back(graphs, full_window, qtbot):
    canvas = graphs.before.canvas
    old, others = place(canvas, 4), place(canvas, 9)
    full_window.focus.select(4)
    scroll = canvas.horizontalScrollBar().value()
    drag(qtbot, canvas, pixel(canvas, 4), QPoint(60, 24))
    assert canvas.horizontalScrollBar().value() == scroll  # no pan
    for pane in (graphs.before, graphs.after):
        step = place(pane.canvas, 4) - old
        assert abs(step.x() - 60 / canvas.zoom) < 2
        assert abs(step.y() - 24 / canvas.zoom) < 2
        assert place(pane.canvas, 9) == others
        pane.canvas.viewport().grab()
    assert full_window.focus.node == 4
    full_window.focus.go_to(1)
    assert place(graphs.after.canvas, 4) != old
    full_window._named["put back"].trigger()
    assert place(canvas, 4) == old
    assert not full_window._named["put back"].isEnabled()


def test_escape_leaves_a_dragged_node_where_it_was(graphs, full_window, qtbot):
    canvas = graphs.before.canvas
    old = place(canvas, 4)
    full_window.focus.select(4)
    start = pixel(canvas, 4)
    qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas.viewport(), start + QPoint(40, 0))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    assert place(canvas, 4) == old
    assert full_window.focus.node == 4


def test_keys_move_the_selected_node(graphs, full_window, qtbot):
    canvas = graphs.after.canvas
    old = place(canvas, 4)
    full_window.focus.select(4)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert place(canvas, 4) - old == QPointF(22, 22)
    assert full_window.focus.node == 4


def test_places_hold_for_the_same_nodes_only(graphs, full_window):
    full_window.looks.move(4, 50, 0)
    there = place(graphs.before.canvas, 4)
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=graph(body(50, 51))))
    assert place(graphs.before.canvas, 4) == there
    other = tuple(dataclasses.replace(n, expression=f"{n.expression}!") for n in made_up.graph().nodes)
    give(
        full_window,
        dataclasses.replace(full_window.bridge.snapshot, graph=dataclasses.replace(made_up.graph(), nodes=other)),
    )
    assert place(graphs.before.canvas, 4) != there
    assert not full_window.looks.shifts


# opened


def test_an_open_loop_holds_its_body_and_covers_nothing():
    view, within = opened(graph(body(50, 51)), {6})
    assert within == {50: 6, 51: 6}
    geometry = Geometry(view, frozenset(within))
    outer = geometry.rects[geometry.index[6]]
    assert is_open(geometry.nodes[geometry.index[6]])
    for inner in (50, 51):
        rect = geometry.rects[geometry.index[inner]]
        assert outer.contains(rect)
        assert rect.top() >= outer.top() + TITLE
    here = geometry.node_presence.at(0)
    for at, node in enumerate(geometry.nodes):
        if here[at] and node.id not in {6, 50, 51}:
            assert not outer.intersects(geometry.rects[at])


def test_edges_still_end_at_the_borders_of_their_boxes():
    view, within = opened(graph(body(50, 51)), {6})
    geometry = Geometry(view, frozenset(within))
    for edge in view.edges:
        for id, end in ((edge.source, edge.points[0]), (edge.target, edge.points[-1])):
            rect = geometry.rects[geometry.index[id]]
            assert rect.adjusted(-1, -1, 1, 1).contains(QPointF(*end))
            assert not rect.adjusted(2, 2, -2, -2).contains(QPointF(*end))


def test_nothing_comes_nearer_to_anything():
    old = Geometry(made_up.graph())
    new = Geometry(opened(graph(body(50, 51, 52)), {6})[0])
    for one in old.nodes:
        for other in old.nodes:
            was = abs(old.centres[old.index[one.id]] - old.centres[old.index[other.id]])
            now = abs(new.centres[new.index[one.id]] - new.centres[new.index[other.id]])
            if 6 not in (one.id, other.id):
                assert (now >= was - 1e-9).all()


def test_loops_at_one_place_grow_together_and_names_stay_apart():
    """What replaces a loop in a later frame stands in its place, and has the same nodes inside."""
    one = graph(body(50, 51))
    nodes = tuple(dataclasses.replace(n, x=150, y=332) if n.id == 13 else n for n in one.nodes)
    view, within = opened(dataclasses.replace(one, nodes=nodes), {6, 13})
    boxes = {node.id: node for node in view.nodes}
    assert len(boxes) == len(view.nodes)
    assert sorted(within.values()) == [6, 6, 13, 13]
    assert min(within) < 0
    assert (boxes[6].width, boxes[6].height) == (boxes[13].width, boxes[13].height)
    alone = {node.id: node for node in opened(dataclasses.replace(one, nodes=nodes), {6})[0].nodes}
    assert boxes[6].height == alone[6].height
    assert boxes[7].y == alone[7].y  # no room is made twice


def test_a_loop_in_a_loop():
    view, within = opened(graph(body(50, 51, inner=body(60, 61))), {6, 51})
    assert within == {50: 6, 51: 6, 60: 51, 61: 51}
    geometry = Geometry(view, frozenset(within))
    rects = {node.id: rect for node, rect in zip(geometry.nodes, geometry.rects, strict=True)}
    assert rects[6].contains(rects[51])
    assert rects[51].contains(rects[60])
    assert rects[51].contains(rects[61])
    assert not overlapping(geometry.boxes[[geometry.index[50]]], rects[51]).any()
    shifts = with_loops({6: (10.0, 0.0), 60: (0.0, 5.0)}, within)
    assert shifts[60] == (10.0, 5.0)
    assert shifts[61] == (10.0, 0.0)


def test_a_double_click_opens_and_closes(graphs, full_window, qtbot):
    canvas = graphs.after.canvas
    qtbot.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(canvas, 13))
    assert full_window.looks.open_loops == {13}
    for pane in (graphs.before, graphs.after):
        assert 50 in pane.canvas.item.geometry.index
    shown = graphs.after.canvas.item
    assert shown.shown[shown.geometry.index[50]]
    assert not graphs.before.canvas.item.shown[shown.geometry.index[50]]  # its loop is not there yet
    canvas.viewport().grab()
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(canvas, 50))
    assert full_window.focus.node == 50
    canvas.zoom_to(0.8)
    canvas.reveal(13)
    chevron = chevron_of(canvas.item.geometry.rects[canvas.item.geometry.index[13]]).center()
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.mapFromScene(chevron))
    assert full_window.looks.open_loops == set()
    assert 50 not in canvas.item.geometry.index


def test_a_key_opens_and_closes(graphs, full_window, qtbot):
    canvas = graphs.before.canvas
    full_window.focus.select(4)
    qtbot.keyClick(canvas, Qt.Key.Key_O)
    assert full_window.looks.open_loops == set()  # it is no loop
    full_window.focus.select(6)
    qtbot.keyClick(canvas, Qt.Key.Key_O)
    assert full_window.looks.open_loops == {6}
    full_window._named["open loop"].trigger()
    assert full_window.looks.open_loops == set()
    full_window._named["open loop"].trigger()
    assert full_window.looks.open_loops == {6}
    full_window.looks.show(colouring="cost", widths=True, text="shape")
    canvas.viewport().grab()
    canvas.zoom_to(0.1)
    canvas.viewport().grab()
    qtbot.keyClick(canvas, Qt.Key.Key_O)
    assert full_window.looks.open_loops == set()


def test_the_inspector_knows_what_is_in_a_loop(graphs, full_window):
    inspector = full_window.panel(Inspector)
    full_window.looks.open_or_close(13)
    full_window.focus.select(51)
    assert inspector.name.text() == "b51"
    assert not inspector.mark.isVisible()
    chips = [chip.text() for chip in inspector._inputs_box.findChildren(QPushButton)]
    assert chips == ["b50"]
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=graph(body(50, 51))))
    assert full_window.focus.node == 51
    full_window.looks.open_or_close(13)
    give(full_window, made_up.full())
    assert full_window.focus.node is None


def test_bodies_are_no_part_of_the_trees(graphs, full_window):
    full_window._named["trees"].trigger()
    rows = graphs.after.tree.tree.rowCount()
    full_window.looks.open_or_close(13)
    assert graphs.after.tree.tree.rowCount() == rows
    assert not graphs.after.tree.tree.index_of(50).isValid()


def test_the_tooltip_tells_that_there_is_more(graphs, qapp):
    canvas = graphs.after.canvas
    at = pixel(canvas, 13)
    qapp.sendEvent(canvas.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, canvas.viewport().mapToGlobal(at)))
    assert "opens it" in QToolTip.text()
    QToolTip.hideText()
