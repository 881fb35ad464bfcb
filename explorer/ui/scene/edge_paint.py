"""How edges are painted: by sweep, and by how much flows in them; hairlines where there are many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QRectF, Qt

from explorer.ui.scene.brushes import brush, mixed, pen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter, QPen

    from explorer.document.snapshot import Edge
    from explorer.ui.scene.geometry import Strokes
    from explorer.ui.theme.colours import Colours

STRAIGHT = 0.28  # below this scale edges are straight
FEW_EDGES = 100
MOST_CUT = (
    1500  # edges too long to be laid out: more of them are a grey wall; those of a selected node show in any case
)
WIDTHS = (1.5, 2.2, 3.0, 3.9, 5.0)  # pixels, for little to much
_THIN = (1.0, 1.0, 1.0, 2.0, 2.0)  # where many edges show: thick lines cost four times as much
EdgeLook = Literal["forward", "reverse", "reused", "cut", "bridge", "reverse bridge"]
LOOKS: tuple[EdgeLook, ...] = ("cut", "reused", "forward", "reverse", "bridge", "reverse bridge")
_DASHES: dict[EdgeLook, tuple[float, ...]] = {
    "reused": (3.5, 2.6),
    "cut": (1.5, 4.0),
    "bridge": (6.0, 3.5),
    "reverse bridge": (6.0, 3.5),
}


def looks_of(edges: Sequence[Edge], *, bridges: bool = False) -> dict[EdgeLook, NDArray[np.bool_]]:
    """For each look a mask of the edges that have it."""
    found = np.array([_look(edge, bridges=bridges) for edge in edges], dtype=object)
    return {look: np.asarray(found == look, dtype=np.bool_) for look in LOOKS} if len(edges) else {}


def paint_edges(
    painter: QPainter,
    strokes: Strokes,
    looks: dict[EdgeLook, NDArray[np.bool_]],
    shown: NDArray[np.bool_],
    widths: NDArray[np.int8] | None,
    colours: Colours,
    scale: float,
    *,
    few: bool,
) -> None:
    """The edges of a mask. ``widths`` gives a place in `WIDTHS` for each edge; without, all are alike."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for look, among in looks.items():
        chosen = thinned(shown & among, MOST_CUT) if look == "cut" else shown & among
        if not chosen.any():
            continue
        colour = _colour(look, colours)
        for width in (0,) if widths is None else range(len(WIDTHS)):
            here: list[int] = np.flatnonzero(chosen if widths is None else chosen & (widths == width)).tolist()
            if here:
                painter.setPen(_pen(look, colour, width, few=few and scale > STRAIGHT))
                _paint(painter, strokes, here, look, colour, scale, WIDTHS[width] - WIDTHS[0])


def _paint(
    painter: QPainter, strokes: Strokes, here: list[int], look: EdgeLook, colour: str, scale: float, wider: float
) -> None:
    if scale < STRAIGHT or look == "cut":  # what is cut has no curve
        painter.drawLines(strokes.lines(here, _in_sight(painter)))
        return
    for at in here:
        painter.drawPath(strokes.curve(at))
    painter.setPen(Qt.PenStyle.NoPen if wider <= 0 else pen(colour, wider))  # the head of a wide edge is larger
    painter.setBrush(brush(colour))
    for at in here:
        painter.drawPolygon(strokes.head(at))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _in_sight(painter: QPainter) -> QRectF:
    """What the painter can show, in the coordinates of the graph, with a little around it."""
    back, _ = painter.worldTransform().inverted()
    margin = 4 / max(painter.worldTransform().m11(), 1e-6)
    return back.mapRect(QRectF(painter.viewport())).adjusted(-margin, -margin, margin, margin)


def _look(edge: Edge, *, bridges: bool) -> EdgeLook:
    if bridges:
        return "reverse bridge" if edge.sweep == "reverse" else "bridge"
    if edge.cut:
        return "cut"
    if edge.reused:
        return "reused"
    return "reverse" if edge.sweep == "reverse" else "forward"


def _colour(look: EdgeLook, colours: Colours) -> str:
    match look:
        case "forward" | "bridge":
            return colours.forward
        case "reverse" | "reverse bridge":
            return colours.reverse
        case "cut":
            return mixed(colours.reused, colours.canvas, 0.6)
    return colours.reused


def thinned(mask: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """Of very many one in so many, so that about ``most`` are left."""
    found = np.flatnonzero(mask)
    if len(found) <= most:
        return mask
    thin = np.zeros_like(mask)
    thin[found[:: -(-len(found) // most)]] = True
    return thin


def _pen(look: EdgeLook, colour: str, width: int, *, few: bool) -> QPen:
    """Antialiased thick pens are slow: a cosmetic hairline serves where many edges show."""
    thickness = WIDTHS[width] if few else _THIN[width]
    dash = tuple(part * min(1.0, WIDTHS[0] / thickness) for part in _DASHES.get(look, ()))  # dashes count in widths
    return pen(colour, thickness, dash=dash, cosmetic=not few)
