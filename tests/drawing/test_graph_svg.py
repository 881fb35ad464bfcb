"""The graph as SVG, PDF and PNG: well formed, whole, and no name is more than a name."""

import math
import re
import struct
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from explorer.drawing import convert, graph_svg, lay_out, svg_size, to_pdf, to_png
from explorer.drawing.arrow_svg import split_head
from explorer.drawing.box_svg import BoxStyle
from explorer.drawing.colours import COLOURS
from tests.drawing.graphs import add, empty, logistic, random_graph
from tests.drawing.names import NAMES, NASTY

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    """The lines of text in a picture."""
    return ["".join(element.itertext()) for element in ET.fromstring(svg.encode()).iter(SVG + "text")]


@pytest.mark.parametrize("theme", COLOURS)
def test_a_picture_in_each_theme(theme):
    picture = lay_out(logistic())
    svg = graph_svg(picture, theme, title="∇ loss")
    root = ET.fromstring(svg.encode())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {f"node-{box.id}" for box in picture.boxes} | {"edge-6-9-1"} <= set(ids)
    assert {box.label for box in picture.boxes} | {"∇ loss", "[n, d]", "reused value"} <= set(texts(svg))
    width, height = svg_size(svg)
    assert width >= picture.width
    assert height > picture.height
    assert root.get("viewBox") == f"0 0 {width:g} {height:g}"
    assert COLOURS[theme].canvas in svg


def test_marks_ghosts_and_selection():
    picture = lay_out(logistic())
    svg = graph_svg(picture, removed={5}, added={6}, selected={4}, ghosts=[picture.box(7)])
    classes = {e.get("id"): e.get("class") for e in ET.fromstring(svg.encode()).iter(SVG + "g") if e.get("id")}
    assert classes["node-5"] == "node elementwise forward removed"
    assert classes["node-6"] == "node elementwise forward added"
    assert classes["node-4"] == "node elementwise forward selected"
    assert classes["node-12"] == "node linear-algebra reverse output"
    assert classes["edge-6-9-1"] == "edge reverse reused"
    assert 'class="ghost"' in svg
    assert BoxStyle() == BoxStyle(removed=False)


def test_one_frame_of_several():
    g = empty(frames=2)
    add(g, 0, "x", kind="input")
    add(g, 1, "exp(x)", inputs=[0], frames=((0, 0),))
    add(g, 2, "log(x)", inputs=[0], frames=((1, 1),))
    picture = lay_out(g)
    assert [label in texts(graph_svg(picture, frame=0)) for label in ("exp(x)", "log(x)")] == [True, False]
    assert [label in texts(graph_svg(picture, frame=1)) for label in ("exp(x)", "log(x)")] == [False, True]
    assert svg_size(graph_svg(picture, frame=0)) == svg_size(graph_svg(picture, frame=1))


def test_an_open_loop_has_ids_of_its_own():
    g = empty()
    add(g, 0, "x", kind="input")
    add(g, 1, "scan", kind="loop", inputs=[0], inner=logistic())
    root = ET.fromstring(graph_svg(lay_out(g, loops="open")).encode())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert "node-1-12" in ids


@given(name=NAMES, title=NAMES)
@settings(max_examples=60)
def test_names_are_only_names(name, title):
    g = empty()
    add(g, 0, name, kind="input", name=name, type=name, detail=name)
    add(g, 1, name, inputs=[0], symbol=name, tag=name, output=True, sweep="reverse")
    root = ET.fromstring(graph_svg(lay_out(g), title=title).encode())
    known = {"svg", "title", "rect", "g", "path", "text", "tspan", "circle", "line"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= known
    assert not any(key.startswith("on") for element in root.iter() for key in element.attrib)


@pytest.mark.parametrize("name", NASTY)
def test_nasty_names_in_pdf_and_png(name):
    g = empty()
    add(g, 0, name, kind="input", name=name)
    svg = graph_svg(lay_out(g), title=name)
    assert to_pdf(svg).startswith(b"%PDF-")
    assert to_png(svg, 1.0).startswith(b"\x89PNG")


def test_sizes_of_pdf_and_png():
    svg = graph_svg(lay_out(logistic()), title="∇ loss")
    width, height = svg_size(svg)
    assert struct.unpack(">II", to_png(svg, 2.0)[16:24]) == pytest.approx((2 * width, 2 * height), abs=1)
    page = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", to_pdf(svg))
    assert page is not None
    assert [float(size) for size in page.groups()] == pytest.approx([0.75 * width, 0.75 * height], abs=0.01)


def test_a_huge_picture_becomes_a_smaller_image(monkeypatch):
    monkeypatch.setattr(convert, "_LARGEST_IMAGE", 1e6)
    svg = graph_svg(lay_out(random_graph(1200, 1)))
    width, height = struct.unpack(">II", to_png(svg, 2.0)[16:24])
    assert 0.9e6 < width * height < 1.1e6
    assert to_pdf(svg).startswith(b"%PDF-")


def test_qt_draws_it_too(qapp):
    svg = graph_svg(lay_out(logistic()), title="∇ loss")
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    assert renderer.isValid()
    assert (renderer.defaultSize().width(), renderer.defaultSize().height()) == pytest.approx(svg_size(svg), abs=1)


def test_a_picture_without_a_size_is_refused():
    with pytest.raises(ValueError, match="no size"):
        to_pdf("<svg/>")


def test_the_head_begins_where_the_line_ends():
    points = np.array([[0.0, 0.0], [0.0, 30.0], [50.0, 30.0], [50.0, 60.0]])
    body, head = split_head(points)
    assert (body[0], head[0]) == ((0, 0), (50, 60))
    assert math.dist(body[-1], (50, 60)) == pytest.approx(7, abs=0.1)
    short = np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 2.0], [0.0, 3.0]])
    assert np.isfinite(split_head(short)[1]).all()
    assert np.isfinite(split_head(np.zeros((4, 2)))[1]).all()
