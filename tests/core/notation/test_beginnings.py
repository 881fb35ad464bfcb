"""The beginnings of all texts of a graph at once are those of the texts themselves."""

import pytest

import explorer.core as T
from explorer.core.graph import applies
from explorer.core.notation.plain import beginnings, read
from tests.core.random.strategy import seeded

LIMITS = (7, 40, 240)
SMALL = 25  # operations


@pytest.mark.parametrize("part", range(6))
def test_they_are_what_reading_each_gives(part):
    compared = 0
    for seed in range(25 * part, 25 * (part + 1)):
        expressions = [e for node in applies([seeded(seed).cost]) for e in node.outputs]
        short = [e for e in expressions if len(applies([e])) <= SMALL]  # others take long to be written out whole
        wholes = {e: read(e) for e in short}
        for limit in LIMITS:
            texts = beginnings(expressions, limit)
            for e, whole in wholes.items():
                assert texts[e] == (whole if len(whole) <= limit else f"{whole[: limit - 1]}…")
                compared += 1
    assert compared > 1000


def test_texts_without_end_and_graphs_without_bottom():
    x = T.dscalar("x")
    y = x
    steps = []
    for _ in range(20_000):
        y = T.sin(y) + y
        steps.append(y)
    texts = beginnings(steps, 60)
    assert texts[steps[0]] == "sin(x) + x"
    assert texts[steps[1]] == "sin(sin(x) + x) + (sin(x) + x)"
    assert {len(texts[y]) for y in steps[2:]} == {60}
    assert all(texts[y].endswith("…") for y in steps[2:])
