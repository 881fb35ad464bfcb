"""Which nodes of a graph are in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.ui.scene.canvas import Canvas


def nodes_in_sight(canvas: Canvas) -> frozenset[int]:
    """The numbers of the nodes of which a part can be seen now; those within open loops come with their loop."""
    geometry = canvas.item.geometry
    if geometry is None or not canvas.isVisible():
        return frozenset()
    seen, shown = canvas.sight, canvas.item.shown
    return frozenset(
        node.id
        for at, node in enumerate(geometry.nodes)
        if shown[at] and node.id not in geometry.inner and geometry.rects[at].intersects(seen)
    )
