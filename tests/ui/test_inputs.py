"""Values of the variables, through their fields and menus."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from explorer.document.document import Loaded, Random, Typed
from explorer.document.snapshot import Snapshot
from explorer.ui.panels.inputs import Inputs
from tests.ui import made_up


@pytest.fixture
def panel(qtbot, context):
    made = Inputs(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(348, 260)
    made.widget.show()
    qtbot.waitExposed(made.widget)
    made.show(Snapshot(), made_up.full())
    unsubscribe = context.session.subscribe(lambda _, new: made.document_changed(new))
    yield made
    unsubscribe()


def act(row, words):
    menu = row.value.menu()
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_a_row_for_each_variable(panel):
    assert list(panel.rows) == ["X", "y", "w"]
    assert panel.rows["X"].value.field.placeholderText() == "normal, seed 7"


def test_typing_a_value(panel, qtbot):
    field = panel.rows["w"].value.field
    field.setFocus()
    qtbot.keyClicks(field, "[1, 2]")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel.session.document.values["w"] == Typed("[1, 2]")
    assert panel.session.undo_label == "value of w"
    panel.session.undo()
    assert field.text() == ""


def test_clearing_a_value_goes_back_to_the_default(panel, qtbot):
    panel.session.edit(values={"w": Typed("[1, 2]")})
    field = panel.rows["w"].value.field
    assert field.text() == "[1, 2]"
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "w" not in panel.session.document.values


def test_random_again_and_of_another_kind(panel):
    act(panel.rows["X"], "Random again")
    assert panel.session.document.values["X"] == Random(seed=8)
    act(panel.rows["X"], "Random, uniform")
    assert panel.session.document.values["X"] == Random(seed=8, distribution="uniform")
    act(panel.rows["X"], "Back to the default")
    assert "X" not in panel.session.document.values


def test_a_seed(panel, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (42, True))
    act(panel.rows["y"], "Seed…")
    assert panel.session.document.values["y"] == Random(seed=42)


def test_a_file(panel, tmp_path, monkeypatch):
    np.save(tmp_path / "w.npy", np.ones(3))
    np.savez(tmp_path / "both.npz", a=np.ones(3), b=np.zeros(3))
    value = panel.rows["w"].value
    value.take_file(tmp_path / "w.npy")
    assert panel.session.document.values["w"] == Loaded(str(tmp_path / "w.npy"))
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_, **__: ("b", True))
    value.take_file(tmp_path / "both.npz")
    assert panel.session.document.values["w"] == Loaded(str(tmp_path / "both.npz"), "b")


def test_what_is_wrong_stands_at_the_field(panel):
    full = made_up.full()
    wrong = dataclasses.replace(full.script.inputs[2], error="w needs 24 numbers, here are 2")
    script = dataclasses.replace(full.script, inputs=(*full.script.inputs[:2], wrong))
    panel.show(full, dataclasses.replace(full, script=script))
    row = panel.rows["w"]
    assert row.value.field.property("wrong") == "true"
    assert row._error.isVisible()
    assert "needs 24" in row.value.field.accessibleDescription()
    panel.show(dataclasses.replace(full, script=script), full)
    assert not row._error.isVisible()


def test_sizes_of_dimensions(panel, qtbot):
    assert list(panel.sizes) == ["n", "d"]
    field = panel.sizes["d"]
    assert field.value() == 24
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "5")
    assert dict(panel.session.document.dimensions) == {}  # not while it is typed
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dict(panel.session.document.dimensions) == {"d": 5}


def test_a_typed_value_decides_its_dimensions(panel):
    panel.session.edit(values={"w": Typed("[1, 2]")})
    panel.show(Snapshot(), made_up.full())
    assert list(panel.sizes) == ["n"]
