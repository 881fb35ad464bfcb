"""A formula: an SVG picture drawn in black, shown in the colour of the text."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

BLACK = ("#000000", "#000", "black", "rgb(0,0,0)", "rgb(0%,0%,0%)")


def recoloured(picture: str, colour: str) -> str:
    """The picture with another colour in place of black."""
    for black in BLACK:
        for quote in ('"', "'"):
            picture = picture.replace(f"={quote}{black}{quote}", f"={quote}{colour}{quote}")
    return picture


class SvgPicture(QWidget):
    """Paints a picture at a scale; its size is the picture's, so that a scroll area can hold it."""

    def __init__(self, scale: float = 1.0, most_height: float = 0.0) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._picture = ""
        self._colour = "#000000"
        self._scale = scale
        self._most_height = most_height
        self._renderer: QSvgRenderer | None = None

    @property
    def picture(self) -> str:
        """What is shown, as it came."""
        return self._picture

    def show_picture(self, picture: str, colour: str) -> None:
        """Another picture, or another colour."""
        if (picture, colour) == (self._picture, self._colour) and self._renderer is not None:
            return
        self._picture, self._colour = picture, colour
        self._renderer = QSvgRenderer(QByteArray(recoloured(picture, colour).encode())) if picture else None
        self.set_scale(self._scale)
        self.update()

    def natural_size(self) -> QSize:
        """At scale 1."""
        return self._renderer.defaultSize() if self._renderer is not None else QSize(0, 0)

    def set_scale(self, scale: float) -> None:
        """Larger or smaller."""
        self._scale = scale
        size = self.natural_size()
        if self._most_height and size.height() * scale > self._most_height:
            scale = self._most_height / size.height()
        self.setFixedSize(round(size.width() * scale), round(size.height() * scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in all of the widget."""
        del event
        if self._renderer is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
            self._renderer.render(painter, QRectF(self.rect()))
