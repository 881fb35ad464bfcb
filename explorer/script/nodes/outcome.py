"""How a block goes on after a statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Returned:
    """The function is left, with a value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Broken:
    """The loop is left."""


@dataclass(frozen=True, slots=True)
class Continued:
    """The turn of the loop is left."""


Outcome = Returned | Broken | Continued
