"""A derivation as a picture."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings

from explorer.drawing import StepLine, steps_svg, to_pdf
from explorer.drawing.colours import COLOURS
from tests.drawing.names import NAMES
from tests.drawing.test_graph_svg import texts

STEPS = [
    StepLine("sigmoid-from-exp", "exp(x) / (1 + exp(x))", "sigmoid(x)", "the definition"),
    StepLine("divide-by-itself", "x / x", "1", unsafe="assumes x is not 0"),
]


@pytest.mark.parametrize("theme", COLOURS)
def test_steps_are_numbered_lines(theme):
    svg = steps_svg(STEPS, theme, "∇ loss", start="2 * x * 1", result="2 * x")
    shown = texts(svg)
    assert [line for line in shown if line in {"1", "2", "sigmoid-from-exp", "divide-by-itself"}] == [
        "1",
        "sigmoid-from-exp",
        "2",
        "divide-by-itself",
        "1",
    ]
    assert {"∇ loss", "2 * x * 1", "2 * x", "assumes x is not 0", "the definition"} <= set(shown)
    assert to_pdf(svg).startswith(b"%PDF-")


def test_no_steps_say_so():
    assert "no rewrite applies" in texts(steps_svg([]))


def test_long_expressions_are_whole():
    shown = texts(steps_svg([StepLine("fold", "x + " * 500, "y" * 5000)]))
    assert sum(line.count("y") for line in shown) == 5000
    assert sum(line.count("x") for line in shown if "fold" not in line) == 500


def test_what_is_cut_all_the_same_says_so():
    svg = steps_svg([StepLine("fold", "x", "y" * 100_000)])
    assert any("more characters; as text or Markdown it is whole" in line for line in texts(svg))
    assert float(ET.fromstring(svg.encode()).get("height")) < 8000


@given(NAMES, NAMES)
@settings(max_examples=60)
def test_names_are_only_names(a, b):
    ET.fromstring(steps_svg([StepLine(a, b, a, b, a)], title=b, start=a, result=b).encode())
