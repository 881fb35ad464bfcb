"""The value of every node after a run, as a table that can be searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLineEdit, QTableView

from explorer.ui.panel import Panel
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.labels import FittingLabel, label
from explorer.ui.words import brief, full, milliseconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.document.snapshot import Node, Snapshot

    Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("Node", "Type", "Value", "Computed by")


class Table(QAbstractTableModel):
    """A row a node; summaries are made when a row is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[Node, NDArray[np.generic]]] = []
        self._words: dict[int, str] = {}

    def set_rows(self, rows: list[tuple[Node, NDArray[np.generic]]]) -> None:
        """Another run."""
        self.beginResetModel()
        self.rows = rows
        self._words = {}
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """As many as nodes have values."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Four."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words above the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        node, value = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 2:
                if index.row() not in self._words:
                    self._words[index.row()] = brief(value)
                return self._words[index.row()]
            return (node.name or node.label, node.type, "", node.operation or "variable")[index.column()]
        if role == Qt.ItemDataRole.FontRole and index.column() > 0:
            return font(12, "mono")
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{node.expression or node.label}\n{full(value, 60)}"
        return None


class Values(Panel):
    """Table and search; the selection is the selection of the graphs."""

    title = "Values"
    help = "The value of every node, as a table that can be searched. Select a row to find its node in the graphs."
    place = "bottom right"
    order = 2
    framed = False

    def build(self) -> None:
        """The search above, the table below."""
        self.model = Table()
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self.model)
        self.proxy.setFilterKeyColumn(-1)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search name, type, operation")
        self.search.setAccessibleName("Search the values")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self.run = FittingLabel("", role="caption", align=Qt.AlignmentFlag.AlignRight)
        self.table = QTableView()
        self.table.setAccessibleName("Values of the nodes")
        self.table.setModel(self.proxy)
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(28)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate((130, 100, 0, 110)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 6)
        row.addWidget(self.search, 1)
        row.addWidget(self.run, 1)
        self.empty = label("Nothing has been computed yet.", "empty", wrap=True)
        self.empty.setContentsMargins(18, 14, 18, 14)
        self.body.addLayout(row)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.table, 1)
        self.search.textChanged.connect(self.proxy.setFilterFixedString)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.focus.node_changed.connect(self._mark)

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Another run, or other nodes."""
        if new.values is old.values and new.graph is old.graph and old is not new:
            return
        values = new.values
        nodes = new.graph.nodes if new.graph is not None else ()
        rows = (
            [(node, values.values[node.id]) for node in nodes if node.id in values.values] if values is not None else []
        )
        self.model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.search.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        message = values.message if values is not None else None
        self.empty.setText(message.text if message is not None else "Nothing has been computed yet.")
        self.run.say(f"run in {milliseconds(values.milliseconds)}" if values is not None and rows else "")
        self._mark(self.focus.node)

    def _chosen(self, selected: QItemSelection, _: QItemSelection) -> None:
        rows = selected.indexes()
        if rows:
            self.focus.select(self.model.rows[self.proxy.mapToSource(rows[0]).row()][0].id)

    def _mark(self, node: object) -> None:
        for row, (one, _) in enumerate(self.model.rows):
            if one.id == node:
                index = self.proxy.mapFromSource(self.model.index(row, 0))
                if index.isValid():
                    self.table.selectRow(index.row())
                    self.table.scrollTo(index)
                return
        self.table.clearSelection()
