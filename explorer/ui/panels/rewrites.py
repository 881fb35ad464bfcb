"""The derivation as a list: a rule a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.ui.panel import Panel
from explorer.ui.theme.fonts import font
from explorer.ui.widgets.flow import Flow
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
FRAME = Qt.ItemDataRole.UserRole + 1  # the frame that a row is, wherever it stands


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
        if role == FRAME:
            return index.row()
        if role == Qt.ItemDataRole.ToolTipRole and step is not None:
            lines = (f"{step.theme}: {step.caption}", f"{step.before}  →  {step.after}", step.unsafe)
            return "\n".join(line for line in lines if line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "Graph as derived" if step is None else f"Step {step.index}, {step.rule}, {fewer(step.nodes_fewer)}"
        return None


class Filter(QSortFilterProxyModel):
    """The steps whose rule or theme has some letters in it, and where that is asked for, which change the formula."""

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._words = ""
        self._changes = False
        self._steps = steps
        self.setSourceModel(steps)

    @property
    def filters(self) -> bool:
        """Whether something may be left out."""
        return bool(self._words) or self._changes

    def choose(self, words: str, *, changes: bool) -> None:
        """What to keep."""
        self.beginFilterChange()
        self._words, self._changes = words.strip().lower(), changes
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """The graph as derived always stays: the way back to the beginning."""
        del source_parent
        if source_row == 0:
            return True
        step = self._steps.steps[source_row - 1]
        return self._words in f"{step.rule}\n{step.theme}".lower() and (step.seen or not self._changes)


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
        row: int = index.data(FRAME)
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
        "the graphs at that step. The line above keeps the rules and themes with some letters in their names; "
        "Changes only leaves out steps that change nothing in the formula. Rules says which are used; Effects "
        "shows the result without each theme of rules; Shorter form looks for one that they do not lead to."
    )
    place = "left"
    order = 1
    effects_wanted = Signal()

    def build(self) -> None:
        """The filter, the list, the choices."""
        self._filtering = False
        self.model = Steps()
        self.shown = Filter(self.model)
        self.list = QListView()
        self.list.setAccessibleName("Rewrites")
        self.list.setModel(self.shown)
        self.list.setItemDelegate(StepDelegate(self.theme, self.focus, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.empty = label("Nothing to rewrite yet.", "empty", wrap=True)
        self.empty.setContentsMargins(16, 6, 16, 6)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.setContentsMargins(0, 6, 0, 6)
        self.body.addWidget(self._filter_row())
        self.body.addWidget(self.empty)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._footer())
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.focus.frame_changed.connect(self._follow)
        self.list.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The step where one stands is seen whole, whatever room is left."""
        if event.type() == QEvent.Type.Resize and self.list.currentIndex().isValid():
            self.list.scrollTo(self.list.currentIndex())
        return super().eventFilter(watched, event)

    def _filter_row(self) -> QWidget:
        """Letters of a rule or theme, and whether steps that change nothing in the formula are left out."""
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setToolTip("Steps whose rule or theme has these letters in its name")
        self.filter.setAccessibleName("Filter the steps by rule or theme")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filtered)
        self.changes = QPushButton("Changes only")
        self.changes.setProperty("role", "toggle")
        self.changes.setCheckable(True)
        self.changes.setToolTip("Leave out the steps that change nothing in the formula")
        self.changes.setAccessibleName("Only steps that change the formula")
        self.changes.toggled.connect(self._filtered)
        self._filters = QWidget()
        row = QHBoxLayout(self._filters)
        row.setContentsMargins(12, 2, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.filter, 1)
        row.addWidget(self.changes)
        return self._filters

    def _footer(self) -> QWidget:
        """Whether a shorter form is looked for, what rules did, which are used; in rows where there is no room."""
        self.search = QPushButton(SEARCH)
        self.search.setProperty("role", "toggle")
        self.search.setCheckable(True)
        self.search.setToolTip("Search for a shorter form, for at most three seconds (Ctrl+Shift+F)")
        self.search.setAccessibleName("Search for a shorter form")
        self.search.toggled.connect(self._searched)
        self.rules = RulesButton()
        self.rules.chosen.connect(lambda off: self.session.edit(rules_off=off))
        self.effects = QPushButton("Effects")
        self.effects.setProperty("role", "toggle")
        self.effects.setToolTip("What did each theme of rules do? The result without it, beside the result with it")
        self.effects.setAccessibleName("What each theme of rules does")
        self.effects.clicked.connect(self.effects_wanted)
        footer = QWidget()
        buttons = Flow(footer)
        buttons.setContentsMargins(10, 6, 10, 4)
        for button in (self.search, self.effects, self.rules):
            button.setFixedHeight(26)
            buttons.addWidget(button)
        return footer

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
        self._count()
        self.list.setVisible(bool(steps))
        self._filters.setVisible(bool(steps))
        self.effects.setEnabled(bool(steps))
        self.empty.setVisible(not steps)
        self.empty.setText(
            "The graph is as simple as the rules can make it." if new.steps == () else "Nothing to rewrite yet."
        )
        found = any(step.searched for step in steps)
        looked = self.session.document.search and new.steps is not None
        self.search.setText(NONE_FOUND if looked and not found else SEARCH)
        self._follow(self.focus.frame)

    def _count(self) -> None:
        steps = len(self.model.steps)
        kept = self.shown.rowCount() - 1
        of = f"{kept} of " if self.shown.filters else ""
        self.remark.setText(f"{of}{plural(steps, 'step')}" if steps else "")

    def _filtered(self, _: object = None) -> None:
        self._filtering = True  # a row that goes takes nobody to another frame
        self.shown.choose(self.filter.text(), changes=self.changes.isChecked())
        self._filtering = False
        self._count()
        self._follow(self.focus.frame)

    def _searched(self, wanted: bool) -> None:
        if wanted != self.session.document.search:
            self.session.edit(search=wanted)

    def restyle(self) -> None:
        """The delegate paints by itself."""
        self.list.viewport().update()

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self._filtering:
            self.focus.go_to(index.data(FRAME))

    def _follow(self, frame: int) -> None:
        index = self.shown.mapFromSource(self.model.index(frame, 0))
        self.list.setCurrentIndex(index)  # none where the step is left out
        if index.isValid():
            self.list.scrollTo(index)
        self.list.viewport().update()
