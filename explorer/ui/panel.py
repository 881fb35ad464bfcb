"""What a panel is: a card with one way in, ``show(old, new)``, and one way out, ``session.edit(…)``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.ui.looks import Looks
from explorer.ui.widgets.labels import label

if TYPE_CHECKING:
    from explorer.document.document import Document
    from explorer.document.session import Session
    from explorer.document.snapshot import Snapshot
    from explorer.ui.focus import Focus
    from explorer.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Context:
    """What every panel is given: the document's session, the shared focus, the theme, how graphs are looked at."""

    session: Session
    focus: Focus
    theme: Theme
    looks: Looks = field(default_factory=Looks)


class Panel(QObject):
    """A controller with a widget of its own; it never holds an expression and never computes one.

    Subclasses fill ``self.body`` in ``build`` and redraw in ``show``, where ``old`` is the snapshot shown before:
    a view that is the same object in both needs no work.
    """

    title: ClassVar[str] = ""
    help: ClassVar[str] = ""  # what it is for, and what one does in it: "What Is This?"
    place: ClassVar[str] = ""  # where the window puts it: "left", "centre", "right", "bottom left", "bottom right"
    order: ClassVar[int] = 0  # its order in that place
    looking: ClassVar[str] = ""  # the view of the document in which it is shown; empty for always
    framed: ClassVar[bool] = True  # False for panels that stand behind a tab

    def __init__(self, context: Context) -> None:
        self.widget = QFrame()
        super().__init__(self.widget)
        self.context = context
        self.session = context.session
        self.focus = context.focus
        self.theme = context.theme
        self.widget.setAccessibleName(self.title)
        self.widget.setAccessibleDescription(self.help)
        self.widget.setWhatsThis(self.help)
        self.widget.setObjectName(f"panel-{type(self).__name__}")
        self.widget.setProperty("role", "card" if self.framed else "plain")
        outer = QVBoxLayout(self.widget)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.remark = label("", "caption")
        if self.framed:
            outer.addWidget(self._header())
        content = QWidget()
        content.setProperty("role", "plain")
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        outer.addWidget(content, 1)
        self.build()
        self.theme.changed.connect(self.restyle)

    def build(self) -> None:
        """Make the widgets, once."""

    def show(self, old: Snapshot, new: Snapshot) -> None:
        """Show a snapshot."""
        raise NotImplementedError

    def document_changed(self, new: Document) -> None:
        """The document was edited, here or elsewhere: show the choices that stand in it."""

    def leave(self) -> None:
        """The window closes: end what is at work."""

    def restyle(self) -> None:
        """The palette has changed: repaint what the style sheet does not reach."""

    def _header(self) -> QFrame:
        header = QFrame()
        header.setProperty("role", "header")
        header.setFixedHeight(38)
        row = QHBoxLayout(header)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(label(self.title, "heading"))
        row.addStretch(1)
        row.addWidget(self.remark)
        self.header_row = row
        return header


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if isinstance(widget, QLabel | QWidget):
            widget.setParent(None)
            widget.deleteLater()
