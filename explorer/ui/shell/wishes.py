"""What a person prefers, kept in the settings."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

PACE = 1100  # milliseconds a step: long enough to read a rule's name
_ENTRIES = ("wishes/text scale", "wishes/pace", "wishes/gallery")
LEAST_SCALE, MOST_SCALE = 0.8, 2.0
QUICKEST, SLOWEST = 50, 10_000  # milliseconds


class Wishes(QObject):
    """Text size, pace and the gallery at the start; who shows them hears of a change."""

    text_scale_changed = Signal(float)
    pace_changed = Signal(int)

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def text_scale(self) -> float:
        """1 at 100 %."""
        return min(MOST_SCALE, max(LEAST_SCALE, self._number(_ENTRIES[0], 1.0)))

    @property
    def pace(self) -> int:
        """Milliseconds from step to step while they play."""
        return round(min(SLOWEST, max(QUICKEST, self._number(_ENTRIES[1], PACE))))

    @property
    def gallery(self) -> bool:
        """Whether the gallery opens with the window, where no file does."""
        return bool(self._settings.value(_ENTRIES[2], True, type=bool))

    def set_text_scale(self, scale: float) -> None:
        """Larger or smaller words."""
        self._settings.setValue(_ENTRIES[0], scale)
        self.text_scale_changed.emit(self.text_scale)

    def set_pace(self, milliseconds: int) -> None:
        """Quicker or slower."""
        self._settings.setValue(_ENTRIES[1], milliseconds)
        self.pace_changed.emit(self.pace)

    def set_gallery(self, shown: bool) -> None:
        """With the gallery, or without."""
        self._settings.setValue(_ENTRIES[2], shown)

    def reset(self) -> None:
        """As it was at first."""
        for entry in _ENTRIES:
            self._settings.remove(entry)
        self.text_scale_changed.emit(self.text_scale)
        self.pace_changed.emit(self.pace)

    def _number(self, entry: str, usual: float) -> float:
        """What is written by hand into a settings file may be anything."""
        try:
            number = float(str(self._settings.value(entry, usual)))
        except ValueError:
            return usual
        return number if isfinite(number) else usual
