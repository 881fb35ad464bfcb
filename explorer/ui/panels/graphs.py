"""The graph before and the graph after, side by side, in one layout and with one selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout

from explorer.ui.panel import Panel
from explorer.ui.scene.geometry import Geometry
from explorer.ui.scene.moved import moved, with_loops
from explorer.ui.scene.opened import opened
from explorer.ui.widgets.appearance import Appearance, same_nodes
from explorer.ui.widgets.graph_pane import GraphPane

if TYPE_CHECKING:
    from explorer.document.snapshot import GraphView, Snapshot

LINES = (("forward", "forward"), ("reverse", "reverse"), ("reused", "reused"))
KINDS = (
    ("input", "input"),
    ("elementwise", "elementwise"),
    ("linear algebra", "linear_algebra"),
    ("reduction", "reduction"),
)
EMPTY = "Write an expression in the script, and its graph appears here."
SICK = "The graph appears as soon as the script can be read."


class Graphs(Panel):
    """Frame 0 on the left, the frame of the slider on the right."""

    title = "Graphs"
    help = (
        "Left the derivative as derived, right at the step of the slider; a node in both stands in one place. "
        "Drag to move, turn the wheel to zoom, click to select. Ctrl+T shows trees, Ctrl+F finds nodes. Behind the eye "
        "stand other colours, words at edges, and what to hide; I and U go to inputs and uses, a digit dims the rest."
    )
    place = "centre"
    order = 1
    framed = False
    looking = "derivation"

    def build(self) -> None:
        """Two panes with a hairline between."""
        looks = self.context.looks
        self.before = GraphPane(self.theme, self.focus, "Before", LINES, looks=looks)
        self.after = GraphPane(self.theme, self.focus, "After", KINDS, looks=looks, tells_kinds=True)
        self.appearance = Appearance((self.before, self.after), looks, self.focus, self.theme, self)
        self.appearance.frame_needed.connect(self._show_frame_again)
        looks.places_changed.connect(self._show_view_again)
        hair = QFrame()
        hair.setProperty("role", "hair")
        hair.setFixedWidth(1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.before, 1)
        row.addWidget(hair)
        row.addWidget(self.after, 1)
        self.body.addLayout(row, 1)
        self._view: GraphView | None = None
        self._following = False
        self.before.canvas.moved.connect(self._after_follows)
        self.after.canvas.moved.connect(self._before_follows)
        self.focus.frame_changed.connect(self._show_frame)
        self.focus.reveal_requested.connect(self.reveal)
        self.before.remark.say("as derived")

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Another derivation, or the old one dimmed while the script cannot be read."""
        wrong = any(message.severity == "error" for message in new.messages)
        if new.graph is old.graph and new.steps is not old.steps:
            self._show_frame(self.focus.frame)
        if new.graph is not old.graph or old is new:
            keep = old.graph is not None and new.graph is not None and old is not new
            if not same_nodes(self._view, new.graph):
                self.appearance.forget()
            self._view = new.graph
            self._show_view(keep=keep)
        if new.profile is not old.profile or old is new:
            self.appearance.set_profile(new.profile)
        for pane in (self.before, self.after):
            pane.canvas.item.setOpacity(0.4 if wrong and new.graph is not None else 1.0)
            pane.empty.setText("" if new.graph is not None else SICK if wrong else EMPTY)

    def restyle(self) -> None:
        """The canvases paint by themselves."""
        for pane in (self.before, self.after):
            pane.canvas.set_colours(self.theme.colours)
        self.appearance.dress()

    def reveal(self, node: int) -> None:
        """Bring a node into sight."""
        self.before.canvas.reveal(node)

    def fit(self) -> None:
        """Show all of both graphs."""
        self.before.canvas.fit()

    def show_trees(self, shown: bool) -> None:
        """Both graphs as trees, or as pictures."""
        for pane in (self.before, self.after):
            pane.show_tree(shown)

    def _show_frame(self, frame: int) -> None:
        last, drawn = self.focus.last_frame, self.focus.drawn_frame
        self.before.set_frame(0, drawn, "removed", ghosts=False)
        self.after.set_frame(drawn, 0, "added", ghosts=True)
        self.appearance.frame_shown()
        view = self._view
        if view is None:
            self.after.remark.say("")
            self.before.show_statistics(None)
            self.after.show_statistics(None)
            return
        if last == 0:
            self.after.remark.say("nothing to rewrite", "")
        elif frame == 0:
            self.after.remark.say("as derived", "")
        elif frame < last and not self.focus.draws_steps:
            self.after.remark.say("the result; the steps between are too many to draw", "the result")
        else:
            self.after.remark.say(f"step {frame} of {last}", f"{frame} / {last}")
        sizes = view.statistics
        self.before.show_statistics(sizes[0] if sizes else None)
        self.after.show_statistics(sizes[min(frame, len(sizes) - 1)] if sizes else None)
        for pane in (self.before, self.after):
            pane.remark.setToolTip(view.note)
            pane.show_zoom()

    def _show_view(self, *, keep: bool = True) -> None:
        """The graph as it is laid out, but for loops that are open and nodes that were moved."""
        geometry, looks = None, self.context.looks
        if self._view is not None:
            view, within = opened(self._view, looks.open_loops)
            geometry = Geometry(moved(view, with_loops(looks.shifts, within)), frozenset(within))
        for pane in (self.before, self.after):
            pane.set_geometry(geometry, keep=keep)
        self.appearance.set_geometry(geometry)
        self._show_frame(self.focus.frame)

    def _show_frame_again(self) -> None:
        self._show_frame(self.focus.frame)

    def _show_view_again(self) -> None:
        for pane in (self.before, self.after):
            pane.canvas.stay()
        self._show_view()

    def _after_follows(self) -> None:
        self._follow(self.before, self.after)

    def _before_follows(self) -> None:
        self._follow(self.after, self.before)

    def _follow(self, leader: GraphPane, follower: GraphPane) -> None:
        if not self._following:
            self._following = True
            follower.canvas.follow(leader.canvas)
            follower.show_zoom()
            self._following = False
