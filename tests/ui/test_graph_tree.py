"""The tree twin of a graph: the same content, one selection, walked by keys, heard by screen readers."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from explorer.document.snapshot import Edge, GraphView
from explorer.ui.focus import Focus
from explorer.ui.panels.graphs import Graphs
from explorer.ui.scene.geometry import Geometry
from explorer.ui.scene.tree_model import TreeModel
from explorer.ui.theme.colours import LIGHT
from explorer.ui.widgets.graph_tree import GraphTree
from tests.ui import made_up
from tests.work import calls

_MOST_CALLS = 900_000  # forty for each of twenty thousand rows


@pytest.fixture
def model(qapp):
    made = TreeModel(LIGHT)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.set_frame(Geometry(made_up.graph()), 3, 0, "added")
    return made


@pytest.fixture
def graphs(full_window):
    full_window.focus.go_to(3)
    full_window._named["trees"].trigger()
    return full_window.panel(Graphs)


def rows(model, parent=QModelIndex(), depth=0):  # noqa: B008 - Qt's own default
    """Every row: its depth and its index."""
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        yield depth, index
        yield from rows(model, index, depth + 1)


def test_every_node_of_a_frame_stands_there_with_its_operands(model):
    geometry = Geometry(made_up.graph())
    for frame in range(geometry.view.frames):
        model.set_frame(geometry, frame, 0, "added")
        present = {n.id for n, here in zip(geometry.nodes, geometry.node_presence.at(frame), strict=True) if here}
        found = [model.item(index) for _, index in rows(model)]
        assert {item.node.id for item in found} == present
        shown = geometry.edge_presence.at(frame)
        for item in found:
            operands = [
                e.source for e, now in zip(geometry.edges, shown, strict=True) if now and e.target == item.node.id
            ]
            assert [below.node.id for below in item.below] == ([] if item.again else operands)
        first = [item.node.id for item in found if not item.again]
        assert len({*first}) <= len(first)
        assert sum(item.again for item in found) <= len(found) - len(present)


def test_what_is_seen_and_what_is_said(model):
    index = model.index_of(13)
    assert model.data(index) == "σ(−m)"
    said = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert "added" in said
    assert "sweep" in said
    assert model.data(index, Qt.ItemDataRole.ForegroundRole).name() == LIGHT.added_text
    assert model.data(index.siblingAtColumn(2)) == model.item(index).node.type
    model.set_frame(ladder(6), 0, 0, "added")
    again = next(index for _, index in rows(model) if model.item(index).again)
    assert model.data(again).endswith("↑ above")
    assert "stands above" in model.data(again, Qt.ItemDataRole.AccessibleTextRole)
    assert [model.headerData(i, Qt.Orientation.Horizontal) for i in range(3)] == ["Expression", "Operation", "Type"]


def test_trees_stand_in_the_place_of_pictures_and_are_remembered(graphs, full_window, settings):
    for pane in (graphs.before, graphs.after):
        assert pane.tree.isVisible()
        assert not pane.canvas.isVisible()
        assert pane.tree.accessibleName()
    assert settings.value("graphs/trees", type=bool)
    full_window._named["trees"].trigger()
    assert graphs.after.canvas.isVisible()
    assert not graphs.after.tree.isVisible()


def test_one_selection(graphs, full_window):
    tree = graphs.after.tree
    full_window.focus.select(9)
    assert tree.tree.item(tree.currentIndex()).node.id == 9
    assert graphs.before.tree.tree.item(graphs.before.tree.currentIndex()).node.id == 9
    tree.setCurrentIndex(tree.tree.index_of(13))
    assert full_window.focus.node == 13
    assert not graphs.before.tree.currentIndex().isValid()  # it is not there before
    full_window.focus.select(None)
    assert not tree.currentIndex().isValid()


def test_the_keys(graphs, full_window, qtbot):
    tree = graphs.after.tree
    tree.setFocus()
    tree.setCurrentIndex(tree.tree.index(0, 0))
    seen = []
    for _ in range(12):
        seen.append(full_window.focus.node)
        qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert len({*seen}) >= 7
    qtbot.keyClick(tree, Qt.Key.Key_Left)  # it closes, or goes up
    qtbot.keyClick(tree, Qt.Key.Key_Escape)
    assert full_window.focus.node is None


def test_enter_goes_to_where_a_node_stands_first(qtbot, theme):
    focus = Focus()
    tree = GraphTree("Tree", theme, focus)
    qtbot.addWidget(tree)
    tree.set_frame(ladder(6), 0, 0, "added")
    again = next(index for _, index in rows(tree.tree) if tree.tree.item(index).again)
    node = tree.tree.item(again).node.id
    tree.setCurrentIndex(again)
    assert focus.node == node
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert tree.currentIndex() == tree.tree.index_of(node) != again
    assert focus.node == node
    focus.select(None)


def test_steps_change_the_trees(graphs, full_window):
    tree = graphs.after.tree.tree
    full_window.focus.go_to(0)
    assert not tree.index_of(13).isValid()
    assert tree.index_of(5).isValid()
    full_window.focus.go_to(3)
    assert tree.index_of(13).isValid()


def test_the_mouse_points(graphs, full_window):
    tree = graphs.before.tree
    tree.entered.emit(tree.tree.index_of(2))
    assert full_window.focus.hover == 2


def test_no_graph_is_an_empty_tree(model):
    model.set_frame(None, 0, 0, "added")
    assert model.rowCount() == 0
    assert not model.index_of(3).isValid()


def ladder(count):
    """A graph in which each node is used twice, by the next two."""
    one = made_up.graph().nodes[2]
    nodes = tuple(dataclasses.replace(one, id=i, output=i == count - 1, frames=((0, 0),)) for i in range(count))
    points = np.zeros((4, 2))
    edges = tuple(
        Edge(source, i, points, "forward", reused=False, cut=False, frames=((0, 0),))
        for i in range(2, count)
        for source in (i - 1, i - 2)
    )
    return Geometry(GraphView(nodes, edges, 1.0, 1.0, 1, (), made_up.graph().layout))


def test_ten_thousand_nodes_are_little_work(qapp):
    model, geometry = TreeModel(LIGHT), ladder(10_000)
    assert calls(lambda: model.set_frame(geometry, 0, 0, "added")) < _MOST_CALLS
    assert model.rowCount() == 1
