"""The lines of a sweep, or the paths of a chain rule, as a table: what is not reached yet has no number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from explorer.ui.theme.fonts import font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from explorer.ui.theme.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

LETTER, FORMULA, VALUE = range(3)
ROW = 25
LEAST_FORMULA = 90


@dataclass(frozen=True, slots=True)
class Row:
    """A line: ``letter = formula``, and what comes of it."""

    letter: str
    formula: str
    value: str
    derivative: bool = False  # a tangent or a cotangent: in the colour of the reverse sweep
    tip: str = ""


class TraceModel(QAbstractTableModel):
    """Rows of which the first few have been reached."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: tuple[Row, ...] = ()
        self.reached = 0
        self.headers = ("", "", "")

    def set_rows(self, rows: Sequence[Row], headers: tuple[str, str, str]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.rows, self.headers = tuple(rows), headers
        self.reached = min(self.reached, len(self.rows))
        self.endResetModel()

    def set_reached(self, count: int) -> None:
        """So many lines have been reached."""
        self.reached = count
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, VALUE))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """All of them, reached or not."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Letter, formula, value."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What the columns are."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        row, column = self.rows[index.row()], index.column()
        reached = index.row() < self.reached
        colours = self._theme.colours
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.letter, row.formula, row.value if reached else "")[column]
        if role == Qt.ItemDataRole.FontRole:
            return font(12, "mono")
        if role == Qt.ItemDataRole.ForegroundRole:
            strong = colours.reverse if row.derivative and column != FORMULA else colours.text
            return QColor(strong if reached else colours.muted)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = f"{row.letter} {row.formula}"
            return f"{said}: {row.value}" if reached else f"{said}: not reached yet"
        return None


class TraceTable(QTableView):
    """Walks by the arrow keys; the row that is current is the line where the sweep stands."""

    asked = Signal(int)  # a person went to this row

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.lines = TraceModel(theme)
        self._standing = False
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.selectionModel().currentRowChanged.connect(self._went)
        theme.changed.connect(self.viewport().update)

    def set_rows(self, rows: Sequence[Row], headers: tuple[str, str, str]) -> None:
        """Other lines; nothing is asked for."""
        self._standing = True
        self.lines.set_rows(rows, headers)
        self._standing = False
        self._make_room()

    def stand(self, reached: int, row: int) -> None:
        """So many lines have been reached, and this one is current (-1: none)."""
        self._standing = True
        self.lines.set_reached(reached)
        index = self.lines.index(row, 0) if row >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index)
        else:
            self.scrollToTop()
        self._standing = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Formulas take what letters and values leave."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        room = self.viewport().width()
        letter = min(self.sizeHintForColumn(LETTER) + 12, room // 2)
        metrics = QFontMetrics(font(12, "mono"))
        widest = max((metrics.horizontalAdvance(row.value) for row in self.lines.rows), default=0)
        value = min(widest + 26, max(room - letter - LEAST_FORMULA, room // 4))
        for column, width in ((LETTER, letter), (VALUE, value), (FORMULA, room - letter - value)):
            self.setColumnWidth(column, width)

    def _went(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid() and not self._standing:
            self.asked.emit(current.row())
