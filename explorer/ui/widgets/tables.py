"""Small tables of names and numbers for a narrow panel: statistics of a value, the cost before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.ui.widgets.labels import label
from explorer.ui.words import breakable, statistics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

    from explorer.document.snapshot import FrameStatistics, ProfileView

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class Statistics(QWidget):
    """Mean, spread, ends; how many entries are zero, not a number, infinite: two in a row where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, str] = {}
        self._values: NDArray[np.generic] | None = None
        self._cells: list[tuple[QLabel, QLabel]] = []
        self._in_a_row = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)

    def show_values(self, values: NDArray[np.generic]) -> None:
        """The numbers of an array; counted once, however often it is shown again."""
        if values is self._values:
            return
        self._values = values
        told = statistics(values)
        self.numbers = dict(told)
        while len(self._cells) < len(told):
            self._cells.append((label("", "small"), label("", "mono")))
        self._in_a_row = 0
        for index, (name, words) in enumerate(self._cells):
            shown = index < len(told)
            name.setVisible(shown)
            words.setVisible(shown)
            if shown:
                name.setText(told[index][0])
                words.setText(told[index][1])
        self.setAccessibleName(", ".join(f"{name} {words}" for name, words in told))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One beside the other, or below."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As wide as one in a row needs."""
        return QSize(self._width(self._cells[: len(self.numbers)]), super().minimumSizeHint().height())

    def _width(self, cells: Sequence[tuple[QLabel, QLabel]]) -> int:
        """Of names and numbers that stand in two columns."""
        columns = (max((cell[place].sizeHint().width() for cell in cells), default=0) for place in (0, 1))
        return sum(columns) + self._grid.horizontalSpacing()

    def _arrange(self) -> None:
        cells = self._cells[: len(self.numbers)]
        gap = self._grid.horizontalSpacing()
        left, right = (self._width(cells[place::2]) for place in (0, 1))
        in_a_row = 2 if left + gap + right <= self.width() else 1
        if in_a_row == self._in_a_row:
            return
        self._in_a_row = in_a_row
        for index, cell in enumerate(self._cells):
            row, column = divmod(index, in_a_row)
            for place, widget in enumerate(cell):
                self._grid.addWidget(widget, row, 2 * column + place)


class Cost(QWidget):
    """Nodes, depth and operations on numbers, as derived and after all rewrites."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, tuple[str, str]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._grid.setColumnStretch(0, 1)
        for column, words in enumerate(("", "before", "after")):
            self._grid.addWidget(label(words, "small"), 0, column, RIGHT)
        self._cells: dict[str, tuple[QLabel, QLabel]] = {}
        for row, name in enumerate(("nodes", "depth", "flops", "at the sizes"), 1):
            cells = (label("", "mono", wrap=True), label("", "mono", wrap=True))
            self._grid.addWidget(label(name, "small", wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
            for column, cell in enumerate(cells, 1):
                cell.setAlignment(RIGHT)
                self._grid.addWidget(cell, row, column)
            self._cells[name] = cells

    def show_cost(self, before: FrameStatistics, after: FrameStatistics, costs: ProfileView | None) -> None:
        """The sizes of the first and of the last graph."""
        self.rows = dict(_rows(before, after, costs))
        for name, cells in self._cells.items():
            for cell, words in zip(cells, self.rows.get(name, ("", "")), strict=True):
                cell.setText(breakable(words))
        self.setAccessibleName(
            "; ".join(f"{name}: {one} before, {two} after" for name, (one, two) in self.rows.items())
        )


def _rows(
    before: FrameStatistics, after: FrameStatistics, costs: ProfileView | None
) -> Iterator[tuple[str, tuple[str, str]]]:
    yield "nodes", (f"{before.nodes:,}", f"{after.nodes:,}")
    yield "depth", (f"{before.depth:,}", f"{after.depth:,}")
    yield "flops", (before.flops, after.flops)
    if costs is not None:
        yield "at the sizes", tuple("…" if one is None else f"{one:,}" for one in (costs.before, costs.after))  # type: ignore[misc]
