"""A field for a value: text typed into it, or a menu of random numbers and files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QInputDialog, QLineEdit, QMenu, QMessageBox, QWidget

from explorer.document.document import Loaded, Random, Typed, Value
from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.labels import give_role

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from explorer.ui.theme.theme import Theme

ARRAY_FILES = "Arrays (*.npy *.npz *.csv)"
MOST_SEED = 2**31 - 1


class ValueEdit(QWidget):
    """Emits ``chosen`` with a value of a document, or with ``None`` for the default."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, name: str, *, optional: bool = True) -> None:
        super().__init__()
        self._value: Value | None = None
        self._optional = optional
        self._hints: tuple[str, ...] = ("",)
        self.setAccessibleName(name)
        self.field = QLineEdit()
        self.field.setProperty("role", "value")
        self.field.setAccessibleName(name)
        self.field.editingFinished.connect(self._typed)
        self.field.textChanged.connect(self._style_hint)
        self.button = IconButton(theme, "more", f"{name}: random or from a file", size=16, side=24)
        self.button.clicked.connect(self._open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)

    def show_value(self, value: Value | None, *hints: str) -> None:
        """What is chosen; random values and files stand in the field as a hint, the longest that fits."""
        self._value = value
        if not self.field.hasFocus() or not self.field.isModified():
            self.field.setText(value.text if isinstance(value, Typed) else "")
            self.field.setCursorPosition(0)
            self.field.setModified(False)
        self._hints = (*hints, hints[-1].rpartition(", ")[2])
        self._style_hint()

    def _style_hint(self, _: str = "") -> None:
        """Numbers are set in the font of code, words in the font of words."""
        give_role(self.field, "hint", "false" if self.field.text() else "true")
        room = self.field.width() - 16
        metrics = self.field.fontMetrics()
        fits = next((words for words in self._hints if metrics.horizontalAdvance(words) <= room), self._hints[-1])
        self.field.setPlaceholderText(fits)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow field has a shorter hint."""
        super().resizeEvent(event)
        self._style_hint()

    def show_error(self, error: str) -> None:
        """A red border says that the value is wrong; the words stand beside the field."""
        give_role(self.field, "wrong", "true" if error else "false")
        self.field.setAccessibleDescription(error)

    def menu(self) -> QMenu:
        """Everything that a value can be besides typed."""
        menu = QMenu(self)
        menu.addAction("Random again", self._again)
        menu.addAction("Random, normal", self._normal)
        menu.addAction("Random, uniform", self._uniform)
        menu.addAction("Seed…", self._ask_seed)
        menu.addSeparator()
        menu.addAction("From a file…", self._ask_file)
        if self._optional and self._value is not None:
            menu.addSeparator()
            menu.addAction("Back to the default", self._default)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _typed(self) -> None:
        text = self.field.text().strip()
        had = self._value.text if isinstance(self._value, Typed) else ""
        self.field.setModified(False)
        if text == had:
            return
        if text:
            self.chosen.emit(Typed(text))
        elif self._optional:
            self.chosen.emit(None)

    def _random(self) -> Random:
        return self._value if isinstance(self._value, Random) else Random()

    def _again(self) -> None:
        self.chosen.emit(replace(self._random(), seed=self._random().seed + 1))

    def _normal(self) -> None:
        self.chosen.emit(replace(self._random(), distribution="normal"))

    def _uniform(self) -> None:
        self.chosen.emit(replace(self._random(), distribution="uniform"))

    def _default(self) -> None:
        self.chosen.emit(None)

    def _ask_seed(self) -> None:
        seed, agreed = QInputDialog.getInt(
            self, "Seed", "Seed of the random numbers", self._random().seed, 0, MOST_SEED
        )
        if agreed:
            self.chosen.emit(replace(self._random(), seed=seed))

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Array from a file", "", ARRAY_FILES)
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """A file; where it holds several arrays the person says which."""
        key = None
        if path.suffix == ".npz":
            try:
                with ZipFile(path) as archive:
                    keys = [name.removesuffix(".npy") for name in archive.namelist()]
            except (OSError, BadZipFile) as error:
                QMessageBox.warning(self, "Array from a file", f"{path.name} cannot be read: {error}")
                return
            key, agreed = (
                (keys[0], True)
                if len(keys) == 1
                else QInputDialog.getItem(
                    self, "Array from a file", f"Which array of {path.name}?", keys, 0, editable=False
                )
            )
            if not agreed:
                return
        self.chosen.emit(Loaded(str(path), key))
