"""From panel to panel with one key: whoever uses no mouse need not pass every button between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable


def next_area(areas: Iterable[QWidget], step: int) -> QWidget | None:
    """Move the focus into the next area in sight that can take it, and give that area; ``step`` is 1 or -1.

    The area that has the focus is where one starts; without one it is the first, or the last.
    """
    ready = [(area, first) for area in areas if area.isVisible() and (first := first_in(area)) is not None]
    if not ready:
        return None
    focused = QApplication.focusWidget()
    here = next((at for at, (area, _) in enumerate(ready) if focused is not None and area.isAncestorOf(focused)), None)
    at = (here + step) % len(ready) if here is not None else (0 if step > 0 else -1)
    area, first = ready[at]
    if not area.isActiveWindow():
        area.activateWindow()
    first.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
    return area


def first_in(area: QWidget) -> QWidget | None:
    """The first widget of an area that Tab would reach."""
    widget = area.nextInFocusChain()
    while widget is not None and widget is not area:
        if area.isAncestorOf(widget) and _takes_keys(widget):
            return widget
        widget = widget.nextInFocusChain()
    return None


def _takes_keys(widget: QWidget) -> bool:
    return widget.isEnabled() and widget.isVisible() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
