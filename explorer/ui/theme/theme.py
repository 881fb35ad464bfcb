"""The theme in use: one palette, known to everything that paints, with a signal when it changes."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from explorer.ui.theme.colours import DARK, LIGHT, Colours
from explorer.ui.theme.fonts import TextScale, font
from explorer.ui.theme.style import style_sheet

Choice = Literal["system", "light", "dark"]


class Theme(QObject):
    """Own palettes: the system is only asked for light or dark. A colour scheme set on Qt does nothing on some."""

    changed = Signal()

    def __init__(self, choice: Choice = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice: Choice = choice
        self._applied: tuple[Colours, float] | None = None
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def choice(self) -> Choice:
        """What the person chose."""
        return self._choice

    @property
    def colours(self) -> Colours:
        """The palette in use."""
        if self._choice == "system":
            return DARK if QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def choose(self, choice: Choice) -> None:
        """Use another palette from now on."""
        self._choice = choice
        self.apply()

    def scale_text(self, factor: float) -> None:
        """Larger or smaller words from now on; 1 at 100 %."""
        TextScale.set(factor)
        self.apply()

    def toggle(self) -> None:
        """Light becomes dark and dark light."""
        self.choose("light" if self.colours is DARK else "dark")

    def apply(self) -> None:
        """Give the palette to the application; nothing happens where it has it already."""
        colours = self.colours
        wanted = (colours, TextScale.factor)
        if wanted == self._applied:
            return
        self._applied = wanted
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet("")  # from one sheet straight to another takes five times as long
            application.setFont(font(13))
            application.setPalette(_palette(colours))
            application.setStyleSheet(style_sheet(colours))
        self.changed.emit()

    def _follow_system(self) -> None:
        if self._choice == "system":
            self.apply()


def _palette(colours: Colours) -> QPalette:
    """What Qt's own painting falls back to where the style sheet says nothing."""
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, name in {
        roles.Window: colours.window,
        roles.Base: colours.panel,
        roles.AlternateBase: colours.raised,
        roles.Button: colours.panel,
        roles.WindowText: colours.text,
        roles.Text: colours.text,
        roles.ButtonText: colours.text,
        roles.ToolTipBase: colours.panel,
        roles.ToolTipText: colours.text,
        roles.PlaceholderText: colours.muted,
        roles.Highlight: colours.accent,
        roles.HighlightedText: colours.on_accent,
        roles.Link: colours.accent,
        roles.Mid: colours.line,
        roles.Accent: colours.accent,
    }.items():
        palette.setColor(role, QColor(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.faint))
    return palette
