"""The script editor, through its keys."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextCursor
from PySide6.QtWidgets import QToolTip

from explorer.document.document import Document
from explorer.document.resolve import resolve
from explorer.document.snapshot import Message, Snapshot, Span
from explorer.ui.panels.script import Script
from explorer.ui.widgets.script_edit import matching_brackets
from tests.ui import made_up
from tests.ui.stand_ins import give


@pytest.fixture
def panel(qtbot, context):
    made = Script(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(348, 460)
    made.widget.show()
    qtbot.waitExposed(made.widget)
    made.editor.setFocus()
    return made


def write(panel, text):
    panel.editor.setPlainText(text)
    panel.editor.moveCursor(QTextCursor.MoveOperation.End)


def test_typing_edits_the_document(panel, qtbot):
    write(panel, "")
    qtbot.keyClicks(panel.editor, "y = x**2")
    assert panel.session.document.text == "y = x**2"
    assert panel.session.undo_label == "typing"


def test_a_word_is_one_undo_step(panel, qtbot):
    before = panel.session.document.text
    panel.editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(panel.editor, "abc")
    panel.session.undo()
    panel.document_changed(panel.session.document)
    assert panel.editor.toPlainText() == before


def test_text_from_elsewhere_keeps_the_cursor(panel):
    write(panel, "a = 1\nb = 2\n")
    cursor = panel.editor.textCursor()
    cursor.setPosition(3)
    panel.editor.setTextCursor(cursor)
    panel.session.edit(text="a = 1\nb = 3 + 4\n")
    panel.document_changed(panel.session.document)
    assert panel.editor.toPlainText() == "a = 1\nb = 3 + 4\n"
    assert panel.editor.textCursor().position() == 3


def test_text_outside_the_basic_plane(panel):
    write(panel, "# 𝛁 one\nx = 1\n")
    panel.editor.replace_text("# 𝛁 one\nx = 25\n")
    assert panel.editor.toPlainText() == "# 𝛁 one\nx = 25\n"


def test_a_new_line_is_indented(panel, qtbot):
    write(panel, "def f(x):")
    qtbot.keyClick(panel.editor, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.editor, "return x")
    assert panel.editor.toPlainText() == "def f(x):\n    return x"


def test_tab_indents_and_shift_tab_takes_it_back(panel, qtbot):
    write(panel, "a\nb")
    panel.editor.selectAll()
    qtbot.keyClick(panel.editor, Qt.Key.Key_Tab)
    assert panel.editor.toPlainText() == "    a\n    b"
    qtbot.keyClick(panel.editor, Qt.Key.Key_Backtab)
    assert panel.editor.toPlainText() == "a\nb"


def test_comments_in_and_out(panel, qtbot):
    write(panel, "a\n\nb")
    panel.editor.selectAll()
    qtbot.keyClick(panel.editor, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert panel.editor.toPlainText() == "# a\n\n# b"
    qtbot.keyClick(panel.editor, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert panel.editor.toPlainText() == "a\n\nb"


def test_completion(panel, qtbot):
    panel.show(Snapshot(), made_up.full())
    write(panel, "y = ")
    qtbot.keyClicks(panel.editor, "jac")
    popup = panel.editor.findChild(type(panel.editor._popup)) or panel.editor._popup
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert panel.editor.toPlainText() == "y = jacobian"
    assert not popup.isVisible()


@pytest.mark.parametrize(
    ("text", "position", "pair"),
    [("f(x)", 2, (1, 3)), ("f(x)", 4, (3, 1)), ("f(x]", 2, ()), ("a[(1)]", 2, (1, 5)), ("abc", 1, ()), ("(", 0, ())],
)
def test_brackets(text, position, pair):
    assert matching_brackets(text, position) == pair


def test_mistakes_are_underlined_where_they_are(panel):
    wrong = Message("error", "real needs brackets", "write real[n]", Span(5, 3, 5, 7))
    panel.show(Snapshot(), Snapshot(messages=(wrong,)))
    underlined = [
        mark.cursor.selectedText()
        for mark in panel.editor.extraSelections()
        if mark.format.underlineStyle() == mark.format.UnderlineStyle.WaveUnderline
    ]
    assert underlined == ["real"]
    assert panel.strip.isVisible()
    assert "Line 5" in panel.strip.accessibleName()
    assert panel.remark.text() == "1 error"


def test_a_click_on_the_message_goes_to_the_mistake(panel, qtbot):
    panel.show(Snapshot(), made_up.broken())
    qtbot.mouseClick(panel.strip, Qt.MouseButton.LeftButton)
    cursor = panel.editor.textCursor()
    assert (cursor.blockNumber(), cursor.positionInBlock()) == (4, 3)


def test_the_tooltip_tells_what_is_wrong(panel, qapp):
    panel.show(Snapshot(), made_up.broken())
    at = panel.editor.cursorRect(panel.editor.cursor_over(Span(5, 4, 5, 4))).center()
    qapp.sendEvent(panel.editor.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, panel.editor.mapToGlobal(at)))
    assert "W is (n, m)" in QToolTip.text()
    QToolTip.hideText()


@pytest.mark.parametrize("span", [Span(0, 0, 0, 0), Span(99, 5, 99, 9), Span(1, 400, 1, 500), Span(5, 7, 3, 0)])
def test_spans_outside_the_text_do_no_harm(panel, span):
    panel.show(Snapshot(), Snapshot(messages=(Message("error", "odd", span=span),)))
    panel.widget.grab()


def test_the_selected_node_is_tinted_in_the_script(panel):
    panel.show(Snapshot(), made_up.full())
    panel.focus.select(6)
    tinted = [mark.cursor.selectedText() for mark in panel.editor.extraSelections() if mark.cursor.hasSelection()]
    assert "exp(-m)" in tinted[0]


def test_types_stand_behind_their_lines(panel):
    panel.show(Snapshot(), made_up.full())
    with_remarks = panel.editor.grab().toImage()
    panel.editor.set_remarks({})
    assert panel.editor.grab().toImage() != with_remarks


def test_undo_keys_belong_to_the_window(full_window, qtbot):
    editor = full_window.panel(Script).editor
    text = editor.toPlainText()
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(editor, "z")
    assert editor.toPlainText() == text + "z"
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == text
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert editor.toPlainText() == text + "z"


def test_messages_go_when_they_are_mended(full_window):
    good = full_window.bridge.snapshot
    give(full_window, dataclasses.replace(good, messages=made_up.broken().messages))
    panel = full_window.panel(Script)
    assert panel.strip.isVisible()
    give(full_window, good)
    assert not panel.strip.isVisible()
    assert panel.remark.text() == "live"


LINKED = "X: real[n, d]\nw: real[d]\nm = X @ w\nloss = mean(log(1 + exp(-m)))\ng = grad(loss, w)\n"


@pytest.fixture(scope="module")
def linked():
    return resolve(Document(LINKED))


@pytest.fixture
def script_of_linked(window, linked):
    window.session.edit(text=LINKED)
    give(window, linked)
    return window.panel(Script)


@pytest.mark.parametrize(
    ("line", "text", "operation"),
    [
        (3, "@", "dot"),
        (4, "mean", "mean"),
        (4, "log", "log"),
        (4, "1 +", "add"),
        (4, "exp", "exp"),
        (4, "-m", "negative"),
    ],
)
def test_text_has_its_node(line, text, operation, script_of_linked):
    panel = script_of_linked
    column = LINKED.splitlines()[line - 1].index(text)
    node = panel.node_at(line, column)
    assert node is not None
    assert node.operation == operation
    assert panel.node_at(1, 0) is None or panel.node_at(1, 0).kind == "input"


def test_the_text_under_the_mouse_is_pointed_at_and_ctrl_click_goes_there(script_of_linked, qtbot):
    panel = script_of_linked
    editor = panel.editor
    column = LINKED.splitlines()[3].index("exp") + 1
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(3).position() + column)
    point = editor.cursorRect(cursor).center()
    wanted = panel.node_at(4, column).id
    qtbot.mouseMove(editor.viewport(), point)
    qtbot.waitUntil(lambda: panel.focus.hover == wanted)
    assert panel.focus.node is None
    qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, point)
    assert panel.focus.node == wanted
    qtbot.mouseMove(editor.viewport(), editor.viewport().rect().bottomRight() - QPoint(3, 3))
    qtbot.waitUntil(lambda: panel.focus.hover is None)


def test_the_node_of_the_text_by_keyboard(window, script_of_linked, qtbot):
    editor = script_of_linked.editor
    editor.go_to(4, LINKED.splitlines()[3].index("log") + 1)
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    node = next(node for node in window.bridge.snapshot.graph.nodes if node.id == window.focus.node)
    assert node.operation == "log"
    assert editor.toPlainText() == LINKED
