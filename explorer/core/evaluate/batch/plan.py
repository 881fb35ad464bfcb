"""A batch as a whole: what is computed of what, in which chunks."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from explorer.core.errors import BatchError
from explorer.core.evaluate.batch.batched import steady
from explorer.core.evaluate.batch.sizes import row_types, rows_of_a_chunk
from explorer.core.evaluate.batch.spread import Spread
from explorer.core.evaluate.batch.stacks import read_stacks
from explorer.core.evaluate.batch.work import OnError, Parcel, Work
from explorer.core.evaluate.function import Function

if TYPE_CHECKING:
    from collections.abc import Container, Generator
    from concurrent.futures import Executor

    import numpy as np

    from explorer.core.evaluate.batch.work import Failure, RowType

ON_ERROR = get_args(OnError)


@dataclass(frozen=True, eq=False)
class Part:
    """What came of a chunk.

    Attributes:
        number: of the chunk.
        start: its first row.
        stop: the row after its last.
        outputs: an array for each output, with its rows along axis 0.
        failures: the rows that could not be computed, and why.
    """

    number: int
    start: int
    stop: int
    outputs: list[np.ndarray]
    failures: list[Failure]


class Batch:
    """A function and the inputs of many calls of it.

    Attributes:
        f: the function of a row.
        stacks: the inputs.
        rows: how many calls these are.
        types: what comes of one, for each output.
        chunk: how many of them are computed together.
        on_error: what becomes of a row that fails.
    """

    def __init__(self, f: Function, inputs: Any, chunk: int | None = None, on_error: OnError = "raise") -> None:
        """See `evaluate_batch`, also for what is raised."""
        if not isinstance(f, Function):
            raise TypeError(f"a batch is of a function, made by T.function, not {f!r:.60}")
        if f.updates:
            updated = ", ".join(map(repr, f.updates))
            raise TypeError(f"the function gives {updated} a new value at each call: its calls are no batch")
        if f.sparse:
            raise TypeError("sparse arrays have no stacks: make the function without sparse=True")
        if on_error not in ON_ERROR:
            raise ValueError(f"on_error is one of {', '.join(map(repr, ON_ERROR))}, not {on_error!r}")
        if chunk is not None and chunk < 1:
            raise ValueError(f"a chunk has a row at least, not {chunk}")
        self.f = f = steady(f)
        self.on_error = on_error
        self.stacks = read_stacks(f, inputs)
        self.rows = self.stacks.rows
        self.types: tuple[RowType, ...] = row_types(f, self.stacks)
        self.chunk = rows_of_a_chunk(f, self.stacks) if chunk is None else chunk

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.rows // self.chunk)

    def bounds(self, number: int) -> tuple[int, int]:
        """The first row of a chunk, and the row after its last."""
        start = number * self.chunk
        return start, min(start + self.chunk, self.rows)

    @cached_property
    def work(self) -> Work:
        """What is done with each chunk."""
        return Work(self.f, self.stacks.stacked, self.stacks.constants, self.types, self.on_error)

    def parts(self, executor: Executor | None = None, skip: Container[int] = ()) -> Generator[Part]:
        """The results of all chunks, as they come; of those that are not in ``skip``.

        Raises:
            BatchError: with ``on_error="raise"``, where a row fails; the first of those that were computed.
        """
        numbers = [number for number in range(self.chunks) if number not in skip]
        if executor is None:
            for number in numbers:
                start, stop = self.bounds(number)
                yield self._checked(Part(number, start, stop, *self.work.run(self.stacks.part(start, stop), start)))
            return
        running = Spread(executor, Parcel.of(self.work), self.stacks)
        failed: Part | None = None
        with closing(running.replies((number, *self.bounds(number)) for number in numbers)) as replies:
            for (number, start, stop), reply in replies:
                results = self._lost(start, stop, reply) if isinstance(reply, str) else reply
                part = Part(number, start, stop, *results)
                if not (part.failures and self.on_error == "raise"):
                    yield part
                else:  # those before it may have a row that fails too; those behind it do not matter any more
                    failed, running.last = part, number
        if failed is not None:
            self._checked(failed)

    def _checked(self, part: Part) -> Part:
        if part.failures and self.on_error == "raise":
            raise BatchError(part.failures)
        return part

    def _lost(self, start: int, stop: int, reason: str) -> tuple[list[np.ndarray], list[Failure]]:
        """The rows of a chunk with which its process died."""
        outputs = [type.stack(stop - start) for type in self.types]
        for output, type in zip(outputs, self.types, strict=True):
            for row in range(stop - start):
                type.fill(output, row)
        return outputs, [(row, reason) for row in range(start, stop)]
