"""Choosing what is looked at."""

from __future__ import annotations

import pytest

from explorer.document.document import Derivative
from explorer.document.snapshot import Snapshot
from explorer.ui.panels.target import KINDS, Target
from tests.ui import made_up


@pytest.fixture
def panel(qtbot, context):
    made = Target(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(700, 44)
    made.widget.show()
    qtbot.waitExposed(made.widget)
    made.show(Snapshot(), made_up.full())
    unsubscribe = context.session.subscribe(lambda _, new: made.document_changed(new))
    yield made
    unsubscribe()


def choose(combo, words):
    index = combo.findText(words)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def enabled(panel):
    model = panel.kind.model()
    return {kind for row, (kind, _) in enumerate(KINDS) if model.item(row).isEnabled()}


def test_shows_what_the_script_has(panel):
    assert [panel.target.itemText(i) for i in range(panel.target.count())] == ["m", "loss", "g"]
    assert panel.target.currentText() == "g"
    assert panel.words._wordings == ("∇ loss by w",)
    assert not panel.variable.isVisible()


def test_another_expression(panel):
    choose(panel.target, "loss")
    assert panel.session.document.target == "loss"
    assert panel.session.undo_label == "choice of target"


def test_a_derivative_takes_the_first_variable(panel):
    choose(panel.kind, "Jacobian")
    assert panel.session.document.derivative == Derivative("jacobian", "X")
    assert panel.variable.isVisible()
    choose(panel.variable, "w")
    assert panel.session.document.derivative.wrt == "w"
    panel.session.undo()
    assert panel.variable.currentText() == "X"


def test_gradients_are_of_scalars(panel):
    assert "hessian" not in enabled(panel)
    assert "jacobian" in enabled(panel)
    panel._script = made_up.full().script.__class__(names=made_up.script().names, target="loss")
    panel.document_changed(panel.session.document)
    assert {"gradient", "hessian", "hessian-vector"} <= enabled(panel)


def test_a_derivative_that_does_not_fit_is_left(panel):
    panel.session.edit(derivative=Derivative("hessian", "w"), target="loss")
    choose(panel.target, "m")
    assert panel.session.document.derivative.kind == "none"
