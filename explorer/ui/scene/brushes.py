"""Pens, brushes and texts of the graph, made once for a palette."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen, QStaticText

from explorer.ui.theme.fonts import drawn

SEMIBOLD = QFont.Weight.DemiBold
_SYMBOL_SIZES = (15, 13, 11, 9, 8)
_SYMBOL_ROOM = 25.0


@cache
def brush(colour: str, alpha: float = 1.0) -> QBrush:
    """A filling."""
    made = QColor(colour)
    made.setAlphaF(alpha)
    return QBrush(made)


@cache
def mixed(colour: str, ground: str, share: float) -> str:
    """What a colour looks like that lets the ground through: Qt draws opaque lines thirty times as quickly."""
    one, other = QColor(colour), QColor(ground)
    red, green, blue = (
        round(share * a + (1 - share) * b)
        for a, b in ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    )
    return QColor(red, green, blue).name()


@cache
def pen(colour: str, width: float, *, dash: tuple[float, ...] = (), cosmetic: bool = False, alpha: float = 1.0) -> QPen:
    """A pen; dashes count in widths of the pen, as Qt has them."""
    tint = QColor(colour)
    tint.setAlphaF(alpha)
    made = QPen(tint, width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        made.setDashPattern(list(dash))
    made.setCosmetic(cosmetic)
    return made


def label_font() -> QFont:
    """Of the expression in a card."""
    return drawn(13, "words", SEMIBOLD)


def detail_font() -> QFont:
    """Of the shape below it."""
    return drawn(10, "mono")


@cache
def metrics(which: QFont) -> QFontMetricsF:
    """The measures of a font."""
    return QFontMetricsF(which)


@cache
def static_text(text: str, which: QFont, room: float = 0.0) -> QStaticText:
    """A text laid out once; elided where it is wider than ``room``."""
    if room > 0 and metrics(which).horizontalAdvance(text) > room + 1:
        text = metrics(which).elidedText(text, Qt.TextElideMode.ElideRight, room)
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(font=which)
    return made


@cache
def symbol_font(symbol: str) -> QFont:
    """The largest size at which a symbol fits its tile."""
    for size in _SYMBOL_SIZES:
        fitting = drawn(size, "words", SEMIBOLD)
        if metrics(fitting).horizontalAdvance(symbol) <= _SYMBOL_ROOM:
            return fitting
    return drawn(_SYMBOL_SIZES[-1], "words", SEMIBOLD)


def centred(text: QStaticText, x: float, y: float) -> QPointF:
    """Where a text starts that has its middle at a point."""
    size = text.size()
    return QPointF(x - size.width() / 2, y - size.height() / 2)
