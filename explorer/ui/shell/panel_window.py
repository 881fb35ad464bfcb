"""A window of its own for a panel: it has the keys and the theme of the main window, and closing it sends it home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QWidget

    from explorer.ui.panel import Panel

LEAST = QSize(520, 340)
SHIFT = QPoint(60, 80)  # from the corner of the main window, where no other place is known


class PanelWindow(QFrame):
    """Holds the widget of one panel while that has left its tab."""

    closed = Signal(object)  # Panel

    def __init__(self, panel: Panel, main: QWidget) -> None:
        super().__init__(main, Qt.WindowType.Window)
        self.panel = panel
        self.setObjectName("panelwindow")
        self.setAccessibleName(panel.title)
        self.setWindowTitle(f"{panel.title} — Derivative Explorer")
        self.addActions(main.actions())  # keys work here as there
        size = panel.widget.size().expandedTo(LEAST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel.widget)
        panel.widget.show()
        self.resize(size)
        self.move(main.frameGeometry().topLeft() + SHIFT)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The panel goes home."""
        super().closeEvent(event)
        self.closed.emit(self.panel)
