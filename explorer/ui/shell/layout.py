"""Where the panels stand: columns and tabs that can be resized, and whose sizes are remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from explorer.ui.shell.arrangement import Arrangement
from explorer.ui.shell.panel_window import PanelWindow
from explorer.ui.shell.tab_card import TabCard, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from explorer.ui.panel import Panel

GAP = 8
LEFT, RIGHT, BOTTOM = 348, 300, 270
STRETCHING = {"Graphs", "Sweep"}  # they take the room that is there
LEAST_LEFT, LEAST_RIGHT, LEAST_CENTRE = 254, 226, 400


class Layout(QWidget):
    """Script, rewrites and values on the left; graphs and inspector above; two cards of tabs below."""

    came_home = Signal(object)  # Panel: its window was closed, it is in its tab

    def __init__(self, panels: Sequence[Panel]) -> None:
        super().__init__()
        self.setObjectName("page")
        at: dict[str, list[Panel]] = {}
        self._at = at
        for panel in panels:
            at.setdefault(panel.place, []).append(panel)
        self.left = _splitter(Qt.Orientation.Vertical, [panel.widget for panel in at.get("left", ())])
        self.centre = QFrame()
        self.centre.setProperty("role", "card")
        column = QVBoxLayout(self.centre)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for panel in at.get("centre", ()):
            column.addWidget(panel.widget, 1 if panel.title in STRETCHING else 0)
        self.right = _splitter(Qt.Orientation.Vertical, [panel.widget for panel in at.get("right", ())])
        self.above = _splitter(Qt.Orientation.Horizontal, [self.centre, self.right])
        self.tabs = [TabCard(place.capitalize(), at.get(place, ())) for place in ("bottom left", "bottom right")]
        self.below = _splitter(Qt.Orientation.Horizontal, self.tabs)
        self.main = _splitter(Qt.Orientation.Vertical, [self.above, self.below])
        self.whole = _splitter(Qt.Orientation.Horizontal, [self.left, self.main])
        self.left.setMinimumWidth(LEAST_LEFT)
        self.right.setMinimumWidth(LEAST_RIGHT)
        self.centre.setMinimumWidth(LEAST_CENTRE)
        for splitter, stretchy in ((self.whole, 1), (self.above, 0), (self.main, 0)):
            for index in range(splitter.count()):
                splitter.setStretchFactor(index, 1 if index == stretchy else 0)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(GAP, GAP, GAP, GAP)
        outer.addWidget(self.whole)
        self._columns = {"left": self.left, "right": self.right, "bottom": self.below}
        self.windows: dict[Panel, PanelWindow] = {}
        self._places: dict[Panel, QByteArray] = {}  # of windows that are closed
        self.locked = False
        for tabs in self.tabs:
            tabs.wants_out.connect(self.tear_off)
            tabs.wants_home.connect(self.bring_all_home)
        self._splitters = {
            "whole": self.whole,
            "main": self.main,
            "above": self.above,
            "below": self.below,
            "left": self.left,
        }

    def open(self, panel: Panel) -> None:
        """Bring a panel to the front, where it stands behind a tab or in a window of its own."""
        if panel in self.windows:
            self.windows[panel].show()
            self.windows[panel].raise_()
        for tabs in self.tabs:
            tabs.open(panel)

    # windows of their own

    def tear_off(self, panel: Panel, geometry: QByteArray | None = None) -> None:
        """Give a panel of a tab a window of its own, where it was before if that is known."""
        tabs = next((one for one in self.tabs if panel in one.panels), None)
        if tabs is None or panel in self.windows:
            return
        tabs.release(panel)
        window = PanelWindow(panel, self.window())
        window.closed.connect(self.bring_home)
        self.windows[panel] = window
        known = geometry or self._places.get(panel)
        if known is not None:
            window.restoreGeometry(known)
        if self.isVisible():
            window.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Windows that were there at the end of the last session come with the main window, never before it."""
        super().showEvent(event)
        if not event.spontaneous():
            for window in self.windows.values():
                window.show()

    def bring_home(self, panel: Panel) -> None:
        """Back into its tab."""
        window = self.windows.pop(panel, None)
        if window is None:
            return
        self._places[panel] = window.saveGeometry()
        tabs = next(one for one in self.tabs if panel in one.panels)
        tabs.take_back(panel)
        window.hide()
        window.deleteLater()
        self.came_home.emit(panel)

    def bring_all_home(self) -> None:
        """All of them."""
        for panel in list(self.windows):
            self.bring_home(panel)

    def close_windows(self) -> None:
        """The main window ends, and these with it."""
        for window in self.windows.values():
            window.blockSignals(True)
            window.close()

    # the lock

    def lock(self, *, locked: bool) -> None:
        """Splitters and tabs stay where they are, or can be moved."""
        self.locked = locked
        for splitter in self._splitters.values():
            for at in range(1, splitter.count()):
                splitter.handle(at).setEnabled(not locked)
        for tabs in self.tabs:
            tabs.lock(locked=locked)

    def areas(self) -> list[QWidget]:
        """The panels and the cards of tabs, as people read: columns from the left, each from above."""
        stand = [panel.widget for place in ("left", "centre", "right") for panel in self._at.get(place, ())]
        return [*stand, *self.tabs, *self.windows.values()]

    def reset(self, width: int, height: int) -> None:
        """The sizes of the design, smaller where the window is; every panel in its tab, in its place."""
        self.bring_all_home()
        for tabs in self.tabs:
            tabs.arrange(())
        for part in (self.left, self.right, self.below):
            part.show()
        left = max(LEAST_LEFT, min(LEFT, round(width * 0.235)))
        right = max(LEAST_RIGHT, min(RIGHT, round(width * 0.19)))
        bottom = max(176, min(BOTTOM, round(height * 0.29)))
        self.whole.setSizes([left, width - left])
        self.above.setSizes([width - left - right, right])
        self.main.setSizes([height - bottom, bottom])
        self.below.setSizes([500, 500])
        self.left.setSizes([round(height * 0.46), round(height * 0.28), round(height * 0.26)])

    # as plain data

    def hidden(self) -> list[str]:
        """The columns that are not shown."""
        return [name for name, part in self._columns.items() if part.isHidden()]

    def arrangement(self) -> Arrangement:
        """How it is now."""
        return Arrangement(
            sizes={name: splitter.sizes() for name, splitter in self._splitters.items()},
            tabs=[[name_of(panel) for panel in tabs.panels] for tabs in self.tabs],
            front=[name_of(tabs.current) for tabs in self.tabs if tabs.current is not None],
            windows={
                name_of(panel): window.saveGeometry().toHex().toStdString() for panel, window in self.windows.items()
            },
            hidden=self.hidden(),
        )

    def arrange(self, wanted: Arrangement) -> None:
        """As it was then, as far as it is known; what is not stays as it is."""
        panels = {name_of(panel): panel for tabs in self.tabs for panel in tabs.panels}
        for panel in list(self.windows):
            if name_of(panel) not in wanted.windows:
                self.bring_home(panel)
        for tabs, names in zip(self.tabs, wanted.tabs, strict=False):
            tabs.arrange(names)
        for name in wanted.front:
            if name in panels:
                self.open(panels[name])
        for name, geometry in wanted.windows.items():
            if name in panels:
                self.tear_off(panels[name], QByteArray.fromHex(geometry.encode("ascii", "ignore")))
        for name, part in self._columns.items():
            part.setVisible(name not in wanted.hidden)
        for name, splitter in self._splitters.items():
            sizes = wanted.sizes.get(name, [])
            if len(sizes) == splitter.count():
                splitter.setSizes(sizes)


def _splitter(orientation: Qt.Orientation, widgets: Sequence[QWidget]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
