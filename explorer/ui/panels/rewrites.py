"""The derivation as a list: a rule a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from explorer.ui.panel import Panel
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.labels import label
from explorer.ui.widgets.rules_menu import RulesButton
from explorer.ui.words import MINUS, fewer, plural

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from explorer.document.document import Document
    from explorer.document.snapshot import Snapshot, StepView
    from explorer.ui.focus import Focus
    from explorer.ui.theme.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

ROW = 29
SEARCH, NONE_FOUND = "Shorter form", "No shorter form"


class Steps(QAbstractListModel):
    """Row 0 is the graph as derived, row k the graph after step k: rows are frames."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: tuple[StepView, ...] = ()

    def set_steps(self, steps: tuple[StepView, ...]) -> None:
        """Another derivation."""
        self.beginResetModel()
        self.steps = steps
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One more than steps."""
        return 0 if parent.isValid() or not self.steps else len(self.steps) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for the delegate, for screen readers and for tooltips."""
        step = self.steps[index.row() - 1] if index.row() else None
        if role == Qt.ItemDataRole.DisplayRole:
            return "as derived" if step is None else step.rule
        if role == Qt.ItemDataRole.UserRole:
            return step
        if role == Qt.ItemDataRole.ToolTipRole and step is not None:
            lines = (f"{step.theme}: {step.caption}", f"{step.before}  →  {step.after}", step.unsafe)
            return "\n".join(line for line in lines if line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "Graph as derived" if step is None else f"Step {step.index}, {step.rule}, {fewer(step.nodes_fewer)}"
        return None


class StepDelegate(QStyledItemDelegate):
    """Number, rule, what it saves; steps to come are paler."""

    def __init__(self, theme: Theme, focus: Focus, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._focus = focus

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows of one height."""
        del option, index
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Three columns on a rounded ground."""
        colours = self._theme.colours
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row = index.row()
        current = row == self._focus.frame
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = rect.adjusted(8, 1, -8, -1)
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if current else colours.hover))
            painter.drawRoundedRect(ground, 7, 7)
        step = index.data(Qt.ItemDataRole.UserRole)
        to_come = row > self._focus.frame
        ink = colours.accent if current else colours.muted if to_come else colours.text
        _write(
            painter,
            QRect(ground.left(), rect.top(), 30, rect.height()),
            str(row),
            font(11, "mono"),
            colours.muted,
            right=True,
        )
        saved = "" if step is None else fewer(step.nodes_fewer)
        name_width = QFontMetrics(font(12, "mono")).horizontalAdvance(str(index.data()))
        words = QFontMetrics(font(12))
        if step is not None and name_width + words.horizontalAdvance(saved) > rect.width() - 82:
            saved = f"{-step.nodes_fewer:+d}".replace("-", MINUS) if step.nodes_fewer else "="
        words_width = words.horizontalAdvance(saved)
        _write(
            painter,
            rect.adjusted(0, 0, -18, 0),
            saved,
            font(12),
            colours.accent if current else colours.muted,
            right=True,
        )
        left = ground.left() + 44
        room = QRect(left, rect.top(), rect.right() - 18 - words_width - 12 - left, rect.height())
        _write(painter, room, str(index.data()), font(12, "mono") if step is not None else font(12), ink)
        painter.restore()


def _write(painter: QPainter, room: QRect, text: str, which: QFont, colour: str, *, right: bool = False) -> None:
    painter.setFont(which)
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)


class Rewrites(Panel):
    """Click a step, or walk with the arrow keys: the graphs follow."""

    title = "Rewrites"
    help = (
        "Every rewrite from the derivative as derived to its result, with what it saves. Click a line to see "
        "the graphs at that step. Rules says which are used; Shorter form looks for one that they do not lead "
        "to."
    )
    place = "left"
    order = 1

    def build(self) -> None:
        """The list."""
        self.model = Steps()
        self.list = QListView()
        self.list.setAccessibleName("Rewrites")
        self.list.setModel(self.model)
        self.list.setItemDelegate(StepDelegate(self.theme, self.focus, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.empty = label("Nothing to rewrite yet.", "empty", wrap=True)
        self.empty.setContentsMargins(16, 6, 16, 6)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.setContentsMargins(0, 6, 0, 6)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(self._footer())
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.focus.frame_changed.connect(self._follow)

    def _footer(self) -> QHBoxLayout:
        """Whether a shorter form is looked for, and which rules are used."""
        self.search = QPushButton(SEARCH)
        self.search.setProperty("role", "toggle")
        self.search.setCheckable(True)
        self.search.setToolTip("Search for a shorter form, for at most three seconds (Ctrl+Shift+F)")
        self.search.setAccessibleName("Search for a shorter form")
        self.search.toggled.connect(self._searched)
        self.rules = RulesButton()
        self.rules.chosen.connect(lambda off: self.session.edit(rules_off=off))
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 4)
        row.addWidget(self.search)
        row.addStretch()
        row.addWidget(self.rules)
        for button in (self.search, self.rules):
            button.setFixedHeight(26)
        return row

    def document_changed(self, new: Document) -> None:
        """The choices as they stand in the document."""
        self.search.setChecked(new.search)
        self.rules.show_off(new.rules_off)

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Another derivation."""
        if new.themes is not None and new.themes != old.themes:
            self.rules.set_themes(new.themes)
        if new.steps is old.steps and old is not new:
            return
        steps = new.steps or ()
        self.model.set_steps(steps)
        self.remark.setText(plural(len(steps), "step") if steps else "")
        self.list.setVisible(bool(steps))
        self.empty.setVisible(not steps)
        self.empty.setText(
            "The graph is as simple as the rules can make it." if new.steps == () else "Nothing to rewrite yet."
        )
        found = any(step.searched for step in steps)
        looked = self.session.document.search and new.steps is not None
        self.search.setText(NONE_FOUND if looked and not found else SEARCH)
        self._follow(self.focus.frame)

    def _searched(self, wanted: bool) -> None:
        if wanted != self.session.document.search:
            self.session.edit(search=wanted)

    def restyle(self) -> None:
        """The delegate paints by itself."""
        self.list.viewport().update()

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.focus.go_to(index.row())

    def _follow(self, frame: int) -> None:
        index = self.model.index(frame, 0)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        self.list.viewport().update()
