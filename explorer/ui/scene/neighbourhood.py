"""What lies within a few edges of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def within(count: int, ends: NDArray[np.int64], start: int, edges: int) -> NDArray[np.bool_]:
    """A mask of the nodes within so many edges, against the arrows and along them.

    Args:
        count: how many nodes there are.
        ends: the source and the target of each edge, shape ``(n, 2)``.
        start: the node.
        edges: how far.
    """
    near = np.zeros(count, dtype=np.bool_)
    near[start] = True
    for _ in range(edges):
        touched = near[ends[:, 0]] | near[ends[:, 1]]
        before = int(near.sum())
        near[ends[touched].ravel()] = True
        if int(near.sum()) == before:
            break
    return near
