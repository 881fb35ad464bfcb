"""The values of the variables: typed, random with a seed, or from a file; and the sizes of the dimensions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from explorer.document.document import Random, Typed
from explorer.ui.panel import Panel
from explorer.ui.widgets.flow import Flow
from explorer.ui.widgets.histogram import Histogram
from explorer.ui.widgets.labels import FittingLabel, label
from explorer.ui.widgets.page import Page
from explorer.ui.widgets.value_edit import ValueEdit
from explorer.ui.words import brief, full, plural

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from explorer.document.document import Document, Value
    from explorer.document.snapshot import Input, Snapshot
    from explorer.ui.panel import Context

MOST_SIZE = 100_000
FEW = 4  # entries that can be told in a field
WIDE = 270  # pixels from which a row has room for a histogram


class Row(QFrame):
    """One variable."""

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self.setProperty("role", "row")
        self._context = context
        self.name = name
        self._name = label(name, "mono")
        self._type = FittingLabel("", role="type")
        self.value = ValueEdit(context.theme, f"Value of {name}")
        self.histogram = Histogram(context.theme, size=QSize(46, 20))
        self._error = label("", "fault", wrap=True)
        self._error.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 3, 0, 3)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        self._name.setMinimumWidth(26)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._type, 0, 1)
        grid.addWidget(self.value, 0, 2)
        grid.addWidget(self.histogram, 0, 3)
        grid.addWidget(self._error, 1, 0, 1, 4)
        grid.setColumnStretch(1, 5)
        grid.setColumnStretch(2, 7)
        self.value.chosen.connect(self._chosen)

    def show_input(self, given: Input, value: Value | None) -> None:
        """What it is and where it comes from."""
        self._type.say(given.type)
        small = given.value is not None and 0 < given.value.size <= FEW
        told = brief(given.value) if small and given.value is not None else ""
        hints = (f"{told}  ({given.source})", told) if told else ()
        self.value.show_value(value, *hints, given.source)
        self.value.show_error(given.error)
        self._error.setText(given.error)
        self._error.setVisible(bool(given.error))
        self.histogram.show_values(None if small else given.value)
        tip = f"{given.name}: {given.type}\n{given.source}"
        self.value.setToolTip(tip if given.value is None else f"{tip}\n{full(given.value, 40)}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow column the numbers are worth more than their histogram."""
        super().resizeEvent(event)
        self.histogram.setVisible(event.size().width() >= WIDE)

    def _chosen(self, value: object) -> None:
        session = self._context.session
        if value is None:
            session.edit(
                f"value of {self.name}",
                values={name: old for name, old in session.document.values.items() if name != self.name},
            )
        else:
            session.edit(f"value of {self.name}", values={**session.document.values, self.name: value})


class Inputs(Panel):
    """A row for each variable, then the dimensions."""

    title = "Values"
    help = (
        "The values at which everything is computed. Type a number or a matrix (1 2; 3 4), or take random "
        "numbers of a seed or a file with the button beside it. Open sizes are set below."
    )
    place = "left"
    order = 2

    def build(self) -> None:
        """Rows are made as variables appear."""
        self.rows: dict[str, Row] = {}
        self.sizes: dict[str, QSpinBox] = {}
        self._inputs: tuple[Input, ...] = ()
        inner = Page()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 4, 12, 8)
        column.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.empty = label("The script has no variables.", "empty", wrap=True)
        self.empty.setContentsMargins(0, 8, 0, 0)
        self._dimensions = QWidget()
        self._flow = Flow(self._dimensions, gap=8)
        self._flow.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.empty)
        column.addLayout(self._column)
        column.addWidget(self._dimensions)
        column.addStretch(1)
        self.scroll = scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setAccessibleName("Values of the variables")
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.body.addWidget(scroll)

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Rows for the variables there are."""
        if new.script is old.script and old is not new:
            return
        self._inputs = new.script.inputs if new.script is not None else ()
        names = [given.name for given in self._inputs]
        if list(self.rows) != names:
            self._make_rows(names)
        self._fill(self.session.document)
        self._show_dimensions()
        self.empty.setVisible(not names)
        self.remark.setText(plural(len(names), "variable") if names else "")

    def document_changed(self, new: Document) -> None:
        """A value was chosen or taken back."""
        self._fill(new)

    def _make_rows(self, names: list[str]) -> None:
        for name in set(self.rows) - set(names):
            row = self.rows.pop(name)
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = {name: self.rows.get(name) or Row(self.context, name) for name in names}
        for at, row in enumerate(self.rows.values()):
            self._column.insertWidget(at, row)

    def _fill(self, document: Document) -> None:
        for given in self._inputs:
            if given.name in self.rows:
                self.rows[given.name].show_input(given, document.values.get(given.name))

    def _show_dimensions(self) -> None:
        """A field for each dimension that is a symbol, and that no typed or loaded value decides."""
        document = self.session.document
        found: dict[str, int] = {}
        for given in self._inputs:
            free = isinstance(document.values.get(given.name, Random()), Random)
            if not free or given.value is None or given.value.ndim != len(given.dimensions):
                continue
            for name, size in zip(given.dimensions, given.value.shape, strict=True):
                if not name.isdecimal():
                    found.setdefault(name, size)
        decided = {
            name
            for given in self._inputs
            if isinstance(document.values.get(given.name), Typed)
            for name in given.dimensions
        }
        found = {name: size for name, size in found.items() if name not in decided and name.isidentifier()}
        if list(found) != list(self.sizes):
            self._flow.clear()
            self.sizes = {name: self._field(name) for name in found}
        for name, size in found.items():
            field = self.sizes[name]
            field.blockSignals(True)
            if not field.hasFocus():
                field.setValue(size)
            field.blockSignals(False)
        self._dimensions.setVisible(bool(found))
        self._chain()

    def _chain(self) -> None:
        """Tab goes through the rows as they stand, though they were made at other times."""
        last: QWidget = self.scroll
        fields = [widget for row in self.rows.values() for widget in (row.value.field, row.value.button)]
        for widget in (*fields, *self.sizes.values()):
            QWidget.setTabOrder(last, widget)
            last = widget

    def _field(self, name: str) -> QSpinBox:
        field = QSpinBox()
        field.setRange(1, MOST_SIZE)
        field.setKeyboardTracking(False)
        field.setPrefix(f"{name} = ")
        field.setAccessibleName(f"Size of dimension {name}")
        field.setToolTip(f"Size of dimension {name}")
        field.setFixedWidth(96)
        field.lineEdit().setTextMargins(5, 0, 0, 0)
        field.valueChanged.connect(partial(self._resize, name))
        self._flow.addWidget(field)
        return field

    def _resize(self, name: str, size: int) -> None:
        self.session.edit(f"size of {name}", dimensions={**self.session.document.dimensions, name: size})
