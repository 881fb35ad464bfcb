"""What is known of one expression before any variable has a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from explorer.core.dependence import Shape


@dataclass(frozen=True, eq=False)
class Fact:
    """What is known of an expression.

    Attributes:
        shape: its sizes, or None where they are not known.
        value: its value, where that follows from sizes and constants alone.
        support: where it may be other than zero; None for everywhere.
    """

    shape: Shape | None
    value: np.ndarray | None = None
    support: np.ndarray | None = None
