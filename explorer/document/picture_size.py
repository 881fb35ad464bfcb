"""How large a picture becomes: pixels, centimetres, and what is too large to be written.

It needs nothing but the picture's own size, so that the window tells the size before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass

INCH, CENTIMETRES = 96.0, 2.54  # pixels of a picture, and centimetres, to the inch
USUAL_DPI = 192
LEAST_DPI, MOST_DPI = 10, 2400
LEAST_WIDTH, MOST_WIDTH = 0.5, 10_000.0  # centimetres
MOST_PIXELS, LONGEST_SIDE = 60_000_000, 65_000  # what other programs still open
LONGEST_PAGE = 508.0  # centimetres: PDF readers show no longer pages


class TooLargeError(ValueError):
    """A picture that no program would open.

    Attributes:
        dpi: the finest that fits, of a PNG; 0 where none does.
    """

    def __init__(self, message: str, dpi: int = 0) -> None:
        super().__init__(message)
        self.dpi = dpi


@dataclass(frozen=True, slots=True)
class Measure:
    """What a person asks for: the resolution of a PNG, the width on paper; None is as it suits."""

    dpi: int | None = None
    width: float | None = None  # centimetres


@dataclass(frozen=True, slots=True)
class PictureSize:
    """What they get.

    Attributes:
        factor: how much larger than drawn the picture is on paper.
        width: centimetres.
        height: centimetres.
        dpi: pixels to the inch, of a PNG.
        note: what was made smaller than usual, and why.
    """

    factor: float
    width: float
    height: float
    dpi: int
    note: str = ""

    @property
    def pixels(self) -> tuple[int, int]:
        """Of a PNG."""
        return (round(self.width / CENTIMETRES * self.dpi), round(self.height / CENTIMETRES * self.dpi))

    @property
    def words(self) -> str:
        """The size as people read it, without pixels where there are none."""
        return f"{self.width:.1f} × {self.height:.1f} cm"


def size_of(width: float, height: float, format: str, measure: Measure) -> PictureSize:
    """The size of a picture that is ``width`` by ``height`` pixels as drawn.

    Where no resolution is asked for, a PNG that would be too large gets a coarser one, and a page of a PDF that would
    be too long is scaled; ``note`` says so. What is asked for is never changed.

    Raises:
        TooLargeError: for what is asked for and would be too large; it says what fits.
    """
    natural = width / INCH * CENTIMETRES
    factor = 1.0 if measure.width is None else measure.width / natural
    wide, high = natural * factor, height / INCH * CENTIMETRES * factor
    if format == "pdf" and max(wide, high) > LONGEST_PAGE:
        fits = wide * LONGEST_PAGE / max(wide, high)
        if measure.width is not None:
            raise TooLargeError(
                f"a page of {wide:.0f} × {high:.0f} cm is longer than PDF readers show ({LONGEST_PAGE:.0f} cm): "
                f"choose at most {int(fits)} cm, or SVG"
            )
        share = fits / wide
        note = f"scaled to {share:.0%}, since PDF readers show no page longer than {LONGEST_PAGE:.0f} cm"
        return PictureSize(factor * share, wide * share, high * share, USUAL_DPI, note)
    dpi = measure.dpi or USUAL_DPI
    if format != "png":
        return PictureSize(factor, wide, high, dpi)
    finest = _finest(wide, high)
    if dpi <= finest:
        return PictureSize(factor, wide, high, dpi)
    across, down = PictureSize(factor, wide, high, dpi).pixels
    what = f"{across:,} × {down:,} pixels at {dpi} dpi are too many for most programs"
    if measure.dpi is not None or finest < LEAST_DPI:
        offer = f"choose at most {finest} dpi, or SVG or PDF" if finest >= LEAST_DPI else "choose SVG or PDF"
        raise TooLargeError(f"{what}: {offer}", finest if finest >= LEAST_DPI else 0)
    return PictureSize(factor, wide, high, finest, f"{what}: written at {finest} dpi; SVG and PDF stay sharp")


def _finest(wide: float, high: float) -> int:
    """The most pixels to the inch with which a PNG of so many centimetres can still be opened."""
    by_area = (MOST_PIXELS / (wide * high)) ** 0.5
    return int(CENTIMETRES * min(by_area, LONGEST_SIDE / max(wide, high)))
