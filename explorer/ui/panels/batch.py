"""The same expressions for many inputs: what varies, the run, the table and the plot of what came out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.document.snapshot import Message
from explorer.ui.batch_runs import BatchRuns
from explorer.ui.panel import Panel
from explorer.ui.widgets.batch_form import BatchForm
from explorer.ui.widgets.buttons import Combo, Segments
from explorer.ui.widgets.labels import FittingLabel, give_role, label
from explorer.ui.widgets.results_plot import Picture, ResultsPlot, usual
from explorer.ui.widgets.results_table import ResultsTable
from explorer.ui.words import plural

if TYPE_CHECKING:
    from explorer.document.batch_choice import BatchChoice
    from explorer.document.batch_results import Results
    from explorer.document.document import Document
    from explorer.document.snapshot import Snapshot

INPUTS, TABLE, PLOT = VIEWS = ("Inputs", "Table", "Plot")
KINDS = ("Line", "Points", "Histogram")
EMPTY = "A batch computes expressions of the script for many inputs at once. Write a script with a variable first."
NOTHING = "Nothing has been computed yet. Choose what varies under Inputs, and run."
FILES = "Arrays (*.npz);;One array (*.npy);;Table (*.csv);;Folder of arrays (*)"
LONGEST = 100  # characters of what is wrong with a row; the whole stands in the tooltip
WIDEST = 18  # characters on the button of columns
TOLD = 20  # failures in the menu
MOST_SERIES = 12
HELP = (
    "Batch computes expressions of the script in many rows. Under Inputs choose which expressions, and what is another "
    "number in each row: along a grid, at random, as a Latin hypercube, or from a file. Everything else has its value "
    "from the panel Values. Run computes in a process of its own; a run that was cancelled can be resumed. "
    "Ctrl+R runs, Ctrl+C in the table copies what is selected."
)


class Batch(Panel):
    """A strip with what can be done, and below it what was chosen or what came of it."""

    title = "Batch"
    help = HELP
    place = "bottom right"
    order = 3
    framed = False

    told = Signal(object)  # a Message for the status bar
    working = Signal(str)  # how far a run is; "" while there is none

    def build(self) -> None:
        """Strip, then pages."""
        self.runs = BatchRuns(self)
        self._script_there = False
        self._picture: Picture | None = None
        self._design = ""  # of what is plotted
        self.form = BatchForm(self.theme)
        self.form.chosen.connect(self._chosen)
        self.table = ResultsTable(self.theme)
        self.plot = ResultsPlot(self.theme)
        self.body.addWidget(self._strip())
        self.body.addWidget(self._notes())
        self.pages = QStackedWidget()
        for page in (self._empty_page(EMPTY), self._form_page(), self._table_page(), self._plot_page()):
            self.pages.addWidget(page)
        self.nothing = self._empty_page(NOTHING)
        self.pages.addWidget(self.nothing)
        self.body.addWidget(self.pages, 1)
        self.runs.changed.connect(self._refresh)
        self.runs.progressed.connect(self._progressed)
        self.runs.found.connect(self._found)
        self.runs.refused.connect(self._refused)
        self.runs.saved.connect(self._saved)
        self._show_choice(self.session.document)

    def _strip(self) -> QWidget:
        self.view = Segments("What is shown of the batch", VIEWS)
        self.view.chosen.connect(self._turn)
        self.state = FittingLabel("", role="caption", align=Qt.AlignmentFlag.AlignRight)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(80)
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName("Progress of the batch")
        self.save = QPushButton("Save…")
        self.save.setToolTip("Save inputs and results: .npz, .npy, .csv, or a folder of arrays")
        self.save.clicked.connect(self.ask_save)
        self.run = QPushButton("Run")
        self.run.setProperty("role", "primary")
        self.run.clicked.connect(self.run_or_cancel)
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.view)
        row.addWidget(self.state, 1)
        row.addWidget(self.progress)
        row.addWidget(self.save)
        row.addWidget(self.run)
        return strip

    def _notes(self) -> QWidget:
        """What is wrong, in a strip that is there only then."""
        self.notes = QFrame()
        self.notes.setProperty("role", "strip")
        self.fault = label("", "", wrap=True)
        self.failures = QPushButton()
        self.failures.setProperty("role", "chip")
        self.failures.setAccessibleName("Rows that failed")
        self.failures.setMenu(QMenu(self.failures))
        self.failures.menu().aboutToShow.connect(self._fill_failures)
        row = QHBoxLayout(self.notes)
        row.setContentsMargins(10, 4, 10, 4)
        row.addWidget(self.fault, 1)
        row.addWidget(self.failures)
        outer = QWidget()
        around = QVBoxLayout(outer)
        around.setContentsMargins(12, 0, 12, 4)
        around.addWidget(self.notes)
        self.notes.hide()
        self._notes_outer = outer
        outer.hide()
        return outer

    @staticmethod
    def _empty_page(words: str) -> QWidget:
        empty = label(words, "empty", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setContentsMargins(24, 14, 24, 14)
        return empty

    def _form_page(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName("Inputs of the batch")
        scroll.setWidget(self.form)
        return scroll

    def _table_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.left_out = FittingLabel("", role="caption")
        self.left_out.setContentsMargins(16, 0, 16, 4)
        column.addWidget(self.table, 1)
        column.addWidget(self.left_out)
        return page

    def _plot_page(self) -> QWidget:
        self.x = Combo(self.theme, "Column along the axis")
        self.x.setMaximumWidth(150)
        self.x.activated.connect(self._replot)
        self.y = QPushButton()
        self.y.setAccessibleName("Columns that are plotted")
        self.y.setMenu(QMenu(self.y))
        self.y.menu().aboutToShow.connect(self._fill_series)
        self.kind = Combo(self.theme, "Kind of plot")
        self.kind.addItems(KINDS)
        self.kind.activated.connect(self._replot)
        page = QWidget()
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(6)
        self._over = label("over", "caption")
        for widget in (self.y, self._over, self.x):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.kind)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        return page

    # showing

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Other variables, names or values."""
        if new.script is old.script and old is not new:
            return
        self._script_there = new.script is not None and bool(new.script.inputs)
        self.form.show_script(new.script)
        self._refresh()

    def document_changed(self, new: Document) -> None:
        """A choice was made or taken back, or what was stopped is another document's."""
        if not self.session.can_undo and not self.session.can_redo:  # it is another one
            self.runs.forget()
            self.table.show_results(None)
            self.plot.show_picture(None, None)
            self._picture = None
            self.view.choose(INPUTS)
        self._show_choice(new)

    def leave(self) -> None:
        """The window closes: a run ends with it."""
        self.runs.close()

    def _chosen(self, choice: object, words: str) -> None:
        self.session.edit(words, batch=choice)

    def _show_choice(self, document: Document) -> None:
        self.form.show_choice(document.batch)
        self._say("")
        self._refresh()

    def _refresh(self) -> None:
        """Strip and page, as the run and the choice are."""
        runs, document = self.runs, self.session.document
        running, busy = runs.state in ("running", "stopping"), runs.busy
        resumes = runs.can_resume(document)
        self.run.setText("Cancel" if running else "Resume" if resumes else "Run")
        give_role(self.run, "role", "" if running else "primary")
        self.run.setEnabled(runs.state == "running" or (not busy and self._script_there))
        self.run.setToolTip(
            "Stop; what is there stays, and can be gone on with (Ctrl+R)"
            if running
            else "Go on with what is left (Ctrl+R)"
            if resumes
            else "Compute all rows (Ctrl+R)"
        )
        complete = runs.results is not None and runs.results.findings.complete
        self.save.setEnabled(complete and not busy)
        self.save.setVisible(complete and not running)
        self.progress.setVisible(running)
        if not running:
            self.state.say(*self._count(document.batch, resumes=resumes))
            self.working.emit("")
        elif runs.state == "stopping":
            self.state.say("stopping …")
            self.working.emit("batch: stopping …")
        self._turn(self.view.choice)

    def _count(self, choice: BatchChoice, *, resumes: bool) -> tuple[str, ...]:
        if self.runs.state == "saving":
            return ("saving …",)
        results = self.runs.results
        if resumes and results is not None:
            there = results.findings.there
            done = min(int(there.sum()) * results.findings.chunk, results.rows)
            return (
                f"stopped: {done:,} of {results.rows:,} rows are there",
                f"stopped, {done:,} rows",
                f"stopped at {done / results.rows:.0%}",
            )
        if resumes:
            return ("stopped",)
        planned = choice.planned if choice.design != "file" else self.form.rows_in_file
        if results is not None and self.runs.is_of(self.session.document):
            planned = results.rows
        words = "rows as the file has them" if planned is None else _rows(planned) if planned else ""
        short = "" if planned is None else f"{planned:,}"
        if results is not None and not self.runs.is_of(self.session.document):
            return f"{words}  ·  shown: an earlier run".strip(" ·"), words, short
        return words, short

    def _turn(self, view: str) -> None:
        if not self._script_there and self.runs.results is None:
            self.pages.setCurrentIndex(0)
        elif view == INPUTS:
            self.pages.setCurrentIndex(1)
        elif self.runs.results is None:
            self.pages.setCurrentWidget(self.nothing)
        else:
            self.pages.setCurrentIndex(2 if view == TABLE else 3)

    def _say(self, fault: str) -> None:
        """A fault, or the rows that failed; nothing where there is neither."""
        findings = self.runs.results.findings if self.runs.results is not None else None
        failed = 0
        if not fault and findings is not None and self.runs.is_of(self.session.document):
            failed = len(findings.failed)
        whole = fault
        if failed and findings is not None:
            row, why = findings.failures[0]
            whole = f"Row {row} could not be computed: {why}"
            fault = whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 2]} …"
        self.fault.setText(fault)
        self.fault.setToolTip(whole)
        self.failures.setText(plural(failed, "row"))
        self.failures.setVisible(bool(failed))
        give_role(self.notes, "severity", "error")
        self.notes.setVisible(bool(fault))
        self._notes_outer.setVisible(bool(fault))

    # the run

    def run_or_cancel(self) -> None:
        """Run, go on, or stop."""
        document = self.session.document
        if self.runs.state == "running":
            self.runs.stop()
            return
        if self.runs.busy or not self._script_there:
            return
        if document.batch.mistake:
            self._refused(document.batch.mistake)
            self.show_view(INPUTS)
            return
        self._say("")
        self.progress.setRange(0, 0)
        self.state.say("preparing …")
        self.working.emit("batch: preparing …")
        self.runs.begin(document)

    def _progressed(self, done: int, rows: int) -> None:
        if self.runs.state != "running":
            return
        speed = self.runs.speed(done)
        share = done / rows if rows else 1.0
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * share))
        words = [f"{100 * share:.0f} %"]
        if speed > 0:
            words += [f"{_rate(speed)} rows/s", f"{_time((rows - done) / speed)} left"]
        self.state.say("  ·  ".join(words), words[0])
        self.working.emit(f"batch {', '.join(words)}")

    def _found(self, results: Results) -> None:
        design = self.session.document.batch.design
        names = [(column.name, column.given) for column in results.columns]
        shown = [(column.name, column.given) for column in self.table.results.columns] if self.table.results else None
        self.table.show_results(results)
        self.left_out.say(results.left_out)
        self.left_out.setVisible(bool(results.left_out))
        if names != shown or design != self._design or self._picture is None:
            self._design = design
            self._picture = usual(results, along=design == "grid")
            self.kind.setCurrentText(self._picture.kind)
            self.x.clear()
            self.x.addItems([name for name, _ in names])
            self.x.setCurrentIndex(self._picture.x)
        self._draw()
        self._say("")
        findings = results.findings
        if findings.complete:
            failed = f", {plural(len(findings.failed), 'row')} failed" if len(findings.failed) else ""
            self.told.emit(
                Message("warning" if failed else "note", f"The batch of {results.rows:,} rows is done{failed}")
            )
        if findings.complete and self.view.choice == INPUTS:
            self.show_view(PLOT)

    def show_view(self, view: str) -> None:
        """Inputs, table or plot."""
        self.view.choose(view)
        self._turn(view)

    def _refused(self, text: str) -> None:
        self._say(text)
        self.told.emit(Message("error", f"Batch: {text}"))
        self._refresh()

    def _fill_failures(self) -> None:
        menu = self.failures.menu()
        menu.clear()
        findings = self.runs.results.findings if self.runs.results is not None else None
        if findings is None:
            return
        for row, why in findings.failures[:TOLD]:
            menu.addAction(f"row {row}: {why:.90}", partial(self.show_row, row))
        if len(findings.failed) > TOLD:
            menu.addAction(f"and {len(findings.failed) - TOLD:,} more, red in the table").setEnabled(False)

    def show_row(self, row: int) -> None:
        """A row of the table."""
        self.show_view(TABLE)
        self.table.show_row(row)

    # the plot

    def _fill_series(self) -> None:
        menu, results, picture = self.y.menu(), self.runs.results, self._picture
        menu.clear()
        if results is None or picture is None:
            return
        for at, column in enumerate(results.columns):
            action = menu.addAction(column.name)
            action.setCheckable(True)
            action.setChecked(at in picture.ys)
            action.triggered.connect(partial(self.toggle_series, at))

    def toggle_series(self, column: int) -> None:
        """Plot a column too, or not; one always stays."""
        if self._picture is None:
            return
        ys = [at for at in self._picture.ys if at != column]
        if len(ys) == len(self._picture.ys):
            ys = [*ys, column][-MOST_SERIES:]
        if ys:
            self._picture = Picture(self._picture.x, tuple(ys), self._picture.kind)
            self._draw()

    def _replot(self) -> None:
        if self._picture is not None:
            kind = self.kind.currentText()
            self._picture = Picture(
                max(0, self.x.currentIndex()),
                self._picture.ys,
                "Line" if kind == KINDS[0] else "Points" if kind == KINDS[1] else "Histogram",
            )
            self._draw()

    def _draw(self) -> None:
        results, picture = self.runs.results, self._picture
        if results is None or picture is None:
            return
        names = [results.columns[at].name for at in picture.ys]
        words = ", ".join(names)
        self.y.setText(words if len(words) <= WIDEST or len(names) == 1 else plural(len(names), "column"))
        for widget in (self.x, self._over):
            widget.setVisible(picture.kind != "Histogram")
        self.plot.show_picture(results, picture)

    # away with it

    def ask_save(self) -> None:
        """Where to."""
        path, chosen = QFileDialog.getSaveFileName(self.widget, "Save the results", "results.npz", FILES)
        if not path:
            return
        suffix = {".npz": ".npz", ".npy": ".npy", ".csv": ".csv"}.get(Path(path).suffix.lower())
        if suffix is None and "*." in chosen:  # typed without an ending: that of the kind
            path += chosen[chosen.index("*.") + 1 : -1]
        self.runs.save(path)

    def _saved(self, path: str) -> None:
        self.told.emit(Message("note", f"Saved {path}"))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _rate(speed: float) -> str:
    for size, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if speed >= size:
            return f"{speed / size:.3g} {name}"
    return f"{speed:.2g}"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
