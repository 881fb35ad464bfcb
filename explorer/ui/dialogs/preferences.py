"""How a person likes the window; everything takes effect at once and is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout

from explorer.ui.widgets.buttons import Combo, Segments
from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from explorer.ui.theme.theme import Choice
    from explorer.ui.window import Window

THEMES: tuple[tuple[Choice, str], ...] = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
SIZES = (90, 100, 110, 125, 150)  # percent
PACES = ((2000, "slowly"), (1100, "usual"), (500, "quickly"))  # milliseconds a step


class Preferences(QDialog):
    """Theme, text size, pace, and what is shown when the window opens."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        wishes = window.wishes
        self.theme = Segments("Theme", tuple(words for _, words in THEMES))
        self.theme.choose(dict(THEMES)[window.theme.choice])
        self.theme.chosen.connect(self._theme_chosen)
        self.text_size = Combo(window.theme, "Text size")
        self.text_size.addItems([f"{size} %" for size in SIZES])
        self.text_size.setCurrentIndex(_nearest(SIZES, round(100 * wishes.text_scale)))
        self.text_size.activated.connect(self._size_chosen)
        self.pace = Segments("Pace of playing", tuple(words for _, words in PACES))
        self.pace.choose(PACES[_nearest([pace for pace, _ in PACES], wishes.pace)][1])
        self.pace.chosen.connect(self._pace_chosen)
        self.gallery = QCheckBox("Show the gallery when no file is opened")
        self.gallery.setChecked(wishes.gallery)
        self.gallery.toggled.connect(wishes.set_gallery)
        self.trees = QCheckBox("Show graphs as trees")
        self.trees.setChecked(window.shows_trees)
        self.trees.toggled.connect(window.show_trees)
        form = QFormLayout()
        form.setHorizontalSpacing(22)
        form.setVerticalSpacing(14)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow(label("Theme"), self.theme)
        form.addRow(label("Text size"), self.text_size)
        form.addRow(label("Steps play"), self.pace)
        form.addRow(label("Graphs"), self.trees)
        form.addRow(label("At the start"), self.gallery)
        keys = QPushButton("Shortcuts…")
        keys.setAutoDefault(False)
        keys.clicked.connect(window.show_shortcuts)
        form.addRow(label("Keys"), keys)
        defaults = QPushButton("Defaults")
        defaults.setAutoDefault(False)
        defaults.setToolTip("Everything here as it was at first; keys stay")
        defaults.clicked.connect(self._defaults)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(defaults)
        foot.addStretch(1)
        foot.addWidget(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 22, 24, 18)
        outer.setSpacing(16)
        outer.addWidget(label("Preferences", "title"))
        outer.addLayout(form)
        outer.addLayout(foot)

    def _theme_chosen(self, words: str) -> None:
        self._window.choose_theme(next(choice for choice, shown in THEMES if shown == words))

    def _size_chosen(self, index: int) -> None:
        self._window.wishes.set_text_scale(SIZES[index] / 100)

    def _pace_chosen(self, words: str) -> None:
        self._window.wishes.set_pace(next(pace for pace, shown in PACES if shown == words))

    def _defaults(self) -> None:
        self._window.choose_theme("system")
        self._window.wishes.reset()
        self.theme.choose(dict(THEMES)["system"])
        self.text_size.setCurrentIndex(SIZES.index(100))
        self.pace.choose(dict(PACES)[self._window.wishes.pace])
        self.gallery.setChecked(self._window.wishes.gallery)
        self.trees.setChecked(False)


def _nearest(among: tuple[int, ...] | list[int], wanted: int) -> int:
    return min(range(len(among)), key=lambda at: abs(among[at] - wanted))
