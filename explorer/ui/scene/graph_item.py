"""A whole graph as one graphics item: culling by arrays, less detail from afar.

An item for each node costs 24 times as much at fit and no less close up (facts_ui, section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from explorer.ui.scene.brushes import brush
from explorer.ui.scene.edge_paint import FEW_EDGES, EdgeLook, looks_of, paint_edges, thinned
from explorer.ui.scene.geometry import Geometry, Strokes, boxes_of, overlapping
from explorer.ui.scene.hiding import bridges
from explorer.ui.scene.node_paint import Detail, Mark, paint_flag, paint_ghost, paint_node, paint_open_loop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from explorer.document.snapshot import Edge, Node
    from explorer.ui.scene.tints import Tint
    from explorer.ui.theme.colours import Colours

FAR = 0.12  # below this scale: lines and boxes
NO_TEXT, LABELS = 0.2, 0.58  # below these: boxes without text; labels only, and larger
DIM = 0.16  # what is outside the neighbourhood that is looked at
MOST_HURRIED = 1500  # edges in a frame while the scale changes


class GraphItem(QGraphicsItem):
    """Shows one frame of a derivation, with marks for what another frame has not."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.colours = colours
        self.hurried = False
        self.geometry: Geometry | None = None
        self.shown: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        self.edges_shown: NDArray[np.bool_] = self.shown
        self.bridges: list[Edge] = []
        self.hidden_count = 0
        self._marked: NDArray[np.bool_] = self.shown
        self._ghosts: NDArray[np.bool_] = self.shown
        self._mark: Mark = ""
        self._looks: dict[EdgeLook, NDArray[np.bool_]] = {}
        self._hidden: NDArray[np.bool_] = self.shown
        self._near: NDArray[np.bool_] | None = None
        self._tints: tuple[Tint | None, ...] | None = None
        self._widths: NDArray[np.int8] | None = None
        self._spots: list[str] | None = None
        self._spots_of = colours

    # what is shown

    def set_geometry(self, geometry: Geometry | None) -> None:
        """Another graph, nothing of which is hidden, dim or coloured otherwise."""
        self.prepareGeometryChange()
        self.geometry = geometry
        self._near = self._tints = self._widths = self._spots = None
        self.shown = self.edges_shown = self._marked = self._ghosts = np.zeros(0, dtype=np.bool_)
        self._hidden = np.zeros(0 if geometry is None else len(geometry.nodes), dtype=np.bool_)
        self._set_bridges([])
        self._looks = {} if geometry is None else looks_of(geometry.edges)
        self.update()

    def set_frame(self, frame: int, other: int, mark: Mark, *, ghosts: bool) -> None:
        """Show a frame; what the other frame has not is marked, what only the other has may stay as a ghost."""
        geometry = self.geometry
        if geometry is None:
            return
        here, beside = geometry.node_presence.at(frame), geometry.node_presence.at(other)
        edges = geometry.edge_presence.at(frame)
        visible = ~self._hidden
        self.shown = here & visible
        self.hidden_count = int((here & self._hidden).sum())
        self.edges_shown = edges & visible[geometry.ends_of_edges].all(axis=1)
        self._set_bridges(bridges(geometry, edges, self._hidden, frame))
        self._mark, self._spots = mark, None
        self._marked = self.shown & ~beside
        gone = beside & ~here & visible
        self._ghosts = _free(geometry.boxes, gone, self.shown) if ghosts else np.zeros_like(self.shown)
        self.update()

    def hide_nodes(self, hidden: NDArray[np.bool_]) -> None:
        """Leave nodes out, from the next frame that is set."""
        self._hidden = hidden

    def dim(self, near: NDArray[np.bool_] | None) -> None:
        """Dim all nodes but these; None dims none."""
        self._near = near
        self.update()

    def tint(self, tints: tuple[Tint | None, ...] | None) -> None:
        """Colours that say something else than the kind; None gives those of the kind."""
        self._tints, self._spots = tints, None
        self.update()

    def set_widths(self, widths: NDArray[np.int8] | None) -> None:
        """How wide edges are, as places in `explorer.ui.scene.edge_paint.WIDTHS`."""
        self._widths = widths
        self.update()

    def _set_bridges(self, found: list[Edge]) -> None:
        self.bridges = found
        self._bridge_strokes = Strokes(found)
        self._bridge_boxes = boxes_of(found)
        self._bridge_looks = looks_of(found, bridges=True)
        index = {} if self.geometry is None else self.geometry.index
        ends = [(index[edge.source], index[edge.target]) for edge in found]
        self._bridge_ends: NDArray[np.int64] = np.array(ends, dtype=np.int64).reshape(-1, 2)

    @property
    def ends_shown(self) -> NDArray[np.int64]:
        """The indices of the source and the target of every edge that is shown, across hidden nodes too."""
        if self.geometry is None:
            return self._bridge_ends
        return np.vstack([self.geometry.ends_of_edges[self.edges_shown], self._bridge_ends])

    def edges_that_show(self) -> list[Edge]:
        """The edges that are shown clearly, across hidden nodes too."""
        if self.geometry is None:
            return []
        edges = [self.geometry.edges[at] for at in np.flatnonzero(self.edges_shown)] + self.bridges
        if self._near is None:
            return edges
        clear = np.flatnonzero(self._near[self.ends_shown].all(axis=1))
        return [edges[at] for at in clear.tolist()]

    def boxes_that_show(self) -> NDArray[np.float64]:
        """The boxes of nodes and of ghosts."""
        if self.geometry is None:
            return np.zeros((0, 4))
        return self.geometry.boxes[self.shown | self._ghosts]

    def boundingRect(self) -> QRectF:
        """The whole layout."""
        return self.geometry.bounds if self.geometry is not None else QRectF()

    # painting

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint what is exposed, in as much detail as can be seen."""
        del widget
        geometry = self.geometry
        if geometry is None or not len(self.shown):
            return
        exposed = option.exposedRect.adjusted(-26, -26, 26, 26)
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, scale >= FAR)
        if self._near is not None:
            full = painter.opacity()
            painter.setOpacity(DIM * full)
            self._paint_part(painter, geometry, exposed, scale, clear=False)
            painter.setOpacity(full)
        self._paint_part(painter, geometry, exposed, scale, clear=True)

    def _paint_part(self, painter: QPainter, geometry: Geometry, exposed: QRectF, scale: float, *, clear: bool) -> None:
        """What is shown clearly, or what is dim: loops that are open lowest, then edges, then nodes."""
        among = overlapping(geometry.boxes, exposed)
        if self._near is not None:
            among &= self._near if clear else ~self._near
        text = scale >= NO_TEXT
        for index in np.flatnonzero(self.shown & among & geometry.open_loops).tolist():
            mark: Mark = self._mark if self._marked[index] else ""
            node, rect = geometry.nodes[index], geometry.rects[index]
            paint_open_loop(painter, node, rect, mark, self.colours, text=text, tint=self._tint(index))
        self._paint_edges(painter, geometry, exposed, scale, clear=clear)
        among &= ~geometry.open_loops
        if scale < FAR:
            self._paint_far(painter, geometry, np.flatnonzero(self.shown & among))
            return
        detail: Detail = "box" if not text else "label" if scale < LABELS else "all"
        for index in np.flatnonzero(self._ghosts & among).tolist():
            paint_ghost(painter, geometry.nodes[index], geometry.rects[index], self.colours, text=text)
        tints = self._tints
        for index in np.flatnonzero(self.shown & among).tolist():
            mark = self._mark if self._marked[index] else ""
            node, rect = geometry.nodes[index], geometry.rects[index]
            paint_node(painter, node, rect, mark, self.colours, detail, None if tints is None else tints[index])
            if node.output and text:
                paint_flag(painter, node, rect, self.colours, below=self._fed_from_above(geometry, node.id, rect))

    def _fed_from_above(self, geometry: Geometry, node: int, rect: QRectF) -> bool:
        """Whether an arrow of its own sweep arrives at the upper border: the flag then stands below."""
        arriving = (edge for edge, shown in zip(geometry.edges, self.edges_shown, strict=True) if shown)
        return any(
            edge.target == node and not edge.reused and not edge.cut and edge.points[-1][1] <= rect.top() + 2
            for edge in (*arriving, *self.bridges)
        )

    def _paint_edges(
        self, painter: QPainter, geometry: Geometry, exposed: QRectF, scale: float, *, clear: bool
    ) -> None:
        """The edges between nodes that are clear, or those with an end that is dim."""
        shown = self.edges_shown & overlapping(geometry.edge_boxes, exposed)
        bridged = overlapping(self._bridge_boxes, exposed)
        if self._near is not None:
            shown &= self._near[geometry.ends_of_edges].all(axis=1) == clear
            bridged &= self._near[self._bridge_ends].all(axis=1) == clear
        count = int(shown.sum())
        few = count + int(bridged.sum()) < FEW_EDGES
        if self.hurried:
            shown = thinned(shown, MOST_HURRIED)
        colours = self.colours
        paint_edges(painter, geometry.strokes, self._looks, shown, self._widths, colours, scale, few=few)
        paint_edges(painter, self._bridge_strokes, self._bridge_looks, bridged, None, colours, scale, few=few)

    def _paint_far(self, painter: QPainter, geometry: Geometry, chosen: Iterable[int]) -> None:
        by_colour: dict[str, list[QRectF]] = {}
        spots = self.spots
        for index in chosen:
            by_colour.setdefault(spots[index], []).append(geometry.rects[index])
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, rects in by_colour.items():
            painter.setBrush(brush(colour))
            painter.drawRects(rects)

    def set_hurried(self, hurried: bool) -> None:
        """While the scale changes, of very many edges only some are painted; all of them as soon as it rests."""
        if hurried != self.hurried:
            self.hurried = hurried
            if not hurried:
                self.update()

    @property
    def spots(self) -> list[str]:
        """The colours of nodes that are only spots, found once for a change."""
        if self._spots is None or self._spots_of is not self.colours:
            nodes = () if self.geometry is None else self.geometry.nodes
            self._spots = [self._spot(index, node) for index, node in enumerate(nodes)]
            self._spots_of = self.colours
        return self._spots

    def _spot(self, index: int, node: Node) -> str:
        if index < len(self._marked) and self._marked[index]:
            return self.colours.removed if self._mark == "removed" else self.colours.added
        tint = self._tint(index)
        return self.colours.of_kind(node.kind) if tint is None else tint.far

    def _tint(self, index: int) -> Tint | None:
        return None if self._tints is None else self._tints[index]


def _free(boxes: NDArray[np.float64], wanted: NDArray[np.bool_], taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of the boxes wanted those that lie over none that is taken: a new node inherits the place of an old one."""
    free = wanted.copy()
    others = boxes[taken]
    for index in np.flatnonzero(wanted):
        left, top, right, bottom = boxes[index]
        over = (others[:, 0] < right) & (others[:, 2] > left) & (others[:, 1] < bottom) & (others[:, 3] > top)
        free[index] = not over.any()
    return free
