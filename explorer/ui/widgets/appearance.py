"""Both graphs as the look says: colours, edges, what is left out, what is dim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from explorer.ui.scene.edge_sizes import texts_of, widths_of
from explorer.ui.scene.hiding import hidden_nodes
from explorer.ui.scene.neighbourhood import within
from explorer.ui.scene.tints import tints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.document.snapshot import GraphView, ProfileView
    from explorer.ui.focus import Focus
    from explorer.ui.looks import Looks
    from explorer.ui.scene.geometry import Geometry
    from explorer.ui.theme.theme import Theme
    from explorer.ui.widgets.graph_pane import GraphPane


class Appearance(QObject):
    """Dresses panes that show one geometry. Everything is found once for a change, never while painting."""

    frame_needed = Signal()  # other nodes are hidden: the frames must be set again

    def __init__(self, panes: Sequence[GraphPane], looks: Looks, focus: Focus, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._panes = panes
        self._looks = looks
        self._focus = focus
        self._theme = theme
        self._geometry: Geometry | None = None
        self._profile: ProfileView | None = None
        looks.look_changed.connect(self.dress)
        looks.hiding_changed.connect(self._hide_again)
        looks.reach_changed.connect(self._dim)
        focus.node_changed.connect(self._node_changed)

    def set_geometry(self, geometry: Geometry | None) -> None:
        """Another graph, or the same one laid out otherwise."""
        self._geometry = geometry
        self._hide()
        self.dress()

    def forget(self) -> None:
        """Another graph comes: the costs of the last one's nodes, and their places, say nothing about it."""
        self._profile = None
        self._looks.forget_places()

    def set_profile(self, profile: ProfileView | None) -> None:
        """Other costs."""
        self._profile = profile
        self.dress()

    def dress(self) -> None:
        """Colours and widths, and the words at edges."""
        geometry, look = self._geometry, self._looks.look
        nodes = () if geometry is None else geometry.nodes
        found = tints(nodes, look.colouring, self._profile, self._theme.colours) if geometry is not None else None
        widths, ends = None, ""
        if geometry is not None and look.widths:
            widths, ends = widths_of(geometry.edges, {} if self._profile is None else self._profile.bytes)
        for pane in self._panes:
            pane.canvas.profile = pane.tree.tree.profile = self._profile
            pane.canvas.item.tint(None if found is None else found.of)
            pane.canvas.item.set_widths(widths)
            pane.legend.show_key(None if found is None or not pane.tells_kinds else found.key)
            pane.legend.show_widths("" if pane.tells_kinds else ends)
            pane.minimap.want(look.minimap)
            pane.minimap.redraw()
        self._show_texts()

    def frame_shown(self) -> None:
        """The panes show another frame."""
        self._dim()
        for pane in self._panes:
            pane.show_hidden(pane.canvas.item.hidden_count)
            pane.minimap.redraw()

    def _hide(self) -> None:
        if self._geometry is not None:
            hidden = hidden_nodes(self._geometry, self._looks.hiding)
            for pane in self._panes:
                pane.hide_nodes(hidden)

    def _hide_again(self) -> None:
        self._hide()
        self.frame_needed.emit()

    def _node_changed(self, node: int | None) -> None:
        if node is None:
            self._looks.look_around(None)  # around nothing there is nothing
        elif self._looks.reach is not None:
            self._dim()

    def _dim(self) -> None:
        """Around the selected node, in one graph or the other: what is near in either is near in both."""
        geometry, reach, node = self._geometry, self._looks.reach, self._focus.node
        near = None
        if geometry is not None and reach is not None and node is not None and node in geometry.index:
            ends = np.vstack([pane.canvas.item.ends_shown for pane in self._panes])
            near = within(len(geometry.nodes), ends, geometry.index[node], reach)
        for pane in self._panes:
            pane.show_near(near, None if near is None else reach)
        self._show_texts()

    def _show_texts(self) -> None:
        nodes = () if self._geometry is None else self._geometry.nodes
        texts = texts_of(nodes, self._looks.look.text, self._profile)
        for pane in self._panes:
            item = pane.canvas.item
            pane.canvas.texts.show_texts(item.edges_that_show() if texts else [], texts, item.boxes_that_show())


def same_nodes(old: GraphView | None, new: GraphView | None) -> bool:
    """Whether the node ids of two graphs mean the same nodes."""
    if old is None or new is None or len(old.nodes) != len(new.nodes):
        return False
    return all(a.id == b.id and a.expression == b.expression for a, b in zip(old.nodes, new.nodes, strict=True))
