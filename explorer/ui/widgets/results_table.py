"""The results of a batch as a table; only what is in sight is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView

from explorer.ui.theme.fonts import font
from explorer.ui.words import number

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from explorer.document.batch_results import Results
    from explorer.ui.theme.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

MOST_SORTED = 5_000_000  # rows; more would make the window wait
MOST_COPIED = 400_000  # cells
ROW = 26
_NUMBERS = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ResultsModel(QAbstractTableModel):
    """A row for each evaluation, a column for each number of it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._results: Results | None = None
        self._order: np.ndarray | None = None  # None: as they were computed
        self._reasons: dict[int, str] = {}

    def set_results(self, results: Results | None) -> None:
        """Other results."""
        self.beginResetModel()
        self._results, self._order = results, None
        self._reasons = dict(results.findings.failures) if results is not None else {}
        self.endResetModel()

    def row_of(self, line: int) -> int:
        """The number of the evaluation that stands in a line."""
        return line if self._order is None else int(self._order[line])

    def line_of(self, row: int) -> int:
        """The line in which an evaluation stands."""
        return row if self._order is None else int(np.flatnonzero(self._order == row)[0])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """All of them, computed or not."""
        return 0 if parent.isValid() or self._results is None else self._results.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Inputs and outputs."""
        return 0 if parent.isValid() or self._results is None else len(self._results.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names above, numbers of rows on the left."""
        if self._results is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _NUMBERS
            return str(self.row_of(section)) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._results.columns[section].name
        if role == Qt.ItemDataRole.ToolTipRole:
            return "input, varies" if self._results.columns[section].given else "computed"
        return _NUMBERS if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        results = self._results
        if results is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBERS
        if role == Qt.ItemDataRole.FontRole:
            return font(12, "mono")
        row, column = self.row_of(index.row()), results.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            if not column.given and not results.is_there(row):
                return "…"
            return number(results.value(row, index.column()), 7)
        if role == Qt.ItemDataRole.ForegroundRole:
            colours = self._theme.colours
            return QColor(
                colours.removed_text if results.failed(row) else colours.muted if column.given else colours.text
            )
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(results, row, index.column())
        return None

    def _tip(self, results: Results, row: int, column: int) -> str:
        if results.failed(row):
            return f"row {row} could not be computed: {self._reasons.get(row, 'one of many')}"
        if not results.is_there(row):
            return f"row {row} has not been computed yet"
        return f"{results.columns[column].name} = {results.value(row, column)!s}, row {row}"

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; what is no number goes to the end."""
        results = self._results
        if results is None or results.rows > MOST_SORTED:
            return
        self.layoutAboutToBeChanged.emit()
        if column < 0:
            self._order = None
        else:
            values = np.array(results.values(column))
            if values.dtype.kind == "c":
                values = np.abs(values)
            if values.dtype.kind == "f" and order == Qt.SortOrder.DescendingOrder:
                values = -values
            self._order = np.argsort(values, kind="stable")
            if values.dtype.kind != "f" and order == Qt.SortOrder.DescendingOrder:
                self._order = self._order[::-1]
        self.layoutChanged.emit()


class ResultsTable(QTableView):
    """Scrolls by pixels, sorts by a click on a heading, copies what is selected with tabs between."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.results: Results | None = None
        self.model_ = ResultsModel(theme)
        self.setModel(self.model_)
        self.setAccessibleName("Results of the batch")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultSectionSize(118)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(ROW)
        rows.setMinimumSectionSize(ROW)
        rows.setHighlightSections(False)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_results(self, results: Results | None) -> None:
        """Other results."""
        self.results = results
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.model_.set_results(results)

    def show_row(self, row: int) -> None:
        """Scroll to an evaluation, and select it."""
        line = self.model_.line_of(row)
        self.selectRow(line)
        self.scrollTo(self.model_.index(line, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def selectAll(self) -> None:
        """All rows, where they are few: Qt asks each cell whether it may be selected, which takes seconds for many."""
        if self.results is not None and self.results.rows * len(self.results.columns) <= MOST_COPIED:
            super().selectAll()

    def copy(self) -> bool:
        """The selected cells, with their headings, as text; False where they are too many."""
        results, chosen = self.results, self.selectionModel().selection()
        if results is None or chosen.isEmpty():
            return True
        parts = [chosen.at(at) for at in range(chosen.count())]
        if sum(part.height() * part.width() for part in parts) > MOST_COPIED:
            return False
        lines = sorted({line for part in parts for line in range(part.top(), part.bottom() + 1)})
        columns = sorted({at for part in parts for at in range(part.left(), part.right() + 1)})
        rows = [self.model_.row_of(line) for line in lines]
        numbers = [results.values(at)[rows].tolist() for at in columns]
        text = ["\t".join(results.columns[at].name for at in columns)]
        text += ["\t".join(map(str, row)) for row in zip(*numbers, strict=True)]
        QGuiApplication.clipboard().setText("\n".join(text) + "\n")
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copying is ours: Qt's copies one cell."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
