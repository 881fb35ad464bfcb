"""A graph as a tree: outputs at the top, below each operation its operands, in their order.

What is used in several places has its operands where it stands first; elsewhere it says so, and leads there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from explorer.ui.scene.costs import cost_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from explorer.document.snapshot import Node, ProfileView
    from explorer.ui.scene.geometry import Geometry
    from explorer.ui.scene.node_paint import Mark
    from explorer.ui.theme.colours import Colours

EXPRESSION, OPERATION, TYPE = range(3)
HEADINGS = ("Expression", "Operation", "Type")
Index = QModelIndex | QPersistentModelIndex


@dataclass(eq=False)
class Item:
    """A row of the tree.

    Attributes:
        node: what it shows.
        parent: the row above it, or None.
        row: its number below the parent.
        again: whether it has stood before, with its operands.
        below: the rows of its operands.
    """

    node: Node
    parent: Item | None
    row: int
    again: bool = False
    below: list[Item] = field(default_factory=list)


def _visible(sources: dict[int, list[int]], node: int, present: dict[int, Node]) -> Iterator[int]:
    """The operands of a node, in their order; in the place of a hidden one its own."""
    stack = [*reversed(sources[node])]
    across: set[int] = set()
    while stack:
        source = stack.pop()
        if source in present:
            yield source
        elif source not in across:
            across.add(source)
            stack.extend(reversed(sources.get(source, ())))


class TreeModel(QAbstractItemModel):
    """The rows of one frame of a graph."""

    def __init__(self, colours: Colours, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.colours = colours
        self._top: list[Item] = []
        self._first: dict[int, Item] = {}
        self._marked: frozenset[int] = frozenset()
        self._mark: Mark = "added"
        self.found: frozenset[int] = frozenset()  # what a search has found
        self.profile: ProfileView | None = None  # what nodes cost
        self.near: frozenset[int] | None = None  # what is not far from the selected node; None where nothing is

    def set_frame(
        self,
        geometry: Geometry | None,
        frame: int,
        other: int,
        mark: Mark,
        hidden: NDArray[np.bool_] | None = None,
    ) -> None:
        """Show a frame, in which what another one has not is marked, without what is hidden."""
        self.beginResetModel()
        self._top, self._first, self._mark = [], {}, mark  # the rows hold those below them
        self._marked = frozenset()
        if geometry is not None:
            here, there = (geometry.node_presence.at(one) for one in (frame, other))
            self._marked = frozenset(
                node.id for node, now, then in zip(geometry.nodes, here, there, strict=True) if now and not then
            )
            left_out = np.zeros_like(here) if hidden is None else hidden
            seen = zip(geometry.nodes, here & ~left_out, strict=True)
            present = {node.id: node for node, now in seen if now and node.id not in geometry.inner}
            self._build(geometry, present, frame)
        self.endResetModel()

    def _build(self, geometry: Geometry, present: dict[int, Node], frame: int) -> None:
        sources: dict[int, list[int]] = {}
        shown = geometry.edge_presence.at(frame)
        for edge, now in zip(geometry.edges, shown, strict=True):
            if now:
                sources.setdefault(edge.target, []).append(edge.source)
        operands = {node: list(_visible(sources, node, present)) for node in present if node in sources}
        used = {source for row in operands.values() for source in row}
        tops = [node for node in present.values() if node.output or node.id not in used]
        stack = [Item(node, None, row) for row, node in enumerate(tops)]
        self._top = list(stack)
        stack.reverse()
        while stack:
            item = stack.pop()
            if item.node.id in self._first:
                item.again = bool(operands.get(item.node.id))
                continue
            self._first[item.node.id] = item
            item.below = [Item(present[source], item, row) for row, source in enumerate(operands.get(item.node.id, ()))]
            stack.extend(reversed(item.below))

    # where things are

    def item(self, index: Index) -> Item | None:
        """The row at an index."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Item) else None

    def index_of(self, node: int) -> QModelIndex:
        """Where a node stands first; an invalid index where it is not in this frame."""
        item = self._first.get(node)
        return QModelIndex() if item is None else self._at(item)

    def _at(self, item: Item) -> QModelIndex:
        return self.createIndex(item.row, 0, item)

    # what Qt asks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own default
        """The index of a row below another."""
        above = self.item(parent)
        rows = self._top if above is None else above.below
        if not (0 <= row < len(rows) and 0 <= column < len(HEADINGS)):
            return QModelIndex()
        return self.createIndex(row, column, rows[row])

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008 - Qt's own default
        """The index of the row above."""
        item = self.item(index)
        return QModelIndex() if item is None or item.parent is None else self._at(item.parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many operands."""
        if parent.isValid() and parent.column() != EXPRESSION:
            return 0
        above = self.item(parent)
        return len(self._top) if above is None else len(above.below)

    def columnCount(self, _: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Expression, operation and type."""
        return len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words above the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, and what a screen reader says of it."""
        item = self.item(index)
        if item is None:
            return None
        node, column = item.node, index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shown(item, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said(item) if column == EXPRESSION else self._shown(item, column)
            case Qt.ItemDataRole.ToolTipRole:
                lines = (node.expression or node.label, node.type, cost_words(self.profile, node.id))
                return "\n".join(line for line in lines if line)
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(self._colour(item, column))
            case Qt.ItemDataRole.BackgroundRole if node.id in self.found:
                wash = QColor(self.colours.warning)
                wash.setAlphaF(0.14)
                return wash
        return None

    def _shown(self, item: Item, column: int) -> str:
        node = item.node
        if column == OPERATION:
            return node.operation or node.kind
        if column == TYPE:
            return node.type
        tag = f"{node.tag}: " if node.tag else ""
        return f"{tag}{node.label}{'  ↑ above' if item.again else ''}"

    def _said(self, item: Item) -> str:
        node = item.node
        words = [node.tag, node.expression or node.label, node.operation or node.kind, node.type, f"{node.sweep} sweep"]
        words.append(self._mark if node.id in self._marked else "")
        words.append("stands above with its operands" if item.again else "")
        return ", ".join(word for word in words if word)

    def _colour(self, item: Item, column: int) -> str:
        colours = self.colours
        if self.near is not None and item.node.id not in self.near:
            return colours.ghost_text
        if item.node.id in self._marked:
            return colours.added_text if self._mark == "added" else colours.removed_text
        return colours.muted if column != EXPRESSION or item.again else colours.text
