"""The measures of boxes in pixels, and how large a box must be for its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.drawing.text import CAPTION, LABEL, MONO, elide, text_width

if TYPE_CHECKING:
    from explorer.drawing.picture import Kind

HEIGHT = 42.0
RADIUS = 9.0
TILE = 28.0
TILE_INSET = 7.0
LABEL_SIZE = 13.0
DETAIL_SIZE = 10.0
TAG_SIZE = 11.0
TAG_HEIGHT = 17.0
TAG_GAP = 3.0  # from its box
TITLE_BAR = 34.0  # of a loop that is drawn open
LOOP_INSET = 14.0
HEAD_LENGTH = 8.0
HEAD_WIDTH = 7.0
COLUMN_GAP = 30.0
ROW_GAP = 26.0
MARGIN = 28.0
LONGEST_LABEL = 190.0
LONGEST_DETAIL = 150.0

_CARD_TEXT_AT = TILE_INSET + TILE + 9
_CARD_END = 13.0
_PILL_END = 19.0
PILL_GAP = 8.0


def fit_label(label: str) -> str:
    """A label that is short enough for any box."""
    return elide(label, LABEL, LABEL_SIZE, LONGEST_LABEL)


def fit_detail(detail: str) -> str:
    """A shape that is short enough for any box."""
    return elide(detail, MONO, DETAIL_SIZE, LONGEST_DETAIL)


def box_size(label: str, detail: str, kind: Kind, tag: str = "") -> tuple[float, float]:
    """Width and height of a box with these texts: a pill for inputs, a card for anything else."""
    wide, small = text_width(label, LABEL, LABEL_SIZE), text_width(detail, MONO, DETAIL_SIZE)
    if kind == "input":
        width = _PILL_END + wide + PILL_GAP + small + _PILL_END
    else:
        width = _CARD_TEXT_AT + max(wide, small) + _CARD_END
    return max(round(width), 64.0, tag_width(tag)), HEIGHT


def tag_width(tag: str) -> float:
    """The width of the pill at an output, 0 without one."""
    return round(text_width(tag, CAPTION, TAG_SIZE) + 22) if tag else 0.0
