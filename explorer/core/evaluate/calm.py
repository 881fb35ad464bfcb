"""Programs run without NumPy's warnings: what is infinite or NaN is shown where people look, not on a terminal."""

from __future__ import annotations

from contextvars import Context
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

# NumPy keeps its error state in the context. To enter a copy of one where it is set takes a tenth of a microsecond,
# ``np.errstate`` two: more than a small program.
CALM = Context()
CALM.run(np.seterr, all="ignore")


def calmly(function: Callable[..., Result], *arguments: object) -> Result:
    """What ``function`` gives for some arguments."""
    return CALM.copy().run(function, *arguments)
