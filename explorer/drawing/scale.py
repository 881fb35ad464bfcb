"""From numbers to colours: zero in the middle, linear or logarithmic away from it, what is no number apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from explorer.drawing.colours import Colours

Kind = Literal["linear", "symlog"]
_DECADES = 3.0  # that a logarithmic scale shows on either side of zero


@dataclass(frozen=True, slots=True)
class Scale:
    """A zero-centred scale up to ``limit``; a logarithmic one is linear below a thousandth of it."""

    limit: float
    kind: Kind

    def place(self, values: np.ndarray) -> np.ndarray:
        """Where values stand on the scale, -1 … 1; what is not finite stays NaN."""
        with np.errstate(invalid="ignore", over="ignore"):
            part = np.clip(np.where(np.isfinite(values), values, np.nan) / self.limit, -1, 1)
            if self.kind == "symlog":
                bend = 10**_DECADES
                part = np.sign(part) * np.log1p(np.abs(part) * bend) / np.log1p(bend)
        return np.asarray(part)

    def ticks(self) -> tuple[float, ...]:
        """The numbers beside the colour bar, from the largest down."""
        parts = (1.0, 0.1, 0.0, -0.1, -1.0) if self.kind == "symlog" else (1.0, 0.5, 0.0, -0.5, -1.0)
        return tuple(part * self.limit for part in parts)


def scale_of(values: np.ndarray, kind: Literal["linear", "symlog", "auto"] = "auto") -> Scale:
    """The scale for a matrix: logarithmic where most entries would vanish beside the largest."""
    sizes = np.abs(values[np.isfinite(values)])
    sizes = sizes[sizes > 0]
    limit = float(sizes.max()) if sizes.size else 1.0
    if kind == "auto":
        kind = "symlog" if sizes.size and float(np.median(sizes / limit)) < 1 / 50 else "linear"
    return Scale(limit, kind)


def pooled(values: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """A matrix of at most ``rows`` by ``columns``: each entry is the largest in magnitude of its block.

    Plain scaling loses the entries of sparse matrices. What is not finite is larger than anything.
    """
    for axis, most in ((0, rows), (1, columns)):
        count = values.shape[axis]
        if count > most:
            starts = np.arange(most) * count // most
            weight = np.where(np.isfinite(values), values, np.inf)
            high = np.maximum.reduceat(weight, starts, axis=axis)
            low = np.minimum.reduceat(np.where(np.isfinite(values), values, -np.inf), starts, axis=axis)
            values = np.where(np.isinf(high), np.nan, np.where(high >= -low, high, low))
    return values


def colours_of(places: np.ndarray, colours: Colours) -> np.ndarray:
    """``uint8`` colours, one axis longer, of places on a scale; NaN gets the colour of zero."""
    ends = np.array([rgb(colours.negative), rgb(colours.zero), rgb(colours.positive)], dtype=float)
    part = np.nan_to_num(places)[..., None]
    mixed = ends[1] + np.abs(part) * (np.where(part < 0, ends[0], ends[2]) - ends[1])
    return np.asarray(np.round(mixed), dtype=np.uint8)


def hexadecimal(rgb: np.ndarray) -> str:
    """``#rrggbb``."""
    return "#" + bytes(rgb.tolist()).hex()


def number_text(value: complex) -> str:
    """A number in three digits, as people write it."""
    text = f"{value:.3g}"
    return text.replace("-", "−").replace("e−0", "e−").replace("e+0", "e").replace("e+", "e")


def rgb(colour: str) -> tuple[int, int, int]:
    """The three bytes of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
