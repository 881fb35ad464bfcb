"""The bundled fonts: Inter for words, JetBrains Mono for code, shapes and rule names.

Sizes are pixels throughout: point sizes change with the device, so that exported pictures would shrink by a quarter.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import ClassVar, Literal

from PySide6.QtGui import QFont, QFontDatabase

from explorer.resources import path

Family = Literal["words", "mono"]
FONT_FILES = ("*.ttf", "*.otf")
SIGNS = ("DejaVu Sans",)  # has the signs that the others lack: ∇ ⊙ ᵀ
_WANTED: dict[Family, tuple[str, ...]] = {
    "words": ("Inter", "Inter Variable", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans"),
    "mono": ("JetBrains Mono", "Cascadia Mono", "Menlo", "Noto Sans Mono", "DejaVu Sans Mono"),
}
_log = logging.getLogger(__name__)


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; a file that cannot be read is told and the system's fonts serve."""
    folder = path("fonts")
    for file in sorted(file for pattern in FONT_FILES for file in folder.rglob(pattern)):
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            _log.warning("font %s cannot be read", file)
    family.cache_clear()
    font.cache_clear()
    drawn.cache_clear()


class TextScale:
    """How much larger than designed words are in the whole window; 1 at 100 %."""

    factor: ClassVar[float] = 1.0

    @classmethod
    def set(cls, factor: float) -> None:
        """Fonts that are asked for from now on have another size."""
        cls.factor = factor
        font.cache_clear()


@cache
def family(which: Family) -> str:
    """The first installed family of those wanted."""
    installed = set(QFontDatabase.families())
    return next((name for name in _WANTED[which] if name in installed), _WANTED[which][-1])


@cache
def font(pixels: float, which: Family = "words", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font of a widget, by its height in pixels at a text size of 100 %."""
    return drawn(pixels * TextScale.factor, which, weight)


@cache
def drawn(pixels: float, which: Family = "words", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font by its height in pixels: on a graph, whose boxes are measured for it and which is zoomed as a whole."""
    made = QFont()
    made.setFamilies([family(which), *SIGNS])
    made.setPixelSize(round(pixels))
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if which == "mono":
        made.setStyleHint(QFont.StyleHint.Monospace)
        made.setFixedPitch(True)
    return made
