"""Examples to begin with: a card each, with what it shows and how it is written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.document.gallery import Entry, gallery
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.highlighter import Highlighter
from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from explorer.ui.theme.theme import Theme

COLUMNS = 3
CARD_WIDTH = 300
LINES, LONGEST = 6, 40  # of the excerpt of a script


def excerpt(text: str) -> str:
    """The first lines that say something, cut where the card ends."""
    told = [line for line in text.splitlines() if line.strip() and not line.startswith(("import ", "from ", "#"))]
    return "\n".join(line if len(line) <= LONGEST else line[: LONGEST - 1] + "…" for line in told[:LINES])


class Card(QFrame):
    """A title, a line of words, the beginning of the script."""

    chosen = Signal()

    def __init__(self, theme: Theme, title: str, words: str, text: str) -> None:
        super().__init__()
        self.setProperty("role", "tile")
        self.setFixedWidth(CARD_WIDTH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{title}. {words}")
        code = QPlainTextEdit(excerpt(text))
        code.setProperty("role", "excerpt")
        code.setAccessibleName(f"Script of {title}")
        code.setReadOnly(True)
        code.setFrameShape(QFrame.Shape.NoFrame)
        code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        code.setFont(font(11, "mono"))
        code.document().setDefaultFont(font(11, "mono"))
        code.document().setDocumentMargin(0)
        code.setFixedHeight(LINES * code.fontMetrics().lineSpacing() + 4)
        code.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        code.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        code.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        code.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        Highlighter(code.document(), theme.colours)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        column.addWidget(label(title, "heading"))
        if words:
            column.addWidget(label(words, "caption", wrap=True))
        column.addStretch(1)
        column.addWidget(code)

    def _mark(self, *, on: bool) -> None:
        self.setProperty("selected", "true" if on else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """The card that has the focus is marked."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._mark(on=event.type() == QEvent.Type.FocusIn)
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click takes it."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space takes it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


class Gallery(QDialog):
    """All examples by group; ``chosen`` gives the entry."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Gallery")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout()
        column.setSpacing(10)
        groups: dict[str, list[Entry]] = {}
        for entry in gallery():
            groups.setdefault(entry.group, []).append(entry)
        for group, members in groups.items():
            column.addWidget(label(group.upper(), "section"))
            grid = QGridLayout()
            grid.setSpacing(12)
            grid.setColumnStretch(COLUMNS, 1)
            for at, entry in enumerate(members):
                card = Card(theme, entry.title, entry.words, entry.document.text)
                card.chosen.connect(partial(self._take, entry))
                grid.addWidget(card, at // COLUMNS, at % COLUMNS)
            column.addLayout(grid)
            column.addSpacing(8)
        inner = QWidget()
        inner.setProperty("role", "plain")
        inner.setLayout(column)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("Examples")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(label("An example opens as a new document.", "caption"), 1)
        foot.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(22, 20, 14, 16)
        outer.setSpacing(12)
        outer.addWidget(label("Gallery", "title"))
        outer.addWidget(scroll, 1)
        outer.addLayout(foot)
        height = parent.height() - 80 if parent is not None else 700
        self.resize(COLUMNS * (CARD_WIDTH + 12) + 60, min(760, height))

    def _take(self, entry: Entry) -> None:
        self.accept()
        self.chosen.emit(entry)
