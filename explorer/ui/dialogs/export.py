"""Take a picture, the formula or the code away as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from explorer.ui.dialogs.picture_form import PictureForm
from explorer.ui.widgets.buttons import Combo
from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from explorer.document.snapshot import Snapshot
    from explorer.ui.window import Window


@dataclass(frozen=True, slots=True)
class View:
    """Something to export: its name for the exporter, words, formats, and the field of the snapshot it needs."""

    name: str
    words: str
    formats: tuple[str, ...]
    needs: str


PICTURES = ("svg", "pdf", "png")
GRAPH = (*PICTURES, "dot", "graphml", "json")
MATRIX = (*PICTURES, "json", "csv", "npy")
DATA = ("json", "csv", "npy")
VIEWS = (
    View("graph-after", "Graph after", GRAPH, "graph"),
    View("graph-before", "Graph before", GRAPH, "graph"),
    View("formula", "Formula", (*PICTURES, "tex", "mml", "txt", "json"), "formulas"),
    View("jacobian", "Jacobian", MATRIX, "array"),
    View("hessian", "Hessian", MATRIX, "array"),
    View("steps", "Steps of the derivation", (*PICTURES, "tex", "md", "txt", "json"), "steps"),
    View("product", "Product with the vector", DATA, "product"),
    View("values", "Value", DATA, "values"),
    View("code", "Python code", ("py", "txt"), "code"),
)
LEAST_WIDTH = 520
COLOURS = ("light", "dark", "print")


def available(snapshot: Snapshot) -> tuple[View, ...]:
    """What the document has to give."""
    found = []
    for view in VIEWS:
        if not getattr(snapshot, view.needs):
            continue
        if (
            view.needs == "array"
            and snapshot.array is not None
            and (snapshot.array.kind == "hessian") != (view.name == "hessian")
        ):
            continue
        found.append(view)
    return tuple(found)


class Export(QDialog):
    """What, in which format, to which file."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(LEAST_WIDTH)
        self._views = available(window.bridge.snapshot)
        self.what = Combo(window.theme, "What to export")
        self.what.addItems([view.words for view in self._views])
        self.format = Combo(window.theme, "Format")
        self.colours = Combo(window.theme, "Colours")
        self.colours.addItems([name.capitalize() for name in COLOURS])
        self.file = QLineEdit()
        self.file.setAccessibleName("File")
        choose = QPushButton("Choose…")
        choose.clicked.connect(self._choose)
        self.note = label("", "caption", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(choose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("What", self.what)
        form.addRow("Format", self.format)
        form.addRow("Colours", self.colours)
        self.picture = PictureForm(window, form, self)
        form.addRow("File", row)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(14)
        column.addWidget(label("Export", "title"))
        column.addLayout(form)
        column.addWidget(self.note)
        column.addLayout(self._foot())
        self.what.currentIndexChanged.connect(self._offer_formats)
        self.format.currentIndexChanged.connect(self._suggest)
        self.picture.ready_changed.connect(self._ready_changed)
        self._offer_formats()
        if not self._views:
            self.note.setText("There is nothing to export yet: the script has no expression that can be shown.")
        self.write.setEnabled(bool(self._views))

    def _foot(self) -> QHBoxLayout:
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.reject)
        self.write = QPushButton("Export")
        self.write.setProperty("role", "primary")
        self.write.setDefault(True)
        self.write.clicked.connect(self._export)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.write)
        return foot

    def _view(self) -> View | None:
        index = self.what.currentIndex()
        return self._views[index] if 0 <= index < len(self._views) else None

    def _offer_formats(self) -> None:
        view = self._view()
        self.format.clear()
        if view is not None:
            self.format.addItems([name.upper() for name in view.formats])
        self._suggest()

    def _suggest(self) -> None:
        view = self._view()
        if view is None or not self.format.currentText():
            return
        format = self.format.currentText().lower()
        self.colours.setEnabled(format in PICTURES)
        self.picture.show_for(view.name, format, picture=format in PICTURES)
        path = self._window.session.path
        self._fit()
        folder = (
            path.parent if path is not None else Path(str(self._window.settings.value("folder", "") or Path.home()))
        )
        stem = path.stem if path is not None else "derivative"
        self.file.setText(str(folder / f"{stem}-{view.name}.{self.format.currentText().lower()}"))

    def _fit(self) -> None:
        """As high as the rows that are there."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), self.sizeHint().height())

    def _choose(self) -> None:
        name = self.format.currentText()
        path, _ = QFileDialog.getSaveFileName(self, "Export", self.file.text(), f"{name} (*.{name.lower()})")
        if path:
            self.file.setText(path)

    def _export(self) -> None:
        view = self._view()
        if view is not None:
            path = Path(self.file.text()).expanduser()
            colours = COLOURS[self.colours.currentIndex()]
            options = self.picture.options()
            self._window.exports.begin(self._window.session.document, view.name, path, colours, options)
            self.accept()

    def _ready_changed(self, ready: bool) -> None:
        self.write.setEnabled(ready and bool(self._views))

    def done(self, result: int) -> None:
        """Nobody wants to know the size any more."""
        self.picture.stop()
        super().done(result)
