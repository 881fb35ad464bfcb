"""Inputs from ranges: every combination of some values, random ones, or a Latin hypercube."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Literal
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from one to another, in equal steps; with ``log``, in equal ratios."""

    first: float
    last: float
    count: int
    log: bool = False

    @property
    def values(self) -> np.ndarray:
        """The numbers."""
        steps = np.geomspace if self.log else np.linspace
        return np.asarray(steps(self.first, self.last, self.count))


@dataclass(frozen=True, slots=True)
class Spread:
    """Random arrays: uniform between two bounds, or normal of a mean and a deviation."""

    kind: Literal["uniform", "normal"] = "normal"
    a: float = 0.0
    b: float = 1.0
    shape: tuple[int, ...] = ()


def grid(ranges: Mapping[str, Range]) -> dict[str, np.ndarray]:
    """Every combination of values of some scalars, the last one changing first: a stack for each."""
    axes = np.meshgrid(*(one.values for one in ranges.values()), indexing="ij")
    return {name: np.ravel(axis) for name, axis in zip(ranges, axes, strict=True)}


def grid_rows(ranges: Mapping[str, Range]) -> int:
    """How many combinations there are."""
    return prod(one.count for one in ranges.values())


def random(spreads: Mapping[str, Spread], rows: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Random stacks of so many rows. Each name has a stream of its own, so that another one changes nothing here."""
    found = {}
    for name, one in spreads.items():
        stream = np.random.default_rng([seed, crc32(name.encode())])
        draw = stream.uniform if one.kind == "uniform" else stream.normal
        found[name] = draw(one.a, one.b, (rows, *one.shape))
    return found


def latin_hypercube(spreads: Mapping[str, Spread], rows: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Random stacks of which every element meets each of ``rows`` equally likely intervals once.

    Fewer rows say as much of a function as those of `random` do. Each name has a stream of its own here too.
    """
    from scipy.special import ndtri  # noqa: PLC0415  # slow to import, and not every batch needs it

    found = {}
    for name, one in spreads.items():
        stream = np.random.default_rng([seed, crc32(name.encode())])
        places = np.tile(np.arange(rows, dtype=float).reshape(rows, *([1] * len(one.shape))), (1, *one.shape))
        likely = (stream.permuted(places, axis=0) + stream.random(places.shape)) / max(1, rows)
        found[name] = one.a + (one.b - one.a) * likely if one.kind == "uniform" else one.a + one.b * ndtri(likely)
    return found
