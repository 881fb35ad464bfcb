"""What the window asks a batch's process for, and what that reports: plain data, no expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    from explorer.document.document import Document

TOLD = 1000  # failures whose reasons are told; of the others one knows the rows


@dataclass(frozen=True, slots=True)
class Stack:
    """An array of a batch in a file, with a row for each evaluation along its first axis.

    Attributes:
        name: what people call it.
        path: the ``.npy`` file.
        varies: the elements that vary, of an input; empty where all do.
        given: whether it is an input.
    """

    name: str
    path: str
    given: bool
    varies: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of a run, to its end or as far as it went.

    Attributes:
        rows: all of them.
        chunk: how many were computed together.
        there: for each chunk whether it is there.
        stacks: the inputs that vary, then the outputs.
        failed: the rows that could not be computed.
        failures: the first of them, and why.
    """

    rows: int
    chunk: int
    there: np.ndarray
    stacks: tuple[Stack, ...]
    failed: np.ndarray
    failures: tuple[tuple[int, str], ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to compute."""
        return bool(self.there.all())


@dataclass(frozen=True, slots=True)
class Run:
    """Compute the batch of a document into a folder, or go on with it."""

    document: Document
    folder: str
    resume: bool = False


@dataclass(frozen=True, slots=True)
class Save:
    """Write what was found to a file, or to a folder."""

    findings: Findings
    path: str


Job: TypeAlias = Run | Save


@dataclass(frozen=True, slots=True)
class Stop:
    """Leave the run as it is: it can be gone on with."""


@dataclass(frozen=True, slots=True)
class Progressed:
    """So many rows are there, of so many."""

    done: int
    rows: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The run is over, or was stopped; ``findings`` is None where it had to be killed."""

    findings: Findings | None


@dataclass(frozen=True, slots=True)
class Saved:
    """It is written."""

    path: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be done, and why; ``begun``: what was computed is kept, and can be gone on with."""

    text: str
    begun: bool = False


BatchReport: TypeAlias = Progressed | Ended | Saved | Refused
