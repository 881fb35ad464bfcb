"""The content of a scroll area that is as tall as its wrapped text needs at the width that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Page(QWidget):
    """A scroll area asks its content for a height without telling the width, so wrapped lines were squeezed."""

    def event(self, event: QEvent) -> bool:
        """Measure again when a text has changed."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._measure()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure at the new width."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
