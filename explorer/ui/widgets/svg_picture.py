"""A formula: an SVG picture drawn in black, shown in the colour of the text."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QByteArray, QMimeData, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

MOST_PIXELS = 4_000_000  # of a picture whose white is looked for
COPY_SCALE = 3  # pixels of a picture that is copied, for each of its own: sharp on paper
BLACK = ("#000000", "#000", "black", "rgb(0,0,0)", "rgb(0%,0%,0%)")


def recoloured(picture: str, colour: str) -> str:
    """The picture with another colour in place of black."""
    for black in BLACK:
        for quote in ('"', "'"):
            picture = picture.replace(f"={quote}{black}{quote}", f"={quote}{colour}{quote}")
    return picture


def as_mime_data(picture: str) -> QMimeData:
    """A picture for the clipboard: as SVG, and as an image on white, since what is pasted may stand on any ground."""
    renderer = QSvgRenderer(QByteArray(picture.encode()))
    size = renderer.defaultSize()
    scale = min(COPY_SCALE, (MOST_PIXELS * COPY_SCALE / max(1, size.width() * size.height())) ** 0.5)
    image = QImage(size * scale, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    data = QMimeData()
    data.setData("image/svg+xml", QByteArray(picture.encode()))
    data.setImageData(image)
    return data


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
        self._size = QSize(0, 0)

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
        self._size = self._ink()
        self.set_scale(self._scale)
        self.update()

    def _ink(self) -> QSize:
        if self._renderer is None:
            return QSize(0, 0)
        page = self._renderer.defaultSize()
        if page.isEmpty() or page.width() * page.height() > MOST_PIXELS:
            return page
        image = QImage(page, QImage.Format.Format_Alpha8)
        image.fill(0)
        painter = QPainter(image)
        self._renderer.render(painter)
        painter.end()
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(page.height(), image.bytesPerLine())
        columns = np.flatnonzero(pixels[:, : page.width()].any(axis=0))
        return QSize(int(columns[-1]) + 3, page.height()) if len(columns) else page

    def natural_size(self) -> QSize:
        """At scale 1, without the white to the right: a formula that could be broken comes on a page of fixed width."""
        return self._size

    @property
    def taken_scale(self) -> float:
        """How large the picture stands there: pixels of the widget for each pixel of the picture."""
        natural = self.natural_size()
        return self.height() / natural.height() if not natural.isEmpty() else 0.0

    def fit_into(self, width: float, scale: float) -> float:
        """As large as a width allows, ``scale`` at most; the result is the scale taken."""
        natural = self.natural_size().width()
        taken = max(0.0, min(scale, width / natural)) if natural else scale
        self.set_scale(taken)
        return taken

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
            page, size = self._renderer.defaultSize(), self.natural_size()
            if size.isEmpty():
                return
            scale = self.taken_scale
            self._renderer.render(painter, QRectF(0, 0, page.width() * scale, page.height() * scale))
