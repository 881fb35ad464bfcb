"""Names and their values: of the script, of a function that runs, of a comprehension."""

from __future__ import annotations

from typing import Any

_MISSING = object()


class Scope:
    """A table of names inside another one. Reading looks outwards, giving a name stays inside."""

    __slots__ = ("names", "parent")

    def __init__(self, parent: Scope | None = None) -> None:
        self.parent = parent
        self.names: dict[str, Any] = {}

    def find(self, name: str, default: Any = None) -> Any:
        """The value of a name, from the innermost scope that has it."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.names.get(name, _MISSING)
            if value is not _MISSING:
                return value
            scope = scope.parent
        return default
