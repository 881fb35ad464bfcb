"""Exports: every view in every format of it, readable by others; a wrong wish names the possible ones."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from explorer.document.document import Document, Typed
from explorer.document.export import FORMATS, ExportError, export, render
from explorer.document.gallery import find, gallery

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.document.gallery import Entry

BEGINNINGS = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<", "npy": b"\x93NUMPY", "tex": b"% "}
EXAMPLES = {"jacobian": "jacobian", "hessian": "hessian", "product": "rop"}
CASES = [(view, format) for view, formats in FORMATS.items() for format in formats]


def check_form(data: bytes, format: str) -> None:
    assert data.startswith(BEGINNINGS.get(format, b"")), data[:40]
    if format == "svg":
        ET.fromstring(data)
    elif format == "json":
        json.loads(data)
    elif format == "graphml":
        assert nx.read_graphml(io.BytesIO(data)).number_of_nodes() > 0
    elif format == "npy":
        np.load(io.BytesIO(data), allow_pickle=False)
    elif format == "csv":
        np.loadtxt(io.BytesIO(data), delimiter=",")
    else:
        assert data


@pytest.mark.parametrize(("view", "format"), CASES)
def test_every_view_in_every_format(view: str, format: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{format}"
    export(find(EXAMPLES.get(view, "logistic")).document, view, None, path)
    check_form(path.read_bytes(), format)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("entry", gallery(), ids=lambda entry: entry.name)
@pytest.mark.parametrize("view", ["graph-before", "graph-after", "formula", "steps"])
def test_everything_of_the_gallery(entry: Entry, view: str) -> None:
    check_form(render(entry.document, view, None, "svg"), "svg")


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_themes(theme: str) -> None:
    document = find("gradient").document
    check_form(render(document, "graph-after", None, "svg", theme=theme), "svg")  # type: ignore[arg-type]


def matrix(document: Document, view: str, target: str | None = None) -> np.ndarray:
    array: np.ndarray = np.load(io.BytesIO(render(document, view, target, "npy")))
    return array


def test_matrices_are_those_of_the_target() -> None:
    document = find("hessian").document
    np.testing.assert_array_equal(matrix(document, "hessian", "H"), 2 * np.eye(2))
    np.testing.assert_array_equal(matrix(document, "hessian", "cost"), 2 * np.eye(2))
    np.testing.assert_array_equal(matrix(document, "jacobian", "gy"), 2 * np.eye(2))
    np.testing.assert_array_equal(matrix(document, "jacobian", "y"), 8 * np.eye(2))
    with pytest.raises(ExportError, match="a Hessian is of a single number"):
        matrix(document, "hessian", "y")


def test_numbers_keep_all_their_digits() -> None:
    document = Document("x: real\ny = x / 3\n").with_value("x", Typed("1"))
    assert float(render(document, "values", None, "csv")) == 1 / 3


@pytest.mark.parametrize(
    ("view", "name", "words", "usage"),
    [
        ("integral", "a.svg", r"there is no view 'integral'; views are graph-before, graph-after, formula", True),
        (
            "graph-before",
            "a.csv",
            r"a.csv: graph-before is written as .svg, .pdf, .png, .dot, .graphml, .json, not",
            True,
        ),
        ("formula", "a", r"formula is written as .svg", True),
    ],
)
def test_a_wrong_wish_names_the_possible_ones(view: str, name: str, words: str, usage: bool, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=words) as caught:
        export(find("gradient").document, view, None, tmp_path / name)
    assert caught.value.usage == usage
    assert not list(tmp_path.iterdir())


def test_other_reasons(tmp_path: Path) -> None:
    document = find("gradient").document
    with pytest.raises(ExportError, match="there is no 'z' in the script; there are y, gy"):
        export(document, "formula", "z", tmp_path / "a.svg")
    with pytest.raises(ExportError, match="line 1, column 5: nope is not defined"):
        export(Document("y = nope\n"), "formula", None, tmp_path / "a.svg")
    with pytest.raises(ExportError, match="no expression to look at"):
        export(Document("x: real\n"), "formula", None, tmp_path / "a.svg")
    with pytest.raises(ExportError, match=r"missing.*No such file"):
        export(document, "formula", None, tmp_path / "missing" / "a.svg")
    with pytest.raises(ExportError, match="gy is no R-op"):
        export(document, "product", None, tmp_path / "a.npy")
    with pytest.raises(ExportError, match="'four' is not a number"):
        export(document.with_value("x", Typed("four")), "values", None, tmp_path / "a.npy")
