"""Icons from ``resources/icons``, drawn with one stroke colour that the palette gives."""

from __future__ import annotations

import logging
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from explorer.resources import path

_log = logging.getLogger(__name__)
_SCALES = (1.0, 2.0)
_EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"/>'


@cache
def _source(name: str) -> str:
    try:
        return path("icons", f"{name}.svg").read_text(encoding="utf-8")
    except OSError as error:
        _log.warning("icon %s: %s", name, error)
        return _EMPTY


def picture(name: str, colour: str) -> QSvgRenderer:
    """The icon as a renderer, in one colour."""
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


@cache
def pixmap(name: str, colour: str, size: int, scale: float = 1.0) -> QPixmap:
    """The icon as pixels, ``size`` counting device-independent ones."""
    pixels = QPixmap(round(size * scale), round(size * scale))
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    picture(name, colour).render(painter, QRectF(pixels.rect()))
    painter.end()
    pixels.setDevicePixelRatio(scale)
    return pixels


@cache
def icon(name: str, colour: str, off: str | None = None, size: int = 18) -> QIcon:
    """The icon for a button; ``off`` is its colour while the button is disabled."""
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(pixmap(name, colour, size, scale), QIcon.Mode.Normal)
        faded = QColor(off or colour)
        made.addPixmap(pixmap(name, faded.name(), size, scale), QIcon.Mode.Disabled)
    return made
