"""The arithmetic of a graph as a formula."""

from __future__ import annotations

import pytest

from explorer.core.graph import applies
from explorer.core.types import named, unknown
from explorer.document.cost import cost_text, total
from explorer.document.scripts import read

n, d = named("n"), named("d")


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("x: real[n]\ny = exp(x) + 1", "2n"),
        ("X: real[n, d]\nw: real[d]\ny = exp(X @ w)", "2nd + n"),
        ("x: real[n]\ny = sum(x ** 2)", "2n"),
        ("x: real\ny = x ** 2 + 1", "2"),
        ("X: real[n, n]\ny = X.T", "0"),
        ("X: real[rows, columns]\ny = 2 * X", "rows·columns"),
    ],
)
def test_costs(script: str, text: str) -> None:
    (binding,) = read(script).names.values()
    assert cost_text(total(applies([binding.expression]))) == text


def test_texts() -> None:
    assert cost_text(0) == "0"
    assert cost_text(12345) == "12,345"
    assert cost_text(n * n * 3 + n * d + n * 2 + 5) == "3n² + nd + 2n + …"
    assert cost_text(n + unknown("?")) == "n + …"
    assert cost_text(n * n - n) == "n² − n"


def test_loops_count_their_turns() -> None:
    script = read("x: real[n]\ny = jacobian(x ** 3, x)")
    text = cost_text(total(applies([script.names["y"].expression])))
    assert "n²" in text
