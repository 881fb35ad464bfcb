"""The card of an operation: what its documentation says, its formula, and its derivative rules as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.ui.panel import clear
from explorer.ui.widgets.labels import label
from explorer.ui.widgets.svg_picture import SvgPicture
from explorer.ui.words import breakable

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from explorer.document.snapshot import CardView
    from explorer.ui.theme.theme import Theme

SCALE = 1.0
LEGEND = "A dot is a tangent (forward), a bar a cotangent (reverse)."


class OperationCard(QWidget):
    """One card at a time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._card: CardView | None = None
        self.pictures: list[SvgPicture] = []
        self.words = label("", wrap=True)
        self.rules_words = label("", "caption", wrap=True)
        self.code = label("", "mono", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._definition = QVBoxLayout()
        self._rules = QVBoxLayout()
        self._rules.setSpacing(8)
        column.addWidget(self.words)
        column.addLayout(self._definition)
        column.addLayout(self._rules)
        column.addWidget(self.code)
        column.addWidget(self.rules_words)
        theme.changed.connect(self._recolour)

    def show_card(self, card: CardView | None) -> None:
        """Another card."""
        if card is self._card:
            return
        self._card = card
        clear(self._definition)
        clear(self._rules)
        self.pictures = []
        if card is None:
            return
        self.words.setText(card.words)
        self._add(self._definition, card.definition, card.plain)
        for picture in card.rules:
            self._add(self._rules, picture, f"A derivative rule of {card.name}")
        self.code.setText(breakable("\n".join(card.code)))
        self.code.setVisible(bool(card.code))
        said = [card.said] if card.said else []
        self.rules_words.setText(" ".join([*said, *([LEGEND] if card.rules or card.code else [])]))
        self.rules_words.setVisible(bool(self.rules_words.text()))
        self._fit()

    def _add(self, column: QVBoxLayout, picture: str, words: str) -> None:
        shown = SvgPicture(SCALE)
        shown.show_picture(picture, self._theme.colours.text)
        shown.setAccessibleName(words)
        column.addWidget(shown)
        self.pictures.append(shown)

    def _recolour(self) -> None:
        for shown in self.pictures:
            shown.show_picture(shown.picture, self._theme.colours.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures shrink into a narrow panel."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for shown in self.pictures:
            shown.fit_into(max(1, self.width()), SCALE)
