"""Everything known about the selected node."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.panel import Panel
from explorer.ui.scene.brushes import brush, pen, symbol_font
from explorer.ui.scene.opened import with_bodies
from explorer.ui.theme.fonts import TextScale, font
from explorer.ui.units import bytes_text, seconds_text
from explorer.ui.widgets.flow import Flow
from explorer.ui.widgets.histogram import Histogram
from explorer.ui.widgets.labels import give_role, label
from explorer.ui.widgets.operation_card import OperationCard
from explorer.ui.widgets.page import Page
from explorer.ui.widgets.tables import Cost, Statistics
from explorer.ui.words import breakable, brief, number, shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from explorer.document.snapshot import CardView, Edge, GraphView, Node, ProfileView, Snapshot, StepView
    from explorer.ui.theme.theme import Theme

MOST_CHIPS = 24
LONGEST_CHIP = 22  # letters, at a text size of 100 %


class Tile(QWidget):
    """The symbol of the node, as in the graph."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedSize(40, 40)
        self._theme = theme
        self.node: Node | None = None
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tinted square with the symbol."""
        del event
        if self.node is None:
            return
        colour = self._theme.colours.of_kind(self.node.kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(colour, 0.14))
        painter.drawRoundedRect(QRectF(self.rect()), 9, 9)
        painter.setPen(pen(colour, 1))
        symbol = self.node.symbol or self.node.label[:1]
        size = min(20, round(symbol_font(symbol).pixelSize() * 1.35))
        painter.setFont(font(size, "words", symbol_font(symbol).weight()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, symbol)


class Inspector(Panel):
    """Type, value, origin, inputs and uses of one node."""

    title = "Inspector"
    help = (
        "All that is known of the selected node: its type, cost and value, the whole expression, where it comes "
        "from and which steps made it, what it is computed from and what uses it, what its operation does and "
        "how that is derived. While nothing is selected: the result, and what all of it costs before and after."
    )
    place = "right"
    order = 0

    def build(self) -> None:
        """A column that scrolls."""
        self._graph: GraphView | None = None
        self._values: dict[int, NDArray[np.generic]] = {}
        self._profile: ProfileView | None = None
        self._touching: dict[int, list[Edge]] | None = None
        self._nodes: dict[int, Node] = {}
        self._cards: dict[str, CardView] = {}
        self._steps: tuple[StepView, ...] = ()
        self.empty = label("Select a node in a graph: what is known about it stands here.", "empty", wrap=True)
        self.empty.setContentsMargins(16, 14, 16, 14)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.content = Page()
        self.content.setProperty("role", "plain")
        column = QVBoxLayout(self.content)
        column.setContentsMargins(16, 14, 12, 14)
        column.setSpacing(10)
        self._fill(column)
        column.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(self.content)
        self.scroll.setAccessibleName("What is known about the selected node")
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.scroll, 1)
        self.focus.node_changed.connect(self._refresh)
        self.focus.frame_changed.connect(self._refresh)
        self._refresh()

    def _fill(self, column: QVBoxLayout) -> None:
        """The sections, from above."""
        column.addLayout(self._heading())
        column.addLayout(self._facts())
        self._cost_part = self._section(column, "COST OF ALL")
        self.cost = Cost()
        self._cost_part.addWidget(self.cost)
        self._value_part = self._section(column, "VALUE")
        self.value = label("", "mono", wrap=True)
        self.histogram = Histogram(self.theme, "histogram")
        self.range = Statistics()
        for widget in (self.value, self.histogram, self.range):
            self._value_part.addWidget(widget)
        expression_part = self._section(column, "EXPRESSION")
        self.expression = label("", "mono", wrap=True)
        self.expression.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        expression_part.addWidget(self.expression)
        self._origin_part = self._section(column, "WHERE IT COMES FROM")
        self.origin = label("", "caption", wrap=True)
        self._origin_part.addWidget(self.origin)
        self._steps_box = QWidget()
        self.steps = Flow(self._steps_box)
        self._origin_part.addWidget(self._steps_box)
        inputs_part = self._section(column, "INPUTS")
        self._inputs_box = QWidget()
        self.inputs = Flow(self._inputs_box)
        inputs_part.addWidget(self._inputs_box)
        uses_part = self._section(column, "USES")
        self._uses_box = QWidget()
        self.uses = Flow(self._uses_box)
        uses_part.addWidget(self._uses_box)
        self._card_part = self._section(column, "OPERATION")
        self.card = OperationCard(self.theme)
        self._card_part.addWidget(self.card)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.tile = Tile(self.theme)
        self.name = label("", "document", wrap=True)
        self.kind = label("", "caption", wrap=True)
        self.mark = label("", "good")
        words = QGridLayout()
        words.setVerticalSpacing(2)
        words.addWidget(self.name, 0, 0)
        words.addWidget(self.mark, 0, 1, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self.kind, 1, 0, 1, 2)
        words.setColumnStretch(0, 1)
        row.addWidget(self.tile, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _facts(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(5)
        self.type = label("", "mono", wrap=True)
        self.operation = label("", "mono", wrap=True)
        self.flops = label("", "mono", wrap=True)
        self._flops_caption = label("Flops", "caption")
        self._flops_caption.setToolTip("Operations on numbers, of this node alone")
        self.bytes = label("", "mono")
        self._bytes_caption = label("Memory", "caption")
        self._bytes_caption.setToolTip("The bytes of its value")
        self.seconds = label("", "mono")
        self._seconds_caption = label("Time", "caption")
        self._seconds_caption.setToolTip("Measured, run alone on the values it has here")
        self.script_line = label("", "mono")
        self._line_caption = label("Script", "caption")
        form.addRow(label("Type", "caption"), self.type)
        form.addRow(label("Operation", "caption"), self.operation)
        form.addRow(self._flops_caption, self.flops)
        form.addRow(self._bytes_caption, self.bytes)
        form.addRow(self._seconds_caption, self.seconds)
        form.addRow(self._line_caption, self.script_line)
        return form

    @staticmethod
    def _section(column: QVBoxLayout, title: str) -> QVBoxLayout:
        box = QWidget()
        part = QVBoxLayout(box)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(6)
        hair = QFrame()
        hair.setProperty("role", "hair")
        hair.setFixedHeight(1)
        part.addWidget(hair)
        part.addWidget(label(title, "section"))
        column.addWidget(box)
        return part

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Another graph, or its values have come."""
        names = ("graph", "values", "profile", "cards", "steps")
        if all(getattr(new, name) is getattr(old, name) for name in names) and old is not new:
            return
        if new.graph is not old.graph or old is new:
            self._graph = None if new.graph is None else with_bodies(new.graph)
            self._touching = None
        self._nodes = {} if self._graph is None else {node.id: node for node in self._graph.nodes}
        self._cards = {card.name: card for card in new.cards or ()}
        self._steps = new.steps or ()
        self._profile = new.profile
        self._values = new.values.values if new.values is not None else {}
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        node = self._shown()
        self.empty.setVisible(node is None)
        self.scroll.setVisible(node is not None)
        if node is None:
            return
        self.tile.node = node
        self.tile.update()
        self.name.setText(breakable(node.name or node.label))
        self.kind.setText(node.kind if node.kind == "input" else f"{node.kind} · {node.sweep} sweep")
        self._show_mark(node)
        self.type.setText(breakable(node.type))
        self.operation.setText(breakable(node.operation or "variable"))
        self._show_costs(node)
        self.script_line.setText(f"line {node.span.line}" if node.span is not None else "")
        for widget in (self.script_line, self._line_caption):
            widget.setVisible(node.span is not None)
        self.expression.setText(breakable(node.expression or node.label))
        self.origin.setText(breakable("\n".join(node.origin)))
        self._show_steps(node)
        card = self._cards.get(node.card)
        self.card.show_card(card)
        _visible(self._card_part, shown=card is not None)
        self._show_value(self._values.get(node.id))
        self._show_chips(node)

    def _shown(self) -> Node | None:
        """The selected node; while none is, the result, which is what everybody came for."""
        if self.focus.node is not None:
            self.remark.setText("")
            return self._nodes.get(self.focus.node)
        results = [node for node in self._nodes.values() if node.output and _present(node, self.focus.drawn_frame)]
        self.remark.setText("the result" if results else "")
        return results[0] if results else None

    def _show_costs(self, node: Node) -> None:
        """What the node costs; and, while none is selected, all of them."""
        profile = self._profile
        flops = None if profile is None else profile.flops.get(node.id)
        at_sizes = "" if flops is None or node.flops == f"{flops:,}" else f" = {flops:,}"
        self.flops.setText(f"{node.flops}{at_sizes}")
        size = None if profile is None else profile.bytes.get(node.id)
        self.bytes.setText("" if size is None else bytes_text(size))
        seconds = None if profile is None else profile.seconds.get(node.id)
        self.seconds.setText("" if seconds is None else seconds_text(seconds))
        for caption, widget in (
            (self._flops_caption, self.flops),
            (self._bytes_caption, self.bytes),
            (self._seconds_caption, self.seconds),
        ):
            for one in (caption, widget):
                one.setVisible(bool(widget.text()))
        alone = self.focus.node is None and self._graph is not None
        _visible(self._cost_part, shown=alone)
        if self._graph is not None and alone:
            self.cost.show_cost(self._graph.statistics[0], self._graph.statistics[-1], profile)

    def _show_steps(self, node: Node) -> None:
        """Where it comes from, and the steps that made it or took it away."""
        self.steps.clear()
        for step in self._steps:
            if node.id in (step.became, step.at):
                words = f"step {step.index}: {step.rule}"
                chip = QPushButton(_short(words))
                chip.setProperty("role", "chip")
                chip.setAccessibleName(f"Go to step {step.index}: {step.rule}")
                did = "Made" if step.became == node.id else "Replaced"
                chip.setToolTip("\n".join(filter(None, (f"{did} by {words}", step.caption))))
                chip.clicked.connect(partial(self._go_to_step, step.index))
                self.steps.addWidget(chip)
        self._steps_box.setVisible(bool(self.steps.count()))
        self._steps_box.updateGeometry()
        _visible(self._origin_part, shown=bool(node.origin) or bool(self.steps.count()))

    def _go_to_step(self, index: int, _: bool = False) -> None:
        self.focus.go_to(index)

    def _show_mark(self, node: Node) -> None:
        before, after = _present(node, 0), _present(node, self.focus.drawn_frame)
        words = "added" if after and not before else "removed" if before and not after else ""
        if not before and not after:
            words = "between"
        self.mark.setText(words)
        self.mark.setVisible(bool(words))
        give_role(self.mark, "role", {"added": "good", "removed": "bad"}.get(words, "chip"))

    def _show_value(self, value: NDArray[np.generic] | None) -> None:
        _visible(self._value_part, shown=value is not None)
        if value is None:
            return
        self.value.setText(brief(value, 8) if value.size <= 8 else f"{shape(value.shape)} values")
        self.histogram.setVisible(value.size > 8)
        self.histogram.show_values(value)
        self.range.setVisible(value.size > 8)
        if value.size > 8:
            self.range.show_values(value)

    def _show_chips(self, node: Node) -> None:
        frames = {0, self.focus.drawn_frame}
        near = [e for e in self._edges_of(node.id) if any(a <= f <= b for f in frames for a, b in e.frames)]
        inputs = dict.fromkeys(edge.source for edge in near if edge.target == node.id)
        uses = dict.fromkeys(edge.target for edge in near if edge.source == node.id)
        for flow, box, ids in ((self.inputs, self._inputs_box, inputs), (self.uses, self._uses_box, uses)):
            flow.clear()
            chosen = [self._nodes[one] for one in ids if one in self._nodes]
            for other in chosen[:MOST_CHIPS]:
                flow.addWidget(self._chip(other))
            if not chosen:
                flow.addWidget(label("none", "caption"))
            elif len(chosen) > MOST_CHIPS:
                flow.addWidget(label(f"and {number(len(chosen) - MOST_CHIPS)} more", "caption"))
            box.updateGeometry()

    def _edges_of(self, node: int) -> list[Edge]:
        """The edges that begin or end at a node, found once for a graph."""
        if self._touching is None:
            self._touching = {}
            for edge in self._graph.edges if self._graph is not None else ():
                for end in {edge.source, edge.target}:
                    self._touching.setdefault(end, []).append(edge)
        return self._touching.get(node, [])

    def _chip(self, other: Node) -> QPushButton:
        words = other.name or other.label
        chip = QPushButton(_short(words))
        chip.setProperty("role", "chip")
        chip.setAccessibleName(f"Go to {words}")
        chip.setToolTip(other.expression or words)
        chip.clicked.connect(partial(self._go, other.id))
        return chip

    def _go(self, node: int, _: bool = False) -> None:
        self.focus.select(node, reveal=True)


def _short(words: str) -> str:
    """As much as a chip has room for."""
    room = round(LONGEST_CHIP / TextScale.factor)
    return words if len(words) <= room else words[: room - 1] + "…"


def _present(node: Node, frame: int) -> bool:
    return any(first <= frame <= last for first, last in node.frames)


def _visible(part: QVBoxLayout, *, shown: bool) -> None:
    box = part.parentWidget()
    if box is not None:
        box.setVisible(shown)
