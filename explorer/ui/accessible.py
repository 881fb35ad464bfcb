"""What screen readers are told of widgets that paint themselves: that these are pictures, or buttons.

Qt knows the roles of its own widgets; of one that it has never heard of it says only that it is a part of a window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

ROLES = {
    "Canvas": QAccessible.Role.Graphic,
    "Heatmap": QAccessible.Role.Graphic,
    "Histogram": QAccessible.Role.Graphic,
    "LinkedPicture": QAccessible.Role.Graphic,
    "SvgPicture": QAccessible.Role.Graphic,
    "Card": QAccessible.Role.Button,
    "KeyEdit": QAccessible.Role.HotkeyField,
}
_installed: list[bool] = []


def install_roles() -> None:
    """Tell Qt, once for the whole program."""
    if not _installed:
        QAccessible.installFactory(_interface)
        _installed.append(True)


def _interface(name: str, thing: QObject) -> QAccessibleInterface | None:
    """What describes a widget; nothing where Qt knows better."""
    role = ROLES.get(name)
    return QAccessibleWidget(thing, role, "") if role is not None and isinstance(thing, QWidget) else None
