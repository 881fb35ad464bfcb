"""Buttons that follow the palette: icon buttons, segments, chips, and a combo box with our own arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QHBoxLayout, QPushButton, QToolButton

from explorer.ui.icons import icon, pixmap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from explorer.ui.theme.theme import Theme


class IconButton(QToolButton):
    """A button with an icon in the colours of the theme."""

    def __init__(
        self, theme: Theme, name: str, tip: str, *, role: str = "bare", size: int = 18, side: int = 30
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = name
        self._role = role
        self.setProperty("role", role)
        self.setIconSize(QSize(size, size))
        self.setFixedSize(side, side)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tip)
        self.setAccessibleName(tip.partition(" (")[0])
        theme.changed.connect(self.restyle)
        self.restyle()

    def set_icon(self, name: str) -> None:
        """Another icon."""
        self._icon = name
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        colours = self._theme.colours
        colour = colours.on_accent if self._role == "primary" else colours.muted
        self.setIcon(icon(self._icon, colour, colours.faint if self._role == "primary" else colours.line_strong))


class Combo(QComboBox):
    """A combo box with a chevron of ours: style sheets can draw an arrow from a file only."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and the chevron on its right."""
        super().paintEvent(event)
        painter = QPainter(self)
        mark = pixmap("chevron-down", self._theme.colours.muted, 14, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 20, (self.height() - 14) // 2, mark)


class Segments(QFrame):
    """A row of choices of which one is taken."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        for choice in choices:
            button = QPushButton(choice)
            button.setProperty("role", "segment")
            button.setAccessibleName(f"{name}: {choice}")
            button.setCheckable(True)
            self._group.addButton(button)
            row.addWidget(button)
        self.choose(choices[0])
        self._group.buttonClicked.connect(self._clicked)

    @property
    def choice(self) -> str:
        """The choice taken."""
        checked = self._group.checkedButton()
        return checked.text() if checked is not None else ""

    def choose(self, choice: str) -> None:
        """Take a choice, without a signal."""
        for button in self._group.buttons():
            button.setChecked(button.text() == choice)
        self._take_keys()

    def _clicked(self) -> None:
        self._take_keys()
        self.chosen.emit(self.choice)

    def _take_keys(self) -> None:
        """Tab goes to the choice that is taken, the arrow keys to the others."""
        for button in self._group.buttons():
            click, strong = Qt.FocusPolicy.ClickFocus, Qt.FocusPolicy.StrongFocus
            button.setFocusPolicy(strong if button.isChecked() else click)
