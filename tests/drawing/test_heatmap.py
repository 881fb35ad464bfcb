"""Heatmaps: nothing that is in the matrix vanishes, nothing that is no number looks like one."""

import base64
import re
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from explorer.drawing import heatmap_svg, to_pdf, to_png
from explorer.drawing.colours import COLOURS
from explorer.drawing.png import png
from explorer.drawing.scale import pooled, scale_of
from tests.drawing.names import NASTY

NUMBERS = st.one_of(st.floats(), st.sampled_from([0.0, np.nan, np.inf, -np.inf, 1e-300, 1e300]))
SIDES = st.tuples(st.integers(1, 40), st.integers(1, 40))
MATRICES = hnp.arrays(float, st.tuples(st.integers(0, 12), st.integers(0, 12)), elements=NUMBERS)


@given(MATRICES, st.sampled_from(list(COLOURS)))
@settings(max_examples=60)
def test_any_matrix(matrix, theme):
    root = ET.fromstring(heatmap_svg(matrix, theme, "J", "∂ y", "∂ x").encode())
    titles = [element.text for element in root.iter("{http://www.w3.org/2000/svg}title")]
    assert sum(title.startswith("[") for title in titles) == matrix.size


@given(
    hnp.arrays(float, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.floats(-9, 9)), st.integers(1, 9)
)
def test_pooling_keeps_the_largest(matrix, most):
    small = pooled(matrix, most, most)
    assert small.shape == (min(most, matrix.shape[0]), min(most, matrix.shape[1]))
    assert np.abs(small).max() == np.abs(matrix).max()
    assert np.isin(small, matrix).all()


def test_pooling_keeps_what_is_no_number():
    matrix = np.zeros((100, 100))
    matrix[13, 57] = np.nan
    matrix[80, 2] = -np.inf
    matrix[50, 50] = -3
    small = pooled(matrix, 10, 10)
    assert np.isnan(small[1, 5])
    assert np.isnan(small[8, 0])
    assert small[5, 5] == -3


def test_sparse_entries_are_seen():
    rng = np.random.default_rng(1)
    matrix = np.zeros((3000, 3000))
    matrix[rng.integers(0, 3000, 200), rng.integers(0, 3000, 200)] = 1.0
    svg = heatmap_svg(matrix)
    data = re.search(r'href="data:image/png;base64,([^"]+)"', svg)
    assert data is not None
    pixels = decoded(base64.b64decode(data[1]))
    background = np.array([0xF7, 0xF7, 0xF8])
    assert (pixels != background).any(axis=2).sum() > 190 * 16


def decoded(file):
    """The pixels of a PNG that `png` wrote."""
    width, height = (int.from_bytes(file[at : at + 4], "big") for at in (16, 20))
    length = int.from_bytes(file[33:37], "big")
    rows = np.frombuffer(zlib.decompress(file[41 : 41 + length]), np.uint8).reshape(height, 1 + 3 * width)
    return rows[:, 1:].reshape(height, width, 3)


@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))))
def test_png_files(pixels):
    assert (decoded(png(pixels)) == pixels).all()


def test_scales():
    assert scale_of(np.array([[1.0, -2.0]])).kind == "linear"
    assert scale_of(np.array([[1.0, 1e-4, 1e-4]])).kind == "symlog"
    assert scale_of(np.array([[np.nan, 0.0]])).limit == 1.0
    scale = scale_of(np.array([-4.0, 2.0]))
    assert scale.place(np.array([-4.0, 0.0, 2.0])).tolist() == [-1.0, 0.0, 0.5]
    assert scale.ticks() == (4.0, 2.0, 0.0, -2.0, -4.0)


def test_files():
    svg = heatmap_svg(np.diag([8.0, 8.0, np.nan]), title="J = jacobian(y, x)")
    assert to_pdf(svg).startswith(b"%PDF-")
    assert to_png(svg).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", NASTY)
def test_names_are_only_names(name):
    ET.fromstring(heatmap_svg(np.eye(2), title=name, row_label=name, column_label=name).encode())


def test_only_matrices():
    with pytest.raises(ValueError, match="3 axes"):
        heatmap_svg(np.zeros((2, 2, 2)))


def test_complex_numbers_show_their_magnitude():
    assert "magnitudes" in heatmap_svg(np.array([[3 + 4j]]))
    assert "[0, 0] = 5" in heatmap_svg(np.array([[3 + 4j]]))
