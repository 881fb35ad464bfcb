"""One graph with its heading, its zoom bar and its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from explorer.ui.scene.canvas import ZOOM_STEP, Canvas
from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.graph_tree import GraphTree
from explorer.ui.widgets.labels import FittingLabel, label
from explorer.ui.widgets.legend import Legend, LegendEntry
from explorer.ui.widgets.minimap import MiniMap

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QMenu

    from explorer.document.snapshot import FrameStatistics
    from explorer.ui.focus import Focus
    from explorer.ui.looks import Looks
    from explorer.ui.scene.geometry import Geometry
    from explorer.ui.scene.graph_item import GraphItem
    from explorer.ui.scene.node_paint import Mark
    from explorer.ui.theme.theme import Theme

HEADER = 38


class GraphPane(QFrame):
    """Heading, canvas, and the bar that floats over the canvas.

    Args:
        theme, focus: the window's.
        heading: what stands above it.
        legend: what its legend says.
        item: what paints the graph, where that is not the usual one.
        looks: how it is looked at, where that can be changed.
        tells_kinds: whether its legend says what the colours of nodes mean; else it says what lines mean.
    """

    def __init__(
        self,
        theme: Theme,
        focus: Focus,
        heading: str,
        legend: tuple[LegendEntry, ...],
        item: GraphItem | None = None,
        *,
        looks: Looks | None = None,
        tells_kinds: bool = False,
    ) -> None:
        super().__init__()
        self.setProperty("role", "canvas")
        self._theme = theme
        self._looks = looks
        self.tells_kinds = tells_kinds
        self.heading: QLabel = label(heading, "heading")
        self.heading.setStyleSheet("font-size: 14px;")
        self.remark = FittingLabel("", role="caption")
        self.statistics = FittingLabel("", role="statistics", align=Qt.AlignmentFlag.AlignRight)
        self.canvas = Canvas(f"Graph {heading.lower()}", theme.colours, focus, looks, item)
        self.minimap = MiniMap(self.canvas)
        self.legend = Legend(theme, legend)
        self.tree = GraphTree(f"Tree of the graph {heading.lower()}", theme, focus)
        self.tree.hide()
        self._geometry: Geometry | None = None
        self._hidden: NDArray[np.bool_] | None = None
        self._shown: tuple[int, int, Mark] = (0, 0, "added")
        self.hidden = self._chip("Show all again (Ctrl+Shift+H)", self._show_all)
        self.around = self._chip("Show all of the graph clearly again (Escape)", self._end_reach)
        top = QHBoxLayout()
        top.setContentsMargins(18, 0, 18, 0)
        top.setSpacing(8)
        top.addWidget(self.heading)
        top.addWidget(self.remark, 2)
        top.addWidget(self.around)
        top.addWidget(self.hidden)
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
        self._below.setLayout(self._bar())
        stack.addWidget(self._below, 0, 0, Qt.AlignmentFlag.AlignBottom)
        self.empty = label("", "empty", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.empty.setContentsMargins(24, 0, 24, 0)
        stack.addWidget(self.empty, 0, 0)
        column.addLayout(stack, 1)
        self.canvas.moved.connect(self.show_zoom)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 6, 12)
        row.setSpacing(6)
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
        self.look = IconButton(self._theme, "eye", "Look: colours, edges, what is hidden", size=14, side=26)
        self.look.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.look.hide()
        for button in (smaller, self._percent, larger, whole, self.look):
            inner.addWidget(button)
        row.addWidget(zoom)
        row.addWidget(self.legend, 1)
        return row

    def _chip(self, tip: str, slot: Callable[[], None]) -> QToolButton:
        """A small button in the heading that ends something."""
        chip = QToolButton()
        chip.setProperty("role", "ender")
        chip.setToolTip(tip)
        chip.setAccessibleName(tip.partition(" (")[0])
        chip.setFixedHeight(24)
        chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(slot)
        chip.hide()
        return chip

    def offer(self, menu: QMenu) -> None:
        """The menu of looks, behind its button."""
        self.look.setMenu(menu)
        self.look.show()

    def set_geometry(self, geometry: Geometry | None, *, keep: bool) -> None:
        """Another graph."""
        self._geometry = geometry
        self._hidden = None
        self.canvas.set_geometry(geometry, keep=keep)

    def set_frame(self, frame: int, other: int, mark: Mark, *, ghosts: bool) -> None:
        """Show a frame, marked against another."""
        self._shown = (frame, other, mark)
        self.canvas.set_frame(frame, other, mark, ghosts=ghosts)
        if self.shows_tree:
            self.tree.set_frame(self._geometry, frame, other, mark, self._hidden)

    def hide_nodes(self, hidden: NDArray[np.bool_]) -> None:
        """Leave nodes out, from the next frame that is set."""
        self._hidden = hidden
        self.canvas.item.hide_nodes(hidden)

    def show_hidden(self, count: int) -> None:
        """How many nodes of this frame are left out, and the way back."""
        self.hidden.setText(f"{count} hidden ×")
        self.hidden.setAccessibleName(f"{count} nodes are hidden, show all again")
        self.hidden.setVisible(bool(count))

    def show_near(self, near: NDArray[np.bool_] | None, edges: int | None) -> None:
        """Dim what is farther from the selected node than so many edges; None where nothing is dim."""
        self.canvas.item.dim(near)
        ids = None
        if near is not None and self._geometry is not None:
            ids = frozenset(self._geometry.nodes[index].id for index in np.flatnonzero(near))
        self.tree.show_near(ids)
        self.around.setText(f"within {edges} ×")
        self.around.setAccessibleName(f"Clear within {edges} edges of the selected node, end that")
        self.around.setVisible(edges is not None)

    def _end_reach(self) -> None:
        if self._looks is not None:
            self._looks.look_around(None)

    def _show_all(self) -> None:
        if self._looks is not None:
            self._looks.show_all()

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
            self.tree.set_frame(self._geometry, *self._shown, self._hidden)
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
