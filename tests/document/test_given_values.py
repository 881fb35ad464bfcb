"""A script's own values are the first that are shown: those of its declarations and of its calls."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.document.document import Document, Typed
from explorer.document.reading import assignment
from explorer.script import run

HEAD = "x: real[n]\ns: real\ny = s * sum(x ** 2)\nf = function([x, s], y)\ndata = np.array([1, 2, 5])\n"


@pytest.mark.parametrize("evaluate", [True, False])
@pytest.mark.parametrize(
    ("calls", "x", "where"),
    [
        ("f([4, 4], 2)", [4, 4], "line 6"),
        ("f(data, 2.0)", [1, 2, 5], "line 6"),
        ("f(data / 2, 2)", [0.5, 1, 2.5], "line 6"),
        ("f([1], 2)\nprint(f(data, 2))", [1, 2, 5], "line 7"),
        ("at = data\nfor k in range(3):\n    at = at - 0.1 * f(at, 2)", [1, 2, 5], "line 8"),
    ],
)
def test_the_arguments_of_a_call(calls: str, x: list[float], where: str, *, evaluate: bool) -> None:
    script = run(HEAD + calls, evaluate=evaluate)
    assert script.error is None, script.error
    found = assignment(Document(script.source.text), script, None)
    np.testing.assert_array_equal(found.values["x"], x)
    assert found.values["s"] == 2
    assert found.sources == {"x": where, "s": where}


def test_arguments_that_are_not_computed_yet_are_left_to_chance() -> None:
    script = run(HEAD + "f(data * f(data, 2), 3)\n", evaluate=False)
    found = assignment(Document(script.source.text), script, None)
    np.testing.assert_array_equal(found.values["x"], [1, 2, 5])  # of the call inside
    assert found.sources["x"] == "line 6"


def test_the_value_of_a_declaration() -> None:
    script = run("x: real[n] = [1, 2, 3]\nw = theano.shared(np.ones(3), 'w')\ny = sum(x * w)\ng = grad(y, w)")
    found = assignment(Document(script.source.text), script, None)
    np.testing.assert_array_equal(found.values["x"], [1, 2, 3])
    np.testing.assert_array_equal(found.values["w"], [1, 1, 1])
    assert found.sources == {"x": "line 1", "w": "line 2"}
    other = assignment(Document(script.source.text, values={"x": Typed("4 5 6")}), script, None)
    np.testing.assert_array_equal(other.values["x"], [4, 5, 6])
