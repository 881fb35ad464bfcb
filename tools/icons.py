"""Draw the program's icon, resources/icons/app.svg, as pixels in the sizes that systems ask for.

python tools/icons.py
"""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).parents[1] / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def main() -> int:
    """Write one PNG file for each size."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication(sys.argv)
    picture = QSvgRenderer(str(FOLDER / "app.svg"))
    for size in SIZES:
        pixels = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        pixels.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture.render(painter, QRectF(0, 0, size, size))
        painter.end()
        if not pixels.save(str(FOLDER / f"app-{size}.png")):
            print(f"{FOLDER}/app-{size}.png cannot be written", file=sys.stderr)
            return 1
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
