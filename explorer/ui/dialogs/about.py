"""What this program is."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from explorer.resources import path
from explorer.ui.widgets.labels import label

WHAT = (
    "Type a tensor expression, choose a derivative, and read it: the graph before and after optimisation, "
    "every rewrite by its name, the closed form, the matrices and the code that runs."
)


def program_version() -> str:
    """As installed; a checkout that is not installed has none."""
    try:
        return version("derivative-explorer")
    except PackageNotFoundError:
        return "from a checkout"


class About(QDialog):
    """Name, version, licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Derivative Explorer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mark = QLabel()
        mark.setPixmap(QPixmap(str(path("icons", "app-64.png"))))
        mark.setAccessibleName("Derivative Explorer")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 26, 28, 20)
        column.setSpacing(10)
        column.addWidget(mark)
        column.addWidget(label("Derivative Explorer", "title"))
        column.addWidget(label(f"Version {program_version()}", "caption"))
        words = label(WHAT, wrap=True)
        words.setMinimumWidth(380)
        column.addWidget(words)
        with_what = f"Python {platform.python_version()}, NumPy {np.__version__}, Qt {qVersion()}"
        column.addWidget(label(with_what, "caption"))
        column.addWidget(label("MIT licence. Fonts: Inter, JetBrains Mono (OFL), DejaVu Sans.", "caption"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addSpacing(6)
        column.addWidget(buttons)
