"""``python -m benchmarks.window``: how long people wait for the window, in milliseconds.

First paint: from the start of Python to the first picture of the window, beside an empty PySide6 window in the same
run. Keystroke: from a key in the first program to its new graph on the screen.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

_STARTS = 7
_KEYS = 20
_FIRST_PAINT = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

class First(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            QApplication.instance().removeEventFilter(self)
            QTimer.singleShot(0, self.done)
        return False

    def done(self):
        print(time.time(), flush=True)
        QApplication.quit()

first = First()
"""
_EMPTY = """
application = QApplication([])
application.installEventFilter(first)
window = QWidget()
window.show()
application.exec()
"""
_OURS = """
from explorer.ui import application
make = application.make_application

def make_and_watch():
    made = make()
    made.installEventFilter(first)
    return made

application.make_application = make_and_watch
sys.exit(application.run(None))
"""


def first_paint(program: str) -> float:
    """Milliseconds from the start of Python to the first paint."""
    # As people have it: with the bytecode that an earlier start has left.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.time()
    result = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", _FIRST_PAINT + program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=environment,
    )
    return 1000 * (float(result.stdout.split()[0]) - start)


class Painted(QObject):
    """Notes when a widget has been painted."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count paints."""
        self.count += event.type() == QEvent.Type.Paint
        return False


def keystrokes() -> list[float]:
    """Milliseconds from each key to the painted graph of its document."""
    from explorer.document.gallery import find
    from explorer.document.session import Session
    from explorer.document.worker import Workers
    from explorer.ui.application import make_application
    from explorer.ui.pictures import wait_for
    from explorer.ui.theme.theme import Theme
    from explorer.ui.widgets.graph_pane import GraphPane
    from explorer.ui.widgets.script_edit import ScriptEdit
    from explorer.ui.window import Window

    waits = []
    with Workers() as workers, tempfile.TemporaryDirectory() as scratch:
        make_application()
        theme = Theme("light")
        window = Window(Session(), workers, theme, QSettings(str(Path(scratch) / "s.ini"), QSettings.Format.IniFormat))
        theme.apply()
        window.resize(QSize(1600, 1000))
        window.show()
        window.session.new(find("1_gradient").document)
        wait_for(window)
        editor: Any = window.findChild(ScriptEdit)
        place = editor.toPlainText().index("x ** 2") + len("x ** 2")
        cursor = editor.textCursor()
        cursor.setPosition(place)
        editor.setTextCursor(cursor)
        panes = window.findChildren(GraphPane)
        for number in range(_KEYS):
            # The exponent becomes 3, then 2 again: each key is a document of its own.
            old = window.bridge.snapshot.graph
            painted = Painted()
            for pane in panes:
                pane.canvas.viewport().installEventFilter(painted)
            start = time.perf_counter()
            QTest.keyClick(editor, Qt.Key.Key_Backspace if number % 2 else Qt.Key.Key_1)
            while window.bridge.snapshot.graph is old:
                QApplication.processEvents()
            seen = painted.count
            while painted.count == seen:
                QApplication.processEvents()
            waits.append(1000 * (time.perf_counter() - start))
            for pane in panes:
                pane.canvas.viewport().removeEventFilter(painted)
            wait_for(window)
        window.close()
    return waits


def main() -> int:
    """Print the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    first_paint(_OURS)  # writes the bytecode
    pairs = [(first_paint(_EMPTY), first_paint(_OURS)) for _ in range(_STARTS)]
    for name, figures in zip(
        ("empty window, first paint", "our window, first paint"), zip(*pairs, strict=True), strict=True
    ):
        print(f"{name:<28} median {statistics.median(figures):6.0f} ms   {min(figures):6.0f} … {max(figures):.0f}")
    waits = keystrokes()
    print(
        f"{'keystroke to picture':<28} median {statistics.median(waits):6.0f} ms   {min(waits):6.0f} … {max(waits):.0f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
