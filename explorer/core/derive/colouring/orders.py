"""Orders in which the vertices of a graph are coloured; which is the best, only trying tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

Neighbours: TypeAlias = list[list[int]]


def orders(neighbours: Neighbours) -> Iterator[list[int]]:
    """As they come, those with the most neighbours first, and the smallest last (Matula and Beck 1983)."""
    yield list(range(len(neighbours)))
    degrees = np.array([len(one) for one in neighbours])
    yield np.argsort(-degrees, kind="stable").tolist()
    yield smallest_last(neighbours)


def smallest_last(neighbours: Neighbours) -> list[int]:
    """Backwards, each vertex has the fewest neighbours among those that are left."""
    degree = [len(one) for one in neighbours]
    buckets: list[list[int]] = [[] for _ in range(max(degree, default=0) + 1)]
    for vertex, count in enumerate(degree):
        buckets[count].append(vertex)
    left = [True] * len(neighbours)
    order: list[int] = []
    least = 0
    while len(order) < len(neighbours):
        while not buckets[least]:
            least += 1
        vertex = buckets[least].pop()
        if not left[vertex] or degree[vertex] != least:
            continue  # it has moved to another bucket since
        left[vertex] = False
        order.append(vertex)
        for other in neighbours[vertex]:
            if left[other]:
                degree[other] -= 1
                buckets[degree[other]].append(other)
        least = max(0, least - 1)
    return order[::-1]
