"""Walking a row of steps: to the first, back, play, on, to the last, and the slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.labels import label
from explorer.ui.widgets.step_slider import StepSlider

if TYPE_CHECKING:
    from explorer.ui.theme.theme import Theme


class WalkBar(QWidget):
    """Asks for steps; whoever owns it says where it stands."""

    asked = Signal(int)  # to stand at this step

    def __init__(self, theme: Theme, of: str) -> None:
        super().__init__()
        self._at = self._last = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._advance)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.first = IconButton(theme, "first", "First step (Alt+Home)", role="square", size=16)
        self.previous = IconButton(theme, "previous", "Previous step (Alt+Left)", role="square", size=16)
        self.play = IconButton(theme, "play", "Play the steps (Alt+Space)", role="primary", size=16)
        self.play.setStyleSheet("padding: 0;")
        self.next = IconButton(theme, "next", "Next step (Alt+Right)", role="square", size=16)
        self.last = IconButton(theme, "last", "Last step (Alt+End)", role="square", size=16)
        self.slider = StepSlider(theme, f"Step of {of}")
        self.count = label("0 / 0", "heading")
        for widget in (self.first, self.previous, self.play, self.next, self.last):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.slider, 1)
        row.addSpacing(8)
        row.addWidget(self.count)
        self.first.clicked.connect(self.go_first)
        self.previous.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.last.clicked.connect(self.go_last)
        self.play.clicked.connect(self.toggle_play)
        self.slider.valueChanged.connect(self.asked)

    def stand(self, at: int, last: int) -> None:
        """Show where the row stands, of how many steps."""
        self._at, self._last = at, last
        self.slider.blockSignals(True)
        self.slider.setRange(0, last)
        self.slider.setValue(at)
        self.slider.blockSignals(False)
        self.slider.update()
        self.count.setText(f"{at} / {last}")
        for button, works in (
            (self.first, at > 0),
            (self.previous, at > 0),
            (self.play, last > 0),
            (self.next, at < last),
            (self.last, at < last),
            (self.slider, last > 0),
        ):
            button.setEnabled(works)

    def go_first(self) -> None:
        """To the beginning."""
        self.asked.emit(0)

    def go_back(self) -> None:
        """One step back."""
        self.asked.emit(max(0, self._at - 1))

    def go_on(self) -> None:
        """One step on."""
        self.asked.emit(min(self._last, self._at + 1))

    def go_last(self) -> None:
        """To the end."""
        self.asked.emit(self._last)

    def toggle_play(self) -> None:
        """Play from here, from the beginning where this is the end; or stop."""
        if self._timer.isActive():
            self.stop()
            return
        if self._at == self._last:
            self.go_first()
        self.play.set_icon("pause")
        self._timer.start()

    def set_pace(self, milliseconds: int) -> None:
        """From step to step while it plays."""
        self._timer.setInterval(milliseconds)

    def stop(self) -> None:
        """Play no further."""
        self._timer.stop()
        self.play.set_icon("play")

    def _advance(self) -> None:
        self.go_on()
        if self._at == self._last:
            self.stop()
