"""Where the panels stand: columns and tabs that can be resized, and whose sizes are remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QSettings

    from explorer.ui.panel import Panel

GAP = 8
LEFT, RIGHT, BOTTOM = 348, 300, 270
STRETCHING = {"Graphs", "Sweep"}  # they take the room that is there
LEAST_LEFT, LEAST_RIGHT, LEAST_CENTRE = 254, 226, 400


class TabCard(QFrame):
    """A card with a tab for each panel."""

    def __init__(self, name: str, panels: Sequence[Panel]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        self.panels = list(panels)
        self.bar = QTabBar()
        self.bar.setAccessibleName(name)
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.setUsesScrollButtons(False)
        self.stack = QStackedWidget()
        for panel in panels:
            self.bar.addTab(panel.title)
            self.stack.addWidget(panel.widget)
        header = QFrame()
        header.setProperty("role", "header")
        header.setFixedHeight(38)
        row = QHBoxLayout(header)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self.stack.setCurrentIndex)

    def open(self, panel: Panel) -> None:
        """Bring a panel to the front."""
        if panel in self.panels:
            self.bar.setCurrentIndex(self.panels.index(panel))


class Layout(QWidget):
    """Script, rewrites and values on the left; graphs and inspector above; two cards of tabs below."""

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
        self._splitters = {
            "whole": self.whole,
            "main": self.main,
            "above": self.above,
            "below": self.below,
            "left": self.left,
        }

    def open(self, panel: Panel) -> None:
        """Bring a panel to the front, where it stands behind a tab."""
        for tabs in self.tabs:
            tabs.open(panel)

    def areas(self) -> list[QWidget]:
        """The panels and the cards of tabs, as people read: columns from the left, each from above."""
        stand = [panel.widget for place in ("left", "centre", "right") for panel in self._at.get(place, ())]
        return [*stand, *self.tabs]

    def reset(self, width: int, height: int) -> None:
        """The sizes of the design, smaller where the window is."""
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

    def save(self, settings: QSettings) -> None:
        """Remember."""
        for name, splitter in self._splitters.items():
            settings.setValue(f"layout/{name}", splitter.saveState())
        for index, tabs in enumerate(self.tabs):
            settings.setValue(f"layout/tab{index}", tabs.bar.currentIndex())

    def restore(self, settings: QSettings) -> bool:
        """As it was left; whether there was anything to restore."""
        found = False
        for name, splitter in self._splitters.items():
            state = settings.value(f"layout/{name}")
            if state is not None:
                found = splitter.restoreState(state) or found
        for index, tabs in enumerate(self.tabs):
            tabs.bar.setCurrentIndex(int(str(settings.value(f"layout/tab{index}", 0))))
        return found


def _splitter(orientation: Qt.Orientation, widgets: Sequence[QWidget]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
