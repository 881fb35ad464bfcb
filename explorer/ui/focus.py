"""What the eye is on: the node selected, the node hovered, the frame of the derivation. Shared by every panel.

This is view state, never part of the document: it does not enter undo, and it survives a new snapshot where it can.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Focus(QObject):
    """One selection and one frame for the whole window."""

    node_changed = Signal(object)  # int | None
    hover_changed = Signal(object)  # int | None
    frame_changed = Signal(int)
    reveal_requested = Signal(int)  # a node that the graphs should bring into sight
    found_changed = Signal(object)  # frozenset[int]: the nodes that a search has found

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._node: int | None = None
        self._hover: int | None = None
        self._found: frozenset[int] = frozenset()
        self._frame = 0
        self._frames = 1
        self._drawn = 1

    @property
    def node(self) -> int | None:
        """The selected node."""
        return self._node

    @property
    def hover(self) -> int | None:
        """The node under the mouse."""
        return self._hover

    @property
    def frame(self) -> int:
        """The frame that the graph "after" shows."""
        return self._frame

    @property
    def last_frame(self) -> int:
        """The frame of the result."""
        return self._frames - 1

    def select(self, node: int | None, *, reveal: bool = False) -> None:
        """Select a node; ``reveal`` brings it into sight as well."""
        if node != self._node:
            self._node = node
            self.node_changed.emit(node)
        if reveal and node is not None:
            self.reveal_requested.emit(node)

    def point_at(self, node: int | None) -> None:
        """The mouse is over a node, or over none."""
        if node != self._hover:
            self._hover = node
            self.hover_changed.emit(node)

    @property
    def found(self) -> frozenset[int]:
        """The nodes that a search has found."""
        return self._found

    def find(self, nodes: frozenset[int]) -> None:
        """A search has found these."""
        if nodes != self._found:
            self._found = nodes
            self.found_changed.emit(nodes)

    def go_to(self, frame: int) -> None:
        """Show another frame; out of range means the nearest."""
        frame = max(0, min(frame, self._frames - 1))
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)

    @property
    def drawn_frame(self) -> int:
        """The frame of the graph view that stands for ``frame``: of a long derivation only the ends are laid out."""
        if self._drawn == self._frames:
            return self._frame
        return 0 if self._frame == 0 else self._drawn - 1

    @property
    def draws_steps(self) -> bool:
        """Whether every step has a graph of its own."""
        return self._drawn == self._frames

    def set_frames(self, count: int, drawn: int | None = None) -> None:
        """A new derivation: who looked at the result goes on looking at the result."""
        at_end = self._frame == self._frames - 1
        self._frames = max(1, count)
        self._drawn = max(1, self._frames if drawn is None else drawn)
        self.go_to(self._frames - 1 if at_end else self._frame)
