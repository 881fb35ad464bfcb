"""The slider of the derivation, and the card of the rule that made the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from explorer.ui.panel import Panel
from explorer.ui.widgets.labels import FittingLabel, label
from explorer.ui.widgets.svg_picture import SvgPicture
from explorer.ui.widgets.walk_bar import WalkBar
from explorer.ui.words import fewer

if TYPE_CHECKING:
    from explorer.document.snapshot import Snapshot, StepView

PICTURE_HEIGHT = 26
SCALE, LEAST_SCALE = 1.15, 0.8  # of the picture of a rule
CAPTION_ROOM = 150


class Steps(Panel):
    """Walk the derivation; read the rule."""

    title = "Steps"
    help = (
        "The derivation, step by step: drag the slider, press Alt+Left and Alt+Right, or play it. The card "
        "names the rule, what it replaced and by what, and what it takes for granted."
    )
    place = "centre"
    order = 2
    framed = False
    looking = "derivation"

    def build(self) -> None:
        """Buttons and slider above, the card below."""
        self._steps: tuple[StepView, ...] = ()
        self._known = False
        self.body.setContentsMargins(16, 8, 16, 10)
        self.body.setSpacing(8)
        self.walk = WalkBar(self.theme, "the derivation")
        self.body.addWidget(self.walk)
        self.body.addWidget(self._card())
        self.walk.asked.connect(self.focus.go_to)
        self.focus.frame_changed.connect(self._show_frame)
        self._show_frame(0)

    def _card(self) -> QFrame:
        self.card = card = QFrame()
        card.installEventFilter(self)
        card.setProperty("role", "rule")
        card.setFixedHeight(38)
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        self.rule = label("", "rulename")
        self.picture = SvgPicture(SCALE, PICTURE_HEIGHT)
        self.caption = FittingLabel("", role="caption")
        self.saved = label("", "good")
        self.unsafe = label("", "warn")
        row.addWidget(self.rule)
        row.addWidget(self.picture)
        row.addWidget(self.caption, 1)
        row.addWidget(self.unsafe, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.saved, 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Another derivation."""
        if new.steps is old.steps and old is not new:
            return
        self._steps = new.steps or ()
        self._known = new.steps is not None
        self.walk.stop()
        self._show_frame(self.focus.frame)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A wider card has room for a larger picture."""
        if event.type() == QEvent.Type.Resize:
            self._fit_picture()
        return super().eventFilter(watched, event)

    def _fit_picture(self) -> None:
        """The picture where it can be read, else its words in place of the caption."""
        frame = min(self.focus.frame, len(self._steps))
        if frame == 0:
            return
        step = self._steps[frame - 1]
        others = (self.rule, self.saved, self.unsafe)
        taken = sum(widget.sizeHint().width() + 12 for widget in others if not widget.isHidden())
        scale = self.picture.fit_into(self.card.width() - taken - CAPTION_ROOM, SCALE)
        readable = bool(step.rule_picture) and scale >= LEAST_SCALE
        self.picture.setVisible(readable)
        words = f"{step.before}  →  {step.after}"
        self.caption.say(step.caption if readable or step.searched else words)
        self.caption.setToolTip(f"{words}\n{step.caption}")

    def restyle(self) -> None:
        """The picture of the rule takes the colour of the text."""
        self._show_frame(self.focus.frame)

    def _show_frame(self, frame: int) -> None:
        last = len(self._steps)
        frame = min(frame, last)
        self.walk.stand(frame, last)
        self._show_rule(self._steps[frame - 1] if 0 < frame <= last else None)

    def _show_rule(self, step: StepView | None) -> None:
        for widget in (self.rule, self.picture, self.saved):
            widget.setVisible(step is not None)
        if step is None:
            steps = len(self._steps)
            words = "As derived: nothing is simplified yet." if steps else "No rule applies: the graph stays as it is."
            self.caption.say(words if self._known else "")
            self.unsafe.hide()
            return
        self.rule.setText(step.rule)
        self.picture.show_picture(step.rule_picture, self.theme.colours.text)
        self.picture.setAccessibleName(f"{step.before} becomes {step.after}")
        self.saved.setText(fewer(step.nodes_fewer))
        self.saved.setVisible(step.nodes_fewer != 0)
        self.saved.setProperty("role", "good" if step.nodes_fewer >= 0 else "chip")
        self.unsafe.setText(step.unsafe)
        self.unsafe.setVisible(bool(step.unsafe))
        self._fit_picture()
        self.walk.slider.setAccessibleDescription(f"{step.rule}: {step.caption}")
