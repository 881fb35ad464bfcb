"""DOT, GraphML and JSON: other programs read back what the picture shows."""

import json
from io import BytesIO

import networkx as nx
import pygraphviz
from hypothesis import given, settings

from explorer.drawing import dot_text, graphml_text, json_text, lay_out
from explorer.drawing.svg import printable
from tests.drawing.graphs import add, empty, logistic
from tests.drawing.names import NAMES


def named(name):
    g = empty()
    add(g, 0, name, kind="input", name=name, type=name)
    add(g, 1, name, inputs=[0, 0], tag=name, output=True)
    return lay_out(g)


@given(NAMES)
@settings(max_examples=50)
def test_dot(name):
    graph = pygraphviz.AGraph(string=dot_text(named(name), title=name))
    assert (set(graph.nodes()), len(graph.edges())) == ({"0", "1"}, 2)


@given(NAMES)
@settings(max_examples=50)
def test_graphml(name):
    picture = named(name)
    graph = nx.read_graphml(BytesIO(graphml_text(picture).encode()), force_multigraph=True)
    assert graph.number_of_edges() == 2
    expected = printable(picture.box(0).label)
    assert graph.nodes["0"].get("label", "").split() == expected.split()


@given(NAMES)
@settings(max_examples=50)
def test_json(name):
    picture = named(name)
    data = json.loads(json_text(picture))
    assert data["boxes"][0]["label"] == picture.box(0).label
    assert data["arrows"][1]["points"] == picture.arrows[1].points.tolist()
    assert data["frames"] == 1


def test_the_whole_graph_is_there():
    picture = lay_out(logistic())
    graph = nx.read_graphml(BytesIO(graphml_text(picture).encode()), force_multigraph=True)
    assert {int(id) for id in graph} == {box.id for box in picture.boxes}
    assert graph.nodes["9"]["sweep"] == "reverse"
    assert graph.edges["6", "9", 1]["reused"] is True
    dot = pygraphviz.AGraph(string=dot_text(picture))
    assert len(dot.edges()) == len(picture.arrows)


def test_the_body_of_a_loop_comes_along():
    g = empty()
    add(g, 0, "x", kind="input")
    add(g, 1, "scan", kind="loop", inputs=[0], inner=logistic())
    picture = lay_out(g, loops="open")
    graph = nx.read_graphml(BytesIO(graphml_text(picture).encode()), force_multigraph=True)
    assert graph.nodes["1/9"]["within"] == "1"
    whole = pygraphviz.AGraph(string=dot_text(picture))  # kept: its subgraphs do not keep it alive
    assert whole.subgraphs()[0].has_node("1/9")
    assert json.loads(json_text(picture))["boxes"][1]["inner"]["boxes"][0]["label"] == "w"
