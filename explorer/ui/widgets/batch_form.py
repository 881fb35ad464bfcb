"""What a batch is of: its outputs, how rows come about, what varies, and where it runs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from explorer.document.batch_choice import NO_BATCH, Axis, Design, read_place
from explorer.document.batch_rows import rows_of_file
from explorer.ui.widgets.axis_row import AxisRow
from explorer.ui.widgets.buttons import Segments
from explorer.ui.widgets.flow import Flow
from explorer.ui.widgets.labels import FittingLabel, label
from explorer.ui.widgets.page import Page
from explorer.ui.words import brief

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from explorer.document.batch_choice import BatchChoice
    from explorer.document.snapshot import Input, ScriptView
    from explorer.ui.theme.theme import Theme

DESIGNS: dict[str, Design] = {
    "Grid": "grid",
    "Random": "random",
    "Latin hypercube": "latin hypercube",
    "File": "file",
}
FILES = "Inputs (*.npz *.csv)"
LONGEST = 40  # characters on the button of outputs
FEW = 12  # elements of an array that the menu names one by one
MOST_SEED = 2**31 - 1
MOST_SPIN = 1_000_000_000
NAMES = 58  # pixels for the captions on the left
HINT = "Nothing varies yet. Add a variable, or an element of one, and say from where to where it goes."


class BatchForm(Page):
    """Shows a choice, and emits ``chosen`` with what it becomes and what the edit is called."""

    chosen = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choice = NO_BATCH
        self._script: ScriptView | None = None
        self.rows: dict[str, AxisRow] = {}
        self.setProperty("role", "plain")
        self.outputs = QPushButton()
        self.outputs.setAccessibleName("Outputs to compute")
        self.outputs.setToolTip("Which expressions of the script are computed in each row")
        self.outputs.setMenu(QMenu(self))
        self.outputs.menu().aboutToShow.connect(self._fill_outputs)
        self.design = Segments("How rows come about", tuple(DESIGNS))
        self.design.chosen.connect(self._designed)
        self.count = _spin("Number of rows", "rows ", 1, MOST_SPIN, 112)
        self.count.valueChanged.connect(self._counted)
        self.seed = _spin("Seed of the random numbers", "seed ", 0, MOST_SEED, 84)
        self.seed.valueChanged.connect(self._seeded)
        self.add = QPushButton("Vary…")
        self.add.setAccessibleName("Vary a variable")
        self.add.setToolTip("Choose a variable, or an element of one, that is another number in each row")
        self.add.setMenu(QMenu(self))
        self.add.menu().aboutToShow.connect(self._fill_add)
        self.hint = label(HINT, "empty", wrap=True)
        self.file = QPushButton("Choose a file…")
        self.file.setAccessibleName("Choose a file of inputs")
        self.file.clicked.connect(self._ask_file)
        self.file_name = FittingLabel("", role="mono")
        self.fixed = label("", "caption", wrap=True)
        self.more = QPushButton("More")
        self.more.setProperty("role", "toggle")
        self.more.setCheckable(True)
        self.more.setToolTip("Where it is computed, and how many rows together")
        self.workers = _spin("Processes that compute", "processes ", 1, 256, 124)
        self.workers.setToolTip(
            "With one, the batch's own process computes on all cores, which is the quickest for most"
        )
        self.workers.valueChanged.connect(self._staffed)
        self.chunk = _spin("Rows that are computed together", "chunks of ", 0, MOST_SPIN, 176)
        self.chunk.setSpecialValueText("chunks as they suit")
        self.chunk.valueChanged.connect(self._chunked)
        self.scheduler = QLineEdit()
        self.scheduler.setAccessibleName("Address of a Dask scheduler")
        self.scheduler.setPlaceholderText("cluster: tcp://host:8786")
        self.scheduler.setToolTip("Compute on the Dask cluster of this scheduler instead of here")
        self.scheduler.setFixedWidth(200)
        self.scheduler.editingFinished.connect(self._addressed)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        what = QWidget()
        flow = Flow(what, gap=8)
        for widget in (self.outputs, self.count, self.seed):
            flow.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(_caption("Compute"), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(what, 1)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(_caption("Rows"))
        second.addWidget(self.design)
        second.addStretch(1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 4)
        self._grid.setColumnStretch(2, 4)
        self._heads = [label(words, "section") for words in ("VARIES", "FROM", "TO", "POINTS")]
        for at, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, at)
        self._axes = QWidget()
        inner = QVBoxLayout(self._axes)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        self._grid.addWidget(self.hint, 0, 0, 1, 4)
        self._grid.addWidget(self.add, 0, 4, 1, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        inner.addLayout(self._grid)
        self._file = QWidget()
        line = QHBoxLayout(self._file)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.file)
        line.addWidget(self.file_name, 1)
        self._where = QWidget()
        where = Flow(self._where, gap=8)
        for place in (self.workers, self.scheduler, self.chunk):
            where.addWidget(place)
        self._where.hide()
        self.more.toggled.connect(self._where.setVisible)
        column.addLayout(top)
        column.addLayout(second)
        column.addWidget(self._axes)
        column.addWidget(self._file)
        column.addWidget(self.fixed)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._where)
        column.addStretch(1)

    @property
    def rows_in_file(self) -> int | None:
        """How many rows the chosen file has; None where that takes reading it, and 0 where none is chosen."""
        if not self._choice.path:
            return 0
        inputs = self._script.inputs if self._script is not None else ()
        return rows_of_file(self._choice.path, {one.name: len(one.dimensions) for one in inputs})

    # showing

    def show_script(self, script: ScriptView | None) -> None:
        """Another script: other names, other variables, other values."""
        self._script = script
        self.show_choice(self._choice)

    def show_choice(self, choice: BatchChoice) -> None:
        """The choice as it stands in the document."""
        self._choice = choice
        words = ", ".join(choice.outputs) or self._usual()
        self.outputs.setText(words if len(words) <= LONGEST else f"{words[: LONGEST - 2]} …")
        self.design.choose(next(words for words, design in DESIGNS.items() if design == choice.design))
        drawn = choice.design in ("random", "latin hypercube")
        for field, value in (
            (self.count, choice.rows),
            (self.seed, choice.seed),
            (self.workers, choice.workers),
            (self.chunk, choice.chunk),
        ):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        self.count.setVisible(drawn)
        self.seed.setVisible(drawn)
        if not self.scheduler.isModified():
            self.scheduler.setText(choice.scheduler)
        self.workers.setEnabled(not choice.scheduler)
        if choice.workers > 1 or choice.scheduler or choice.chunk:
            self.more.setChecked(True)
        self._axes.setVisible(choice.design != "file")
        self._file.setVisible(choice.design == "file")
        self.file_name.say(*((choice.path, Path(choice.path).name) if choice.path else ("a .npz or .csv file",)))
        self._show_axes()
        self._show_fixed()

    def _usual(self) -> str:
        title = self._script.title if self._script is not None else ""
        return f"what is shown: {title}" if title else "what is shown"

    def _show_axes(self) -> None:
        axes = {axis.place: axis for axis in self._choice.axes}
        if list(axes) != list(self.rows):
            for row in self.rows.values():
                for widget in row.widgets():
                    self._grid.removeWidget(widget)
                    widget.hide()
                    widget.deleteLater()
                row.deleteLater()
            self.rows = {}
            for at, (place, axis) in enumerate(axes.items()):
                row = self.rows[place] = AxisRow(self._theme, axis, self._axes)
                row.chosen.connect(partial(self.change_axis, place))
                row.removed.connect(partial(self.remove_axis, place))
                row.into(self._grid, at + 1)
            self._chain()
        for place, row in self.rows.items():
            row.show_axis(axes[place], self._choice.design)
        self.hint.setVisible(not axes)
        for head in self._heads:
            head.setVisible(bool(axes))
        laws = {axis.distribution for axis in axes.values()} if self._choice.design != "grid" else {"uniform"}
        for head, uniform, normal in ((self._heads[1], "FROM", "MEAN"), (self._heads[2], "TO", "DEVIATION")):
            head.setText((normal if "normal" in laws else uniform) if len(laws) < 2 else f"{uniform} / {normal}")
        self._heads[3].setVisible(bool(axes) and self._choice.design == "grid")

    def _chain(self) -> None:
        """Tab goes through the rows as they stand, though they were made later than what is below them."""
        last: QWidget = self.seed
        rows = [w for r in self.rows.values() for w in (r.first, r.last, r.points, r.log, r.distribution, r.remove)]
        for widget in (self.add, *rows, self.file, self.more, self.workers, self.scheduler, self.chunk):
            QWidget.setTabOrder(last, widget)
            last = widget

    def _show_fixed(self) -> None:
        varies = {place[0] for axis in self._choice.axes if (place := read_place(axis.place)) is not None}
        inputs = self._script.inputs if self._script is not None else ()
        if self._choice.design == "file":
            self.fixed.setText("Variables that are not in the file keep the value that they have under Values.")
            return
        fixed = [f"{one.name} = {_told(one)}" for one in inputs if one.name not in varies and one.value is not None]
        self.fixed.setText(f"Fixed, as under Values:  {',  '.join(fixed)}" if fixed else "")
        self.fixed.setVisible(bool(fixed))

    # choosing

    def _choose(self, words: str, **changes: object) -> None:
        choice = replace(self._choice, **changes)  # type: ignore[arg-type]
        if choice != self._choice:
            self.chosen.emit(choice, words)

    def change_axis(self, place: str, axis: Axis) -> None:
        """Other numbers for what varies."""
        axes = tuple(axis if one.place == place else one for one in self._choice.axes)
        self._choose(f"range of {place}", axes=axes)

    def remove_axis(self, place: str) -> None:
        """It stands still from now on."""
        self._choose(f"{place} fixed", axes=tuple(one for one in self._choice.axes if one.place != place))

    def add_axis(self, place: str) -> None:
        """It varies from now on, around the value that it has."""
        value = self._value(place)
        first, last = (-1.0, 1.0) if value is None else (value - max(1.0, abs(value)), value + max(1.0, abs(value)))
        others = len(self._choice.axes)
        count = 101 if not others else 21 if others == 1 else 11
        self._choose(f"{place} varies", axes=(*self._choice.axes, Axis(place, first, last, count)))

    def _value(self, place: str) -> float | None:
        """The value of a number, rounded to what one would type."""
        found = read_place(place)
        inputs = {one.name: one for one in self._script.inputs} if self._script is not None else {}
        if found is None or found[0] not in inputs:
            return None
        value = inputs[found[0]].value
        if value is None or value.ndim != len(found[1]) or value.dtype.kind not in "iuf":
            return None
        number = float(value[found[1]])
        return round(number) if np.isfinite(number) and abs(number) < MOST_SPIN else None

    def _fill_add(self) -> None:
        menu = self.add.menu()
        menu.clear()
        taken = {axis.place for axis in self._choice.axes}
        for one in self._script.inputs if self._script is not None else ():
            if one.dtype == "bool":
                continue
            if not one.dimensions:
                self._offer(menu, one.name, taken)
                continue
            shape = one.value.shape if one.value is not None else ()
            below = menu.addMenu(one.name)
            if self._choice.design != "grid":
                self._offer(below, one.name, taken, f"all of {one.name}")
            if 0 < prod(shape) <= FEW:
                for index in np.ndindex(shape):
                    self._offer(below, f"{one.name}[{','.join(map(str, index))}]", taken)
            else:
                below.addAction("An element…", partial(self.ask_element, one))
        if menu.isEmpty():
            menu.addAction("The script has no variables").setEnabled(False)

    def _offer(self, menu: QMenu, place: str, taken: set[str], words: str = "") -> None:
        menu.addAction(words or place, partial(self.add_axis, place)).setEnabled(place not in taken)

    def ask_element(self, one: Input) -> None:
        """Which element of a large array."""
        first = f"{one.name}[{','.join('0' for _ in one.dimensions)}]"
        place, agreed = QInputDialog.getText(self, "Vary", f"Element of {one.name}, {one.type}", text=first)
        if agreed and place.strip():
            self.add_axis("".join(place.split()))

    def _fill_outputs(self) -> None:
        menu = self.outputs.menu()
        menu.clear()
        usual = _check(menu, self._usual(), checked=not self._choice.outputs)
        usual.triggered.connect(self._take_usual)
        menu.addSeparator()
        for named in self._script.names if self._script is not None else ():
            action = _check(menu, f"{named.name}:  {named.type}", checked=named.name in self._choice.outputs)
            action.setData(named.name)
            action.triggered.connect(partial(self.toggle_output, named.name))

    def _take_usual(self) -> None:
        self._choose("outputs of the batch", outputs=())

    def toggle_output(self, name: str) -> None:
        """Compute it, or not; without any, what is shown."""
        names = {*self._choice.outputs} ^ {name}
        there = [one.name for one in self._script.names] if self._script is not None else []
        self._choose("outputs of the batch", outputs=tuple(one for one in there if one in names))

    def _designed(self, words: str) -> None:
        self._choose("design of the batch", design=DESIGNS[words])

    def _counted(self, count: int) -> None:
        self._choose("number of rows", rows=count)

    def _seeded(self, seed: int) -> None:
        self._choose("seed of the batch", seed=seed)

    def _staffed(self, workers: int) -> None:
        self._choose("number of processes", workers=workers)

    def _chunked(self, chunk: int) -> None:
        self._choose("size of chunks", chunk=chunk)

    def _addressed(self) -> None:
        self.scheduler.setModified(False)
        self._choose("address of a cluster", scheduler=self.scheduler.text().strip())

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Inputs from a file", "", FILES)
        if path:
            self._choose("file of inputs", path=path)


def _check(menu: QMenu, words: str, *, checked: bool) -> QAction:
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(checked)
    return action


def _spin(name: str, prefix: str, least: int, most: int, width: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    field.setPrefix(prefix)
    field.setKeyboardTracking(False)
    field.setAccessibleName(name)
    field.setToolTip(name)
    field.setFixedWidth(width)
    field.lineEdit().setTextMargins(5, 0, 0, 0)
    return field


def _caption(words: str) -> QWidget:
    made = label(words, "caption")
    made.setFixedWidth(NAMES)
    made.setMinimumHeight(28)
    return made


def _told(one: Input) -> str:
    assert one.value is not None
    return brief(one.value) if one.value.size <= 4 else one.source
