"""A graph as a tree, for the keyboard and for those who hear it; the selection is the window's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeView

from explorer.ui.scene.tree_model import EXPRESSION, OPERATION, TYPE, TreeModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from explorer.ui.focus import Focus
    from explorer.ui.scene.geometry import Geometry
    from explorer.ui.scene.node_paint import Mark
    from explorer.ui.theme.theme import Theme

INDENT = 13  # pixels for each level
OPEN_ROWS = 400  # a tree of more is opened as far as a person wants


class GraphTree(QTreeView):
    """Rows that can be walked with the arrow keys; Enter on what stands above goes there."""

    def __init__(self, name: str, theme: Theme, focus: Focus) -> None:
        super().__init__()
        self.focus = focus
        self._theme = theme
        self._selecting = False
        self.tree = TreeModel(theme.colours, self)
        self.setModel(self.tree)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in ((OPERATION, 104), (TYPE, 92)):
            header.resizeSection(column, width)
        self.setIndentation(INDENT)
        self.selectionModel().currentChanged.connect(self._chosen)
        self.entered.connect(self._pointed)
        self.expanded.connect(self._make_room)
        self.collapsed.connect(self._make_room)
        focus.node_changed.connect(self._show_selection)
        focus.found_changed.connect(self._show_found)
        theme.changed.connect(self._restyle)

    def set_frame(
        self,
        geometry: Geometry | None,
        frame: int,
        other: int,
        mark: Mark,
        hidden: NDArray[np.bool_] | None = None,
    ) -> None:
        """Show a frame, marked against another, without what is hidden."""
        self._selecting = True
        self.tree.set_frame(geometry, frame, other, mark, hidden)
        self._selecting = False
        if geometry is not None and len(geometry.nodes) <= OPEN_ROWS:
            self.expandAll()
        else:
            self.expandToDepth(1)
        self._make_room()
        self._show_selection(self.focus.node)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Expressions take what the others leave."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self, _: QModelIndex | None = None) -> None:
        """Expressions are never cut off: where there is no room, the tree scrolls sideways."""
        left = self.viewport().width() - sum(self.columnWidth(column) for column in (OPERATION, TYPE))
        self.setColumnWidth(EXPRESSION, max(left, self.sizeHintForColumn(EXPRESSION) + INDENT))

    def _show_selection(self, node: int | None) -> None:
        current = self.tree.item(self.currentIndex())
        if current is not None and current.node.id == node:
            return
        self._selecting = True
        index = QModelIndex() if node is None else self.tree.index_of(node)
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index)
        self._selecting = False

    def _show_found(self, found: frozenset[int]) -> None:
        self.tree.found = found
        self.viewport().update()

    def show_near(self, near: frozenset[int] | None) -> None:
        """What is not far from the selected node: the rest is faint. None where nothing is."""
        self.tree.near = near
        self.viewport().update()

    def _chosen(self, index: QModelIndex, _: QModelIndex) -> None:
        item = self.tree.item(index)
        if item is not None and not self._selecting:
            self.focus.select(item.node.id, reveal=True)

    def _pointed(self, index: QModelIndex) -> None:
        item = self.tree.item(index)
        self.focus.point_at(None if item is None else item.node.id)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self.focus.point_at(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to where a node stands with its operands; Escape lets go."""
        item = self.tree.item(self.currentIndex())
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and item is not None:
            index = self.tree.index_of(item.node.id)
            self.setCurrentIndex(index)
            self.expand(index)
            self.scrollTo(index)
        elif event.key() == Qt.Key.Key_Escape and self.focus.node is not None:
            self.focus.select(None)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _restyle(self) -> None:
        self.tree.colours = self._theme.colours
        self.viewport().update()
