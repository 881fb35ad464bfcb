"""What a formula is made of; each part knows where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Number:
    """A number, as it is written."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True)
class Name:
    """A variable."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True)
class Negative:
    """The opposite."""

    of: Part
    start: int
    stop: int


@dataclass(frozen=True)
class Transposed:
    """Rows as columns."""

    of: Part
    start: int
    stop: int


@dataclass(frozen=True)
class Pair:
    """Two parts with a sign between: ``+``, ``-``, ``*``, ``/``, ``^``, ``.*``, ``./`` or ``.^``."""

    sign: str
    left: Part
    right: Part
    start: int
    stop: int


@dataclass(frozen=True)
class Call:
    """A function of some parts."""

    name: str
    of: tuple[Part, ...]
    start: int
    stop: int


Part: TypeAlias = Number | Name | Negative | Transposed | Pair | Call
