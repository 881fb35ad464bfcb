"""What a person chose for a batch: what is computed, what varies from row to row, and where it runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite, prod
from typing import Literal

Design = Literal["grid", "random", "latin hypercube", "file"]
Distribution = Literal["uniform", "normal"]

MOST_ROWS = 10**9
_PLACE = re.compile(r"\s*(?P<name>[^\[\]\s]+)\s*(?:\[(?P<index>\s*\d+\s*(?:,\s*\d+\s*)*)\])?\s*")


@dataclass(frozen=True, slots=True)
class Axis:
    """Something that is another number in each row.

    Attributes:
        place: a variable, ``x``, or an element of one, ``w[0]``; random numbers may also be all elements of an array.
        first: where it begins; the mean of a normal distribution.
        last: where it ends; the deviation of a normal distribution.
        count: how many numbers of a grid there are from first to last.
        log: whether those are in equal ratios, and not in equal steps.
        distribution: of random numbers.
    """

    place: str
    first: float = -1.0
    last: float = 1.0
    count: int = 21
    log: bool = False
    distribution: Distribution = "uniform"


@dataclass(frozen=True, slots=True)
class BatchChoice:
    """A batch as a person chose it.

    Attributes:
        outputs: names of the script; none of them: what is looked at, and what it is the derivative of.
        design: how rows come about.
        axes: what varies; a file says so itself.
        rows: how many there are, of random numbers and a Latin hypercube.
        seed: of random numbers.
        path: the file of a batch from a file.
        workers: processes that compute; with one, the batch's own on all cores.
        scheduler: the address of a Dask scheduler; empty for this computer.
        chunk: how many rows are computed together; 0 for as many as suit.
    """

    outputs: tuple[str, ...] = ()
    design: Design = "grid"
    axes: tuple[Axis, ...] = ()
    rows: int = 1000
    seed: int = 7
    path: str = ""
    workers: int = 1
    scheduler: str = ""
    chunk: int = 0

    @property
    def planned(self) -> int | None:
        """How many rows there will be, as far as one knows without reading a file."""
        match self.design:
            case "grid":
                return prod(axis.count for axis in self.axes) if self.axes else 0
            case "file":
                return None if self.path else 0
            case _:
                return self.rows if self.axes else 0

    @property
    def mistake(self) -> str:
        """What keeps it from being run, and can be seen without the script; empty where nothing does."""
        if self.design == "file":
            return "" if self.path else "Choose a file of inputs: .npz or .csv"
        if not self.axes:
            return "Choose what varies from row to row"
        places = [axis.place for axis in self.axes]
        twice = next((place for place in places if places.count(place) > 1), None)
        if twice is not None:
            return f"{twice} stands there twice"
        for axis in self.axes:
            if words := axis_mistake(axis, self.design):
                return words
        planned = self.planned
        if planned is not None and planned > MOST_ROWS:
            return f"{planned:,} rows are more than a batch can have ({MOST_ROWS:,})"
        return ""


NO_BATCH = BatchChoice()


def read_place(place: str) -> tuple[str, tuple[int, ...]] | None:
    """The variable and the element that a place names; None where it is none."""
    match = _PLACE.fullmatch(place)
    if match is None:
        return None
    return match["name"], tuple(map(int, match["index"].split(","))) if match["index"] else ()


def axis_mistake(axis: Axis, design: Design) -> str:
    """What is wrong with an axis; empty where nothing is."""
    if read_place(axis.place) is None:
        return f"{axis.place!r} is no variable, and no element of one: they are x, w[0], A[0,1]"
    if not (isfinite(axis.first) and isfinite(axis.last)):
        return f"{axis.place}: both numbers are finite"
    if design == "grid":
        if axis.log and not axis.first * axis.last > 0:
            return f"{axis.place}: equal ratios lead from one number to another of the same sign, and not to 0"
        return ""
    if axis.distribution == "normal" and axis.last < 0:
        return f"{axis.place}: a deviation is not negative"
    return ""
