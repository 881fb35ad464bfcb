"""A card with a tab for each panel; a panel can leave it for a window of its own, and comes back into its tab."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from explorer.ui.panel import Panel

TEAR_OFF = "In a Window of Its Own"


class TabCard(QFrame):
    """Tabs can be moved, unless they are locked; the panels are kept in their order."""

    wants_out = Signal(object)  # Panel: a person asks for a window of its own for it
    wants_home = Signal()  # … for all that have left, back into their tabs

    def __init__(self, name: str, panels: Sequence[Panel]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        self.panels = list(panels)
        self._design = tuple(panels)
        self._locked = False
        self.bar = QTabBar()
        self.bar.setAccessibleName(name)
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.setUsesScrollButtons(False)
        self.bar.setMovable(True)
        self.bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.stack = QStackedWidget()
        for panel in panels:
            self.bar.addTab(panel.title)
            self.stack.addWidget(panel.widget)
        self.stack.addWidget(self._nobody())
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
        self.bar.currentChanged.connect(self._show_current)
        self.bar.tabMoved.connect(self._moved)
        self.bar.customContextMenuRequested.connect(self._show_menu)

    def _nobody(self) -> QWidget:
        """What stands here while all panels have left."""
        page = QWidget()
        page.setProperty("role", "plain")
        home = QPushButton("Bring Them Back")
        home.clicked.connect(self.wants_home)
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(label("All panels have windows of their own.", "empty"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(home, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._empty = page
        return page

    @property
    def current(self) -> Panel | None:
        """The panel in front; None while all have left."""
        at = self.bar.currentIndex()
        return self.panels[at] if at >= 0 and self.bar.isTabVisible(at) else None

    def open(self, panel: Panel) -> None:
        """Bring a panel to the front, if its tab is here."""
        if panel in self.panels and self.bar.isTabVisible(self.panels.index(panel)):
            self.bar.setCurrentIndex(self.panels.index(panel))

    def lock(self, *, locked: bool) -> None:
        """Tabs stay where they are, or can be moved."""
        self._locked = locked
        self.bar.setMovable(not locked)

    def release(self, panel: Panel) -> None:
        """The panel leaves: its tab goes, its widget is another's now."""
        self.stack.removeWidget(panel.widget)
        self.bar.setTabVisible(self.panels.index(panel), False)
        self._show_current()

    def take_back(self, panel: Panel) -> None:
        """The panel comes back into its tab, to the front."""
        self.stack.addWidget(panel.widget)
        self.bar.setTabVisible(self.panels.index(panel), True)
        self.bar.setCurrentIndex(self.panels.index(panel))
        self._show_current()

    def arrange(self, names: Sequence[str]) -> None:
        """The tabs in this order, by the names of their panels; those not named come last, as they were designed."""
        at = {name: index for index, name in enumerate(names)}
        wanted = sorted(self._design, key=lambda panel: at.get(name_of(panel), len(at)))
        for index, panel in enumerate(wanted):
            self.bar.moveTab(self.panels.index(panel), index)

    def menu_of(self, index: int) -> QMenu:
        """What can be done with a tab."""
        menu = QMenu(self)
        panel = self.panels[index]
        seen = [at for at in range(self.bar.count()) if self.bar.isTabVisible(at)]
        place = seen.index(index)
        out = menu.addAction(TEAR_OFF, partial(self.wants_out.emit, panel))
        menu.addSeparator()
        left = menu.addAction("Move Left", partial(self.bar.moveTab, index, seen[max(0, place - 1)]))
        right = menu.addAction("Move Right", partial(self.bar.moveTab, index, seen[min(len(seen) - 1, place + 1)]))
        able: tuple[tuple[QAction, bool], ...] = ((out, True), (left, place > 0), (right, place < len(seen) - 1))
        for action, possible in able:
            action.setEnabled(possible and not self._locked)
        return menu

    def _show_menu(self, point: QPoint) -> None:
        index = self.bar.tabAt(point)
        if index < 0:  # asked for by key: the tab that has the focus
            index = self.bar.currentIndex()
        if index >= 0:
            menu = self.menu_of(index)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.bar.mapToGlobal(self.bar.tabRect(index).bottomLeft()))

    def _moved(self, old: int, new: int) -> None:
        self.panels.insert(new, self.panels.pop(old))

    def _show_current(self, _: int = 0) -> None:
        panel = self.current
        self.stack.setCurrentWidget(self._empty if panel is None else panel.widget)


def name_of(panel: Panel) -> str:
    """What a panel is called in the settings."""
    return type(panel).__name__
