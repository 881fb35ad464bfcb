"""Short tours through the window: what each stop points at, what it says, and what it brings about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.ui.panels.code import Code
from explorer.ui.panels.formula import Formula
from explorer.ui.panels.graphs import Graphs
from explorer.ui.panels.inspector import Inspector
from explorer.ui.panels.script import Script
from explorer.ui.panels.steps import Steps
from explorer.ui.panels.sweep import PATHS, REVERSE, Sweep
from explorer.ui.panels.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from explorer.ui.window import Window


def _nothing(_: Window) -> None:
    """Some stops only point."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a tour."""

    words: str
    at: Callable[[Window], QWidget]
    begin: Callable[[Window], object] = _nothing


@dataclass(frozen=True, slots=True)
class Tour:
    """A tour on an example of the gallery."""

    name: str
    example: str
    stops: tuple[Stop, ...]


def _formula(window: Window) -> QWidget:
    panel = window.panel(Formula)
    window.page.open(panel)
    return panel.widget


def _code(window: Window) -> QWidget:
    panel = window.panel(Code)
    window.page.open(panel)
    return panel.widget


def _select_result(window: Window) -> None:
    graph = window.bridge.snapshot.graph
    if graph is not None:
        last = graph.frames - 1
        shown = [node for node in graph.nodes if node.output and any(a <= last <= b for a, b in node.frames)]
        if shown:
            window.focus.select(shown[0].id)


READING = Tour(
    "Read a Derivative",
    "8",
    (
        Stop(
            "The script says what is computed. X has n rows and d columns; the loss is that of a logistic regression, "
            "and its last line asks for the gradient. Everything else in the window follows from here.",
            lambda window: window.panel(Script).widget,
        ),
        Stop(
            "Here you choose what to look at: any expression of the script, and which derivative of it. "
            "Without a choice it is the last derivative in the script.",
            lambda window: window.panel(Target).widget,
        ),
        Stop(
            "Left is the derivative as the chain rule leaves it: grey runs the loss down, orange comes back up with "
            "the derivative. Red is what will be simplified away.",
            lambda window: window.panel(Graphs).before,
            lambda window: window.panel(Steps).walk.go_first(),
        ),
        Stop(
            "One step on: the card names the rule, and on the right is the graph after it. Drag the slider, or press "
            "Alt+Right, until nothing can be simplified any more.",
            lambda window: window.panel(Steps).widget,
            lambda window: window.panel(Steps).walk.go_on(),
        ),
        Stop(
            "The result: a sigmoid, a product, a mean. Nodes that were there before stand where they stood.",
            lambda window: window.panel(Graphs).after,
            lambda window: window.panel(Steps).walk.go_last(),
        ),
        Stop(
            "And as a formula, as one would write it by hand, before, after, or at any step. Copy it as LaTeX.",
            _formula,
        ),
        Stop(
            "At the foot stands whether it is right: the derivative is compared with finite differences each time.",
            lambda window: window.status,
        ),
    ),
)
ORIGIN = Tour(
    "Where a Node Comes From",
    "9",
    (
        Stop(
            "A click on a node selects it, here and in every other view. This one is the result.",
            lambda window: window.panel(Graphs).after,
            _select_result,
        ),
        Stop(
            "The inspector says all that is known of it: type, value, and where it comes from: the rules that rewrote "
            "it, the operation whose derivative it is, and the line of the script.",
            lambda window: window.panel(Inspector).widget,
        ),
        Stop(
            "In the script, the text that it comes from is marked.",
            lambda window: window.panel(Script).widget,
        ),
        Stop(
            "And in the code that runs, the line that computes it. Ctrl+F finds nodes by what they are called, "
            "and Ctrl+[ goes back to where you looked before.",
            _code,
        ),
    ),
)
LINES = Tour(
    "Line by Line",
    "8",
    (
        Stop(
            "How is a derivative computed? “Sweep” shows it line by line.",
            lambda window: window.panel(Target).looks,
            lambda window: window.session.edit(looking="sweep"),
        ),
        Stop(
            "First every letter gets its value, then the cotangents come back, v̄ for v: each line says what is sent "
            "over one edge. Click a line, or go with the arrow keys.",
            lambda window: window.panel(Sweep).table,
            lambda window: window.panel(Sweep).choose(REVERSE),
        ),
        Stop(
            "The graph shows as much as has been computed so far: values in the boxes, cotangents below them. "
            "What is still to come is faint, and has no number.",
            lambda window: window.panel(Sweep).pane,
            lambda window: window.panel(Sweep).go_to(window.panel(Sweep).last - 4),
        ),
        Stop(
            "Play it, or drag the slider.",
            lambda window: window.panel(Sweep).walk,
        ),
        Stop(
            "Forward mode carries tangents along instead; and “Paths” multiplies along each way from the variable to "
            "the result. Their sum is the derivative.",
            lambda window: window.panel(Sweep).mode,
            lambda window: window.panel(Sweep).choose(PATHS),
        ),
    ),
)
TOURS = (READING, ORIGIN, LINES)
