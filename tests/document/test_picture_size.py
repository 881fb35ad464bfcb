"""How large an exported picture becomes; and that what is too large is told, never cut."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from explorer.document.document import Document
from explorer.document.export import ExportError, Part, export, natural_size
from explorer.document.picture_size import LONGEST_PAGE, LONGEST_SIDE, MOST_PIXELS, Measure, TooLargeError, size_of
from explorer.document.resolve import resolve
from explorer.drawing.convert import to_png
from explorer.drawing.png import with_resolution

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = Document(
    "X = dmatrix('X')\ny = dvector('y')\nw = dvector('w')\nm = y * (X @ w)\nloss = log(1 + exp(-m)).mean()\n"
    "g = grad(loss, w)\n"
)
SVG = "{http://www.w3.org/2000/svg}"


def pixels(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def per_metre(data: bytes) -> int:
    at = data.find(b"pHYs")
    across, down, unit = struct.unpack(">IIB", data[at + 4 : at + 13])
    assert (across, unit) == (down, 1)
    return int(across)


def words_of(path: Path) -> str:
    return " ".join("".join(one.itertext()) for one in ET.parse(path).iter(f"{SVG}text"))


def test_as_drawn() -> None:
    size = size_of(960, 480, "png", Measure())
    assert size.pixels == (1920, 960)
    assert size.words == "25.4 × 12.7 cm"
    assert not size.note


def test_width_and_resolution() -> None:
    size = size_of(960, 480, "png", Measure(300, 12.7))
    assert (size.width, size.height, size.dpi) == (pytest.approx(12.7), pytest.approx(6.35), 300)
    assert size.pixels == (1500, 750)


def test_what_is_asked_for_is_never_changed() -> None:
    with pytest.raises(TooLargeError, match=r"choose at most [0-9]+ dpi, or SVG or PDF") as error:
        size_of(40_000, 12_000, "png", Measure(dpi=192))
    across, down = size_of(40_000, 12_000, "png", Measure(dpi=error.value.dpi)).pixels
    assert across * down <= MOST_PIXELS * 1.01
    with pytest.raises(TooLargeError):
        size_of(40_000, 12_000, "png", Measure(dpi=error.value.dpi + 1))
    with pytest.raises(TooLargeError, match="choose SVG or PDF") as error:
        size_of(2_000_000, 1_000_000, "png", Measure())
    assert error.value.dpi == 0
    with pytest.raises(TooLargeError, match="longer than PDF readers show"):
        size_of(100, 400, "pdf", Measure(width=200))


def test_what_is_not_asked_for_is_made_to_fit_and_told() -> None:
    coarse = size_of(40_000, 12_000, "png", Measure())
    assert coarse.dpi < 192
    assert f"written at {coarse.dpi} dpi" in coarse.note
    page = size_of(40_000, 12_000, "pdf", Measure())
    assert page.width == pytest.approx(LONGEST_PAGE)
    assert "scaled to 48%" in page.note
    assert size_of(40_000, 12_000, "svg", Measure()).width == pytest.approx(40_000 / 96 * 2.54)


@given(
    st.floats(10, 1e5),
    st.floats(10, 1e5),
    st.sampled_from(["svg", "pdf", "png"]),
    st.none() | st.integers(10, 2400),
    st.none() | st.floats(0.5, 1e4),
)
def test_every_size_can_be_written_or_is_told(
    width: float, height: float, format: str, dpi: int | None, wide: float | None
) -> None:
    try:
        size = size_of(width, height, format, Measure(dpi, wide))
    except TooLargeError:
        return
    assert size.width / size.height == pytest.approx(width / height)
    if wide is not None:
        assert size.width == pytest.approx(wide)
    if format == "png":
        assert dpi in {None, size.dpi}
        assert size.pixels[0] * size.pixels[1] <= MOST_PIXELS * 1.01 + sum(size.pixels)
        assert max(size.pixels) <= LONGEST_SIDE + 1
    elif format == "pdf":
        assert max(size.width, size.height) <= LONGEST_PAGE * 1.0001


@pytest.mark.parametrize("view", ["graph-after", "graph-before", "steps", "formula"])
def test_files_have_the_size_that_was_told(view: str, tmp_path: Path) -> None:
    width, height = natural_size(DOCUMENT, view)
    measure = Measure(150, 12.0)
    told = size_of(width, height, "png", measure)
    image = tmp_path / "a.png"
    assert export(DOCUMENT, view, None, image, measure=measure) == told
    assert pixels(image.read_bytes()) == pytest.approx(told.pixels, abs=1)
    assert per_metre(image.read_bytes()) == round(150 / 0.0254)
    drawn = tmp_path / "a.svg"
    export(DOCUMENT, view, None, drawn, measure=Measure(width=12.0))
    root = ET.parse(drawn).getroot()
    assert root.get("width") == "12.0000cm"
    assert float((root.get("height") or "").removesuffix("cm")) == pytest.approx(told.height, rel=1e-3)
    page = tmp_path / "a.pdf"
    export(DOCUMENT, view, None, page, measure=Measure(width=12.0))
    box = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", page.read_bytes())
    assert box is not None
    assert float(box[1]) / 72 * 2.54 == pytest.approx(12.0, rel=0.01)


def test_a_resolution_is_stated_once() -> None:
    plain = to_png('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>')
    twice = with_resolution(with_resolution(plain, 72), 300)
    assert twice.count(b"pHYs") == 1
    assert per_metre(twice) == round(300 / 0.0254)
    image = QImage()
    assert image.loadFromData(twice)
    assert (image.width(), image.height()) == pixels(plain)
    assert image.dotsPerMeterX() == per_metre(twice)


# parts of a graph


def test_the_neighbourhood_of_a_node(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    sizes = []
    for reach in (1, 2, 50):
        part = Part("m", reach)
        export(DOCUMENT, "graph-before", None, tmp_path / "a.svg", part=part)
        sizes.append(natural_size(DOCUMENT, "graph-before", part=part))
        assert "a part" in words_of(tmp_path / "a.svg")
    assert sizes[0][1] < sizes[1][1]
    export(DOCUMENT, "graph-before", None, path, part=Part("m", 50))
    whole = tmp_path / "b.json"
    export(DOCUMENT, "graph-before", None, whole)
    assert path.read_text().count('"operation"') == whole.read_text().count('"operation"')


def test_a_part_has_the_numbers_of_the_window(tmp_path: Path) -> None:
    graph = resolve(DOCUMENT).graph
    assert graph is not None
    nodes = [node for node in graph.nodes if any(first == 0 for first, _ in node.frames)]
    few = nodes[:4]
    path = tmp_path / "a.svg"
    export(DOCUMENT, "graph-before", None, path, part=Part(nodes=frozenset(node.id for node in few)))
    shown = words_of(path)
    assert all(node.label in shown for node in few)
    assert not any(node.label in shown for node in nodes[4:] if len(node.label) > 6)
    one = next(node for node in nodes if node.name == "m")
    export(DOCUMENT, "graph-before", None, path, part=Part(str(one.id), 1))
    assert one.label in words_of(path)


def test_a_part_that_there_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    for view, part, words in (
        ("graph-before", Part("nobody"), "there is no node 'nobody'; names are"),
        ("graph-before", Part(nodes=frozenset({10_000})), "none of these nodes"),
        ("steps", Part("m"), "only a part of a graph"),
    ):
        with pytest.raises(ExportError, match=words):
            export(DOCUMENT, view, None, path, part=part)
    with pytest.raises(ExportError, match="only pictures have a size"):
        export(DOCUMENT, "graph-before", None, tmp_path / "a.dot", measure=Measure(width=3.0))
    with pytest.raises(ExportError, match="only a PNG has a resolution"):
        export(DOCUMENT, "graph-before", None, path, measure=Measure(dpi=300))
    assert not list(tmp_path.iterdir())


def test_a_graph_of_three_thousand_nodes_is_whole(tmp_path: Path) -> None:
    lines = ["x: real[5]", "a0 = x"]
    lines += [f"a{at} = sin(a{at - 1}) * {at}.5 + x" for at in range(1, 1001)]
    document = Document("\n".join([*lines, "y = sum(a1000)"]), target="y")
    width, height = natural_size(document, "graph-before")
    assert max(width, height) > 50_000
    drawn, image, page = (tmp_path / f"a.{ending}" for ending in ("svg", "png", "pdf"))
    export(document, "graph-before", None, drawn)
    assert words_of(drawn).count("sin") >= 1000
    size = export(document, "graph-before", None, image)
    assert size is not None
    assert "SVG and PDF stay sharp" in size.note
    assert pixels(image.read_bytes()) == pytest.approx(size.pixels, abs=1)
    across, down = pixels(image.read_bytes())
    assert across / down == pytest.approx(width / height, rel=0.01)  # scaled, not cut
    told = export(document, "graph-before", None, page)
    assert told is not None
    assert "scaled to" in told.note
    with pytest.raises(ExportError, match=r"choose at most [0-9]+ dpi, or SVG or PDF"):
        export(document, "graph-before", None, image, measure=Measure(dpi=300))
