"""What did each theme of rules do? The result without it, beside the result with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.widgets.labels import label
from explorer.ui.widgets.svg_picture import SvgPicture
from explorer.ui.words import plural

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from explorer.document.snapshot import EffectsView, Snapshot, ThemeEffect
    from explorer.ui.window import Window

SCALE, WIDEST = 0.95, 520.0  # of a formula
TOP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


class Effects(QDialog):
    """A line for each theme that makes a difference; it grows while the worker goes through them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._shown: EffectsView | None = None
        self.setWindowTitle("Effects of the rules")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(900, 620)
        self.pictures: list[SvgPicture] = []
        self.progress = label("", "caption", wrap=True)
        self.rest = label("", "caption", wrap=True)
        inner = QWidget()
        inner.setProperty("role", "plain")
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(22)
        self.grid.setVerticalSpacing(12)
        self.grid.setColumnStretch(2, 1)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(14)
        column.addLayout(self.grid)
        column.addWidget(self.rest)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setAccessibleName("The result without each theme of rules")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 22, 24, 18)
        page.setSpacing(12)
        page.addWidget(label("What did each theme of rules do?", "title"))
        page.addWidget(label("Each line is the result without the rules of one theme.", "caption", wrap=True))
        page.addWidget(self.progress)
        page.addWidget(self.area, 1)
        page.addWidget(buttons)
        window.bridge.changed.connect(self._changed)
        window.bridge.done.connect(self._ended)
        window.theme.changed.connect(self._recolour)
        self._show(window.bridge.snapshot.effects)
        window.bridge.ask_effects(wanted=True)

    def done(self, result: int) -> None:
        """Nobody wants to know any more."""
        self._window.bridge.changed.disconnect(self._changed)
        self._window.bridge.done.disconnect(self._ended)
        self._window.bridge.ask_effects(wanted=False)
        super().done(result)

    def _changed(self, _: Snapshot, new: Snapshot) -> None:
        if new.effects is not self._shown:
            self._show(new.effects)

    def _ended(self, _: int) -> None:
        """Cancelled, or nothing to try."""
        shown = self._shown
        if shown is None:
            self.progress.setText("Nothing is derived here, so there is nothing to compare.")
        elif shown.to_come:
            self.progress.setText(f"Stopped: {plural(shown.to_come, 'theme')} not tried.")

    def _show(self, view: EffectsView | None) -> None:
        self._shown = view
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.pictures = []
        self.rest.setText("")
        if view is None:
            self.progress.setText("Trying the result without each theme…")
            return
        come = view.to_come
        self.progress.setText(f"{plural(come, 'theme')} still to be tried…" if come else "All themes were tried.")
        self._line(0, "All rules", "", f"{plural(view.nodes, 'node')}\n{view.flops} flops", view.picture, view.plain)
        for row, theme in enumerate((theme for theme in view.themes if not theme.same), 1):
            self._theme(row, theme, view)
        same = [theme.name for theme in view.themes if theme.same]
        self.rest.setText(f"Without these the result is the same: {', '.join(same)}." if same else "")

    def _theme(self, row: int, theme: ThemeEffect, view: EffectsView) -> None:
        steps = plural(theme.steps, "step") if theme.steps else "no step of its own"
        name = f"Without {theme.name}"
        if theme.failed:
            self._line(row, name, steps, "", "", theme.failed)
            return
        more = theme.nodes - view.nodes
        change = f" ({more:+d})".replace("-", "−") if more else ""
        figures = f"{plural(theme.nodes, 'node')}{change}\n{theme.flops} flops"
        self._line(row, name, steps, figures, theme.picture, theme.plain)

    def _line(self, row: int, name: str, steps: str, figures: str, picture: str, plain: str) -> None:
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(name, "heading", wrap=True))
        if steps:
            column.addWidget(label(steps, "small"))
        words.setMinimumWidth(170)
        self.grid.addWidget(words, row, 0, TOP)
        self.grid.addWidget(_figures(figures), row, 1, TOP)
        if not picture:
            self.grid.addWidget(label(plain, "caption", wrap=True), row, 2, TOP)
            return
        shown = SvgPicture(SCALE)
        shown.show_picture(picture, self._window.theme.colours.text)
        shown.fit_into(WIDEST, SCALE)
        shown.setAccessibleName(f"{name}: {plain}")
        self.grid.addWidget(shown, row, 2, TOP)
        self.pictures.append(shown)

    def _recolour(self) -> None:
        for shown in self.pictures:
            shown.show_picture(shown.picture, self._window.theme.colours.text)


def _figures(text: str) -> QLabel:
    made = label(text, "mono")
    made.setMinimumWidth(120)
    return made
