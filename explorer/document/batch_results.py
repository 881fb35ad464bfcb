"""The results of a batch as a table: a column for each element of what varies and of what came out.

The arrays stay in their files, mapped into memory: a table of a million rows takes as much as one sees of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.document.batch_jobs import Findings, Stack

MOST_ELEMENTS = 64  # columns of one array; who wants more wants the file


@dataclass(frozen=True, slots=True)
class Column:
    """A column: an element of an array."""

    name: str
    stack: int
    place: tuple[int, ...]
    given: bool  # whether it is an input


class Results:
    """The table of what was found.

    Attributes:
        rows: how many there are.
        columns: inputs first.
        left_out: in words what has too many elements to stand in a table; empty where nothing has.
    """

    def __init__(self, findings: Findings, most: int | None = MOST_ELEMENTS) -> None:
        """Map the files of the findings; raises OSError, ValueError where they are not there or damaged."""
        self.findings = findings
        self.rows = findings.rows
        self._arrays = [np.load(stack.path, mmap_mode="r", allow_pickle=False) for stack in findings.stacks]
        self.columns: list[Column] = []
        notes: list[str] = []
        for number, stack in enumerate(findings.stacks):
            shape = self._arrays[number].shape[1:]
            self.columns += [
                Column(_named(stack.name, place), number, place, stack.given)
                for place in islice(_places(stack, shape), most)
            ]
            elements = len(stack.varies) or int(np.prod(shape))
            if most is not None and elements > most:
                notes.append(f"{stack.name} has {elements} elements, the first {most} are here")
        self.left_out = "; ".join(notes)
        self._failed = frozenset(findings.failed.tolist())

    def values(self, column: int) -> np.ndarray:
        """All numbers of a column."""
        one = self.columns[column]
        at: tuple[Any, ...] = (slice(None), *one.place)
        return np.asarray(self._arrays[one.stack][at])

    def value(self, row: int, column: int) -> Any:
        """One of them."""
        one = self.columns[column]
        return self._arrays[one.stack][(row, *one.place)]

    def failed(self, row: int) -> bool:
        """Whether a row could not be computed."""
        return row in self._failed

    def is_there(self, row: int) -> bool:
        """Whether it has been computed."""
        return bool(self.findings.there[row // self.findings.chunk])

    def usable(self) -> np.ndarray:
        """For each row whether it has results."""
        there = np.repeat(self.findings.there, self.findings.chunk)[: self.rows]
        there[self.findings.failed] = False
        return there


def _places(stack: Stack, shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return iter(stack.varies) if stack.varies else iter(np.ndindex(shape))


def _named(name: str, place: tuple[int, ...]) -> str:
    return f"{name}[{','.join(map(str, place))}]" if place else name
