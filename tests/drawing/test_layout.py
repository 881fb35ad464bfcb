"""Layouts: nothing overlaps, nothing is cut off, arrows begin and end at their boxes, frames keep their places."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.drawing import lay_out
from explorer.drawing.sizes import RADIUS
from explorer.drawing.text import LABEL, MONO, text_width
from tests.drawing.graphs import add, empty, logistic, network, random_graph

ENGINES = ["dot", "layered"]
GRAPHS = st.builds(random_graph, st.integers(1, 60), st.integers(0, 10_000), st.sampled_from([None, 3, 10]))


def overlaps(picture):
    """Pairs of boxes that are seen together and overlap."""
    found = []
    boxes = picture.boxes
    for n, a in enumerate(boxes):
        for b in boxes[n + 1 :]:
            together = any(p <= s and r <= q for p, q in a.frames for r, s in b.frames)
            near = abs(a.x - b.x) < (a.width + b.width) / 2 and abs(a.y - b.y) < (a.height + b.height) / 2
            if together and near:
                found.append((a.id, b.id))
    return found


def distance_to_outline(point, box):
    """How far a point is from the rounded outline of a box, in pixels."""
    radius = box.height / 2 if box.kind == "input" else RADIUS
    x, y = abs(point[0] - box.x) - (box.width / 2 - radius), abs(point[1] - box.y) - (box.height / 2 - radius)
    outside = np.hypot(max(x, 0), max(y, 0))
    return abs(outside + min(max(x, y), 0) - radius)


def check(picture):
    boxes = {box.id: box for box in picture.boxes}
    assert overlaps(picture) == []
    for box in picture.boxes:
        assert box.width / 2 < box.x < picture.width - box.width / 2
        assert box.height / 2 < box.y < picture.height - box.height / 2
    for arrow in picture.arrows:
        assert (len(arrow.points) % 3, arrow.points.shape[1]) == (1, 2)
        assert np.isfinite(arrow.points).all()
        assert distance_to_outline(arrow.points[0], boxes[arrow.source]) < 1
        assert distance_to_outline(arrow.points[-1], boxes[arrow.target]) < 1
        assert (arrow.points[[0, -1]] > 0).all()
        assert (arrow.points[[0, -1]] < (picture.width, picture.height)).all()


@pytest.mark.parametrize("engine", ENGINES)
@given(graph=GRAPHS)
@settings(max_examples=25)
def test_random_graphs(engine, graph):
    picture = lay_out(graph, engine=engine)
    assert {box.id for box in picture.boxes} == set(graph)
    assert len(picture.arrows) == graph.number_of_edges()
    check(picture)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_reverse_sweep_climbs_on_the_right(engine):
    picture = lay_out(logistic(), engine=engine)
    check(picture)
    boxes = {box.id: box for box in picture.boxes}
    assert [boxes[id].y for id in (3, 4, 5, 6, 7)] == sorted(boxes[id].y for id in (3, 4, 5, 6, 7))
    assert [boxes[id].y for id in (12, 11, 10, 9, 8)] == sorted(boxes[id].y for id in (12, 11, 10, 9, 8))
    assert boxes[9].y == boxes[6].y  # an adjoint stands beside the value that it reads
    assert min(boxes[id].x for id in (8, 9, 10)) > max(boxes[id].x for id in (5, 6, 7))


def test_a_graph_without_forward_operations_flows_down():
    g = empty()
    add(g, 0, "x", kind="input")
    add(g, 1, "2 × x", sweep="reverse", inputs=[0])
    add(g, 2, "diag(·)", sweep="reverse", inputs=[1])
    heights = [box.y for box in lay_out(g).boxes]
    assert heights == sorted(heights)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_replaces_a_node_has_its_place(engine):
    g = empty(frames=3)
    add(g, 0, "x", kind="input")
    add(g, 1, "exp(x)", inputs=[0], frames=((0, 0),))
    add(g, 2, "1 + ·", inputs=[1], frames=((0, 0),))
    add(g, 3, "log(·)", inputs=[2], frames=((0, 0),))
    add(g, 4, "softplus(x)", inputs=[0], slot=3, frames=((1, 2),))
    add(g, 5, "· ⊙ x", inputs=[3, 0], frames=((0, 0),))
    add(g, 6, "· ⊙ x", inputs=[4, 0], slot=5, frames=((1, 1),))
    add(g, 7, "x ⊙ ·", inputs=[0, 4], slot=5, frames=((2, 2),))
    picture = lay_out(g, engine=engine)
    check(picture)
    places = {box.id: (box.x, box.y) for box in picture.boxes}
    assert places[3] == places[4]
    assert places[5] == places[6] == places[7]
    for frame in range(3):
        assert all(places[box.id] == (box.x, box.y) for box in picture.frame(frame).boxes)
        ids = {box.id for box in picture.frame(frame).boxes}
        assert all(arrow.source in ids and arrow.target in ids for arrow in picture.frame(frame).arrows)
    assert {box.id for box in picture.frame(1).boxes} == {0, 4, 6}


def test_the_first_frame_is_laid_out_as_if_it_were_alone():
    alone, union = logistic(), logistic()
    union.graph["frames"] = 3
    for _, node in union.nodes(data=True):
        node["frames"] = ((0, 1),)
    for *_, edge in union.edges(data=True):
        edge["frames"] = ((0, 1),)
    for id in (0, 1, 2):
        union.nodes[id]["frames"] = ((0, 2),)
    # In the last frame two nodes have changed their order, which would close a circle.
    add(union, 20, "a", inputs=[0, 1, 2], slot=9, frames=((2, 2),))
    add(union, 21, "b", inputs=[20], slot=6, frames=((2, 2),))
    add(union, 22, "c", inputs=[21], slot=4, frames=((2, 2),))
    rows = [{box.id: box.y for box in lay_out(g).boxes if box.id < 20} for g in (alone, union)]
    assert rows[0] == pytest.approx(rows[1], abs=2)
    check(lay_out(union))


@pytest.mark.parametrize("engine", ENGINES)
def test_places_that_close_a_circle(engine):
    g = empty(frames=2)
    add(g, 0, "x", kind="input")
    add(g, 1, "a", inputs=[0], frames=((0, 0),))
    add(g, 2, "b", inputs=[1], frames=((0, 0),))
    add(g, 3, "b'", inputs=[0], slot=2, frames=((1, 1),))
    add(g, 4, "a'", inputs=[3], slot=1, frames=((1, 1),))
    check(lay_out(g, engine=engine))


@pytest.mark.parametrize("engine", ENGINES)
def test_parallel_edges_stay_apart_in_dot(engine):
    g = empty()
    add(g, 0, "x", kind="input")
    add(g, 1, "x ⊙ x", inputs=[0, 0])
    picture = lay_out(g, engine=engine)
    check(picture)
    assert [arrow.operand for arrow in picture.arrows] == [0, 1]


def test_texts_fit_their_boxes():
    g = empty()
    add(
        g,
        0,
        "a_very_long_name_of_a_variable_that_nobody_should_have_to_read",
        detail="[n + m·k + 1, 2·d + 1, n]",
        kind="input",
    )
    add(g, 1, "W" * 60, detail="[" + "n, " * 40 + "n]", inputs=[0])
    for box in lay_out(g).boxes:
        label, detail = text_width(box.label, LABEL, 13), text_width(box.detail, MONO, 10)
        assert (label + detail + 30 if box.kind == "input" else max(label, detail) + 44) < box.width


def test_an_empty_graph_is_a_small_picture():
    picture = lay_out(empty())
    assert (picture.boxes, picture.arrows) == ((), ())
    assert picture.width > 0


def test_a_loop_that_is_open_holds_its_body():
    inner = logistic()
    g = empty()
    add(g, 0, "x", kind="input")
    add(g, 1, "scan", kind="loop", inputs=[0], inner=inner)
    closed, opened = lay_out(g), lay_out(g, loops="open")
    assert closed.box(1).inner is None
    body = opened.box(1).inner
    assert body is not None
    assert body.height < opened.box(1).height
    assert body.width <= opened.box(1).width
    check(opened)
    for box in body.boxes:
        assert box.x - box.width / 2 > 0
        assert box.x + box.width / 2 < body.width


@pytest.mark.parametrize(("size", "first"), [(30, None), (300, 11)])
def test_long_edges_are_cut_where_there_are_many(size, first):
    g = empty()
    add(g, 0, "x", kind="input")
    for id in range(1, size):
        add(g, id, f"f{id}", inputs=[id - 1, 0])
    picture = lay_out(g)
    check(picture)
    assert picture.layout == "dot"
    assert {arrow.target for arrow in picture.arrows if arrow.cut} == set(range(first or size, size))


def test_deep_chains():
    g = empty()
    add(g, 0, "x", kind="input")
    for id in range(1, 10_000):
        add(g, id, "f", inputs=[id - 1])
    assert lay_out(g).layout == "layered"


@pytest.mark.parametrize(
    "make", [lambda: random_graph(3000, 1), lambda: random_graph(3000, 2, 20), lambda: network(340)]
)
def test_three_thousand_nodes_are_laid_out_in_plain_layers(make):
    graph = make()
    picture = lay_out(graph)
    assert picture.layout == "layered"
    assert picture.note.endswith("nodes: drawn in plain layers")
    assert picture.width < 40_000


def test_wide_rows_are_broken():
    g = empty()
    for id in range(2000):
        add(g, id, f"x{id}", kind="input")
    add(g, 2000, "sum", inputs=[*range(2000)])
    picture = lay_out(g)
    assert picture.width < 14_000
    assert overlaps(picture) == []
