"""What holds for every panel there is: found by walking the package, so that a new one is tested at once."""

from __future__ import annotations

import dataclasses
import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLineEdit, QWidget

from explorer.document.snapshot import Snapshot
from explorer.ui.catalogue import panel_classes
from tests.ui import made_up

PANELS = panel_classes()
EMPTY = Snapshot()


@pytest.fixture(params=PANELS, ids=lambda panel: panel.__name__)
def panel(request, qtbot, context):
    made = request.param(context)
    qtbot.addWidget(made.widget)
    made.widget.resize(640, 320)
    made.widget.show()
    qtbot.waitExposed(made.widget)
    return made


def test_panels_are_found():
    names = {panel.__name__ for panel in PANELS}
    assert {"Script", "Rewrites", "Inputs", "Target", "Graphs", "Steps", "Inspector", "Formula", "Code"} <= names
    assert {"Checks", "Output", "Values", "Jacobian", "Products"} <= names
    assert all(panel.title and panel.place for panel in PANELS)


def test_every_panel_says_what_it_is_for(panel):
    """Where the person asks, and to screen readers."""
    assert len(panel.help) > 20
    assert panel.help.endswith(".")
    assert panel.widget.whatsThis() == panel.widget.accessibleDescription() == panel.help
    assert len({one.help for one in PANELS}) == len(PANELS)


def test_shows_nothing_then_everything_then_nothing(panel, qtbot):
    panel.show(EMPTY, EMPTY)
    panel.widget.grab()
    full = made_up.full()
    panel.focus.set_frames(4)
    panel.show(EMPTY, full)
    panel.widget.grab()
    panel.show(full, full)
    panel.show(full, EMPTY)
    panel.widget.grab()


def test_shows_each_view_alone(panel):
    """Views come one by one, in any order."""
    shown = EMPTY
    for field in dataclasses.fields(Snapshot):
        new = dataclasses.replace(shown, **{field.name: getattr(made_up.full(), field.name)})
        panel.show(shown, new)
        shown = new
    panel.widget.grab()


def test_a_mistake_keeps_the_last_good_picture(panel):
    full = made_up.full()
    panel.show(EMPTY, full)
    broken = dataclasses.replace(full, messages=made_up.broken().messages)
    panel.show(full, broken)
    panel.widget.grab()


def test_both_themes(panel, theme, qapp):
    panel.show(EMPTY, made_up.full())
    qapp.processEvents()
    light = panel.widget.grab().toImage()
    theme.choose("dark")
    qapp.processEvents()
    dark = panel.widget.grab().toImage()
    theme.choose("light")
    assert light != dark


def test_whoever_listens_hears_what_can_be_reached(panel):
    """What takes the keys or a click has a name for screen readers."""
    panel.show(EMPTY, made_up.full())
    reached = [
        widget
        for kind in (QAbstractButton, QComboBox, QLineEdit, QAbstractScrollArea)
        for widget in panel.widget.findChildren(kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not _is_inner(widget)
    ]
    nameless = [w for w in reached if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))]
    assert not nameless, nameless


def _is_inner(widget: QWidget) -> bool:
    """The line edit inside a spin box, the list inside a combo box: Qt names them by their owner."""
    owner = widget.parentWidget()
    inside = widget.objectName().startswith("qt_") or type(owner).__name__ in {"QSpinBox", "QComboBoxPrivateContainer"}
    return inside or (widget.window() is not widget and type(widget.window()).__name__ == "QComboBoxPrivateContainer")


@pytest.mark.parametrize("kind", PANELS, ids=lambda panel: panel.__name__)
def test_leaves_nothing_behind(kind, qapp, context):
    """A slot that is a lambda would keep the panel alive."""
    panel = kind(context)
    panel.show(EMPTY, made_up.full())
    panel.show(made_up.full(), EMPTY)
    alive = weakref.ref(panel)
    panel.widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del panel
    gc.collect()
    assert alive() is None
