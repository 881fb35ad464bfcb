"""The code on the card of an operation, as a function that runs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from explorer.core.kernels import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.op import Op


@lru_cache(maxsize=1 << 12)
def kernel(op: Op, count: int) -> Callable[..., Any]:
    """An operation without functions inside, as a function of so many arrays."""
    names = [f"x{index}" for index in range(count)]
    # The source is made from the cards of this package alone: no text of a person reaches it.
    function: Callable[..., Any] = eval(f"lambda {', '.join(names)}: {op.python(*names)}", dict(NAMESPACE))  # noqa: S307
    return function
