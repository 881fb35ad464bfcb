"""The commands that say how the graphs are looked at: in the menu "View", and behind the button of each graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from explorer.ui.looks import COLOURINGS, EDGE_TEXTS
from explorer.ui.panels.graphs import Graphs

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from explorer.document.snapshot import Node
    from explorer.ui.window import Window

USUAL_REACH = 2
_NO_OPERATION = frozenset({"input"})  # kinds that cannot be hidden: what a person looks for first
COLOURING, WIDTHS, TEXT, MINIMAP = "graphs/colours", "graphs/widths", "graphs/words", "graphs/overview"


class GraphLooks(QObject):
    """Methods of commands; the looks themselves are `explorer.ui.looks.Looks`. Colours and edges are remembered."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._looks = window.looks
        self._actions: dict[str, QAction] = {}
        self.menu = QMenu(window)
        self.menu.setAccessibleName("Look of the graphs")

    def take(self, named: dict[str, QAction]) -> None:
        """The actions of the commands, by name: give them their ticks, and both graphs their menu."""
        self._actions = named
        choices: tuple[tuple[str, ...], ...] = (COLOURINGS, EDGE_TEXTS)
        for names in choices:
            group = QActionGroup(self)
            for name in names:
                named[name].setCheckable(True)
                group.addAction(named[name])
        for name in ("widths", "bookkeeping", "minimap", "around"):
            named[name].setCheckable(True)
        for part in (
            COLOURINGS,
            ("widths",),
            EDGE_TEXTS,
            ("hide", "bookkeeping", "show all"),
            ("around", "minimap", "open loop", "put back"),
        ):
            self.menu.addActions([named[name] for name in part])
            self.menu.addSeparator()
        graphs = self._window.panel(Graphs)
        for pane in (graphs.before, graphs.after):
            pane.offer(self.menu)
        self._restore()
        self._looks.look_changed.connect(self._refresh)
        self._looks.hiding_changed.connect(self._refresh)
        self._looks.reach_changed.connect(self._refresh)
        self._looks.places_changed.connect(self._refresh)
        self._window.focus.node_changed.connect(self._refresh)
        self._window.focus.reveal_requested.connect(self._tell_where)
        self._refresh()

    def _restore(self) -> None:
        settings = self._window.settings
        colouring, text = str(settings.value(COLOURING, "kind")), str(settings.value(TEXT, "nothing"))
        self._looks.show(
            colouring=colouring if colouring in COLOURINGS else "kind",
            text=text if text in EDGE_TEXTS else "nothing",
            widths=settings.value(WIDTHS, False, type=bool),
            minimap=settings.value(MINIMAP, True, type=bool),
        )

    def _refresh(self, _: object = None) -> None:
        """Ticks, and what can be done now."""
        look, hiding, reach = self._looks.look, self._looks.hiding, self._looks.reach
        ticked: set[str] = {look.colouring, look.text}
        ticked |= {name for name, on in (("widths", look.widths), ("minimap", look.minimap)) if on}
        ticked |= {name for name, on in (("bookkeeping", hiding.bookkeeping), ("around", reach is not None)) if on}
        for name in (*COLOURINGS, *EDGE_TEXTS, "widths", "bookkeeping", "minimap", "around"):
            self._actions[name].setChecked(name in ticked)
        node = self._node()
        can_hide = node is not None and node.kind not in _NO_OPERATION
        self._actions["hide"].setEnabled(can_hide)
        self._actions["hide"].setText(f"Hide All “{node.operation}”" if node and can_hide else "Hide This Operation")
        self._actions["show all"].setEnabled(bool(hiding))
        self._actions["around"].setEnabled(node is not None)
        self._actions["open loop"].setEnabled(node is not None and node.body is not None)
        self._actions["put back"].setEnabled(bool(self._looks.shifts))
        for name in ("farther", "nearer"):
            self._actions[name].setEnabled(reach is not None)

    def _tell_where(self, _: int) -> None:
        """Who looks for a node that is hidden sees nothing of it: they hear why."""
        node = self._node()
        if node is not None and self._looks.hiding.hides(node):
            self._window.status.show_words(f"{node.label} is hidden: Ctrl+Shift+H shows all again")

    def _node(self) -> Node | None:
        graph = self._window.bridge.snapshot.graph
        selected = self._window.focus.node
        return None if graph is None else next((node for node in graph.nodes if node.id == selected), None)

    def _show(self, key: str, name: str, value: object) -> None:
        self._looks.show(**{name: value})
        self._window.settings.setValue(key, value)
        self._refresh()

    # commands: what colours say

    def colour_by_kind(self) -> None:
        """Inputs, elementwise operations, linear algebra, reductions."""
        self._show(COLOURING, "colouring", "kind")

    def colour_by_cost(self) -> None:
        """Floating-point operations at the sizes of the values."""
        self._show(COLOURING, "colouring", "cost")

    def colour_by_time(self) -> None:
        """Seconds, measured."""
        self._show(COLOURING, "colouring", "time")

    def colour_by_bytes(self) -> None:
        """The size of the value in memory."""
        self._show(COLOURING, "colouring", "bytes")

    def colour_by_origin(self) -> None:
        """Written, made by a sweep of a derivative, or by a rewrite."""
        self._show(COLOURING, "colouring", "origin")

    # commands: what edges say

    def toggle_widths(self) -> None:
        """Edges as wide as what flows in them is large, or all alike."""
        self._show(WIDTHS, "widths", not self._looks.look.widths)

    def write_nothing(self) -> None:
        """No words at edges."""
        self._show(TEXT, "text", "nothing")

    def write_shapes(self) -> None:
        """The shape of what flows."""
        self._show(TEXT, "text", "shape")

    def write_dtypes(self) -> None:
        """Real, complex, int or bool."""
        self._show(TEXT, "text", "dtype")

    def write_ranges(self) -> None:
        """The least and the largest number of what flows."""
        self._show(TEXT, "text", "range")

    # commands: what is left out

    def hide_operation(self) -> None:
        """All nodes of the operation of the selected one."""
        node = self._node()
        if node is not None:
            self._looks.hide(node.operation)
            if self._looks.hiding.hides(node):
                self._window.focus.select(None)
            self._window.status.show_words(f"All “{node.operation}” are hidden; Ctrl+Shift+H shows them again")

    def hide_bookkeeping(self) -> None:
        """Constants and operations on shapes, or show them again."""
        self._looks.hide_bookkeeping(not self._looks.hiding.bookkeeping)

    def show_all(self) -> None:
        """Nothing is hidden any more."""
        self._looks.show_all()

    # commands: what is near

    def toggle_around(self) -> None:
        """Dim what is far from the selected node, or nothing."""
        self._looks.look_around(USUAL_REACH if self._looks.reach is None else None)

    def farther(self) -> None:
        """One edge more."""
        self._looks.look_around((self._looks.reach or 0) + 1)

    def nearer(self) -> None:
        """One edge less."""
        self._looks.look_around((self._looks.reach or 2) - 1)

    # commands: where things are

    def open_or_close(self) -> None:
        """The selected loop shows its body, or no longer."""
        node = self._node()
        if node is not None and node.body is not None:
            self._looks.open_or_close(node.id)

    def put_back(self) -> None:
        """The nodes that were moved, where the layout put them."""
        self._looks.put_back()

    def toggle_minimap(self) -> None:
        """The small picture of the whole, where only a part is in sight."""
        self._show(MINIMAP, "minimap", not self._looks.look.minimap)
