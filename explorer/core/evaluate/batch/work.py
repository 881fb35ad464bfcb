"""The computing of one chunk, wherever that happens: all rows at once, and where one fails, as many as can be."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.core.errors import ShapeError
from explorer.core.evaluate.batch.batched import MAKING, batched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.core.evaluate.batch.batched import Stacked
    from explorer.core.evaluate.function import Function

OnError = Literal["raise", "nan", "collect"]
Failure = tuple[int, str]  # the number of a row, and why it could not be computed
_KEPT = 4  # functions that a process keeps


@dataclass(frozen=True)
class RowType:
    """What an output is in one row."""

    dtype: np.dtype
    shape: tuple[int, ...]

    def stack(self, rows: int) -> np.ndarray:
        """Room for so many rows."""
        return np.empty((rows, *self.shape), self.dtype)

    def fill(self, stack: np.ndarray, row: int) -> None:
        """Leave a row without a value: NaN, and 0 in a dtype that has none."""
        stack[row] = np.nan if self.dtype.kind in "fc" else 0


@dataclass(frozen=True, eq=False)
class Work:
    """What is done with each chunk.

    Attributes:
        f: the function of one row.
        stacked: which of its inputs are stacks.
        constants: the values of the others.
        types: what comes of one row.
        on_error: whether the first row that fails ends it.
    """

    f: Function
    stacked: Stacked
    constants: tuple[np.ndarray | None, ...]
    types: tuple[RowType, ...]
    on_error: OnError

    def run(self, stacks: Sequence[np.ndarray], first: int) -> tuple[list[np.ndarray], list[Failure]]:
        """The outputs of some rows, of which the first has this number, and those that could not be computed."""
        rows = len(stacks[0])
        results = [what.stack(rows) for what in self.types]
        failures: list[Failure] = []
        for start, stop, values, reason in self._pieces(stacks, rows):
            if values is not None and stop - start == rows > 1:
                return list(values), []  # as nearly always: they need no other place
            if values is not None:
                for result, value in zip(results, values, strict=True):
                    result[start:stop] = value
                continue
            failures.append((first + start, reason))
            if self.on_error == "raise":
                break
            for result, what in zip(results, self.types, strict=True):
                what.fill(result, start)
        return results, failures

    def _pieces(
        self, stacks: Sequence[np.ndarray], rows: int
    ) -> Iterator[tuple[int, int, Sequence[np.ndarray] | None, str]]:
        """Start, stop and outputs of parts of the chunk; of a row that fails None, and why. The first rows first."""
        together = batched(self.f, self.stacked)
        pending = [(0, rows)] if rows else []
        while pending:
            start, stop = pending.pop()
            if together is not None and stop - start > 1:
                values, _ = self._tried(together, [x[start:stop] for x in stacks], stop - start)
                if values is not None:
                    yield start, stop, values, ""
                else:  # one of them fails: which?
                    middle = (start + stop) // 2
                    pending += [(middle, stop), (start, middle)]
                continue
            for row in range(start, stop):
                # Alone, since a row may be right where both sides of a choice are not.
                values, reason = self._tried(self.f, [x[row] for x in stacks], None)
                yield row, row + 1, values, reason

    def _tried(
        self, f: Function, stacks: Sequence[np.ndarray], rows: int | None
    ) -> tuple[list[np.ndarray] | None, str]:
        left = iter(stacks)
        given = [next(left) if constant is None else constant for constant in self.constants]
        lead = () if rows is None else (rows,)
        try:
            values = f.steadily(*given)
            for value, what in zip(values, self.types, strict=True):
                if value.shape != (*lead, *what.shape):
                    raise ShapeError(f"a result of shape {value.shape[len(lead) :]}, in other rows {what.shape}")
        except Exception as error:  # noqa: BLE001  # whatever an operation raises on these values is this row's
            return None, str(error) or error.__class__.__name__
        return values, ""


@dataclass(frozen=True)
class Parcel:
    """Work as it travels.

    Attributes:
        digest: knows it from others.
        data: its pickle.
    """

    digest: bytes
    data: bytes = field(repr=False, compare=False)

    @classmethod
    def of(cls, work: Work) -> Parcel:
        """The work, packed."""
        data = pickle.dumps(work, protocol=5)
        return cls(blake2b(data, digest_size=16).digest(), data)


@lru_cache(maxsize=_KEPT)
def opened(parcel: Parcel) -> Work:
    """The work in a parcel: made at its first chunk, and kept for the others."""
    with MAKING:
        work: Work = pickle.loads(parcel.data)  # noqa: S301  # packed by `Parcel.of` in the process that asks
    return work


def compute(parcel: Parcel, stacks: Sequence[np.ndarray], first: int) -> tuple[list[np.ndarray], list[Failure]]:
    """`Work.run`, in another process."""
    return opened(parcel).run(stacks, first)
