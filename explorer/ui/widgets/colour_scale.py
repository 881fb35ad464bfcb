"""From numbers to colours with nought in the middle; and a matrix made smaller without losing what stands out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.ui.theme.colours import Colours

Scale = Literal["linear", "symlog"]
LEVELS = 251  # odd: nought has a colour of its own
NAN, PLUS_INFINITY, MINUS_INFINITY = LEVELS, LEVELS + 1, LEVELS + 2
DECADES = 4.0  # that the symmetric logarithm shows; what is smaller is near nought


def limit_of(matrix: NDArray[np.float64]) -> float:
    """The largest finite magnitude; 1 where all is nought."""
    if not matrix.size:
        return 1.0
    largest = max(abs(float(matrix.max())), abs(float(matrix.min())))
    if not np.isfinite(largest):  # the slow way, where something is not a number
        finite = np.abs(matrix[np.isfinite(matrix)])
        largest = float(finite.max()) if finite.size else 0.0
    return largest or 1.0


def position(values: NDArray[np.float64], limit: float, scale: Scale) -> NDArray[np.float64]:
    """Where values stand between −1 and 1."""
    ratio = np.clip(values / limit, -1.0, 1.0)
    if scale == "linear":
        return ratio
    least = 10.0**-DECADES
    stretched: NDArray[np.float64] = np.sign(ratio) * np.log1p(np.abs(ratio) / least) / np.log1p(1 / least)
    return stretched


def levels(values: NDArray[np.float64], limit: float, scale: Scale) -> NDArray[np.uint8]:
    """Indices into :func:`colour_table`."""
    with np.errstate(invalid="ignore"):
        at = np.rint((position(values, limit, scale) + 1) * (LEVELS - 1) / 2)
    found = np.where(np.isnan(values), NAN, np.nan_to_num(at)).astype(np.uint8)
    found[values == np.inf] = PLUS_INFINITY
    found[values == -np.inf] = MINUS_INFINITY
    return found


@cache
def colour_table(colours: Colours) -> tuple[int, ...]:
    """Negative, nought, positive; then not a number and the infinities."""
    stops = [_rgb(name) for name in (colours.negative, colours.nought, colours.positive)]
    table = []
    for index in range(LEVELS):
        at = 2 * index / (LEVELS - 1) - 1
        share = abs(at) ** 0.85  # a little more colour near nought, where most entries are
        mixed = stops[1] * (1 - share) + (stops[0] if at < 0 else stops[2]) * share
        table.append(QColor(*(round(part) for part in mixed.tolist())).rgb())
    table.append(QColor(colours.raised).rgb())
    table.append(QColor(colours.positive).darker(150).rgb())
    table.append(QColor(colours.negative).darker(150).rgb())
    return tuple(table)


def _rgb(name: str) -> NDArray[np.float64]:
    colour = QColor(name)
    return np.array((colour.red(), colour.green(), colour.blue()), dtype=np.float64)


def pooled(matrix: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.float64]:
    """At most ``rows × columns``, each the entry of largest magnitude of its block; NaN and infinities win.

    Plain scaling loses single entries: of 300 nonzeros in 5000 × 5000, nearest drew four (facts_ui, section 4).
    """
    for axis, most in ((0, rows), (1, columns)):
        size = matrix.shape[axis]
        if size <= most:
            continue
        starts = (np.arange(most) * size) // most
        largest = np.maximum.reduceat(matrix, starts, axis=axis)
        least = np.minimum.reduceat(matrix, starts, axis=axis)
        matrix = np.where(np.abs(least) > np.abs(largest), least, largest)  # reduceat hands NaN on
    return matrix
