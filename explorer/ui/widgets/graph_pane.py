"""One graph with its heading, its zoom bar and its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from explorer.ui.scene.brushes import brush, pen
from explorer.ui.scene.canvas import ZOOM_STEP, Canvas
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.graph_tree import GraphTree
from explorer.ui.widgets.labels import FittingLabel, label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.document.snapshot import FrameStatistics
    from explorer.ui.focus import Focus
    from explorer.ui.scene.geometry import Geometry
    from explorer.ui.scene.graph_item import GraphItem
    from explorer.ui.scene.node_paint import Mark
    from explorer.ui.theme.colours import Colours
    from explorer.ui.theme.theme import Theme

HEADER = 38
LegendEntry = tuple[str, str]  # words, name of a colour or of an edge look


class Legend(QWidget):
    """What colours and lines mean; entries that have no room are left out from the right."""

    def __init__(self, theme: Theme, entries: tuple[LegendEntry, ...]) -> None:
        super().__init__()
        self._theme = theme
        self._entries = entries
        self.setFixedHeight(28)
        self.setAccessibleName("Legend: " + ", ".join(words for words, _ in entries))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A mark and a word for each."""
        del event
        colours: Colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(12))
        x, middle = 0.0, self.height() / 2
        for words, look in self._entries:
            line = look in {"forward", "reverse", "reused"}
            advance = painter.fontMetrics().horizontalAdvance(words)
            width = (20 if line else 10) + 7 + advance
            if x + width > self.width():
                break
            colour = getattr(colours, look)
            if line:
                painter.setPen(pen(colour, 1.8, dash=(3.0, 2.2) if look == "reused" else ()))
                painter.drawLine(int(x), int(middle), int(x + 20), int(middle))
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(brush(colour))
                painter.drawRoundedRect(QRectF(x, middle - 5, 10, 10), 2.5, 2.5)
            painter.setPen(pen(colours.muted, 1))
            left = x + (27 if line else 17)
            painter.drawText(QRectF(left, 0, advance + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + 16


class GraphPane(QFrame):
    """Heading, canvas, and the bar that floats over the canvas."""

    def __init__(
        self,
        theme: Theme,
        focus: Focus,
        heading: str,
        legend: tuple[LegendEntry, ...],
        item: GraphItem | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("role", "canvas")
        self._theme = theme
        self.heading: QLabel = label(heading, "heading")
        self.heading.setStyleSheet("font-size: 14px;")
        self.remark = FittingLabel("", role="caption")
        self.statistics = FittingLabel("", role="statistics", align=Qt.AlignmentFlag.AlignRight)
        self.canvas = Canvas(f"Graph {heading.lower()}", theme.colours, focus, item)
        self.tree = GraphTree(f"Tree of the graph {heading.lower()}", theme, focus)
        self.tree.hide()
        self._geometry: Geometry | None = None
        self._shown: tuple[int, int, Mark] = (0, 0, "added")
        top = QHBoxLayout()
        top.setContentsMargins(18, 0, 18, 0)
        top.setSpacing(8)
        top.addWidget(self.heading)
        top.addWidget(self.remark, 2)
        top.addWidget(self.statistics, 3)
        header = QWidget()
        header.setFixedHeight(HEADER)
        header.setLayout(top)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        stack = QGridLayout()
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.canvas, 0, 0)
        stack.addWidget(self.tree, 0, 0)
        self._below = QWidget()
        self._below.setLayout(self._bar(legend))
        stack.addWidget(self._below, 0, 0, Qt.AlignmentFlag.AlignBottom)
        self.empty = label("", "empty", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.empty.setContentsMargins(24, 0, 24, 0)
        stack.addWidget(self.empty, 0, 0)
        column.addLayout(stack, 1)
        self.canvas.moved.connect(self.show_zoom)

    def _bar(self, legend: tuple[LegendEntry, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 12)
        row.setSpacing(14)
        zoom = QFrame()
        zoom.setProperty("role", "zoom")
        inner = QHBoxLayout(zoom)
        inner.setContentsMargins(3, 1, 3, 1)
        inner.setSpacing(0)
        smaller = IconButton(self._theme, "minus", "Smaller (−)", size=14, side=26)
        larger = IconButton(self._theme, "plus", "Larger (+)", size=14, side=26)
        whole = IconButton(self._theme, "fit", "Show all of the graph (0)", size=14, side=26)
        self._percent = QToolButton()
        self._percent.setText("100%")
        self._percent.setFixedSize(44, 26)
        self._percent.setToolTip("Actual size")
        self._percent.setAccessibleName("Zoom, click for actual size")
        smaller.clicked.connect(self._zoom_out)
        larger.clicked.connect(self._zoom_in)
        whole.clicked.connect(self.canvas.fit)
        self._percent.clicked.connect(self._actual_size)
        for button in (smaller, self._percent, larger, whole):
            inner.addWidget(button)
        row.addWidget(zoom)
        row.addWidget(Legend(self._theme, legend), 1)
        return row

    def set_geometry(self, geometry: Geometry | None, *, keep: bool) -> None:
        """Another graph."""
        self._geometry = geometry
        self.canvas.set_geometry(geometry, keep=keep)

    def set_frame(self, frame: int, other: int, mark: Mark, *, ghosts: bool) -> None:
        """Show a frame, marked against another."""
        self._shown = (frame, other, mark)
        self.canvas.set_frame(frame, other, mark, ghosts=ghosts)
        if self.shows_tree:
            self.tree.set_frame(self._geometry, frame, other, mark)

    @property
    def shows_tree(self) -> bool:
        """Whether the tree stands in the place of the picture."""
        return not self.tree.isHidden()

    def show_tree(self, shown: bool) -> None:
        """The tree, or the picture; the one that had the keys gives them on."""
        keys = self.canvas.hasFocus() or self.tree.hasFocus()
        self.tree.setVisible(shown)
        for part in (self.canvas, self._below):
            part.setVisible(not shown)
        if shown:
            self.tree.set_frame(self._geometry, *self._shown)
        if keys:
            (self.tree if shown else self.canvas).setFocus()

    def show_statistics(self, statistics: FrameStatistics | None) -> None:
        """The size of the graph in numbers."""
        if statistics is None:
            self.statistics.say("")
            return
        nodes = f"{statistics.nodes} node{'' if statistics.nodes == 1 else 's'}"
        depth = f"{nodes}  ·  depth {statistics.depth}"
        unit = "flop" if statistics.flops == "1" else "flops"
        cost = (f"{depth}  ·  {statistics.flops} {unit}",) if statistics.flops else ()
        self.statistics.say(*cost, depth, nodes)

    def show_zoom(self) -> None:
        """The scale in percent."""
        self._percent.setText(f"{round(100 * self.canvas.zoom)}%")

    def _zoom_in(self) -> None:
        self.canvas.zoom_by(ZOOM_STEP)

    def _zoom_out(self) -> None:
        self.canvas.zoom_by(1 / ZOOM_STEP)

    def _actual_size(self) -> None:
        self.canvas.zoom_to(1.0)
