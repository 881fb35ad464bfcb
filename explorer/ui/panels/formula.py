"""The formula before, after, and at the step: as a picture whose parts are nodes, as text, and to take away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QBoxLayout,
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
from explorer.ui.widgets.linked_picture import LinkedPicture
from explorer.ui.widgets.svg_picture import as_mime_data

if TYPE_CHECKING:
    from explorer.document.document import DerivativeLayout, Document
    from explorer.document.snapshot import FormulaView, Node, Snapshot, StepView

BEFORE, STEP = "Before", "After"
PICTURE, LET, PAIR = "Picture", "Picture, parts named", "Before → after a step"
PLAIN, THEANO, LATEX, MATHML = "Plain text", "Theano's pp", "LaTeX", "MathML"
PICTURES = (PICTURE, LET, PAIR)
NOTATIONS = (*PICTURES, PLAIN, THEANO, LATEX, MATHML)
LAYOUTS: dict[DerivativeLayout, str] = {
    "mixed": "As computed",
    "numerator": "Numerator layout",
    "denominator": "Denominator layout",
}
SCALE, LEAST_SCALE = 1.7, 1.05
PAIR_SCALE, LEAST_OF_PAIR = 1.2, 0.85  # of two that stand side by side, and of two at all
ARROW_ROOM = 60  # pixels for the arrow between two formulas


class Formula(Panel):
    """One formula at a time; long ones scroll."""

    title = "Formula"
    help = (
        "The expression of the step as a picture, as plain text, as Theano prints it, as LaTeX, as MathML, or "
        "with shared parts named. A part of the picture is a node of the graphs: point at it, click it, or walk "
        "with the arrow keys. The formula before a step can stand beside the one after it. Derivatives are "
        "typeset as computed, or in numerator or denominator layout. The button copies the formula."
    )
    place = "bottom left"
    order = 0
    framed = False

    def build(self) -> None:
        """The formula above, the choices below."""
        self._formulas: dict[int, FormulaView] = {}
        self._nodes: dict[int, Node] = {}
        self._steps: tuple[StepView, ...] = ()
        self._title = ""
        self.earlier, self.picture = self._linked_picture(), self._linked_picture()
        self.arrow = label("→", "title")
        self.earlier.hide()
        self.arrow.hide()
        self.scroll = QScrollArea()
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidget(self._page())
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
        for page in (self.empty, self.scroll, self.text):
            self.stack.addWidget(page)
        self.body.addLayout(self._header_row())
        self.body.addWidget(self.stack, 1)
        self.body.addLayout(self._choices())
        self.focus.frame_changed.connect(self._refresh)
        self.focus.node_changed.connect(self._mark)
        self.focus.hover_changed.connect(self._mark)
        self._refresh()

    def _page(self) -> QWidget:
        """The picture in the middle; with another one before it."""
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 8, 28, 8)
        later = QHBoxLayout()
        later.setSpacing(14)
        later.addWidget(self.arrow)
        later.addWidget(self.picture)
        later.addStretch(1)
        self._pictures = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pictures.setSpacing(14)
        self._pictures.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._pictures.addLayout(later, 1)
        column.addStretch(1)
        column.addLayout(self._pictures)
        column.addStretch(1)
        return inner

    def _linked_picture(self) -> LinkedPicture:
        picture = LinkedPicture(self.theme, SCALE)
        picture.pointed.connect(self.focus.point_at)
        picture.chosen.connect(self.focus.select)
        picture.activated.connect(partial(self.focus.select, reveal=True))
        return picture

    def _header_row(self) -> QHBoxLayout:
        """What is shown; how derivatives are laid out, in words and as a choice."""
        self.heading = FittingLabel("", role="caption")
        self.layout_words = FittingLabel("", role="caption")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(self.layout_words)
        self.layout = Combo(self.theme, "Layout of derivatives")
        self.layout.addItems(list(LAYOUTS.values()))
        self.layout.activated.connect(self._choose_layout)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 0)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.layout, 0, Qt.AlignmentFlag.AlignTop)
        return row

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
        if new.graph is not old.graph or old is new:
            self._nodes = {node.id: node for node in new.graph.nodes} if new.graph is not None else {}
        self._steps = new.steps or ()
        if new.formulas is not old.formulas or old is new:
            self._formulas = {formula.frame: formula for formula in new.formulas or ()}
        self._refresh()

    def document_changed(self, new: Document) -> None:
        """The layout that stands in it."""
        self.layout.setCurrentIndex(list(LAYOUTS).index(new.layout))

    def _choose_layout(self, index: int) -> None:
        self.session.edit(layout=list(LAYOUTS)[index])

    def restyle(self) -> None:
        """The picture takes the colour of the text."""
        self._refresh()

    @property
    def formula(self) -> FormulaView | None:
        """The formula that is chosen; where the frame has none of its own, the nearest before it has."""
        return self._formula_at(self._frame)

    @property
    def _frame(self) -> int:
        """The frame whose formula is wanted."""
        return 0 if self.which.choice == BEFORE and self.notation.currentText() != PAIR else self.focus.frame

    def _formula_at(self, frame: int) -> FormulaView | None:
        """A formula stands for the frames after it, up to one in which it is written in another way."""
        if not self._formulas:
            return None
        before = [one for one in self._formulas if one <= frame]
        return self._formulas[max(before) if before else min(self._formulas)]

    def copy_menu(self) -> QMenu:
        """The formula in every notation, and as a picture."""
        menu = QMenu(self.widget)
        formula = self.formula
        if formula is not None:
            for words, text in (
                ("Copy as LaTeX", formula.latex),
                ("Copy as plain text", formula.plain),
                ("Copy with shared parts named", formula.let),
                ("Copy as Theano's pp", formula.theano),
                ("Copy as MathML", formula.mathml),
            ):
                menu.addAction(words, partial(_copy, text))
            menu.addSeparator()
            menu.addAction("Copy as a picture (SVG and PNG)", self.copy_picture)
        return menu

    def copy_picture(self) -> None:
        """The picture that is shown, as SVG for programs that draw and as pixels for all others."""
        formula = self.formula
        if formula is not None:
            picture = formula.picture_let if self.notation.currentText() == LET else formula.picture
            QGuiApplication.clipboard().setMimeData(as_mime_data(picture))

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
        self.layout_words.setVisible(formula is not None and bool(formula.layout))
        self.layout.setVisible(self.layout_words.isVisibleTo(self.widget))
        self.layout.setEnabled(formula is not None and formula.layouts_differ)
        if formula is None:
            self.stack.setCurrentWidget(self.empty)
            return
        notation = self.notation.currentText()
        self.which.setEnabled(notation != PAIR)
        self._head()
        self.layout_words.say(formula.layout)
        if notation in PICTURES:
            self.stack.setCurrentWidget(self.scroll)
            self._show(self.picture, formula, named=notation == LET)
            self._show_earlier(formula)
            self._fit()
            self._mark()
        else:
            self.stack.setCurrentWidget(self.text)
            texts = {PLAIN: formula.plain, THEANO: formula.theano, LATEX: formula.latex, MATHML: formula.mathml}
            self.text.setPlainText(texts[notation])

    def _head(self) -> None:
        """What is shown, and of which frame."""
        frame = self._frame
        words = "as derived" if frame == 0 else f"after step {frame}"
        if self.notation.currentText() == PAIR and frame:
            step = self._steps[frame - 1] if frame <= len(self._steps) else None
            words = f"before and after step {frame}" + (f", {step.rule}" if step is not None else "")
            if self._formula_at(frame - 1) is self.formula:
                words += ", which changes nothing in the formula"
        self.heading.say(f"{self._title}, {words}" if self._title else words)

    def _show(self, shown: LinkedPicture, formula: FormulaView, *, named: bool = False) -> None:
        shown.show_picture(formula.picture_let if named else formula.picture, self.theme.colours.text)
        shown.show_parts(formula.parts_let if named else formula.parts)
        shown.setAccessibleName(formula.plain)

    def _show_earlier(self, formula: FormulaView) -> None:
        """The formula before the step, where both are wanted and differ."""
        frame = self._frame
        pair = self.notation.currentText() == PAIR and frame > 0
        before = self._formula_at(frame - 1) if pair else None
        differ = before is not None and before is not formula
        self.earlier.setVisible(differ)
        self.arrow.setVisible(differ)
        if before is not None and differ:
            self._show(self.earlier, before)

    def _mark(self, _: object = None) -> None:
        """The selected node and the one under the mouse, where they stand in the formula."""
        node = self._nodes.get(self.focus.node) if self.focus.node is not None else None
        for picture in (self.earlier, self.picture):
            picture.mark(self.focus.node, self.focus.hover)
            shown = node is not None and bool(picture.places_of(node.id))
            words = f"Selected part: {node.expression or node.label}" if node is not None and shown else ""
            picture.setAccessibleDescription(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A wider panel may show a larger formula."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Shrink a wide formula a little; wider ones scroll. Two stand side by side where there is room."""
        room = self.scroll.width() - 64
        first, second = self.earlier.natural_size(), self.picture.natural_size()
        if self.earlier.isHidden():
            self._scale(self.picture, min(SCALE, room / max(1, second.width())))
            return
        beside = (first.width() + second.width()) * PAIR_SCALE + ARROW_ROOM <= room
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction != self._pictures.direction():
            self._pictures.setDirection(direction)
        high = self.scroll.height() - 30
        if beside:
            scale = min(SCALE, (room - ARROW_ROOM) / (first.width() + second.width()))
        else:
            wide = room / max(1, first.width(), second.width() + ARROW_ROOM)
            scale = min(SCALE, wide, (high - self._pictures.spacing()) / max(1, first.height() + second.height()))
        for picture in (self.earlier, self.picture):
            self._scale(picture, scale)

    def _scale(self, picture: LinkedPicture, scale: float) -> None:
        least = LEAST_SCALE if self.earlier.isHidden() else LEAST_OF_PAIR
        picture.set_scale(max(least, scale))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
