"""The gallery: documents that ship with the program."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from explorer import resources
from explorer.document.document import Document, Typed


@dataclass(frozen=True, slots=True)
class Entry:
    """One example.

    Attributes:
        name: its short name, as in the file: "1_gradient".
        title: what it is, in a few words.
        words: what there is to see.
        group: the heading under which it stands.
        document: the example itself.
    """

    name: str
    title: str
    words: str
    group: str
    document: Document

    @property
    def text(self) -> str:
        """The script."""
        return self.document.text


@cache
def gallery() -> tuple[Entry, ...]:
    """All examples, in the order in which they are shown."""
    table = tomllib.loads(resources.path("gallery", "gallery.toml").read_text(encoding="utf-8"))
    found = []
    for row in table["entry"]:
        path = resources.path("gallery", row["file"])
        document = Document(path.read_text(encoding="utf-8")).edit(
            target=row.get("target"),
            values={name: Typed(text) for name, text in row.get("values", {}).items()},
            dimensions=row.get("dimensions", {}),
        )
        found.append(Entry(path.stem, row["title"], row["words"], row["group"], document))
    return tuple(found)


def find(name: str) -> Entry:
    """The example of this name ("1_gradient", "gradient" or "1"); raises KeyError with the names there are."""
    for entry in gallery():
        number, _, word = entry.name.partition("_")
        if name in (entry.name, number, word):
            return entry
    raise KeyError(f"there is no {name!r} in the gallery; there are {', '.join(entry.name for entry in gallery())}")
