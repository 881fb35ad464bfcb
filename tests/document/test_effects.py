"""What each theme of rules does, and the formulas between the first and the last."""

import numpy as np
import pytest

from explorer.document import resolve as resolving
from explorer.document.document import Derivative, Document
from explorer.document.effects import effects_views
from explorer.document.formulas import all_formulas, written
from explorer.document.resolve import resolve, views
from explorer.document.steps import step_views, theme_views
from explorer.document.work import work_of

LOGISTIC = "x: real[n]\ns = sum(log(1 + exp(x)))\n"
GRADIENT = Document(LOGISTIC, derivative=Derivative("gradient", "x"))


def test_effects_come_only_when_asked_for():
    assert resolve(GRADIENT).effects is None
    assert resolve(GRADIENT.edit(effects=True)).effects is not None


def test_the_result_without_each_theme():
    work = work_of(GRADIENT)
    *_, last = effects_views(work, "mixed")
    assert last.to_come == 0
    by_name = {theme.name: theme for theme in last.themes}
    assert all(not theme.failed for theme in last.themes)
    worse = [theme for theme in last.themes if not theme.same]
    assert worse
    assert any(theme.nodes > last.nodes and theme.steps for theme in worse)
    assert all(theme.picture.startswith("<svg") and theme.plain for theme in worse)
    for theme in by_name.values():  # the same as the document in which a person has switched it off
        names = next(one.rules for one in theme_views() if one.name == theme.name)
        assert (work_of(GRADIENT.edit(rules_off=names)).after is work.after) == theme.same


def test_they_come_one_by_one_and_stop():
    work = work_of(GRADIENT)
    views = list(effects_views(work, "mixed"))
    assert [view.to_come for view in views] == list(range(len(views) - 1, -1, -1))

    class Stop(BaseException):
        pass

    came = []

    def stage(_):
        if "effects" in came:
            raise Stop

    def consume():
        for name, _ in resolving.views(GRADIENT.edit(effects=True), stage):
            came.append(name)

    with pytest.raises(Stop):
        consume()
    assert came.count("effects") == 1


def test_themes_that_are_off_are_not_tried():
    themes = theme_views()
    off = GRADIENT.edit(rules_off=themes[0].rules, effects=True)
    assert themes[0].name not in {theme.name for theme in resolve(off).effects.themes}


def test_the_formulas_between():
    work = work_of(GRADIENT)
    texts = written(work)
    assert len(texts) == len(work.frames)
    formulas = all_formulas(work, "mixed", lambda: True)
    frames = [formula.frame for formula in formulas]
    assert frames == sorted(set(frames))
    assert frames[0] == 0
    assert frames[-1] == len(work.steps)
    changed = [k for k in range(1, len(texts) - 1) if texts[k] != texts[k - 1]]
    assert frames[1:-1] == changed
    seen = [step.index for step in step_views(work) if step.seen]
    assert seen == [k for k in range(1, len(texts)) if texts[k] != texts[k - 1]]
    pictures = {formula.frame: formula.picture for formula in formulas}
    for frame in changed:
        before = max(one for one in frames if one < frame)
        assert pictures[frame] != pictures[before]


def test_without_time_there_are_the_ends():
    work = work_of(GRADIENT.edit(text=LOGISTIC + "\n"))
    assert [one.frame for one in all_formulas(work, "mixed", lambda: False)] == [0, len(work.steps)]


def test_formulas_come_twice_the_quick_ones_first():
    came = [view for name, view in views(GRADIENT) if name == "formulas"]
    assert len(came) == 2
    assert (came[0][0], came[0][-1]) == (came[1][0], came[1][-1])
    assert len(came[1]) >= len(came[0])


def test_costs_at_the_sizes_of_the_values():
    text = "A: real[m, n]\nx: real[n]\ny = sum((A @ x) ** 2)\n"
    snapshot = resolve(Document(text, dimensions={"m": 3, "n": 5}))
    costs = snapshot.profile
    product = next(node for node in snapshot.graph.nodes if node.operation == "dot")
    assert product.flops == "2nm"
    assert costs.flops[product.id] == 30
    assert costs.bytes[product.id] == snapshot.values.values[product.id].nbytes == 3 * np.dtype(float).itemsize
    assert costs.before >= costs.after > 30


def test_cards_of_the_operations_that_occur():
    snapshot = resolve(GRADIENT)
    known = {card.name for card in snapshot.cards}
    assert {node.card for node in snapshot.graph.nodes} - {""} == known
    for card in snapshot.cards:
        assert card.words
        assert card.definition.startswith("<svg")
        assert card.rules or card.code or card.said
