"""The line for a formula: typed, read, and made a script."""

import pytest
from PySide6.QtCore import Qt

from explorer.ui.panels.script import Script
from explorer.ui.widgets.formula_line import EXAMPLE, FormulaLine


@pytest.fixture
def line(qtbot, theme):
    made = FormulaLine(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_formula_becomes_the_script_and_can_be_taken_back(window, qtbot):
    script = window.panel(Script)
    before = window.session.document.text
    window.type_formula()
    assert script.formula.line.hasFocus()
    qtbot.keyClicks(script.formula.line, EXAMPLE)
    assert script.formula.use.isEnabled()
    qtbot.keyClick(script.formula.line, Qt.Key.Key_Return)
    assert "f = norm(A @ x - y)**2" in window.session.document.text
    assert "g = grad(f, x)" in script.editor.toPlainText()
    assert window.session.undo_label == "formula"
    window.undo()
    assert window.session.document.text == before == script.editor.toPlainText()
    assert script.formula.line.text() == EXAMPLE  # nothing that was typed is lost


def test_the_variable_is_chosen(line, qtbot):
    taken = []
    line.accepted.connect(lambda script, words: taken.append((script, words)))
    qtbot.keyClicks(line.line, "c*sin(y)'*x")
    assert [line.by.itemText(i) for i in range(line.by.count())] == ["by c", "by y", "by x"]
    assert line.by.currentData() == "x"
    line.by.setCurrentIndex(1)
    line.by.activated.emit(1)
    qtbot.mouseClick(line.use, Qt.MouseButton.LeftButton)
    script, words = taken[0]
    assert script.endswith("g = grad(f, y)\n")
    assert "by y" in words
    qtbot.keyClicks(line.line, " + a")
    assert line.by.currentData() == "y"  # still


def test_a_mistake_is_said_where_it_is(line, qtbot):
    qtbot.keyClicks(line.line, "x*y")
    assert "a vector times a vector" in line.trouble.text()
    assert line.trouble.isVisible()
    assert line.line.property("wrong") == "true"
    assert not line.use.isEnabled()
    assert "inner product" in line.line.accessibleDescription()
    line.line.setText("A*x + (y - ")
    assert not line.trouble.isVisible()  # it is only not at its end
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert "missing at the end" in line.trouble.text()
    line.line.setText("A*x ? y")
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert line.line.selectedText() == "?"
    qtbot.keyClick(line.line, Qt.Key.Key_Escape)
    assert not line.line.text()
    assert not line.trouble.isVisible()


def test_what_is_taken_for_granted_is_told(window, qtbot):
    line = window.panel(Script).formula
    line.line.setText("A*x - b")
    line.accept()
    assert "b is taken to be a vector" in window.status.verdict.text()
