"""``python -m benchmarks.fluency``: whether the window keeps up with a hand, in milliseconds.

On a graph of ten thousand nodes: its layout, frames while it is panned and zoomed, and a selection until it is
painted. On a graph of some three hundred: the graph before and after, and a step of the slider. And how late the event
loop answers while a script goes through all panels: a timer is asked for every millisecond, and how much later than
that it comes is the time for which the window was deaf. Everything is painted offscreen, on one core.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.document.document import Derivative, Document
from explorer.document.gallery import gallery
from explorer.ui.panels.formula import Formula
from explorer.ui.panels.graphs import Graphs
from explorer.ui.panels.steps import Steps
from explorer.ui.panels.sweep import PATHS, Sweep
from explorer.ui.pictures import opened, settle, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from explorer.ui.window import Window

LARGE = "x: real\ny = x\nfor i in range(1667):\n    y = sin(y) + x * y\n"  # before and after, 10,002 nodes
MIDDLING = "x: real[n]\nw: real[n]\ny = x\nfor i in range(14):\n    y = tanh(y * w + x)\nf = sum(y)\ng = grad(f, w)\n"
FRAMES = 150
SELECTIONS = 40
SIZE = (1600, 1000)


def main() -> int:
    """Print the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with opened(SIZE) as window:
        window.files.may_leave = lambda: True  # type: ignore[method-assign]  # nobody is there to be asked
        large(window)
        middling(window)
        tour(window)
    return 0


def large(window: Window) -> None:
    """Ten thousand nodes."""
    began = time.perf_counter()
    window.session.new(Document(LARGE))
    while window.bridge.snapshot.graph is None or len(window.bridge.snapshot.graph.nodes) < 10_000:
        QApplication.processEvents()
    tell("10 002 nodes: from the script to the picture", [1000 * (time.perf_counter() - began)])
    wait_for(window)
    tell("  of which layout, as the status bar says", [window.bridge.snapshot.timings.layout])
    canvas = window.panel(Graphs).before.canvas
    views = [window.panel(Graphs).before.canvas.viewport(), window.panel(Graphs).after.canvas.viewport()]

    def paint() -> None:
        for view in views:
            view.repaint()

    for scale in (None, 0.3, 0.7, 1.0):
        canvas.fit()
        if scale is not None:
            graph = window.bridge.snapshot.graph
            assert graph is not None
            window.focus.select(graph.nodes[len(graph.nodes) // 2].id, reveal=True)
            canvas.zoom_to(scale)
        paint()
        name = "all of it" if scale is None else f"{scale:.0%}"
        tell(f"  a frame while panning, {name}, both panes", timed(lambda: pan(canvas.pan, paint), FRAMES))
    canvas.fit()
    tell("  a frame while zooming, both panes", timed(lambda: zoom(canvas.zoom_by, paint), FRAMES))
    graph = window.bridge.snapshot.graph
    assert graph is not None
    canvas.zoom_to(0.7)
    nodes = iter(graph.nodes[:: len(graph.nodes) // (SELECTIONS + 2)])
    tell("  a selection until everything is painted", timed(lambda: select(window, next(nodes).id), SELECTIONS))


def middling(window: Window) -> None:
    """Some three hundred nodes with every step drawn."""
    window.session.new(Document(MIDDLING))
    wait_for(window)
    graph = window.bridge.snapshot.graph
    assert graph is not None
    steps = window.focus.last_frame
    name = f"{len(graph.nodes)} nodes, {steps} steps"
    ends = iter([0, steps] * SELECTIONS)
    tell(f"{name}: before and after, until painted", timed(lambda: walk(window, next(ends)), SELECTIONS))
    places = iter([*range(steps), *range(steps, 0, -1)] * SELECTIONS)
    tell(f"{name}: a step of the slider, until painted", timed(lambda: walk(window, next(places)), SELECTIONS))


def pan(move: Callable[[QPoint], None], paint: Callable[[], None]) -> None:
    """One frame of a drag."""
    move(QPoint(7, 5))
    paint()


def zoom(by: Callable[[float], None], paint: Callable[[], None]) -> None:
    """One frame of a turn of the wheel."""
    by(1.02)
    paint()


def select(window: Window, node: int) -> None:
    """Until everything that shows it is painted."""
    window.focus.select(node)
    QApplication.processEvents()


def walk(window: Window, frame: int) -> None:
    """Until the graphs, the formula and the card are painted."""
    window.panel(Steps).walk.asked.emit(frame)
    QApplication.processEvents()


def tour(window: Window) -> None:
    """All panels, with a person's pauses."""
    late: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max(0.0, 1000 * (now - last) - 1))
        last = now

    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(1)
    timer.timeout.connect(beat)
    timer.start()
    worst: dict[str, float] = {}
    for name, act in acts(window):
        seen = len(late)
        act()
        wait_for(window)
        settle()
        worst[name] = max(late[seen:], default=0.0)
    timer.stop()
    tell(f"event loop through {len(worst)} acts in all panels: late by", late)
    for name, most in sorted(worst.items(), key=lambda item: -item[1])[:6]:
        print(f"    at most {most:6.1f} ms in: {name}")


def acts(window: Window) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a person does."""
    for entry in gallery()[:9]:
        yield f"open {entry.name}", lambda entry=entry: window.session.new(entry.document)
        for name in ("first_step", "next_step", "next_step", "last_step"):
            yield f"{name} of {entry.name}", getattr(window, name)
    for tabs in window.page.tabs:
        for index in range(tabs.bar.count()):
            yield f"tab {tabs.bar.tabText(index)}", lambda tabs=tabs, index=index: tabs.bar.setCurrentIndex(index)
    for notation in range(window.panel(Formula).notation.count()):
        yield f"notation {notation}", lambda number=notation: window.panel(Formula).notation.setCurrentIndex(number)
    yield "Jacobian", lambda: window.session.edit(target="loss", derivative=Derivative("hessian"))
    yield "sweep", lambda: window.session.edit(looking="sweep")
    yield "paths", lambda: window.panel(Sweep).choose(PATHS)
    for at in (0, 3, 6):
        yield f"line {at}", lambda at=at: window.panel(Sweep).go_to(at)
    yield "derivation", lambda: window.session.edit(looking="derivation")
    yield "trees", lambda: window.show_trees(True)
    yield "pictures", lambda: window.show_trees(False)
    yield "dark", window.toggle_theme
    yield "light", window.toggle_theme
    yield "typing", lambda: QTest.keyClicks(window.focusWidget() or window, "x")
    yield "undo", window.undo
    yield "search", window.search


def timed(act: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each of so many."""
    found = []
    for _ in range(count):
        began = time.perf_counter()
        act()
        found.append(1000 * (time.perf_counter() - began))
    return found


def tell(name: str, figures: Sequence[float]) -> None:
    """Median, 99th of a hundred, and most."""
    if len(figures) == 1:
        print(f"{name:<62} {figures[0]:8.1f} ms", flush=True)
        return
    median, high, most = np.percentile(figures, [50, 99, 100])
    print(f"{name:<62} median {median:6.1f}   p99 {high:6.1f}   most {most:6.1f} ms", flush=True)


if __name__ == "__main__":
    sys.exit(main())
