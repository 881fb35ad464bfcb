"""The bar at the foot: what the checks say, what is computed now and how to stop it, how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from explorer.ui.icons import pixmap
from explorer.ui.widgets.labels import FittingLabel, give_role
from explorer.ui.words import milliseconds, plural

if TYPE_CHECKING:
    from explorer.document.snapshot import Message, Snapshot
    from explorer.ui.theme.theme import Theme

HEIGHT = 30
BATCH = 250  # pixels for how far a batch is: what changes often must not move its neighbours
PATIENCE = 250  # milliseconds before progress is shown: quick work must not flicker
STAGES = {
    "read": "reading the script",
    "derive": "deriving",
    "rewrite": "rewriting",
    "layout": "laying out the graphs",
    "run": "running and checking",
    "typeset": "typesetting",
}


class StatusBar(QFrame):
    """One line."""

    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("statusbar")
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Status bar")
        self._mark = QLabel()
        self._mark.setFixedWidth(18)
        self.verdict = FittingLabel("", role="okay")
        self.stage = QLabel()
        self.stage.setProperty("role", "caption")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(90)
        self.progress.setAccessibleName("Progress")
        self.cancel = QPushButton("Cancel")
        self.cancel.setProperty("role", "chip")
        self.cancel.setFixedHeight(22)
        self.cancel.setStyleSheet("padding: 0 8px; min-height: 0;")
        self.cancel.setToolTip("Stop computing; what is shown stays")
        self.cancel.clicked.connect(self.cancelled)
        self.batch = QLabel()
        self.batch.setProperty("role", "caption")
        self.batch.setMinimumWidth(BATCH)
        self.batch.hide()
        self.times = FittingLabel("", role="caption", align=Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self.verdict, 5)
        row.addWidget(self.stage)
        row.addWidget(self.progress)
        row.addWidget(self.cancel)
        row.addWidget(self.batch)
        row.addWidget(self.times, 4)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self._show_progress)
        self._show_progress(shown=False)
        self._snapshot: Snapshot | None = None
        theme.changed.connect(self._refresh)

    def show_stage(self, stage: str) -> None:
        """What is computed now; the empty text says that all is done."""
        if not stage:
            self._timer.stop()
            self._show_progress(shown=False)
            return
        self.stage.setText(STAGES.get(stage, stage))
        if not self._timer.isActive() and not self.progress.isVisible():
            self._timer.start()

    def show_batch(self, words: str) -> None:
        """How far a batch is; the empty text says that none runs."""
        self.batch.setText(words)
        self.batch.setVisible(bool(words))

    def _show_progress(self, *, shown: bool = True) -> None:
        for widget in (self.stage, self.progress, self.cancel):
            widget.setVisible(shown)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Verdict on the left, times on the right."""
        self._snapshot = snapshot
        self._refresh()

    def show_message(self, message: Message) -> None:
        """Something about the worker itself."""
        self._say(message.severity, f"{message.text} {message.hint}".strip(), message.text)

    def show_words(self, words: str) -> None:
        """Something that was done: exported, saved."""
        self._say("good", words)

    def _say(self, severity: str, *words: str) -> None:
        colours = self._theme.colours
        self.verdict.say(*words)
        give_role(self.verdict, "role", {"error": "fault", "good": "okay"}.get(severity, "caption"))
        name, colour = {
            "error": ("error", colours.removed_text),
            "warning": ("warning", colours.warning),
            "good": ("check", colours.added_text),
        }.get(severity, ("info", colours.muted))
        self._mark.setPixmap(pixmap(name, colour, 16, self.devicePixelRatioF()))
        self._mark.setVisible(any(words))

    def _refresh(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        errors = [message for message in snapshot.messages if message.severity == "error"]
        lines = snapshot.checks.lines if snapshot.checks is not None else ()
        failed = [line for line in lines if not line.passed]
        if errors:
            where = f"Line {errors[0].span.line}: " if errors[0].span is not None else ""
            self._say("error", where + errors[0].text)
        elif failed:
            self._say("error", f"{failed[0].text}: {failed[0].detail}", failed[0].text)
        elif lines:
            whole = f"{lines[0].text}, {lines[0].detail}" if lines[0].detail else lines[0].text
            self._say("good", whole, lines[0].text, plural(len(lines), "check") + " passed")
        else:
            self._say("note", "")
        times = snapshot.timings
        parts = [
            f"{name} {milliseconds(value)}"
            for name, value in (
                ("read", times.read),
                ("derive", times.derive),
                ("rewrite", times.rewrite),
                ("layout", times.layout),
                ("run", times.run),
            )
            if value > 0
        ]
        total = times.read + times.derive + times.rewrite + times.layout + times.run
        self.times.say("    ".join(parts), milliseconds(total) if parts else "")
