"""What did each theme of rules do? The result without it, beside the result with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.panel import clear
from explorer.ui.widgets.labels import label
from explorer.ui.widgets.svg_picture import SvgPicture
from explorer.ui.words import MINUS, plural

if TYPE_CHECKING:
    from explorer.document.snapshot import EffectsView, Snapshot, ThemeEffect
    from explorer.ui.window import Window

SCALE, LEAST_SCALE, WIDEST = 1.0, 0.75, 800.0  # of a formula; wider ones scroll


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
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(14)
        self.blocks = QVBoxLayout()
        self.blocks.setSpacing(18)
        column.addLayout(self.blocks)
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
        clear(self.blocks)
        self.pictures = []
        self.rest.setText("")
        if view is None:
            self.progress.setText("Trying the result without each theme…")
            return
        come = view.to_come
        self.progress.setText(f"{plural(come, 'theme')} still to be tried…" if come else "All themes were tried.")
        self._block("All rules", f"{plural(view.nodes, 'node')} · {view.flops} flops", view.picture, view.plain)
        for theme in view.themes:
            if not theme.same:
                self._theme(theme, view)
        same = [theme.name for theme in view.themes if theme.same]
        self.rest.setText(f"Without these the result is the same: {', '.join(same)}." if same else "")

    def _theme(self, theme: ThemeEffect, view: EffectsView) -> None:
        name, steps = f"Without {theme.name}", plural(theme.steps, "step")
        if theme.failed:
            self._block(name, steps, "", theme.failed)
            return
        more = theme.nodes - view.nodes
        change = f" ({more:+d})".replace("-", MINUS) if more else ""
        figures = f"{plural(theme.nodes, 'node')}{change} · {theme.flops} flops"
        self._block(name, f"{figures} · {steps} of its own" if theme.steps else figures, theme.picture, theme.plain)

    def _block(self, name: str, figures: str, picture: str, plain: str) -> None:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(label(name, "heading"))
        head.addWidget(label(figures, "caption"))
        head.addStretch(1)
        column.addLayout(head)
        if picture:
            shown = SvgPicture(SCALE)
            shown.show_picture(picture, self._window.theme.colours.text)
            wide = shown.natural_size().width()
            shown.set_scale(max(LEAST_SCALE, min(SCALE, WIDEST / max(1, wide))))
            shown.setAccessibleName(f"{name}: {plain}")
            column.addWidget(shown)
            self.pictures.append(shown)
        else:
            column.addWidget(label(plain, "caption", wrap=True))
        self.blocks.addWidget(block)

    def _recolour(self) -> None:
        for shown in self.pictures:
            shown.show_picture(shown.picture, self._window.theme.colours.text)
