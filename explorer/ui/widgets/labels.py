"""Labels by their role in the style sheet, and one that says less where there is less room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of plain text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def give_role(widget: QWidget, role: str, value: str) -> None:
    """Change a property that the style sheet reads, and have it read again."""
    if widget.property(role) != value:
        widget.setProperty(role, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class FittingLabel(QLabel):
    """Shows the longest of several wordings that fits; the shortest is elided, the whole stands in the tooltip."""

    def __init__(self, *wordings: str, role: str = "", align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        super().__init__()
        self.setProperty("role", role)
        self._align = align
        self._wordings: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.say(*wordings)

    def say(self, *wordings: str) -> None:
        """The wordings, the longest first."""
        self._wordings = wordings or ("",)
        self.setText(self._wordings[0])
        self.setToolTip(self._wordings[0])

    def minimumSizeHint(self) -> QSize:
        """Almost nothing: the label gives way."""
        return QSize(12, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the wording that fits."""
        del event
        metrics = QFontMetrics(self.font())
        width = self.contentsRect().width()
        fits = next((words for words in self._wordings if metrics.horizontalAdvance(words) <= width), None)
        words = fits if fits is not None else metrics.elidedText(self._wordings[-1], Qt.TextElideMode.ElideRight, width)
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.contentsRect(), int(self._align | Qt.AlignmentFlag.AlignVCenter), words)
