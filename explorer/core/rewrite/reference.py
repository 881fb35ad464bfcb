"""Where a rule can be read: a work, and the place in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """A book or paper; called with a place in it, it gives a `Reference`.

    Attributes:
        key: as it is cited: "Mächler 2012".
        title: all that is needed to find it.
    """

    key: str
    title: str

    def __call__(self, place: str = "") -> Reference:
        """That place in it."""
        return Reference(self, place)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a work: "Abramowitz & Stegun 4.3.10"."""

    work: Work
    place: str = ""

    def __str__(self) -> str:
        return f"{self.work.key} {self.place}".strip()
