"""The window without a mouse, without eyes, with weak ones: keys reach everything, all has a name and can be read."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QWidget,
)

from explorer.ui.dialogs.about import About
from explorer.ui.dialogs.effects import Effects
from explorer.ui.dialogs.export import Export
from explorer.ui.dialogs.gallery import Card, Gallery
from explorer.ui.dialogs.preferences import Preferences
from explorer.ui.dialogs.shortcuts import Shortcuts
from explorer.ui.panels.batch import Batch
from explorer.ui.panels.formula import Formula
from explorer.ui.panels.graphs import Graphs
from explorer.ui.panels.products import Products
from explorer.ui.panels.script import Script
from explorer.ui.panels.values import Values
from explorer.ui.theme.colours import DARK, LIGHT
from explorer.ui.theme.ramp import ink_on, mixed
from explorer.ui.theme.style import style_sheet
from explorer.ui.widgets.colour_scale import colour_table
from explorer.ui.widgets.heatmap import Heatmap
from explorer.ui.widgets.linked_picture import LinkedPicture
from explorer.ui.widgets.script_edit import ScriptEdit
from explorer.ui.widgets.step_slider import StepSlider
from tests.ui.test_theme import contrast

PALETTES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda colours: colours.name)
INTERACTIVE = (
    *(QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView, QTabBar),
    *(QGraphicsView, QPlainTextEdit, QKeySequenceEdit, Heatmap, LinkedPicture, StepSlider, Card),
)
ANSWERING = (QAbstractSpinBox, QComboBox, QTabBar, QLineEdit, QKeySequenceEdit, QAbstractItemView)


def is_part(widget):
    """A widget that another one answers for: the field of a spin box, a scroll bar, a header, a tab bar's arrows."""
    if isinstance(widget, QScrollBar | QHeaderView):
        return True
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, ANSWERING):
        parent = parent.parentWidget()
    return parent is not None


def interactive(root):
    """What a person can do something with, now."""
    return [
        one
        for one in root.findChildren(QWidget)
        if isinstance(one, INTERACTIVE) and one.isVisible() and one.isEnabled() and not is_part(one)
    ]


def can_be_left_out(widget):
    """Pictures of text that is there as text too, excerpts on a card, lists that hang below a field."""
    return isinstance(widget, QPlainTextEdit) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus


def name_of(widget):
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()}"


def walk(start, key=Qt.Key.Key_Tab):
    """Press Tab until it comes round; what had the focus."""
    start.setFocus()
    QApplication.processEvents()
    seen, focused = [], QApplication.focusWidget()
    assert focused is start
    while focused not in seen:
        seen.append(focused)
        if isinstance(focused, ScriptEdit):
            QTest.keyClick(focused, Qt.Key.Key_Escape)
        QTest.keyClick(focused, key, Qt.KeyboardModifier.NoModifier)
        focused = QApplication.focusWidget()
        assert focused is not None, name_of(seen[-1])
        assert len(seen) < 1000
    assert focused is start, f"{name_of(seen[-1])} leads back to {name_of(focused)}"
    # Of buttons of which one is down, Tab reaches that one; the arrow keys reach the others.
    for one in list(seen):
        group = one.group() if isinstance(one, QAbstractButton) else None
        if group is not None:
            seen += group.buttons()
    return seen


# keys


@pytest.mark.parametrize("looking", ["derivation", "sweep"])
def test_tab_goes_through_the_whole_window_and_comes_round(full_window, qapp, looking):
    full_window.session.edit(looking=looking)
    full_window.activateWindow()
    for at in range(4):
        for tabs in full_window.page.tabs:
            tabs.bar.setCurrentIndex(min(at, tabs.bar.count() - 1))
        qapp.processEvents()
        reached = walk(full_window.panel(Script).editor)
        missed = [name_of(one) for one in interactive(full_window) if one not in reached]
        assert not missed


def test_tab_goes_through_the_trees_too(full_window, qapp):
    full_window.show_trees(shown=True)
    full_window.activateWindow()
    qapp.processEvents()
    reached = walk(full_window.panel(Script).editor)
    assert full_window.panel(Graphs).before.tree in reached
    assert not [name_of(one) for one in interactive(full_window) if one not in reached]


def test_tab_indents_in_the_script_and_leaves_it_after_escape(full_window, qapp):
    full_window.activateWindow()
    editor = full_window.panel(Script).editor
    editor.setFocus()
    editor.setPlainText("")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "    "
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClicks(editor, "a")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.hasFocus()  # what was typed between counts: Tab indents again
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert not editor.hasFocus()
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert not editor.hasFocus()
    assert full_window.panel(Script).widget.isAncestorOf(QApplication.focusWidget())  # the line for formulas
    editor.setFocus()
    before = editor.toPlainText()
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() != before


def test_f6_goes_from_panel_to_panel_and_round(full_window, qapp):
    window = full_window
    window.status.show_stage("")  # else the button that ends what is at work may come up on the way
    window.activateWindow()
    window.panel(Script).editor.setFocus()
    shown = [area for area in window._areas() if area.isVisible()]
    met = []
    for _ in range(30):
        focused = QApplication.focusWidget()
        met.append(next(area for area in shown if area.isAncestorOf(focused)))
        if len(met) > 1 and met[-1] is met[0]:
            break
        QTest.keyClick(focused, Qt.Key.Key_F6)
    assert {area.accessibleName() for area in met} >= {
        *("Script", "Rewrites", "Values", "Graphs", "Steps", "Inspector", "Bottom left", "Bottom right", "Top bar")
    }
    assert met[-1] is met[0]
    back = []
    for _ in met[1:]:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
        back.append(next(area for area in shown if area.isAncestorOf(QApplication.focusWidget())))
    assert back == met[-2::-1]


def test_f6_begins_somewhere_where_nothing_has_the_focus(full_window, qapp):
    full_window.activateWindow()
    QApplication.focusWidget().clearFocus()
    full_window.next_panel()
    assert full_window.bar.isAncestorOf(QApplication.focusWidget())


def test_arrow_keys_choose_among_segments(full_window, qapp):
    full_window.activateWindow()
    dialog = Preferences(full_window)
    dialog.show()
    dialog.activateWindow()
    qapp.processEvents()
    first = next(one for one in dialog.theme.findChildren(QAbstractButton) if one.isChecked())
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert dialog.theme.choice != first.text()
    focusable = [
        one for one in dialog.theme.findChildren(QAbstractButton) if one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert [one.text() for one in focusable] == [dialog.theme.choice]
    dialog.reject()


# names and roles

FITTING = (
    (QAbstractButton, {"Button", "CheckBox", "RadioButton", "ButtonMenu", "ButtonDropDown"}),
    (QLineEdit, {"EditableText"}),
    (QPlainTextEdit, {"EditableText", "StaticText"}),
    (QComboBox, {"ComboBox"}),
    (QAbstractSpinBox, {"SpinBox"}),
    (QAbstractSlider, {"Slider"}),
    (QTabBar, {"PageTabList"}),
    (QAbstractItemView, {"List", "Table", "Tree"}),
    (QGraphicsView, {"Graphic"}),
    (Heatmap, {"Graphic"}),
    (LinkedPicture, {"Graphic"}),
    (StepSlider, {"Slider"}),
    (Card, {"Button"}),
    (QKeySequenceEdit, {"HotkeyField"}),
    (QScrollArea, {"Client", "Pane"}),
)

DIALOGS = {
    "export": Export,
    "preferences": Preferences,
    "shortcuts": lambda window: Shortcuts(window.keys, window),
    "gallery": lambda window: Gallery(window.theme, window),
    "effects": Effects,
    "about": About,
}


def faults(root):
    """What a screen reader would stumble over."""
    found = []
    for one in interactive(root):
        told = QAccessible.queryAccessibleInterface(one)
        if told is None or not told.text(QAccessible.Text.Name).strip():
            found.append(f"{name_of(one)} in {name_of(one.parentWidget())} has no name")
            continue
        roles = next((roles for kind, roles in FITTING if isinstance(one, kind)), set())
        if told.role().name not in roles:
            found.append(f"{name_of(one)} is a {told.role().name}")
    return found


@pytest.mark.parametrize("looking", ["derivation", "sweep"])
def test_everything_has_a_name_and_a_role(full_window, qapp, looking):
    full_window.session.edit(looking=looking)
    for at in range(4):
        for tabs in full_window.page.tabs:
            tabs.bar.setCurrentIndex(min(at, tabs.bar.count() - 1))
        qapp.processEvents()
        assert not faults(full_window)


@pytest.mark.parametrize("name", DIALOGS)
def test_every_dialog_can_be_walked_and_read_out(full_window, qapp, name):
    dialog = DIALOGS[name](full_window)
    dialog.show()
    dialog.activateWindow()
    qapp.processEvents()
    assert not faults(dialog)
    controls = [one for one in interactive(dialog) if not can_be_left_out(one)]
    start = next(one for one in controls if one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    reached = walk(start)
    assert not [name_of(one) for one in controls if one not in reached]
    dialog.reject()


@pytest.mark.parametrize("panel", [Formula, Products, Values, Batch])
def test_a_panel_in_a_window_of_its_own_can_be_walked_and_read_out(full_window, qapp, panel):
    made = full_window.panel(panel)
    full_window.page.tear_off(made)
    own = full_window.page.windows[made]
    own.activateWindow()
    qapp.processEvents()
    assert not faults(own)
    controls = interactive(own)
    start = next(one for one in controls if one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    reached = walk(start)
    assert not [name_of(one) for one in controls if one not in reached]


# contrast

LEAST = 4.5
GROUNDS = ("window", "panel", "raised", "canvas", "hover")  # what stands below a rule without a background
NO_WORDS = re.compile(
    r"::(handle|chunk|separator|indicator|menu-indicator|add-|sub-|corner|drop-down|down-arrow|up-button|down-button)"
    r"|QSplitter|QScrollBar|QProgressBar|QTableCornerButton|QAbstractScrollArea::corner|role=\"(hair|spot)\""
)


def rules(colours):
    """Selector → what it declares, of the style sheet of a palette."""
    text = style_sheet(colours)
    found = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        said = dict(
            (part.strip() for part in line.split(":", 1)) for line in body.split(";") if ":" in line.replace("://", "")
        )
        for selector in selectors.split(","):
            found.setdefault(" ".join(selector.split()), {}).update(said)
    return found


def said_of(every, selector, what):
    """What a selector says of a property, or the same without its states."""
    while selector:
        if what in every.get(selector, {}):
            return every[selector][what]
        shorter = re.sub(r"(:[a-z-]+|\[[a-z]+=\"(true|false|error|warning)\"\])$", "", selector)
        if shorter == selector:
            return None
        selector = shorter
    return None


@PALETTES
@pytest.mark.usefixtures("theme")  # fonts are asked for
def test_words_can_be_read_on_what_the_style_sheet_puts_below_them(colours):
    every = rules(colours)
    pairs = []
    for selector, said in every.items():
        if NO_WORDS.search(selector) or ":disabled" in selector:
            continue
        if not {"color", "background", "selection-color", "selection-background-color"} & set(said):
            continue
        ink = said_of(every, selector, "color") or colours.text
        ground = said_of(every, selector, "background")
        own = ground is not None and ground.startswith("#")
        grounds = [ground] if own else [getattr(colours, name) for name in GROUNDS]
        pairs += [(selector, ink, below) for below in grounds]
        chosen, below = (said_of(every, selector, f"selection-{what}") for what in ("color", "background-color"))
        if chosen and below:
            pairs.append((f"{selector}, selected", chosen, below))
    assert len(pairs) > 100
    assert not [pair for pair in pairs if contrast(pair[1], pair[2]) < LEAST]


@PALETTES
@pytest.mark.usefixtures("theme")
def test_faint_is_for_what_cannot_be_used(colours):
    for selector, said in rules(colours).items():
        if said.get("color") == colours.faint:
            assert ":disabled" in selector, selector


# What is painted: ink, grounds, where. Texts that stand for something gone (`ghost_text`) are left out: their place is
# kept while the steps are walked, and they are read in the step before.
PAINTED = (
    ("text", ("card", "reverse_soft", "added_soft", "removed_soft"), "labels of nodes"),
    ("muted", ("card", "reverse_soft", "added_soft", "removed_soft"), "types of nodes, below their labels"),
    ("input_text", ("input_soft",), "pills of inputs"),
    ("on_accent", ("accent", "reverse"), "flags of targets, tags of the sweep"),
    ("reverse", ("canvas", "panel"), "open tags of the sweep, letters of its table"),
    ("muted", ("canvas",), "words at edges, legends, axes of plots and matrices"),
    ("text", ("canvas", "panel"), "numbers at paths, titles of axes"),
    ("muted", ("panel", "raised"), "line numbers, remarks beside lines, the key of the search field"),
    ("accent", ("accent_soft",), "the step that is shown, brackets that match"),
    ("muted", ("accent_soft", "hover"), "captions of the step that is shown and of the one under the mouse"),
    ("text", ("accent_soft", "hover"), "rows that are selected"),
    ("removed_text", ("panel", "canvas", "accent_soft"), "rows that failed, expressions that go"),
    ("added_text", ("panel", "canvas", "accent_soft"), "expressions that come"),
    *(
        (name, ("panel", "raised", "canvas"), "code")
        for name in ("keyword", "function", "type_name", "number", "string")
    ),
    ("comment", ("panel", "raised"), "comments"),
    *((name, ("accent_line",), "code that is selected") for name in ("text",)),
)


@PALETTES
def test_words_can_be_read_where_widgets_paint_them(colours):
    weak = [
        f"{where}: {ink} on {ground} has {contrast(getattr(colours, ink), getattr(colours, ground)):.2f}"
        for ink, grounds, where in PAINTED
        for ground in grounds
        if contrast(getattr(colours, ink), getattr(colours, ground)) < LEAST
    ]
    assert not weak


@PALETTES
def test_symbols_can_be_read_on_their_tiles(colours):
    share = 0.16 if colours.name == "dark" else 0.12
    for kind in ("linear algebra", "elementwise", "reduction", "loop"):
        colour = colours.of_kind(kind)
        for ground in (colours.card, colours.reverse_soft, colours.panel):
            assert contrast(colour, mixed(ground, colour, share)) >= LEAST, kind


@PALETTES
def test_numbers_can_be_read_on_every_colour_of_a_matrix(colours):
    for ground in colour_table(colours):
        name = QColor.fromRgb(ground).name()
        assert contrast(ink_on(name), name) >= LEAST
