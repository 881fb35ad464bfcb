"""R-op, L-op and Hessian times vector: edit the vector, see the product, and the full matrix's product beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.document.document import Loaded, Random, Typed
from explorer.ui.panel import Panel
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.histogram import Histogram
from explorer.ui.widgets.labels import FittingLabel, give_role, label
from explorer.ui.widgets.value_edit import ValueEdit
from explorer.ui.words import brief, full, milliseconds, number, shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.document.document import Document, Value
    from explorer.document.snapshot import ProductView, Snapshot

EMPTY = "Choose an R-op, an L-op or a Hessian times a vector above the graphs; a program with one shows it at once."
AGREES = 1e-6


class Column(QWidget):
    """An array with its name."""

    def __init__(self, panel: Products, title: str) -> None:
        super().__init__()
        self.title = FittingLabel(title, role="section")
        self.shape = label("", "small")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setProperty("role", "code")
        self.text.setFont(font(12, "mono"))
        self.text.setAccessibleName(title.capitalize())
        self.text.document().setDocumentMargin(0)
        self.text.setTabChangesFocus(True)
        self.bars = Histogram(panel.theme, size=QSize(54, 18))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.bars)
        head.addWidget(self.shape)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.text, 1)

    def show_array(self, array: NDArray[np.generic]) -> None:
        """The numbers."""
        wrap = QPlainTextEdit.LineWrapMode.WidgetWidth if array.ndim < 2 else QPlainTextEdit.LineWrapMode.NoWrap
        self.text.setLineWrapMode(wrap)
        self.text.setPlainText(full(array))
        self.shape.setText(shape(array.shape))
        self.bars.show_values(array if array.size > 8 else None)
        self.bars.setVisible(array.size > 8)


class Products(Panel):
    """The vector above, three columns below, the verdict at the foot."""

    title = "R-/L-op"
    help = (
        "The derivative times a vector, without the whole matrix: edit the vector and read the product, and "
        "beside it the same product from the matrix."
    )
    place = "bottom right"
    order = 1
    framed = False

    def build(self) -> None:
        """Vector, product, check."""
        self._product: ProductView | None = None
        self.empty = label(EMPTY, "empty", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(24, 14, 24, 14)
        self.heading = FittingLabel("", role="heading")
        self.vector_name = label("v", "mono")
        self.vector = ValueEdit(self.theme, "Vector", optional=False)
        self.unit = QSpinBox()
        self.unit.setPrefix("unit vector ")
        self.unit.setSpecialValueText("unit vector …")
        self.unit.setMinimum(-1)
        self.unit.setFixedWidth(132)
        self.unit.lineEdit().setTextMargins(5, 0, 0, 0)
        self.unit.setKeyboardTracking(False)
        self.unit.setAccessibleName("Use a unit vector")
        self.unit.setToolTip("Use the unit vector of this index: its product is a column (or a row) of the matrix")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.vector_name)
        top.addWidget(self.vector, 1)
        top.addWidget(self.unit)
        self.columns = [Column(self, title) for title in ("VECTOR", "PRODUCT", "BY THE FULL MATRIX")]
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        for at, column in enumerate(self.columns):
            grid.addWidget(column, 0, at)
            grid.setColumnStretch(at, 1)
        self.verdict = label("", "good")
        self.times = FittingLabel("", role="caption", align=Qt.AlignmentFlag.AlignRight)
        foot = QHBoxLayout()
        foot.addWidget(self.verdict)
        foot.addWidget(self.times, 1)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(16, 10, 16, 10)
        whole.setSpacing(8)
        whole.addWidget(self.heading)
        whole.addLayout(top)
        whole.addLayout(grid, 1)
        whole.addLayout(foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(page)
        self.body.addWidget(self.stack)
        self.vector.chosen.connect(self._chosen)
        self.unit.valueChanged.connect(self._unit_chosen)

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Another product."""
        if new.product is old.product and old is not new:
            return
        product = self._product = new.product
        self.stack.setCurrentIndex(0 if product is None else 1)
        if product is None:
            return
        self.heading.say(
            f"{product.title}:  {product.expression}" if product.expression else product.title, product.title
        )
        self.vector_name.setText(product.vector_name)
        for column, array in zip(self.columns, (product.vector, product.product, product.check), strict=True):
            column.show_array(array)
        matrix = "Hessian" if product.kind == "hessian-vector" else "Jacobian"
        self.columns[2].title.say(f"BY THE FULL {matrix.upper()}", f"FULL {matrix.upper()}")
        size = max(1.0, float(np.abs(product.check).max()) if product.check.size else 1.0)
        agrees = product.largest_difference <= AGREES * size
        self.verdict.setText(f"largest difference {number(product.largest_difference, 2)}")
        give_role(self.verdict, "role", "good" if agrees else "bad")
        own, whole = milliseconds(product.product_milliseconds), milliseconds(product.jacobian_milliseconds)
        self.times.say(f"product {own}, full {matrix} {whole}", f"{own}, full {whole}")
        self.unit.blockSignals(True)
        self.unit.setMaximum(product.vector.size - 1)
        self.unit.setValue(_unit_of(product.vector))
        self.unit.blockSignals(False)
        self._show_choice(self.session.document)

    def document_changed(self, new: Document) -> None:
        """The vector was chosen or taken back."""
        self._show_choice(new)

    def _show_choice(self, document: Document) -> None:
        product = self._product
        if product is None:
            return
        value: Value | None = document.derivative.vector
        if product.vector_input is not None:
            value = document.values.get(product.vector_input)
        self.vector.show_value(value, f"{brief(product.vector)}, or type another", "type a vector")

    def _chosen(self, value: object) -> None:
        product = self._product
        if product is None:
            return
        document = self.session.document
        if product.vector_input is not None:
            self.session.edit("choice of vector", values={**document.values, product.vector_input: value})
        else:
            assert isinstance(value, Typed | Random | Loaded)
            self.session.edit("choice of vector", derivative=replace(document.derivative, vector=value))

    def _unit_chosen(self, index: int) -> None:
        if self._product is None or index < 0:
            return
        vector = np.zeros(self._product.vector.size)
        vector[index] = 1
        self._chosen(
            Typed(
                np.array2string(
                    vector.reshape(self._product.vector.shape), separator=", ", threshold=10**9, max_line_width=10**9
                ).replace("\n", "")
            )
        )


def _unit_of(vector: NDArray[np.generic]) -> int:
    """The index of the unit vector that this is, or −1."""
    places = np.flatnonzero(vector)
    return int(places[0]) if len(places) == 1 and np.ravel(vector)[places[0]] == 1 else -1
