"""Nodes that a regular expression finds: ringed in the graphs, washed in the trees, gone through by keys."""

import pytest
from PySide6.QtCore import Qt

from explorer.ui.panels.graphs import Graphs
from explorer.ui.shell.search import Entry, PatternError, rank


def entry(words, remark, node=None):
    return Entry(words, remark, "graph", lambda: None, node=node)


def test_expressions_match_labels_operations_and_types():
    one = entry("exp(−m)", "exp  real[n]", 6)
    for query in ("/exp", "/^EXP", "/real\\[n\\]$", "/exp|sum", "/"):
        assert rank(query, one) == 0
    assert rank("/sum", one) is None
    assert rank("/exp", entry("Export…", "Ctrl+E")) is None  # commands are no nodes
    with pytest.raises(PatternError, match="at character"):
        rank("/exp(", one)


def rings(pane):
    return len(pane.canvas._finds._rects)


def test_what_is_found_is_ringed_and_gone_through(full_window, qtbot):
    full_window.activateWindow()
    full_window.focus.go_to(3)
    full_window.find_nodes()
    field = full_window.bar.search
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "exp|@")
    graphs = full_window.panel(Graphs)
    found = full_window.focus.found
    assert {2, 6, 8} <= found
    assert 0 < rings(graphs.after) < rings(graphs.before) <= len(found)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert full_window.focus.found == found  # still, while one looks at them
    seen = []
    for _ in range(len(found)):
        full_window.next_found()
        seen.append(full_window.focus.node)
    assert {*seen} == found
    full_window.previous_found()
    assert full_window.focus.node == seen[-2]
    assert "found" in full_window.status.verdict.text()
    full_window.focus.go_to(0)
    assert rings(graphs.after) == rings(graphs.before)


def test_trees_show_what_is_found(full_window):
    full_window._named["trees"].trigger()
    full_window.focus.find(frozenset({2}))
    tree = full_window.panel(Graphs).before.tree.tree
    wash = Qt.ItemDataRole.BackgroundRole
    assert tree.data(tree.index_of(2), wash) is not None
    assert tree.data(tree.index_of(4), wash) is None


def test_escape_forgets_and_mistakes_are_told(full_window, qtbot):
    full_window.activateWindow()
    full_window.find_nodes()
    field = full_window.bar.search
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "exp")
    assert full_window.focus.found
    qtbot.keyClicks(field, "(")
    assert "at character" in field._list.item(0).text()
    assert not full_window.focus.found
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert full_window.focus.found
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not full_window.focus.found
    full_window.next_found()
    assert "Nothing is found" in full_window.status.verdict.text()
