"""How the window is arranged, as plain data: kept from start to start, and by a name that a person gives.

It is written as JSON. What was written by another version, or by hand, may be anything: what is not understood is left
out, and the window keeps the design there.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

LAST, NAMED, LOCKED = "layout/last", "layout/named", "layout/locked"
_MOST = 100_000  # pixels: more is no screen
_LONGEST = 4_000  # hexadecimal digits of a geometry


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Sizes of the splitters, order and front of the tabs, panels in windows of their own, hidden columns."""

    sizes: dict[str, list[int]] = field(default_factory=dict)
    tabs: list[list[str]] = field(default_factory=list)
    front: list[str] = field(default_factory=list)
    windows: dict[str, str] = field(default_factory=dict)  # panel → geometry as Qt writes it, in hexadecimal digits
    hidden: list[str] = field(default_factory=list)


def understood(data: object) -> Arrangement:
    """What can be understood of something that was read."""
    known = data if isinstance(data, dict) else {}
    sizes, windows, tabs = known.get("sizes"), known.get("windows"), known.get("tabs")
    return Arrangement(
        sizes={
            str(name): [*given]
            for name, given in (sizes.items() if isinstance(sizes, dict) else ())
            if isinstance(given, list) and all(type(one) is int and 0 <= one <= _MOST for one in given) and any(given)
        },
        tabs=[_texts(one) for one in tabs] if isinstance(tabs, list) else [],
        front=_texts(known.get("front")),
        windows={
            str(name): given
            for name, given in (windows.items() if isinstance(windows, dict) else ())
            if isinstance(given, str) and len(given) <= _LONGEST
        },
        hidden=_texts(known.get("hidden")),
    )


def _texts(given: object) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


class Arrangements:
    """The last one, and those that have names; in the settings."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def last(self) -> Arrangement | None:
        """As the window was left; None at the first start."""
        data = self._read(LAST)
        return understood(data) if isinstance(data, dict) else None

    def keep(self, arrangement: Arrangement) -> None:
        """Remember how the window is left."""
        self._settings.setValue(LAST, json.dumps(asdict(arrangement)))

    @property
    def named(self) -> dict[str, Arrangement]:
        """All that have names, in the order of their names."""
        data = self._read(NAMED)
        known = data if isinstance(data, dict) else {}
        return {name: understood(known[name]) for name in sorted(known, key=str.casefold)}

    def save(self, name: str, arrangement: Arrangement) -> None:
        """Under a name; in the place of another one of that name."""
        self._write({**self.named, name: arrangement})

    def remove(self, name: str) -> None:
        """Forget one."""
        self._write({known: one for known, one in self.named.items() if known != name})

    @property
    def locked(self) -> bool:
        """Whether nothing may be moved."""
        return str(self._settings.value(LOCKED, "false")).lower() == "true"

    def lock(self, *, locked: bool) -> None:
        """Remember it."""
        self._settings.setValue(LOCKED, "true" if locked else "false")

    def _write(self, named: dict[str, Arrangement]) -> None:
        self._settings.setValue(NAMED, json.dumps({name: asdict(one) for name, one in named.items()}))

    def _read(self, key: str) -> object:
        try:
            read: object = json.loads(str(self._settings.value(key, "")))
        except (ValueError, RecursionError):
            return None
        return read
