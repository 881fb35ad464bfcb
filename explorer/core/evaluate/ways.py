"""The ways of a call: what a function does with arguments that fit as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Way = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Ways:
    """The ways of a call.

    Attributes:
        short: takes values, gives the outputs in their form; None where the arguments do not fit as they are.
        bare: takes arrays that fit, gives a tuple.
        filling: takes arrays to fill, in the form of the outputs, and values; gives them, or None where they do not
            fit.
        binding: the same with arguments that stay the same ones: takes all of them, what is to be given at each call,
            and what is called in its place where they do not fit.
    """

    short: Way
    bare: Way
    filling: Way | None = None
    binding: Callable[[Sequence[Any], Any, Way], Way] | None = None


def nowhere(*_: Any) -> None:
    """The way that takes nothing: where others end."""
