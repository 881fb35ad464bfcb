"""The results of a batch as a plot: lines, points or a histogram, pooled where there are more points than pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.ui.theme.fonts import font
from explorer.ui.words import number as tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.document.batch_results import Results
    from explorer.ui.theme.theme import Theme

Kind = Literal["Line", "Points", "Histogram"]
CELL = 3  # pixels: of the points that fall into one cell of this size, one is drawn
MANY = 20_000  # points, from which they are pooled
BINS = 60
FEW = 8  # lines of a family that are told apart by their colours
KEY, LETTER = 56, 6.5  # pixels of the sign in it, and of a letter
ENTRY = 19  # pixels of a line in the legend
LONG = 0.5  # of the rows have a neighbour on their line, or it is no family of lines
THICK = 6000  # points, up to which lines are thicker than a hair


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen."""

    x: int
    ys: tuple[int, ...]
    kind: Kind


class ResultsPlot(QWidget):
    """A plot that is made when there is something to plot: its library takes a third of a second to load."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[Results, Picture] | None = None
        self._plot: Any = None
        self.drawn = 0  # points, of all series
        self.setAccessibleName("Plot of the results")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme.changed.connect(self._redraw)

    def show_picture(self, results: Results | None, picture: Picture | None) -> None:
        """Another plot, or none."""
        self._shown = None if results is None or picture is None else (results, picture)
        self._redraw()

    def _redraw(self) -> None:
        if self._shown is None:
            if self._plot is not None:
                self._plot.clear()
            return
        results, picture = self._shown
        plot = self._canvas()
        self._dress(plot)
        plot.clear()
        usable = np.flatnonzero(results.usable())
        names = [results.columns[at].name for at in picture.ys]
        self.drawn = 0
        if picture.kind == "Histogram":
            self._histograms(plot, [_real(results.values(at)[usable]) for at in picture.ys], names)
        else:
            draw = self._lines if picture.kind == "Line" else self._points
            draw(plot, results, picture, usable)
        legend = plot.getPlotItem().legend
        legend.setVisible(1 < len(legend.items) <= (self.height() - 40) // ENTRY)
        plot.autoRange()
        if legend.isVisible():  # beside the lines, not before them
            wide = KEY + LETTER * max(len(entry.text) for _, entry in legend.items)
            (first, last), _ = plot.viewRange()
            plot.setXRange(first, last + (last - first) * wide / max(wide, self.width() - wide), padding=0)
        self.setAccessibleDescription(f"{picture.kind} of {', '.join(names)}, {self.drawn} points")

    def _canvas(self) -> Any:
        if self._plot is None:
            import pyqtgraph  # noqa: PLC0415  # slow to import; most windows show no plot

            plot = self._plot = pyqtgraph.PlotWidget()
            plot.setMenuEnabled(False)
            plot.hideButtons()
            plot.setFrameShape(plot.Shape.NoFrame)
            plot.setAccessibleName("Plot of the results")
            plot.addLegend(offset=(-12, 8))
            plot.showGrid(x=True, y=True, alpha=0.12)
            self._column.addWidget(plot)
        return self._plot

    def _dress(self, plot: Any) -> None:
        colours = self._theme.colours
        plot.setBackground(colours.panel)
        item = plot.getPlotItem()
        ground = QColor(colours.panel)
        ground.setAlphaF(0.85)
        item.legend.setBrush(ground)
        item.legend.setLabelTextColor(colours.text)
        item.legend.setLabelTextSize("11px")
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(colours.line_strong)
            axis.setTextPen(colours.muted)
            axis.setTickFont(font(11))
            axis.enableAutoSIPrefix(False)

    def _colour(self, at: int) -> str:
        colours = self._theme.colours
        wheel = (colours.accent, colours.reverse, colours.elementwise, colours.reduction, colours.input)
        return wheel[at % len(wheel)]

    def _lines(self, plot: Any, results: Results, picture: Picture, usable: np.ndarray) -> None:
        """Along x; where other inputs vary too, a line for each of their combinations."""
        x = _real(results.values(picture.x)[usable])
        others = [at for at, column in enumerate(results.columns) if column.given and at != picture.x]
        if not results.columns[picture.x].given:
            others = []
        order, joined = _along(x, [_real(results.values(at)[usable]) for at in others])
        if len(others) == 1 and len(picture.ys) == 1 and not joined.all():
            ends = [*(np.flatnonzero(~joined) + 1), len(order)]
            if len(ends) <= FEW:
                self._family(plot, results, (picture.x, picture.ys[0], others[0]), usable[order], ends)
                return
        for number, at in enumerate(picture.ys):
            y = _real(results.values(at)[usable])[order]
            whole = bool(joined.all())
            curve = plot.plot(
                x[order],
                y,
                pen={"color": self._colour(number), "width": 1 if len(y) > THICK else 2 if whole else 1.5},
                name=results.columns[at].name,
                connect="finite" if whole else np.append(joined, [False]),
                antialias=len(y) <= MANY,
            )
            if whole:
                curve.setDownsampling(auto=True, method="peak")
                curve.setClipToView(True)
            self.drawn += len(y)

    def _family(
        self, plot: Any, results: Results, columns: tuple[int, int, int], rows: np.ndarray, ends: Sequence[int]
    ) -> None:
        """A line for each value of one other input, each in a colour of its own."""
        x, y, other = (_real(results.values(at)[rows]) for at in columns)
        name = results.columns[columns[2]].name
        start = 0
        for number, end in enumerate(ends):
            colour = self._between(number / max(1, len(ends) - 1))
            pen = {"color": colour, "width": 1 if len(x) > THICK else 2}
            words = f"{name} = {tell(other[start], 3)}"
            plot.plot(x[start:end], y[start:end], pen=pen, name=words, connect="finite", antialias=len(x) <= MANY)
            start = end
        self.drawn += len(x)

    def _between(self, share: float) -> QColor:
        """From the first colour to the second."""
        one, other = QColor(self._colour(0)), QColor(self._colour(1))
        pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
        return QColor(*(round(a + (b - a) * share) for a, b in pairs))

    def _points(self, plot: Any, results: Results, picture: Picture, usable: np.ndarray) -> None:
        x = _real(results.values(picture.x)[usable])
        for number, at in enumerate(picture.ys):
            y = _real(results.values(at)[usable])
            some = pooled(x, y, max(40, self.width() // CELL), max(30, self.height() // CELL))
            colour = QColor(self._colour(number))
            colour.setAlphaF(0.75 if len(some) < MANY else 0.5)
            plot.plot(
                x[some],
                y[some],
                pen=None,
                symbol="o",
                symbolSize=6 if len(some) < 300 else 4,
                symbolPen=None,
                symbolBrush=colour,
                name=results.columns[at].name,
            )
            self.drawn += len(some)

    def _histograms(self, plot: Any, series: Sequence[np.ndarray], names: Sequence[str]) -> None:
        finite = [values[np.isfinite(values)] for values in series]
        whole = np.concatenate(finite)
        if not whole.size:
            return
        bins = int(np.clip(np.sqrt(max(len(one) for one in finite)), 5, BINS))
        edges = np.histogram_bin_edges(whole, bins)
        for number, (values, name) in enumerate(zip(finite, names, strict=True)):
            heights, _ = np.histogram(values, edges)
            colour = QColor(self._colour(number))
            soft = QColor(colour)
            soft.setAlphaF(0.35)
            plot.plot(edges, heights, stepMode="center", fillLevel=0, brush=soft, pen=colour, name=name, antialias=True)
            self.drawn += len(values)


def _along(x: np.ndarray, others: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The order in which rows lie along x, and for each whether it is joined to the next one."""
    if not others and bool((x[1:] >= x[:-1]).all()):
        return np.arange(len(x)), np.ones(max(0, len(x) - 1), dtype=bool)
    order = np.lexsort((x, *others))
    joined = np.ones(max(0, len(order) - 1), dtype=bool)
    for other in others:
        joined &= other[order][1:] == other[order][:-1]
    if np.count_nonzero(joined) < len(joined) * LONG:  # inputs that are random: no two rows are of one line
        order, joined = np.argsort(x, kind="stable"), np.ones_like(joined)
    return order, joined


def pooled(x: np.ndarray, y: np.ndarray, across: int, down: int) -> np.ndarray:
    """Which points to draw: all where they are few, else one in each cell of a grid over them."""
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if len(finite) <= MANY:
        return finite
    columns = _cells(x[finite], across)
    rows = _cells(y[finite], down)
    standing = np.full(across * down, -1)  # for each cell the point that stands for it
    standing[columns * down + rows] = finite
    return standing[standing >= 0]


def _cells(values: np.ndarray, count: int) -> np.ndarray:
    least, most = values.min(), values.max()
    scaled = (values - least) / (most - least) if most > least else np.zeros(len(values))
    return np.minimum((scaled * count).astype(np.int64), count - 1)


def _real(values: np.ndarray) -> np.ndarray:
    """As numbers on an axis: complex ones by their magnitude."""
    return np.abs(values) if values.dtype.kind == "c" else values.astype(np.float64)


def usual(results: Results, *, along: bool) -> Picture:
    """The plot that most people want first: the first output over the first input; ``along``: joined by lines."""
    outputs = [at for at, column in enumerate(results.columns) if not column.given]
    varies = len(results.columns) - len(outputs)
    first = [at for at in outputs if results.columns[at].stack == results.columns[outputs[0]].stack] if outputs else []
    ys = tuple(first[:3])
    if not varies:
        return Picture(0, ys, "Histogram")
    return Picture(0, ys, "Line" if along else "Points")
