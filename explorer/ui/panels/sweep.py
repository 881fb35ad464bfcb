"""The sweeps: values forward, cotangents back or tangents along, line by line, and the paths of the chain rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from explorer.document.snapshot import Message, SweepView
from explorer.ui.panel import Panel
from explorer.ui.scene.geometry import Geometry
from explorer.ui.scene.sweep_item import SweepItem
from explorer.ui.scene.sweep_state import NOTHING, state_of_lines, state_of_path
from explorer.ui.widgets.buttons import Segments
from explorer.ui.widgets.graph_pane import GraphPane
from explorer.ui.widgets.labels import FittingLabel, label
from explorer.ui.widgets.trace_table import Row, TraceTable
from explorer.ui.widgets.walk_bar import WalkBar
from explorer.ui.words import number, plural, short

if TYPE_CHECKING:
    from explorer.document.snapshot import PathView, Snapshot, TraceLine

REVERSE, FORWARD, PATHS = "Reverse mode", "Forward mode", "Paths"
LEGEND = (("value", "forward"), ("derivative", "reverse"))
EMPTY = "Write an expression in the script, and its sweeps appear here."


class Sweep(Panel):
    """A graph on the left, its trace on the right, and a slider through the lines."""

    title = "Sweep"
    help = (
        "How the derivative is computed, line by line: reverse mode computes all values and then sends cotangents "
        "back over the edges; forward mode computes each tangent beside its value; paths multiply along one way. "
        "What has not been computed yet is shown without a number."
    )
    place = "centre"
    order = 3
    framed = False
    looking = "sweep"

    def build(self) -> None:
        """Graph and trace side by side, the slider and the card of the line below."""
        self._view: SweepView | None = None
        self._at: dict[str, int | None] = {}  # where each mode stands; None: at its end
        self._item = SweepItem(self.theme.colours)
        self.pane = GraphPane(self.theme, self.focus, "Sweep", LEGEND, self._item)
        self.mode = Segments("What is swept", (REVERSE, FORWARD, PATHS))
        self.table = TraceTable(self.theme, "Lines of the sweep")
        self.heading = FittingLabel("", role="caption")
        right = QWidget()
        right.setProperty("role", "plain")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.mode)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.heading)
        self.heading.setContentsMargins(14, 2, 14, 2)
        column.addWidget(self.table, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        for widget, stretch in ((self.pane, 3), (right, 2)):
            self.split.addWidget(widget)
            self.split.setStretchFactor(self.split.count() - 1, stretch)
        right.setMinimumWidth(300)
        self.body.addWidget(self.split, 1)
        below = QVBoxLayout()
        below.setContentsMargins(16, 8, 16, 10)
        below.setSpacing(8)
        self.walk = WalkBar(self.theme, "the sweep")
        below.addWidget(self.walk)
        below.addWidget(self._card())
        self.body.addLayout(below)
        self.walk.asked.connect(self.go_to)
        self.table.asked.connect(self._row_chosen)
        self.mode.chosen.connect(self._mode_chosen)
        self.focus.reveal_requested.connect(self.pane.canvas.reveal)
        self._fill()

    def _card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "rule")
        card.setFixedHeight(38)
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        self.rule = label("", "rulename")
        self.caption = FittingLabel("", role="caption")
        self.result = label("", "heading")
        row.addWidget(self.rule)
        row.addWidget(self.caption, 1)
        row.addWidget(self.result)
        return card

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Other sweeps, or the same with other values: who stood at a line goes on standing there."""
        if new.sweep is old.sweep and old is not new:
            return
        view = new.sweep if isinstance(new.sweep, SweepView) else None
        before, self._view = self._view, view
        same = before is not None and view is not None and before.title == view.title
        if not same:
            self._at = {}
            self.walk.stop()
        if view is None or before is None or view.graph is not before.graph:
            self.pane.set_geometry(None if view is None else Geometry(view.graph), keep=same)
            self.pane.set_frame(0, 0, "", ghosts=False)
        words = "" if view is not None else EMPTY
        if isinstance(new.sweep, Message):
            words = f"{new.sweep.text}: {new.sweep.hint}"
        self.pane.empty.setText(words)
        self.pane.show_statistics(view.graph.statistics[0] if view is not None else None)
        self.pane.remark.say(view.title if view is not None else "")
        self._fill()

    def restyle(self) -> None:
        """The canvas paints by itself."""
        self.pane.canvas.set_colours(self.theme.colours)
        self._stand()

    # walking

    @property
    def at(self) -> int:
        """How many lines have been reached; of paths, which one is shown."""
        at = self._at.get(self.mode.choice)
        return self.last if at is None else min(at, self.last)

    @property
    def last(self) -> int:
        """How many lines, or paths, there are."""
        view = self._view
        if view is None:
            return 0
        return len({REVERSE: view.reverse, FORWARD: view.forward, PATHS: view.paths}[self.mode.choice])

    def go_to(self, at: int) -> None:
        """Stand after this line."""
        self._at[self.mode.choice] = at if at < self.last else None
        self._stand()

    def choose(self, mode: str) -> None:
        """Another mode."""
        self.mode.choose(mode)
        self._mode_chosen()

    def _mode_chosen(self, _: str = "") -> None:
        self.walk.stop()
        self._fill()

    def _row_chosen(self, row: int) -> None:
        view = self._view
        if view is None or row >= self.last:
            return
        self.go_to(row + 1)
        if self.mode.choice != PATHS:
            self.focus.select(self._lines()[row].node)

    def _lines(self) -> tuple[TraceLine, ...]:
        view = self._view
        if view is None:
            return ()
        return view.forward if self.mode.choice == FORWARD else view.reverse

    # what is shown

    def _fill(self) -> None:
        """The lines of the mode."""
        view = self._view
        if view is None:
            self.table.set_rows((), ("", "", ""))
            self.heading.say("")
        elif self.mode.choice == PATHS:
            self.table.set_rows([*map(_path_row, view.paths), *_sum_row(view)], ("Path", "Factors", "Share"))
            shown = "" if view.path_count == len(view.paths) else f", of which {len(view.paths)} are shown"
            self.heading.say(f"{plural(view.path_count, 'path')} from the variable to the result{shown}")
        else:
            self.table.set_rows(list(map(_line_row, self._lines())), ("", "Formula", "Value"))
            start, what = (
                (view.seed, "the reverse sweep starts from")
                if self.mode.choice == REVERSE
                else (view.direction, "along")
            )
            self.heading.say(f"{view.title}, {what} {start}")
        self._stand()

    def _stand(self) -> None:
        view, at, last = self._view, self.at, self.last
        self.walk.stand(at, last)
        if view is None:
            self._item.set_state(NOTHING)
            self._say("", "", "")
            return
        if self.mode.choice == PATHS:
            path = view.paths[at - 1] if at else None
            self._item.set_state(state_of_path(view, path))
            self.table.stand(last + 1, at - 1)
            self._say_path(path)
            return
        lines = self._lines()
        self._item.set_state(state_of_lines(view, lines, at))
        self.table.stand(at, at - 1)
        self._say_line(lines[at - 1] if at else None)

    def _say_line(self, line: TraceLine | None) -> None:
        if line is None:
            self._say("", "Nothing is computed yet: the inputs are known, and that is all.", "")
            return
        rules = {"value": "evaluate", "tangent": "forward through", "cotangent": "back through"}
        name = self._operation(line.via)
        rule = f"{rules[line.part]} {name}" if name else "seed"
        sign = "=" if line.first else "+="
        caption = f"{line.letter} {sign} {line.formula}"
        if not line.first:
            caption += f"   adds {short(line.share)}"
        self._say(rule, caption, short(line.value))

    def _say_path(self, path: PathView | None) -> None:
        if path is None:
            self._say("", "Choose a path: its factors are multiplied along it.", "")
            return
        self._say("chain rule", _product(path), short(path.cotangents[0]))

    def _say(self, rule: str, caption: str, result: str) -> None:
        self.rule.setText(rule)
        self.rule.setVisible(bool(rule))
        self.caption.say(caption)
        self.result.setText(result)
        self.walk.slider.setAccessibleDescription(f"{rule}: {caption} {result}")

    def _operation(self, node: int) -> str:
        view = self._view
        if view is None:
            return ""
        return next((one.operation for one in view.graph.nodes if one.id == node), "")


def _line_row(line: TraceLine) -> Row:
    sign = "=" if line.first else "+="
    tip = f"{line.letter} {sign} {line.formula}"
    return Row(f"{line.letter} {sign}", line.formula, short(line.value), line.part != "value", tip)


def _path_row(path: PathView) -> Row:
    way = " → ".join(path.letters)
    return Row(way, _product(path), short(path.cotangents[0]), derivative=True, tip=f"{way}\n{_product(path)}")


def _sum_row(view: SweepView) -> list[Row]:
    """The derivative, of which the paths are the parts."""
    if view.derivative is None:
        return []
    what = "sum of all paths" if view.path_count > 1 else "the derivative"
    return [Row("", what, short(view.derivative), derivative=True, tip="The cotangent of the variable")]


def _product(path: PathView) -> str:
    """The factors from the result back to the variable; between numbers as numbers."""
    if all(partial is not None for partial in path.partials):
        return " · ".join(_factor(float(partial)) for partial in reversed(path.partials) if partial is not None)
    return ",  ".join(reversed(path.factors))


def _factor(value: float) -> str:
    text = number(value)
    return f"({text})" if value < 0 else text
