"""Where a person looked before: the nodes selected and the frames shown, to go back to and forward again.

This is the undo of the view; the document has its own, which leaves the view alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from explorer.ui.focus import Focus

MOST = 200


@dataclass(frozen=True, slots=True)
class Look:
    """A node, or none, at a frame."""

    node: int | None
    frame: int


class History(QObject):
    """Follows the focus; steps that are walked one after the other are one look, or nobody could go back past them."""

    def __init__(self, focus: Focus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._focus = focus
        self._looks = [Look(focus.node, focus.frame)]
        self._at = 0
        self._going = False
        self._walking = False
        focus.node_changed.connect(self._selected)
        focus.frame_changed.connect(self._walked)

    @property
    def can_go_back(self) -> bool:
        """Whether there was a look before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether a person has gone back."""
        return self._at + 1 < len(self._looks)

    def go_back(self) -> bool:
        """To where the person looked before."""
        return self._go(-1)

    def go_forward(self) -> bool:
        """And again to where they came from."""
        return self._go(+1)

    def forget(self) -> None:
        """Another graph: its nodes are others."""
        self._looks = [Look(self._focus.node, self._focus.frame)]
        self._at = 0
        self._walking = False

    def _go(self, step: int) -> bool:
        if not 0 <= self._at + step < len(self._looks):
            return False
        self._at += step
        look = self._looks[self._at]
        self._going = True
        self._focus.go_to(look.frame)
        self._focus.select(look.node, reveal=True)
        self._going = False
        self._walking = False
        return True

    def _selected(self, _: object) -> None:
        self._note(walking=False)

    def _walked(self, _: int) -> None:
        self._note(walking=True)

    def _note(self, *, walking: bool) -> None:
        if self._going:
            return
        look = Look(self._focus.node, self._focus.frame)
        del self._looks[self._at + 1 :]
        if walking and self._walking:
            self._looks[self._at] = look
        elif look != self._looks[self._at]:
            self._looks.append(look)
        del self._looks[:-MOST]
        self._at = len(self._looks) - 1
        self._walking = walking
