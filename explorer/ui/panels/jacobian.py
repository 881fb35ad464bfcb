"""The Jacobian or Hessian as a heatmap, with what can be said of its structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from explorer.ui.panel import Panel
from explorer.ui.widgets.buttons import Segments
from explorer.ui.widgets.heatmap import Heatmap
from explorer.ui.widgets.labels import FittingLabel, label
from explorer.ui.widgets.page import Page
from explorer.ui.words import breakable, number, shape, spread

if TYPE_CHECKING:
    from explorer.document.snapshot import ArrayView, Snapshot

LINEAR, SYMLOG = "Linear", "Logarithm"
EMPTY = "Choose a Jacobian or a Hessian above the graphs, or look at an expression of the script that is one."
FACTS = 216  # pixels that the longest word of the facts needs
HINT = "hover: read an entry"


class Jacobian(Panel):
    """Colours on the left, words on the right."""

    title = "Jacobian"
    help = (
        "The derivative as a matrix: white is zero, hatched is not a number. Point at an entry to read it. "
        "Below are its structure and its closed form."
    )
    place = "bottom right"
    order = 0
    framed = False

    def build(self) -> None:
        """Heatmap and facts."""
        self._array: ArrayView | None = None
        self._name = "J"
        self.heatmap = Heatmap(self.theme)
        self.empty = label(EMPTY, "empty", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(24, 14, 24, 14)
        self.reading = FittingLabel("", role="reading")
        self.hint = FittingLabel(HINT, role="caption")
        self.size = label("", "mono", wrap=True)
        self.structure = label("", "", wrap=True)
        self.stored = label("", "mono")
        self.range = FittingLabel("", role="mono")
        self.expression = label("", "mono", wrap=True)
        self.expression.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.scale = Segments("Scale of the colours", (LINEAR, SYMLOG))
        side = self._facts()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 8, 10)
        right.addWidget(side, 1)
        right.addWidget(self.scale, 0, Qt.AlignmentFlag.AlignRight)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self.heatmap, 3)
        row.addLayout(right, 2)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(page)
        self.body.addWidget(self.stack)
        self.heatmap.pointed.connect(self._read)
        self.scale.chosen.connect(self._rescale)

    def _facts(self) -> QScrollArea:
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(5)
        for words, widget in (
            ("Size", self.size),
            ("Structure", self.structure),
            ("Nonzero", self.stored),
            ("Range", self.range),
            ("Closed form", self.expression),
        ):
            form.addRow(label(words, "caption"), widget)
        facts = Page()
        facts.setProperty("role", "plain")
        column = QVBoxLayout(facts)
        column.setContentsMargins(4, 10, 10, 10)
        column.setSpacing(6)
        column.addWidget(self.reading)
        column.addWidget(self.hint)
        column.addLayout(form)
        column.addStretch(1)
        side = QScrollArea()
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setWidgetResizable(True)
        side.setWidget(facts)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.setMinimumWidth(FACTS)
        side.setAccessibleName("Facts about the matrix")
        return side

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Another matrix."""
        if new.array is old.array and old is not new:
            return
        self._array = new.array
        if new.array is None:
            self.stack.setCurrentWidget(self.empty)
            return
        array = new.array
        self._name = array.title.partition(" = ")[0] if " = " in array.title else "J"
        self.stack.setCurrentIndex(1)
        self.heatmap.show_matrix(array.matrix, array.row_label, array.column_label)
        self.heatmap.setAccessibleName(f"Heatmap of {array.title}")
        rows, columns = array.matrix.shape
        of = (
            ""
            if len(array.row_shape) <= 1 and len(array.column_shape) <= 1
            else (f"\n({shape(array.row_shape)}) by ({shape(array.column_shape)})")
        )
        self.size.setText(f"{rows} × {columns}{of}")
        self.structure.setText(array.structure)
        nonzero = int(np.count_nonzero(array.matrix))
        self.stored.setText(f"{nonzero} of {array.matrix.size}")
        self.range.say(spread(array.matrix).partition(", mean")[0] if array.matrix.size else "empty")
        self.expression.setText(breakable(array.expression))
        self._read(None)

    def _rescale(self, choice: str) -> None:
        self.heatmap.set_scale("linear" if choice == LINEAR else "symlog")

    def _read(self, cell: object) -> None:
        array = self._array
        if array is None:
            return
        if not isinstance(cell, tuple):
            self.reading.say(array.title)
            self.hint.say(HINT)
            return
        row, column = cell
        index = [
            *(np.unravel_index(row, array.row_shape) if array.row_shape else ()),
            *(np.unravel_index(column, array.column_shape) if array.column_shape else ()),
        ]
        where = f"[{', '.join(str(int(part)) for part in index)}]" if index else ""
        self.reading.say(f"{self._name}{where} = {number(array.matrix[row, column], 6)}")
        self.hint.say(f"row {row}, column {column}")
