"""Fields of JSON data, read strictly: what is wrong is told with the name of its field."""

from __future__ import annotations

from typing import Any


class PackingError(Exception):
    """The data is no document; the message names the field."""


class Fields:
    """A JSON object and where it stands."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, dict):
            raise PackingError(f"{where.rstrip('.') or 'the document'} is not an object")
        self.data: dict[str, Any] = data
        self.where = where

    def read(self, name: str, *kinds: type) -> Any:
        """A field of one of these types (``True`` is no int here)."""
        if name not in self.data:
            raise PackingError(f"{self.where}{name} is missing")
        if type(self.data[name]) not in kinds:
            raise PackingError(f"{self.where}{name} is {self.data[name]!r:.40}, not {kinds[0].__name__}")
        return self.data[name]

    def choose(self, name: str, choices: tuple[Any, ...]) -> Any:
        """A field that is one of these words."""
        if (value := self.read(name, str)) not in choices:
            raise PackingError(f"{self.where}{name} is {value!r}, not one of {', '.join(choices)}")
        return value

    def inner(self, name: str) -> Fields:
        """A field that is an object."""
        return Fields(self.read(name, dict), f"{self.where}{name}.")
