"""A guide through a tour: a note that stands beside what it speaks of, and leaves the window to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from explorer.ui.tours import Tour
    from explorer.ui.window import Window

WIDTH = 340
GAP = 10


class Note(QFrame):
    """The words of a stop, with the ways on, back and out."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Tour")
        self.title = label("", "section")
        self.words = label("", wrap=True)
        self.back = QPushButton("Back")
        self.on = QPushButton("Next")
        self.on.setProperty("role", "primary")
        self.end = QPushButton("End")
        self.end.setToolTip("End the tour (Esc)")
        row = QHBoxLayout()
        row.addWidget(self.end)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.on)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(row)

    def fit(self) -> None:
        """As high as the words need; a label that wraps says so only for a width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends, the arrow keys go."""
        keys = {Qt.Key.Key_Escape: self.end, Qt.Key.Key_Right: self.on, Qt.Key.Key_Left: self.back}
        button = keys.get(Qt.Key(event.key()))
        if button is not None and button.isEnabled():
            button.click()
        else:
            super().keyPressEvent(event)


class Frame(QFrame):
    """A line around what is spoken of; clicks go through it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("role", "spot")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class Guide(QObject):
    """Leads through one tour; the window can be used meanwhile."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._tour: Tour | None = None
        self._at = 0
        self.note = Note(window)
        self.frame = Frame(window)
        self.note.hide()
        self.frame.hide()
        self.note.on.clicked.connect(self.go_on)
        self.note.back.clicked.connect(self.go_back)
        self.note.end.clicked.connect(self.end)
        window.bridge.done.connect(self._begin)
        window.installEventFilter(self)

    @property
    def tour(self) -> Tour | None:
        """The tour that is under way."""
        return self._tour

    @property
    def at(self) -> int:
        """The number of the stop."""
        return self._at

    def lead(self, tour: Tour) -> None:
        """From the first stop, as soon as the example can be seen."""
        self.end()
        self._tour = tour
        if not self._window.bridge.busy:
            self._begin()

    def _begin(self, _: int = 0) -> None:
        if self._tour is not None and self.note.isHidden():
            self._show(0)
            self.note.show()
            self.note.on.setFocus()

    def go_on(self) -> None:
        """To the next stop; after the last one it is over."""
        if self._tour is not None:
            if self._at + 1 < len(self._tour.stops):
                self._show(self._at + 1)
            else:
                self.end()

    def go_back(self) -> None:
        """To the stop before."""
        if self._at > 0:
            self._show(self._at - 1)

    def end(self) -> None:
        """The window as it is now, without a guide."""
        self._tour = None
        self.note.hide()
        self.frame.hide()

    def _show(self, at: int) -> None:
        tour = self._tour
        if tour is None:
            return
        self._at = at
        stop = tour.stops[at]
        stop.begin(self._window)
        self.note.title.setText(f"{tour.name.upper()}   {at + 1} OF {len(tour.stops)}")
        self.note.words.setText(stop.words)
        self.note.back.setEnabled(at > 0)
        self.note.on.setText("Next" if at + 1 < len(tour.stops) else "Done")
        self.note.setAccessibleDescription(stop.words)
        QTimer.singleShot(0, self, self._place)  # when what was just opened has its place

    def _place(self) -> None:
        tour = self._tour
        if tour is None:
            return
        target = tour.stops[self._at].at(self._window)
        spot = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
        room = self._window.rect()
        self.frame.setGeometry(spot.adjusted(-3, -3, 3, 3).intersected(room))
        self.note.fit()
        self.note.move(_beside(spot, self.note, room))
        for widget in (self.frame, self.note):
            widget.show()
            widget.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The note keeps to its place when the window has another size."""
        if event.type() == QEvent.Type.Resize and self._tour is not None:
            QTimer.singleShot(0, self, self._place)
        return super().eventFilter(watched, event)


def _beside(spot: QRect, note: QWidget, room: QRect) -> QPoint:
    """Right of what is spoken of, else left, below, above; else in its lower right corner."""
    size = note.size()
    top = max(GAP, min(spot.top() + 20, room.height() - size.height() - GAP))
    left = max(GAP, min(spot.left() + 20, room.width() - size.width() - GAP))
    places = (
        QPoint(spot.right() + GAP, top),
        QPoint(spot.left() - size.width() - GAP, top),
        QPoint(left, spot.bottom() + GAP),
        QPoint(left, spot.top() - size.height() - GAP),
    )
    fitting = (place for place in places if room.contains(QRect(place, size)))
    inside = QPoint(spot.right() - size.width() - 2 * GAP, spot.bottom() - size.height() - 2 * GAP)
    return next(fitting, inside)
