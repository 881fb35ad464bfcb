"""The search of the top bar: commands, nodes and rules by a few letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from explorer.ui.icons import icon, pixmap
from explorer.ui.theme.fonts import font

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QFocusEvent, QPaintEvent

    from explorer.ui.theme.theme import Theme

MOST = 12
SLASH = "/"  # before a regular expression
ROW = 32
HINT = "Ctrl K"
LEAST_FOR_HINT = 230


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: its words, a remark, its icon, and what happens when it is chosen."""

    words: str
    remark: str
    icon: str
    choose: Callable[[], object]
    weight: int = 0  # among equally good matches the lighter comes first
    node: int | None = None  # the node that it leads to
    also: str = ""  # what a regular expression is matched with beside words and remark


class PatternError(ValueError):
    """A query that is no regular expression."""


def rank(query: str, entry: Entry) -> int | None:
    """How well an entry fits, the less the better; ``None`` where it does not.

    Raises:
        PatternError: where a query with a slash before it is no regular expression.
    """
    if query.startswith(SLASH):
        return 0 if entry.node is not None and _pattern(query).search(_text(entry)) else None
    words = entry.words.casefold()
    parts = query.casefold().split()
    text = f"{words} {entry.remark.casefold()}"
    if not all(part in text for part in parts):
        return None
    start = words.find(parts[0]) if parts else 0
    return 10 * (0 if start == 0 else 1 if start > 0 else 2) + entry.weight


def _text(entry: Entry) -> str:
    return f"{entry.words}\n{entry.also}\n{entry.remark}"


def _pattern(query: str) -> re.Pattern[str]:
    try:
        return re.compile(query.removeprefix(SLASH), re.IGNORECASE | re.MULTILINE)
    except re.error as error:
        raise PatternError(f"{error.msg[:1].upper()}{error.msg[1:]}, at character {(error.pos or 0) + 1}") from error


class SearchField(QLineEdit):
    """Type, walk with the arrow keys, Enter chooses; the list hangs below and never takes the focus.

    After a slash what is typed is a regular expression over the labels, operations and types of nodes; all that match
    are told.
    """

    found_nodes = Signal(object)  # frozenset[int]: those that a regular expression matches

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.source: Callable[[], Iterable[Entry]] | None = None
        self.setProperty("role", "search")
        self.setPlaceholderText("Search nodes, rules, commands")
        self.setToolTip("After / a regular expression: /sum|exp, /real\\[n\\]; F3 goes through what it finds")
        self.setAccessibleName("Search nodes, rules and commands")
        self.setMinimumWidth(150)
        self.setMaximumWidth(420)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._popup: QFrame | None = None
        self._list = QListWidget()
        self._list.setAccessibleName("Found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setIconSize(QSize(16, 16))
        self._list.itemClicked.connect(self._clicked)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._found: list[Entry] = []
        self._before: QWidget | None = None
        self.textChanged.connect(self._search)
        self.installEventFilter(self)

    def begin(self, before: QWidget | None) -> None:
        """Take the keys; ``before`` gets them back."""
        self._before = before
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._search()

    @property
    def found(self) -> list[Entry]:
        """What is listed."""
        return self._found

    def paintEvent(self, event: QPaintEvent) -> None:
        """A magnifying glass, and the shortcut while it is empty."""
        super().paintEvent(event)
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glass = pixmap("search", colours.muted, 16, self.devicePixelRatioF())
        painter.drawPixmap(QPoint(12, (self.height() - 16) // 2), glass)
        if self.text() or self.hasFocus() or self.width() < LEAST_FOR_HINT:
            return
        painter.setFont(font(11))
        width = painter.fontMetrics().horizontalAdvance(HINT) + 16
        box = QRectF(self.width() - width - 6, (self.height() - 20) / 2, width, 20)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.panel))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(colours.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, HINT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that walk and choose, before the line edit has them."""
        if event.type() == QEvent.Type.KeyPress:
            key = event.key()  # type: ignore[attr-defined]
            if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self._found:
                step = 1 if key == Qt.Key.Key_Down else -1
                self._list.setCurrentRow((self._list.currentRow() + step) % len(self._found))
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._choose(self._list.currentRow())
                return True
            if key == Qt.Key.Key_Escape:
                self.found_nodes.emit(frozenset())
                self._leave()
                return True
        return super().eventFilter(watched, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        super().focusOutEvent(event)
        if self._popup is not None:
            self._popup.hide()

    def _search(self, _: str = "") -> None:
        if not self.hasFocus() or self.source is None:
            return
        query = self.text()
        nothing = "Nothing found"
        ranked: list[tuple[int, int, Entry]] = []
        try:
            ranked = [
                (place, at, one) for at, one in enumerate(self.source()) if (place := rank(query, one)) is not None
            ]
        except PatternError as error:
            nothing = str(error)
        if query.startswith(SLASH) or not query:
            matches = (entry.node for _, _, entry in ranked if len(query) > 1)
            self.found_nodes.emit(frozenset(node for node in matches if node is not None))
        self._found = [entry for _, _, entry in sorted(ranked, key=lambda one: one[:2])[:MOST]]
        self._list.clear()
        colours = self._theme.colours
        for entry in self._found:
            item = QListWidgetItem(icon(entry.icon, colours.muted, size=16), entry.words)
            if entry.remark:
                item.setText(f"{entry.words}    {entry.remark}")
            item.setSizeHint(QSize(100, ROW))
            self._list.addItem(item)
        if self._found:
            self._list.setCurrentRow(0)
        else:
            item = QListWidgetItem(nothing)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setSizeHint(QSize(100, ROW))
            self._list.addItem(item)
        self._open()

    def _open(self) -> None:
        window = self.window()
        if self._popup is None:
            self._popup = QFrame(window)
            self._popup.setProperty("role", "popup")
            column = QVBoxLayout(self._popup)
            column.setContentsMargins(6, 6, 6, 6)
            column.addWidget(self._list)
        corner = self.mapTo(window, QPoint(0, self.height() + 4))
        width = max(self.width(), 420)
        left = max(8, min(corner.x() + (self.width() - width) // 2, window.width() - width - 8))
        self._popup.setGeometry(left, corner.y(), width, max(1, len(self._found)) * ROW + 16)
        self._popup.show()
        self._popup.raise_()

    def _clicked(self, item: QListWidgetItem) -> None:
        self._choose(self._list.row(item))

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._found):
            return
        entry = self._found[row]
        self.blockSignals(True)  # what was found stays found
        self._leave()
        self.blockSignals(False)
        entry.choose()

    def _leave(self) -> None:
        self.clear()
        if self._popup is not None:
            self._popup.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()
