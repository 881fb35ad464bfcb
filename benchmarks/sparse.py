"""Sparse derivatives in libraries that have none: products with few directions, from which the entries are read.

Directions and places are worked out beforehand, by whatever colouring is the best; that time is given to the peers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Workload


def is_sparse(workload: Workload) -> bool:
    """Whether the entries alone are wanted, row by row."""
    return workload.pattern is not None


@lru_cache(maxsize=4)
def _colouring(pattern: Callable[[tuple[Any, ...]], Any], shape: tuple[int, ...]) -> Any:
    import explorer.core as T

    return T.colouring(pattern((np.empty(shape),)), ways=("columns",))


def directions(workload: Workload, inputs: tuple[Any, ...]) -> np.ndarray:
    """The vectors to multiply by, one a row."""
    assert workload.pattern is not None
    found: np.ndarray = _colouring(workload.pattern, np.shape(inputs[0])).directions()
    return found


def entries(workload: Workload, inputs: tuple[Any, ...], products: Any) -> np.ndarray:
    """The entries, from the products, one a row."""
    assert workload.pattern is not None
    found: np.ndarray = _colouring(workload.pattern, np.shape(inputs[0])).entries(np.asarray(products).reshape(-1))
    return found
