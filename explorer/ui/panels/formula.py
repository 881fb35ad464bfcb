"""The formula before, after, and at the step: as a picture or as text, and to take away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.panel import Panel
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.buttons import Combo, IconButton, Segments
from explorer.ui.widgets.labels import FittingLabel, label
from explorer.ui.widgets.svg_picture import SvgPicture

if TYPE_CHECKING:
    from explorer.document.snapshot import FormulaView, Snapshot

BEFORE, STEP = "Before", "After"
PICTURE, LET, PLAIN, THEANO, LATEX = "Picture", "Picture, parts named", "Plain text", "Theano's pp", "LaTeX"
NOTATIONS = (PICTURE, LET, PLAIN, THEANO, LATEX)
SCALE, LEAST_SCALE = 1.7, 1.05


class Formula(Panel):
    """One formula at a time; long ones scroll."""

    title = "Formula"
    help = (
        "The expression of the step as a picture, as plain text, as Theano prints it, as LaTeX, or with "
        "shared parts named. The button copies it."
    )
    place = "bottom left"
    order = 0
    framed = False

    def build(self) -> None:
        """The formula above, the choices below."""
        self._formulas: dict[int, FormulaView] = {}
        self._title = ""
        self.picture = SvgPicture(SCALE)
        self.heading = FittingLabel("", role="caption")
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 8, 28, 8)
        column.addStretch(1)
        column.addWidget(self.picture)
        column.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidget(inner)
        self.scroll.setWidgetResizable(True)
        self.scroll.setAccessibleName("Formula as a picture")
        self.scroll.installEventFilter(self)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName("Formula as text")
        self.text.setProperty("role", "code")
        self.text.setFont(font(13, "mono"))
        self.text.document().setDocumentMargin(14)
        self.empty = label("The formula appears here.", "empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for widget in (self.empty, self.scroll, self.text):
            self.stack.addWidget(widget)
        self.body.addWidget(self.heading)
        self.heading.setContentsMargins(16, 8, 16, 0)
        self.body.addWidget(self.stack, 1)
        self.body.addLayout(self._choices())
        self.focus.frame_changed.connect(self._refresh)
        self._refresh()

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 16, 10)
        row.setSpacing(10)
        self.which = Segments("Formula of the graph", (BEFORE, STEP))
        self.which.choose(STEP)
        self.notation = Combo(self.theme, "Notation")
        self.notation.addItems(NOTATIONS)
        self.copy = IconButton(self.theme, "copy", "Copy the formula")
        self.copy.clicked.connect(self._open_copy_menu)
        self.which.chosen.connect(self._refresh)
        self.notation.currentIndexChanged.connect(self._refresh)
        row.addWidget(self.which)
        row.addStretch(1)
        row.addWidget(self.notation)
        row.addWidget(self.copy)
        return row

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Other formulas."""
        if new.script is not old.script:
            self._title = new.script.title if new.script is not None else ""
        if new.formulas is not old.formulas or old is new:
            self._formulas = {formula.frame: formula for formula in new.formulas or ()}
        self._refresh()

    def restyle(self) -> None:
        """The picture takes the colour of the text."""
        self._refresh()

    @property
    def formula(self) -> FormulaView | None:
        """The formula that is chosen; where the frame has none of its own, the nearest before it has."""
        if not self._formulas:
            return None
        wanted = 0 if self.which.choice == BEFORE else self.focus.frame
        before = [frame for frame in self._formulas if frame <= wanted]
        return self._formulas[max(before) if before else min(self._formulas)]

    def copy_menu(self) -> QMenu:
        """The formula in every notation."""
        menu = QMenu(self.widget)
        formula = self.formula
        if formula is not None:
            for words, text in (
                ("Copy as LaTeX", formula.latex),
                ("Copy as plain text", formula.plain),
                ("Copy with shared parts named", formula.let),
                ("Copy as Theano's pp", formula.theano),
            ):
                menu.addAction(words, partial(_copy, text))
        return menu

    def copy_latex(self) -> None:
        """For the shortcut."""
        if self.formula is not None:
            _copy(self.formula.latex)

    def _open_copy_menu(self) -> None:
        self.copy_menu().popup(self.copy.mapToGlobal(self.copy.rect().bottomLeft()))

    def _refresh(self, _: object = None) -> None:
        formula = self.formula
        self.copy.setEnabled(formula is not None)
        self.heading.setVisible(formula is not None)
        if formula is None:
            self.stack.setCurrentWidget(self.empty)
            return
        frame = "as derived" if formula.frame == 0 else f"after step {formula.frame}"
        self.heading.say(f"{self._title}, {frame}" if self._title else frame)
        notation = self.notation.currentText()
        if notation in {PICTURE, LET}:
            self.stack.setCurrentWidget(self.scroll)
            picture = formula.picture if notation == PICTURE else formula.picture_let
            self.picture.show_picture(picture, self.theme.colours.text)
            self.picture.setAccessibleName(formula.plain)
            self._fit()
        else:
            self.stack.setCurrentWidget(self.text)
            self.text.setPlainText({PLAIN: formula.plain, THEANO: formula.theano, LATEX: formula.latex}[notation])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A wider panel may show a larger formula."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Shrink a wide formula a little; wider ones scroll."""
        wide = self.picture.natural_size().width()
        room = self.scroll.viewport().width() - 60
        self.picture.set_scale(max(LEAST_SCALE, min(SCALE, room / wide)) if wide else SCALE)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
