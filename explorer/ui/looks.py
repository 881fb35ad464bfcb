"""How the graphs are looked at: what colours say, what edges say, what is left out. Shared by both graphs.

View state like the focus, never part of the document: it does not enter undo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from explorer.document.snapshot import Node

Colouring = Literal["kind", "cost", "time", "bytes", "origin"]
EdgeText = Literal["nothing", "shape", "dtype", "range"]
COLOURINGS: tuple[Colouring, ...] = ("kind", "cost", "time", "bytes", "origin")
EDGE_TEXTS: tuple[EdgeText, ...] = ("nothing", "shape", "dtype", "range")
BOOKKEEPING = frozenset({"constant", "shape"})  # kinds of nodes that say how large things are, not what is computed
MOST_EDGES = 9  # that a neighbourhood reaches: a key each


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture of a graph shows besides the graph.

    Attributes:
        colouring: what the colours of nodes say.
        widths: whether edges are as wide as what flows in them is large.
        text: what stands at edges.
        minimap: whether a small picture of the whole stands beside a part of it.
    """

    colouring: Colouring = "kind"
    widths: bool = False
    text: EdgeText = "nothing"
    minimap: bool = True


@dataclass(frozen=True, slots=True)
class Hiding:
    """Which nodes are left out; what is looked at never is.

    Attributes:
        operations: the names of operations.
        bookkeeping: whether constants and operations on shapes are left out.
    """

    operations: frozenset[str] = frozenset()
    bookkeeping: bool = False

    def __bool__(self) -> bool:
        return self.bookkeeping or bool(self.operations)

    def hides(self, node: Node) -> bool:
        """Whether a node is left out."""
        return not node.output and (
            node.operation in self.operations or (self.bookkeeping and node.kind in BOOKKEEPING)
        )


class Looks(QObject):
    """One look for both graphs."""

    look_changed = Signal()
    hiding_changed = Signal()
    reach_changed = Signal()
    places_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._hiding = Hiding()
        self._reach: int | None = None
        self._shifts: dict[int, tuple[float, float]] = {}
        self._open: frozenset[int] = frozenset()

    @property
    def look(self) -> Look:
        """Colours and edges."""
        return self._look

    @property
    def hiding(self) -> Hiding:
        """What is left out."""
        return self._hiding

    @property
    def reach(self) -> int | None:
        """How many edges around the selected node are shown clearly; None for all."""
        return self._reach

    @property
    def shifts(self) -> dict[int, tuple[float, float]]:
        """How far from their places nodes were moved, by node id."""
        return dict(self._shifts)

    @property
    def open_loops(self) -> frozenset[int]:
        """The loops that show their bodies, by node id."""
        return self._open

    def open_or_close(self, loop: int) -> None:
        """Show the body of a loop in its place, or the loop as a node."""
        self._open ^= {loop}
        self.places_changed.emit()

    def show(self, **changes: Any) -> None:
        """Another look: fields of `Look`."""
        look = replace(self._look, **changes)
        if look != self._look:
            self._look = look
            self.look_changed.emit()

    def hide(self, operation: str) -> None:
        """Leave an operation out."""
        self._hide(replace(self._hiding, operations=self._hiding.operations | {operation}))

    def hide_bookkeeping(self, hidden: bool) -> None:
        """Leave constants and operations on shapes out, or show them again."""
        self._hide(replace(self._hiding, bookkeeping=hidden))

    def show_all(self) -> None:
        """Leave nothing out."""
        self._hide(Hiding())

    def _hide(self, hiding: Hiding) -> None:
        if hiding != self._hiding:
            self._hiding = hiding
            self.hiding_changed.emit()

    def look_around(self, edges: int | None) -> None:
        """Dim what is farther from the selected node than so many edges; None dims nothing."""
        reach = None if edges is None else max(1, min(MOST_EDGES, edges))
        if reach != self._reach:
            self._reach = reach
            self.reach_changed.emit()

    def move(self, node: int, right: float, down: float) -> None:
        """Put a node so far from where it is."""
        x, y = self._shifts.get(node, (0.0, 0.0))
        self._shifts[node] = (x + right, y + down)
        self.places_changed.emit()

    def forget_places(self) -> None:
        """The nodes are no more; nothing is to be shown again for that."""
        self._shifts, self._open = {}, frozenset()

    def put_back(self) -> None:
        """All nodes at the places that the layout gave them."""
        if self._shifts:
            self._shifts = {}
            self.places_changed.emit()
