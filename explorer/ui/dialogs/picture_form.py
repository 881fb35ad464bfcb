"""The part and the size of a picture that is exported; the size that it gets is told before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QPushButton, QSpinBox, QWidget

from explorer.document.picture_size import LEAST_DPI, MOST_DPI, USUAL_DPI, Measure, TooLargeError, size_of
from explorer.ui.looks import MOST_EDGES
from explorer.ui.measuring import Measuring
from explorer.ui.panels.graphs import Graphs
from explorer.ui.sight import nodes_in_sight
from explorer.ui.widgets.buttons import Combo
from explorer.ui.widgets.labels import give_role, label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFormLayout

    from explorer.ui.window import Window

ALL, AROUND, SIGHT = "all", "around", "sight"
AS_DRAWN, WIDEST = 0.4, 500.0  # centimetres; the least means "as drawn"
_PAUSE = 250  # milliseconds after the last change until the picture is measured


class PictureForm(QObject):
    """Rows of a form; who owns it says which view and which format, and hears whether that can be written."""

    ready_changed = Signal(bool)

    def __init__(self, window: Window, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = window
        self._form = form
        self._view, self._format = "", ""
        self._natural: tuple[float, float] | None = None
        self._asked: tuple[str, ...] = ()
        self.ready = True
        self._seen: frozenset[int] = frozenset()  # the nodes in sight
        self._picture = False  # whether the format is one of pictures
        self._less = 0  # the resolution that would fit
        self._make_fields()
        self._measuring = Measuring(self)
        self._measuring.measured.connect(self._measured)
        self._measuring.failed.connect(self._failed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._measure)
        self.part.currentIndexChanged.connect(self._part_chosen)
        self.reach.valueChanged.connect(self._changed)
        self.width.valueChanged.connect(self._tell)
        self.dpi.valueChanged.connect(self._tell)
        self.less.clicked.connect(self._take_less)

    def _make_fields(self) -> None:
        window, form = self._window, self._form
        self.part = Combo(window.theme, "Part of the graph")
        self.reach = QSpinBox()
        self.reach.setRange(1, MOST_EDGES)
        self.reach.setValue(window.looks.reach or 2)
        self.reach.setSuffix(" edges")
        self.reach.setAccessibleName("Edges from the selected node")
        self.part_row = _row(self.part, self.reach)
        self.width = QDoubleSpinBox()
        self.width.setRange(AS_DRAWN, WIDEST)
        self.width.setDecimals(1)
        self.width.setSpecialValueText("as drawn")
        self.width.setSuffix(" cm")
        self.width.setAccessibleName("Width on paper")
        self.width.setMinimumWidth(100)
        self.dpi = QSpinBox()
        self.dpi.setRange(LEAST_DPI - 1, MOST_DPI)
        self.dpi.setSpecialValueText(f"{USUAL_DPI} dpi, if it fits")
        self.dpi.setSuffix(" dpi")
        self.dpi.setSingleStep(24)
        self.dpi.setAccessibleName("Resolution")
        self.dpi.setMinimumWidth(150)
        for field in (self.reach, self.width, self.dpi):
            field.lineEdit().setTextMargins(6, 0, 0, 0)  # as far from the border as in the fields above
        self.told = label("", "caption", wrap=True)
        self.told.setAccessibleName("Size of the picture")
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing() + 2)
        self.less = QPushButton()
        self.less.setAutoDefault(False)
        self.less.hide()
        self.size_row = _row(self.width, self.dpi, self.less)
        self.told_row = _row(self.told, first=1)
        form.addRow("Part", self.part_row)
        form.addRow("Size", self.size_row)
        form.addRow("", self.told_row)

    # what it is about

    def show_for(self, view: str, format: str, *, picture: bool) -> None:
        """Another view, or another format of it."""
        graph = view.startswith("graph")
        if view != self._view:
            self._offer_parts(view)
        self._view, self._format = view, format
        self._form.setRowVisible(self.part_row, graph)
        for row in (self.size_row, self.told_row):
            self._form.setRowVisible(row, picture)
        self.dpi.setVisible(format == "png")
        self._picture = picture
        if picture:
            self._changed()
        else:
            self._measuring.stop()
            self._pause.stop()
            self._say("", ready=True)

    def options(self) -> list[str]:
        """Those of the command line."""
        found = self._part_options()
        if self._picture:
            measure = self.measure
            found += ["--width", f"{measure.width:g}"] if measure.width is not None else []
            found += ["--dpi", str(measure.dpi)] if measure.dpi is not None else []
        return found

    @property
    def measure(self) -> Measure:
        """What is asked for."""
        dpi = self.dpi.value() if self._format == "png" and self.dpi.value() >= LEAST_DPI else None
        return Measure(dpi, round(self.width.value(), 1) if self.width.value() > AS_DRAWN else None)

    def stop(self) -> None:
        """The dialog closes."""
        self._pause.stop()
        self._measuring.stop()

    # the part

    def _offer_parts(self, view: str) -> None:
        self.part.blockSignals(True)
        self.part.clear()
        self.part.addItem("All of the graph", ALL)
        node = self._selected(view)
        if node is not None:
            self.part.addItem(f"Neighbourhood of {node[1]}", AROUND)
        self._seen = self._in_sight(view)
        if self._seen:
            self.part.addItem(f"What is in sight ({len(self._seen)} nodes)", SIGHT)
        self.part.blockSignals(False)
        self.reach.setVisible(self.part.currentData() == AROUND)

    def _selected(self, view: str) -> tuple[int, str] | None:
        """The node that is selected, if it is in this graph."""
        graph = self._window.bridge.snapshot.graph
        if graph is None or not view.startswith("graph"):
            return None
        frame = 0 if view == "graph-before" else graph.frames - 1
        for node in graph.nodes:
            if node.id == self._window.focus.node and any(first <= frame <= last for first, last in node.frames):
                return node.id, node.name or node.label
        return None

    def _in_sight(self, view: str) -> frozenset[int]:
        graph = self._window.bridge.snapshot.graph
        if graph is None or not view.startswith("graph"):
            return frozenset()
        panes = self._window.panel(Graphs)
        pane = panes.before if view == "graph-before" else panes.after
        frame = 0 if view == "graph-before" else graph.frames - 1
        there = {n.id for n in graph.nodes if any(first <= frame <= last for first, last in n.frames)}
        return nodes_in_sight(pane.canvas) & there

    def _part_options(self) -> list[str]:
        which = self.part.currentData() if self._view.startswith("graph") else ALL
        if which == AROUND:
            return ["--around", str(self._window.focus.node), "--reach", str(self.reach.value())]
        if which == SIGHT:
            return ["--nodes", ",".join(map(str, sorted(self._seen)))]
        return []

    def _part_chosen(self) -> None:
        self.reach.setVisible(self.part.currentData() == AROUND)
        self._changed()

    # the size

    def _changed(self) -> None:
        """Measure again where another picture is meant."""
        asked = (self._view, *self._part_options())
        if not self._picture:
            return
        if asked == self._asked:
            self._tell()
            return
        self._asked = asked
        self._natural = None
        self._say("Measuring…", ready=True)
        self._pause.start()

    def _measure(self) -> None:
        self._measuring.begin(self._window.session.document, self._view, self._part_options())

    def _measured(self, width: float, height: float) -> None:
        self._natural = width, height
        self._tell()

    def _failed(self, words: str) -> None:
        self._asked = ()
        self._say(f"{words[:1].upper()}{words[1:]}", ready=False, wrong=True)

    def _tell(self) -> None:
        """The size, or why there is none."""
        if self._natural is None or not self._picture:
            return
        try:
            size = size_of(*self._natural, self._format, self.measure)
        except TooLargeError as error:
            self._say(f"{str(error)[:1].upper()}{str(error)[1:]}.", ready=False, wrong=True, dpi=error.dpi)
            return
        wide, high = size.pixels
        pixels = f"{wide:,} × {high:,} pixels at {size.dpi} dpi, " if self._format == "png" else ""
        note = f". {size.note[:1].upper()}{size.note[1:]}." if size.note else ""
        self._say(f"{pixels}{size.words}{note}", ready=True)

    def _say(self, words: str, *, ready: bool, wrong: bool = False, dpi: int = 0) -> None:
        self.told.setText(words)
        give_role(self.told, "role", "fault" if wrong else "caption")
        self.less.setVisible(dpi > 0)
        self.less.setText(f"Use {dpi} dpi")
        self._less = dpi
        if ready != self.ready:
            self.ready = ready
            self.ready_changed.emit(ready)

    def _take_less(self) -> None:
        self.dpi.setValue(self._less)


def _row(*widgets: QWidget, first: int = 0) -> QWidget:
    row = QWidget()
    row.setProperty("role", "plain")
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    for at, widget in enumerate(widgets):
        line.addWidget(widget, first if at == 0 else 0)
    if not first:
        line.addStretch(1)
    return row
