"""What a table of closed forms has in each line."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.core.expr import Expression


@dataclass(frozen=True, eq=False)
class Form:
    """A derivative and how a book prints it.

    Attributes:
        derived: gives the derivative as it is derived.
        textbook: gives what the book says, written by hand.
        prints: the LaTeX of the optimised derivative, without ``\\left`` and ``\\right``, with ``T`` for ``\\top``.
    """

    derived: Callable[[], Expression]
    textbook: Callable[[], Expression]
    prints: str
