"""How the graphs are looked at: colours, edges, what is hidden, what is near, where one is."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QMenu, QToolTip

from explorer.document.document import Document
from explorer.document.session import Session
from explorer.document.snapshot import FrameStatistics, GraphView
from explorer.ui.looks import Hiding, Look, Looks
from explorer.ui.panels.graphs import Graphs
from explorer.ui.scene.costs import cost_words
from explorer.ui.scene.edge_paint import WIDTHS
from explorer.ui.scene.edge_sizes import texts_of, widths_of
from explorer.ui.scene.edge_texts import along
from explorer.ui.scene.geometry import Geometry, overlapping
from explorer.ui.scene.hiding import bridges, hidden_nodes
from explorer.ui.scene.neighbourhood import within
from explorer.ui.scene.tints import tints
from explorer.ui.scene.walk import Tour
from explorer.ui.theme.colours import DARK, LIGHT
from explorer.ui.theme.ramp import STEPS, ink_on, luminance, ramp
from explorer.ui.units import bytes_text, count_text, seconds_text
from explorer.ui.window import Window
from tests.ui import made_up
from tests.ui.conftest import remove
from tests.ui.stand_ins import FakeWorkers, give
from tests.work import calls

_MOST_CALLS = 80_000  # eight for each of ten thousand nodes


@pytest.fixture
def graphs(full_window):
    full_window.focus.go_to(3)
    return full_window.panel(Graphs)


def do(window, name):
    """What a person does who chooses a line of the menu."""
    window._named[name].trigger()


def centre(canvas, number):
    geometry = canvas.item.geometry
    return canvas.mapFromScene(geometry.rects[geometry.index[number]].center())


def seen(canvas):
    geometry, shown = canvas.item.geometry, canvas.item.shown
    return {node.id for node, here in zip(geometry.nodes, shown, strict=True) if here}


# what colours say


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda colours: colours.name)
def test_a_ramp_grows_in_lightness_and_can_be_written_on(colours):
    """So that it is one for the colour-blind too, and on paper without colours."""
    lightness = [luminance(colour) for colour in ramp(colours.name)]
    assert len(lightness) == STEPS
    assert lightness == sorted(lightness, reverse=colours.name == "light")
    for colour in ramp(colours.name):
        light, dark = sorted((luminance(colour), luminance(ink_on(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda colours: colours.name)
def test_a_scale_is_logarithmic_and_has_its_numbers(colours):
    graph = made_up.graph()
    found = tints(graph.nodes, "cost", made_up.profile(), colours)
    fills = {node.id: tint.fill for node, tint in zip(graph.nodes, found.of, strict=True)}
    assert fills[2] == ramp(colours.name)[-1]
    assert fills[4] == ramp(colours.name)[0]
    assert fills[5] == colours.raised  # nought is no place on a logarithmic scale
    assert found.key.ends == ("200", "9.6 k")
    assert found.key.entries == (("0", colours.ghost),)
    middle = dataclasses.replace(made_up.profile(), flops={2: 1, 4: 10, 5: 100})
    steps = [tint.fill for node, tint in zip(graph.nodes, tints(graph.nodes, "cost", middle, colours).of, strict=True)]
    assert ramp(colours.name).index(steps[4]) in {STEPS // 2 - 1, STEPS // 2}


def test_what_was_not_measured_has_no_colour_and_is_said():
    graph = made_up.graph()
    found = tints(graph.nodes, "time", made_up.profile(), LIGHT)
    assert found.of[12].fill == LIGHT.card
    assert ("not measured", LIGHT.card) in found.key.entries
    assert found.key.ends == ("3 µs", "15 µs")
    assert "not measured" in found.key.said
    nothing = tints(graph.nodes, "time", None, LIGHT)
    assert not nothing.key.ends
    assert {tint.fill for tint in nothing.of} == {LIGHT.card}


def test_all_alike_is_one_colour():
    alike = dataclasses.replace(made_up.profile(), bytes=dict.fromkeys(range(15), 64))
    found = tints(made_up.graph().nodes, "bytes", alike, LIGHT)
    assert found.key.ends == ("64 B",)
    assert len({tint.fill for tint in found.of}) == 1


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_colours_are_seen_in_both_graphs(graphs, full_window, theme, shade):
    theme.choose(shade)
    do(full_window, "cost")
    most = QColor(ramp(shade)[-1])
    for pane in (graphs.before, graphs.after):
        canvas = pane.canvas
        rect = canvas.item.geometry.rects[canvas.item.geometry.index[2]]
        at = canvas.mapFromScene(rect.topLeft() + QPointF(rect.width() / 2, 4))
        assert canvas.viewport().grab().toImage().pixelColor(at) == most
    assert graphs.after.legend.key.ends == ("200", "9.6 k")
    assert graphs.before.legend.key is None  # it says what lines mean
    assert "9.6 k" in graphs.after.legend.accessibleName()
    do(full_window, "kind")
    assert graphs.after.legend.key is None


def test_where_there_is_little_room_numbers_stand_below(graphs, full_window):
    do(full_window, "cost")
    do(full_window, "widths")
    for pane in (graphs.before, graphs.after):
        legend = pane.legend
        wide = legend.grab().toImage()
        legend.setFixedWidth(90)
        narrow = legend.grab().toImage()
        assert legend._used <= 90
        assert narrow != wide.copy(narrow.rect())


def test_origin_has_a_colour_for_each_maker(graphs, full_window):
    nodes = [
        dataclasses.replace(n, provenance="reverse" if n.sweep == "reverse" else "written")
        for n in made_up.graph().nodes
    ]
    give(
        full_window,
        dataclasses.replace(
            full_window.bridge.snapshot, graph=dataclasses.replace(made_up.graph(), nodes=tuple(nodes))
        ),
    )
    do(full_window, "origin")
    assert [words for words, _ in graphs.after.legend.key.entries] == ["written", "reverse"]
    graphs.after.legend.grab()


def test_a_mark_is_told_whatever_colours_say(graphs, full_window):
    do(full_window, "time")
    item = graphs.after.canvas.item
    assert item.spots[item.geometry.index[13]] == LIGHT.added


def test_costs_of_another_graph_are_not_shown(graphs, full_window):
    do(full_window, "cost")
    old = full_window.bridge.snapshot
    give(full_window, dataclasses.replace(old, graph=made_up.graph()))  # the same nodes again: until new ones come
    assert graphs.after.legend.key.ends
    other = tuple(dataclasses.replace(n, expression=f"{n.expression}!") for n in made_up.graph().nodes)
    give(full_window, dataclasses.replace(old, graph=dataclasses.replace(made_up.graph(), nodes=other)))
    assert not graphs.after.legend.key.ends
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, profile=made_up.profile()))
    assert graphs.after.legend.key.ends


def test_looks_are_remembered(full_window, settings, theme, qtbot):
    for name in ("time", "widths", "range", "minimap"):
        do(full_window, name)
    workers = FakeWorkers()
    again = Window(Session(Document(made_up.TEXT)), workers, theme, settings)
    assert again.looks.look == Look("time", widths=True, text="range", minimap=False)
    assert all(again._named[name].isChecked() for name in ("time", "widths", "range"))
    assert not again._named["minimap"].isChecked()
    again.files.may_leave = lambda: True
    again.close()
    remove(again)
    workers.close()


def test_settings_of_another_version_are_the_usual_look(theme, settings):
    settings.setValue("graphs/colours", "smell")
    settings.setValue("graphs/words", "")
    workers = FakeWorkers()
    window = Window(Session(Document(made_up.TEXT)), workers, theme, settings)
    assert window.looks.look == Look()
    window.files.may_leave = lambda: True
    window.close()
    remove(window)
    workers.close()


def test_both_graphs_have_the_menu(graphs, full_window, qtbot):
    for pane in (graphs.before, graphs.after):
        assert pane.look.isVisible()
        assert pane.look.accessibleName().startswith("Look")
        menu = pane.look.menu()
        assert isinstance(menu, QMenu)
        words = [action.text() for action in menu.actions()]
        assert "Colour by Time Measured" in words
        next(action for action in menu.actions() if action.text() == "Colour by Origin").trigger()
        assert full_window.looks.look.colouring == "origin"
        full_window.looks.show(colouring="kind")


@pytest.mark.parametrize(
    ("node", "words"), [(2, "9.6 k flops, 1.6 kB, 3 µs"), (0, "192 B"), (12, "200 flops, 1.6 kB"), (99, "")]
)
def test_what_a_node_costs_in_words(node, words):
    assert cost_words(made_up.profile(), node) == words
    assert cost_words(None, node) == ""
    assert cost_words(dataclasses.replace(made_up.profile(), flops={99: 1}), 99) == "1 flop"


def test_costs_stand_in_tooltips(graphs, full_window, qapp):
    canvas = graphs.before.canvas
    at = centre(canvas, 2)
    qapp.sendEvent(canvas.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, canvas.viewport().mapToGlobal(at)))
    assert QToolTip.text().splitlines()[-1] == "9.6 k flops, 1.6 kB, 3 µs"
    QToolTip.hideText()
    do(full_window, "trees")
    tree = graphs.before.tree.tree
    assert tree.data(tree.index_of(2), Qt.ItemDataRole.ToolTipRole).endswith("9.6 k flops, 1.6 kB, 3 µs")


# what edges say


def test_widths_say_bytes():
    graph = made_up.graph()
    places, words = widths_of(graph.edges, made_up.profile().bytes)
    assert words == "192 B … 38.4 kB"
    by_source = {edge.source: WIDTHS[place] for edge, place in zip(graph.edges, places, strict=True)}
    assert by_source[0] == WIDTHS[0] < by_source[2] < by_source[1] == WIDTHS[-1]
    assert not widths_of(graph.edges, {})[0].any()
    assert widths_of(graph.edges, dict.fromkeys(range(15), 8))[1] == "8 B"


def test_edges_become_wide(graphs, full_window):
    canvas = graphs.before.canvas
    thin = canvas.viewport().grab().toImage()
    do(full_window, "widths")
    assert canvas.viewport().grab().toImage() != thin
    assert "192 B … 38.4 kB" in graphs.before.legend.accessibleName()
    graphs.before.legend.grab()
    do(full_window, "widths")
    assert canvas.viewport().grab().toImage() == thin


def test_what_stands_at_edges():
    graph, profile = made_up.graph(), made_up.profile()
    assert texts_of(graph.nodes, "nothing", profile) == {}
    assert texts_of(graph.nodes, "shape", profile)[1] == "200 × 24"
    assert texts_of(graph.nodes, "shape", None)[1] == "[n]"
    assert texts_of(graph.nodes, "dtype", profile)[1] == "real"
    assert texts_of(graph.nodes, "range", profile)[1] == "−1.5 … 2.25"
    assert texts_of(graph.nodes, "range", None) == {}


def test_words_cover_no_node_and_no_other_words(graphs, full_window):
    do(full_window, "shape")
    for pane in (graphs.before, graphs.after):
        canvas = pane.canvas
        canvas.zoom_to(1.0)
        canvas.reveal(4)
        canvas.viewport().grab()
        rects = [rect for rect in canvas.texts.placed.values() if rect is not None]
        assert len(rects) >= 3
        for at, rect in enumerate(rects):
            assert not overlapping(canvas.item.boxes_that_show(), rect).any()
            assert not any(rect.intersects(other) for other in rects[:at])


def test_words_that_could_not_be_read_are_not_there(graphs, full_window):
    canvas = graphs.before.canvas
    canvas.zoom_to(0.5)
    without = canvas.viewport().grab().toImage()
    do(full_window, "dtype")
    assert canvas.viewport().grab().toImage() == without
    assert not canvas.texts.placed
    do(full_window, "nothing")
    assert not canvas.texts.isVisible()


def test_the_middle_of_a_curve():
    points = np.array([[0, 0], [0, 10], [0, 20], [0, 30], [10, 30], [20, 30], [30, 30]], dtype=float)
    assert along(points, 0.0) == QPointF(0, 0)
    assert along(points, 0.5) == QPointF(0, 30)
    assert along(points, 1.0) == QPointF(30, 30)
    assert along(np.zeros((4, 2)), 0.5) == QPointF(0, 0)


# what is hidden


def test_bridges_follow_the_shortest_way():
    geometry = Geometry(made_up.graph())
    hidden = np.zeros(len(geometry.nodes), dtype=bool)
    hidden[[geometry.index[one] for one in (5, 6, 7)]] = True  # m → −m → exp → 1 + exp, read again by 11 and 12
    found = bridges(geometry, geometry.edge_presence.at(0), hidden, 0)
    assert {(edge.source, edge.target) for edge in found} == {(4, 11), (4, 12)}
    for edge in found:
        assert len(edge.points) % 3 == 1
        box = geometry.rects[geometry.index[edge.source]]
        assert box.adjusted(-1, -1, 1, 1).contains(QPointF(*edge.points[0]))
    assert bridges(geometry, geometry.edge_presence.at(0), np.zeros_like(hidden), 0) == []


def test_what_is_looked_at_is_never_hidden():
    geometry = Geometry(made_up.graph())
    hidden = hidden_nodes(geometry, Hiding(frozenset({"dot"})))
    assert {geometry.nodes[at].id for at in np.flatnonzero(hidden)} == {2}  # 8 is a product too, and the result
    assert not hidden_nodes(geometry, Hiding()).any()


def test_an_operation_vanishes_from_pictures_and_trees(graphs, full_window, qtbot):
    do(full_window, "trees")
    do(full_window, "trees")
    before = {pane: pane.canvas.transform() for pane in (graphs.before, graphs.after)}
    places = centre(graphs.before.canvas, 8)
    full_window.focus.select(2)
    assert full_window._named["hide"].text() == "Hide All “dot”"
    do(full_window, "hide")
    assert full_window.focus.node is None  # it is gone
    for pane in (graphs.before, graphs.after):
        assert 2 not in seen(pane.canvas)
        assert 8 in seen(pane.canvas)
        assert {(edge.source, edge.target) for edge in pane.canvas.item.bridges} == {(0, 4), (1, 4)}
        assert pane.canvas.transform() == before[pane]
        assert pane.hidden.isVisible()
        assert pane.hidden.text().startswith("1 hidden")
        pane.canvas.viewport().grab()
    assert centre(graphs.before.canvas, 8) == places  # nothing jumps
    do(full_window, "trees")
    for pane in (graphs.before, graphs.after):
        tree = pane.tree.tree
        assert not tree.index_of(2).isValid()
        above = tree.item(tree.index_of(4))
        assert [below.node.id for below in above.below] == [0, 1, 3]
    qtbot.mouseClick(graphs.after.hidden, Qt.MouseButton.LeftButton)
    assert graphs.after.tree.tree.index_of(2).isValid()
    assert not graphs.after.hidden.isVisible()
    assert not full_window._named["show all"].isEnabled()


def test_who_looks_for_a_hidden_node_hears_where_it_is(graphs, full_window):
    full_window.looks.hide("dot")
    full_window.focus.select(2, reveal=True)
    assert full_window.status.verdict.text() == "X @ w is hidden: Ctrl+Shift+H shows all again"


def test_constants_and_shapes_are_hidden_together(graphs, full_window):
    nodes = tuple(dataclasses.replace(n, kind="shape") if n.id in {9, 10} else n for n in made_up.graph().nodes)
    graph = dataclasses.replace(made_up.graph(), nodes=nodes)
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=graph))
    do(full_window, "bookkeeping")
    assert full_window._named["bookkeeping"].isChecked()
    assert not seen(graphs.before.canvas) & {9, 10}
    assert graphs.before.canvas.item.hidden_count == 2
    assert graphs.after.canvas.item.hidden_count == 1  # 10 has gone by then
    full_window.focus.go_to(0)
    assert graphs.after.canvas.item.hidden_count == 2
    do(full_window, "show all")
    assert {9, 10} <= seen(graphs.before.canvas)


def test_inputs_and_nothing_cannot_be_hidden(graphs, full_window):
    assert not full_window._named["hide"].isEnabled()
    full_window.focus.select(0)
    assert not full_window._named["hide"].isEnabled()
    full_window.focus.select(4)
    assert full_window._named["hide"].isEnabled()


def test_another_document_shows_all(full_window):
    full_window.looks.hide("dot")
    full_window.session.new(Document("x: real\ny = x"))
    assert not full_window.looks.hiding


def test_an_edit_keeps_what_is_hidden(graphs, full_window):
    full_window.looks.hide("dot")
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=made_up.graph()))
    assert 2 not in seen(graphs.before.canvas)


# what is near


def test_within_some_edges():
    ends = np.array([[0, 1], [1, 2], [3, 2], [3, 4]])
    assert within(6, ends, 1, 1).tolist() == [True, True, True, False, False, False]
    assert within(6, ends, 1, 2).tolist() == [True, True, True, True, False, False]
    assert within(6, ends, 1, 9).tolist() == [True, True, True, True, True, False]
    assert within(2, np.zeros((0, 2), dtype=np.int64), 0, 3).tolist() == [True, False]


def test_digits_dim_what_is_far_and_escape_ends_it(graphs, full_window, qtbot):
    canvas = graphs.before.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_1)
    assert full_window.looks.reach is None  # around nothing
    full_window.focus.select(4)
    usual = canvas.viewport().grab().toImage()
    qtbot.keyClick(canvas, Qt.Key.Key_1)
    assert full_window.looks.reach == 1
    assert graphs.before.around.text().startswith("within 1")
    near = {canvas.item.geometry.nodes[at].id for at in np.flatnonzero(canvas.item._near)}
    assert near == {2, 3, 4, 5, 13}
    dim = canvas.viewport().grab().toImage()
    for node, clear in ((8, False), (4, True), (2, True)):
        rect = canvas.mapFromScene(canvas.item.geometry.rects[canvas.item.geometry.index[node]]).boundingRect()
        inside = rect.adjusted(3, 3, -3, -3)
        assert (usual.copy(inside) == dim.copy(inside)) == clear
    for pane in (graphs.before, graphs.after):
        assert pane.tree.tree.near == near
    qtbot.keyClick(canvas, Qt.Key.Key_3)
    assert full_window.looks.reach == 3
    full_window.focus.select(8)  # the neighbourhood goes along
    assert canvas.item._near[canvas.item.geometry.index[8]]
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert full_window.looks.reach is None
    assert full_window.focus.node == 8
    assert not graphs.before.around.isVisible()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert full_window.focus.node is None


def test_the_menu_has_the_neighbourhood_too(graphs, full_window, qtbot):
    assert not full_window._named["around"].isEnabled()
    full_window.focus.select(4)
    do(full_window, "around")
    assert full_window.looks.reach == 2
    do(full_window, "farther")
    assert full_window.looks.reach == 3
    for _ in range(5):
        do(full_window, "nearer")
    assert full_window.looks.reach == 1
    qtbot.mouseClick(graphs.after.around, Qt.MouseButton.LeftButton)
    assert full_window.looks.reach is None
    do(full_window, "around")
    full_window.focus.select(None)
    assert full_window.looks.reach is None


def test_hidden_nodes_are_no_distance(graphs, full_window):
    full_window.looks.hide("dot")
    full_window.focus.select(4)
    full_window.looks.look_around(1)
    item = graphs.before.canvas.item
    assert {0, 1} <= {item.geometry.nodes[at].id for at in np.flatnonzero(item._near)}


def test_looks_stay_in_their_bounds():
    looks = Looks()
    looks.look_around(40)
    assert looks.reach == 9
    looks.look_around(-3)
    assert looks.reach == 1


# where one is


def test_the_overview_is_there_while_not_all_is_in_sight(graphs, full_window, qtbot):
    canvas, small = graphs.before.canvas, graphs.before.minimap
    graphs.fit()
    assert not small.isVisible()
    canvas.zoom_to(2.5)
    assert small.isVisible()
    assert graphs.after.minimap.isVisible()  # its canvas has followed
    bar = QRectF(graphs.before._below.geometry())
    assert not bar.intersects(QRectF(small.geometry()))
    assert canvas.rect().contains(small.geometry())
    small.grab()
    do(full_window, "minimap")
    assert not small.isVisible()
    do(full_window, "minimap")
    assert small.isVisible()


def test_a_click_or_a_drag_in_the_overview_goes_there(graphs, qtbot):
    canvas, small = graphs.before.canvas, graphs.before.minimap
    canvas.zoom_to(2.5)
    low = QPoint(small.width() // 2, small.height() - 8)
    qtbot.mousePress(small, Qt.MouseButton.LeftButton, pos=low)
    first = canvas.sight.center()
    assert first.y() > 330
    qtbot.mouseMove(small, QPoint(small.width() // 2, 8))
    assert canvas.sight.center().y() < 120
    qtbot.mouseRelease(small, Qt.MouseButton.LeftButton, pos=QPoint(small.width() // 2, 8))
    assert (canvas.sight.center() - graphs.after.canvas.sight.center()).manhattanLength() < 3  # the twin has followed
    assert graphs.focus.node is None  # it was no click on the canvas


# keys


def test_a_tour_of_the_inputs_and_the_uses():
    edges = made_up.graph().edges
    tour = Tour()
    assert tour.go_on(edges, 4, "inputs") == 2
    assert tour.go_on(edges, 2, "inputs") == 3
    assert tour.go_on(edges, 3, "inputs") == 2  # round
    assert tour.go_on(edges, 2, "inputs", anew=True) == 0
    assert tour.go_on(edges, 0, "inputs") == 1
    assert tour.go_on(edges, 1, "uses") == 2
    assert tour.go_on(edges, 2, "uses") == 8
    assert tour.go_on(edges, 8, "uses") == 2
    assert tour.go_on(edges, 6, "inputs") == 5
    assert tour.go_on(edges, 5, "inputs") == 4  # an only input: on from there
    assert tour.go_on(edges, 0, "inputs") is None


def test_keys_go_to_inputs_and_uses(graphs, full_window, qtbot):
    canvas = graphs.after.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_I)
    assert full_window.focus.node is None
    full_window.focus.select(4)
    visited = []
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_I)
        visited.append(full_window.focus.node)
    assert visited == [2, 3, 2]
    qtbot.keyClick(canvas, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    assert full_window.focus.node == 0
    full_window.focus.select(4)
    qtbot.keyClick(canvas, Qt.Key.Key_U)
    assert full_window.focus.node == 13  # of what is there after the last step


# all of it at once


def test_ten_thousand_nodes_with_everything_on(full_window):
    """Found once for a change, not while painting: a repaint is no more work than before."""
    side = 100
    nodes = tuple(
        dataclasses.replace(
            made_up.node(i, f"n{i % 50}", 130.0 * (i % side), 70.0 * (i // side)),
            frames=((0, 0),),
            operation="exp" if i % 7 == 3 else "add",
        )
        for i in range(side * side)
    )
    table = {node.id: node for node in nodes}
    edges = tuple(made_up.edge(i, i + side, table) for i in range(side * (side - 1)))
    graph = GraphView(nodes, edges, 130.0 * side, 70.0 * side, 1, (FrameStatistics(len(nodes), side, ""),), "layered")
    ids = range(side * side)
    profile = dataclasses.replace(
        made_up.profile(),
        flops={one: 1 + one for one in ids},
        bytes={one: 8 + one for one in ids},
        shapes={one: (one,) for one in ids},
    )
    give(full_window, dataclasses.replace(full_window.bridge.snapshot, graph=graph, steps=(), profile=profile))
    for name in ("cost", "widths", "shape"):
        do(full_window, name)
    full_window.looks.hide("exp")
    full_window.focus.select(4900)
    full_window.looks.look_around(9)
    canvas = full_window.panel(Graphs).before.canvas
    canvas.viewport().grab()
    for zoom in (canvas.zoom, 0.5, 1.0):
        canvas.zoom_to(zoom)
        canvas.viewport().grab()
        assert calls(lambda: canvas.viewport().grab()) < _MOST_CALLS


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        (count_text, 640, "640"),
        (count_text, 19_234, "19.2 k"),
        (count_text, 999.7, "1 k"),
        (bytes_text, 320, "320 B"),
        (bytes_text, 1_234_567, "1.23 MB"),
        (seconds_text, 3e-7, "300 ns"),
        (seconds_text, 2.04e-3, "2.04 ms"),
        (seconds_text, 1.5, "1.5 s"),
    ],
)
def test_units(text, value, words):
    assert text(value) == words
