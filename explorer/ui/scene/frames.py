"""Which nodes and edges are present in which frame, as arrays, so that a step on the slider costs microseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Presence:
    """The intervals of frames of a row of things."""

    def __init__(self, intervals: Sequence[Sequence[tuple[int, int]]]) -> None:
        flat = [(index, first, last) for index, parts in enumerate(intervals) for first, last in parts]
        table = np.array(flat, dtype=np.int64).reshape(-1, 3)
        self._owner, self._first, self._last = table[:, 0], table[:, 1], table[:, 2]
        self._count = len(intervals)

    def at(self, frame: int) -> NDArray[np.bool_]:
        """A mask of what is present in a frame."""
        present = np.zeros(self._count, dtype=np.bool_)
        present[self._owner[(self._first <= frame) & (frame <= self._last)]] = True
        return present
