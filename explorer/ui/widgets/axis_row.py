"""One thing that varies in a batch: its name, its numbers, and the cross that makes it stand still again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QSpinBox, QStackedWidget

from explorer.document.batch_choice import Axis, axis_mistake
from explorer.document.typed import TypedError, read_array
from explorer.ui.widgets.buttons import Combo, IconButton
from explorer.ui.widgets.labels import FittingLabel, give_role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.document.batch_choice import Design
    from explorer.ui.theme.theme import Theme

MOST_POINTS = 10_000_000
POINTS, HOW = 76, 106  # pixels
NORMAL, UNIFORM = "normal", "uniform"


class AxisRow(QObject):
    """The widgets of a row in a grid; ``chosen`` gives the axis as it is now, ``removed`` asks for its end."""

    chosen = Signal(object)
    removed = Signal()

    def __init__(self, theme: Theme, axis: Axis, parent: QWidget) -> None:
        super().__init__(parent)
        self.axis = axis
        self._design: Design = "grid"
        place = axis.place
        self.name = FittingLabel(place, role="mono")
        self.first = _field(f"{place} from")
        self.last = _field(f"{place} to")
        self.points = QSpinBox()
        self.points.setRange(1, MOST_POINTS)
        self.points.setKeyboardTracking(False)
        self.points.setFixedWidth(POINTS)
        self.points.setAccessibleName(f"Number of points of {place}")
        self.points.setToolTip("How many numbers from first to last")
        self.points.lineEdit().setTextMargins(5, 0, 0, 0)
        self.log = QPushButton("log")
        self.log.setProperty("role", "toggle")
        self.log.setCheckable(True)
        self.log.setAccessibleName(f"{place} in equal ratios")
        self.log.setToolTip("Equal ratios instead of equal steps")
        self.distribution = Combo(theme, f"Distribution of {place}")
        self.distribution.addItems([UNIFORM, NORMAL])
        self.remove = IconButton(theme, "close", f"Keep {place} fixed", size=14, side=24)
        self.how = QStackedWidget()
        self.how.setFixedWidth(HOW)
        self.how.addWidget(self.log)
        self.how.addWidget(self.distribution)
        for field in (self.first, self.last):
            field.editingFinished.connect(self._typed)
        self.points.valueChanged.connect(self._counted)
        self.log.clicked.connect(self._toggled)
        self.distribution.activated.connect(self._distributed)
        self.remove.clicked.connect(self.removed)

    def widgets(self) -> tuple[QWidget, ...]:
        """From left to right."""
        return self.name, self.first, self.last, self.points, self.how, self.remove

    def into(self, grid: QGridLayout, row: int) -> None:
        """Take a row of a grid."""
        for column, widget in enumerate(self.widgets()):
            grid.addWidget(widget, row, column)

    def show_axis(self, axis: Axis, design: Design) -> None:
        """The choice as it stands in the document."""
        self.axis, self._design = axis, design
        normal = design != "grid" and axis.distribution == NORMAL
        for field, value, words in (
            (self.first, axis.first, "mean" if normal else "from"),
            (self.last, axis.last, "deviation" if normal else "to"),
        ):
            if not (field.hasFocus() and field.isModified()):
                field.setText(f"{value:.12g}")
                field.setCursorPosition(0)
                field.setModified(False)
            field.setToolTip(words.capitalize())
            field.setAccessibleName(f"{axis.place} {words}")
        self.points.blockSignals(True)
        self.points.setValue(axis.count)
        self.points.blockSignals(False)
        self.points.setVisible(design == "grid")
        self.log.setChecked(axis.log)
        self.distribution.setCurrentText(axis.distribution)
        self.how.setCurrentWidget(self.log if design == "grid" else self.distribution)
        self._mark(axis_mistake(axis, design))

    def _mark(self, mistake: str) -> None:
        for field in (self.first, self.last):
            give_role(field, "wrong", "true" if mistake else "false")
            field.setAccessibleDescription(mistake)
            if mistake:
                field.setToolTip(mistake)

    def _typed(self) -> None:
        numbers = []
        for field in (self.first, self.last):
            try:
                numbers.append(_number(field.text()))
            except TypedError as error:
                give_role(field, "wrong", "true")
                field.setToolTip(error.message)
                field.setAccessibleDescription(error.message)
                return
        for field in (self.first, self.last):
            field.setModified(False)
        self._choose(replace(self.axis, first=numbers[0], last=numbers[1]))

    def _counted(self, count: int) -> None:
        self._choose(replace(self.axis, count=count))

    def _toggled(self, log: bool) -> None:
        self._choose(replace(self.axis, log=log))

    def _distributed(self) -> None:
        distribution = self.distribution.currentText()
        if distribution == self.axis.distribution:
            return
        middle, half = (self.axis.first + self.axis.last) / 2, abs(self.axis.last - self.axis.first) / 2
        if distribution == NORMAL:  # most of the numbers stay where they were
            self._choose(replace(self.axis, distribution="normal", first=middle, last=half / 2))
        else:
            first, last = self.axis.first - 2 * self.axis.last, self.axis.first + 2 * self.axis.last
            self._choose(replace(self.axis, distribution="uniform", first=first, last=last))

    def _choose(self, axis: Axis) -> None:
        if axis == self.axis:
            self.show_axis(axis, self._design)
        else:
            self.chosen.emit(axis)


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setProperty("role", "value")
    field.setAccessibleName(name)
    field.setMinimumWidth(44)
    return field


def _number(text: str) -> float:
    array = read_array(text)
    if array.ndim or array.dtype.kind == "c" or not np.isfinite(array):
        raise TypedError("one finite number is needed here", 0)
    return float(array)
