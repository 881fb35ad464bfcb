"""Colours from little to much, which the colour-blind tell apart too: they differ in lightness above all.

Much stands out from the canvas: it is dark on the light one and light on the dark one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from explorer.ui.theme.colours import BLACK, STOPS, WHITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.ui.theme.colours import Colours

STEPS = 16


@cache
def ramp(theme: str) -> tuple[str, ...]:
    """``STEPS`` colours for a theme, from little to much."""
    stops = [QColor(stop) for stop in STOPS[theme]]
    return tuple(_between(stops, at / (STEPS - 1)) for at in range(STEPS))


@cache
def ink_on(colour: str) -> str:
    """Black or white: what can be read better on a colour."""
    ground = luminance(colour)
    dark, light = (ground + 0.05) / (luminance(BLACK) + 0.05), 1.05 / (ground + 0.05)
    return BLACK if dark >= light else WHITE


@cache
def luminance(colour: str) -> float:
    """The relative luminance of WCAG, between 0 and 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(QColor(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def mixed(one: str, other: str, share: float) -> str:
    """A colour with so much of another in it."""
    return _between([QColor(one), QColor(other)], share)


def provenance_colours(colours: Colours) -> dict[str, str]:
    """The colour of what a person wrote, of what each sweep made, and of what rewriting made."""
    return {
        "written": colours.input,
        "forward": colours.elementwise,
        "reverse": colours.reverse,
        "rewritten": colours.linear_algebra,
    }


def _between(stops: Sequence[QColor], at: float) -> str:
    place = at * (len(stops) - 1)
    low = min(int(place), len(stops) - 2)
    share = place - low
    parts = zip(_parts(stops[low]), _parts(stops[low + 1]), strict=True)
    return QColor.fromRgbF(*(a * (1 - share) + b * share for a, b in parts)).name()


def _parts(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()
