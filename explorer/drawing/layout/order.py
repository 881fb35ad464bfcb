"""What is above what, without circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Order:
    """Pairs of places, upper and lower, to which only what closes no circle is added."""

    def __init__(self, count: int) -> None:
        self._below: list[list[int]] = [[] for _ in range(count)]
        self._position = list(range(count))  # every place stands before those below it

    def begin(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Take over pairs of which it is known that they close no circle."""
        for upper, lower in pairs:
            self._below[upper].append(lower)
        self._sort()

    def put(self, upper: int, lower: int) -> bool:
        """Put ``upper`` above ``lower``; False, and nothing is changed, where ``lower`` is above it already."""
        if upper == lower:
            return False
        if self._position[upper] > self._position[lower]:
            if self._reaches(lower, upper):
                return False
            self._below[upper].append(lower)
            self._sort()
        else:
            self._below[upper].append(lower)
        return True

    def _reaches(self, start: int, goal: int) -> bool:
        limit = self._position[goal]
        stack, seen = [start], {start}
        while stack:
            for place in self._below[stack.pop()]:
                if place == goal:
                    return True
                if place not in seen and self._position[place] < limit:
                    seen.add(place)
                    stack.append(place)
        return False

    def _sort(self) -> None:
        """Positions again, by depth first search with a stack of its own."""
        count = len(self._below)
        seen = [False] * count
        finished: list[int] = []
        for root in range(count):
            stack = [(root, False)]
            while stack:
                place, entered = stack.pop()
                if entered:
                    finished.append(place)
                elif not seen[place]:
                    seen[place] = True
                    stack.append((place, True))
                    stack += [(lower, False) for lower in self._below[place] if not seen[lower]]
        for position, place in enumerate(reversed(finished)):
            self._position[place] = position
