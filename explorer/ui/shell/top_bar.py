"""The bar at the top: menus, document, undo, search, gallery, theme, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenuBar, QPushButton

from explorer.resources import path
from explorer.ui.icons import icon
from explorer.ui.shell.search import SearchField
from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from explorer.ui.theme.theme import Theme

HEIGHT = 52
ICON = 28


class TopBar(QFrame):
    """Only widgets; the window connects them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("topbar")
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Top bar")
        mark = QLabel()
        pixels = QPixmap(str(path("icons", "app-128.png")))
        ratio = self.devicePixelRatioF()
        side = round(ICON * ratio)
        pixels = pixels.scaled(
            QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixels.setDevicePixelRatio(ratio)
        mark.setPixmap(pixels)
        mark.setAccessibleName("Derivative Explorer")
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(True)
        self.name = label("", "document")
        self.state = label("", "caption")
        self.undo = IconButton(theme, "undo", "Undo (Ctrl+Z)")
        self.redo = IconButton(theme, "redo", "Redo (Ctrl+Shift+Z)")
        self.search = SearchField(theme)
        self.gallery = IconButton(theme, "gallery", "Gallery (Ctrl+G)")
        self.theme_button = IconButton(theme, "moon", "Dark or light (Ctrl+Shift+D)")
        self.export = QPushButton("Export")
        self.export.setProperty("role", "primary")
        self.export.setAccessibleName("Export")
        self.export.setToolTip("Export a picture, the formula or the code (Ctrl+E)")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(6)
        row.addWidget(mark)
        row.addWidget(self.menus, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(6)
        row.addWidget(self.name)
        row.addWidget(self.state)
        row.addSpacing(10)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addStretch(2)
        row.addWidget(self.search, 10)
        row.addStretch(3)
        row.addWidget(self.gallery)
        row.addWidget(self.theme_button)
        row.addSpacing(6)
        row.addWidget(self.export)
        theme.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        """Sun in the dark, moon in the light."""
        colours = self._theme.colours
        self.theme_button.set_icon("sun" if colours.name == "dark" else "moon")
        self.export.setIcon(icon("export", colours.on_accent, colours.faint, 16))

    def show_document(self, name: str, *, modified: bool, saved_once: bool) -> None:
        """The name of the file, and whether it holds what the window shows."""
        self.name.setText(name if len(name) <= 28 else f"{name[:20]}…{name[-7:]}")
        self.name.setToolTip(name)
        self.state.setText("edited" if modified else "saved" if saved_once else "")
