"""Chunks on an executor: a few at a time, tried again where a process died, cancelled where nobody waits any more."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from multiprocessing import cpu_count
from typing import TYPE_CHECKING, Any

from explorer.core.evaluate.batch.work import compute

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Executor, Future

    import numpy as np

    from explorer.core.evaluate.batch.stacks import Stacks
    from explorer.core.evaluate.batch.work import Failure, Parcel

    Task = tuple[int, int, int]  # number, start, stop
    Reply = tuple[list[np.ndarray], list[Failure]] | str  # or why there is none

_TRIES = 2


class Spread:
    """Chunks on their way.

    An executor that can have something in all its processes (``share``) gets the parcel once, any other with each
    chunk.

    Attributes:
        last: chunks behind this one are of no interest any more; None where all are.
    """

    def __init__(self, executor: Executor, parcel: Parcel, stacks: Stacks) -> None:
        self.last: int | None = None
        self._executor, self._stacks = executor, stacks
        share = getattr(executor, "share", None)
        self._parcel: Any = parcel if share is None else share(parcel)
        # As many as keep all processes busy: those that wait are memory.
        self._room = 2 * (getattr(executor, "_max_workers", None) or cpu_count()) + 2
        self._running: dict[Future[Any], tuple[Task, int]] = {}

    def replies(self, tasks: Iterable[Task]) -> Generator[tuple[Task, Reply]]:
        """What comes of each chunk, as it comes."""
        left = iter(tasks)
        try:
            while True:
                self._submit_from(left)
                if not self._running:
                    return
                done, _ = wait(self._running, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda future: self._running[future][0]):
                    task, tries = self._running.pop(future)
                    if not self._matters(task):
                        continue
                    error = future.exception()
                    if error is None:
                        yield task, future.result()
                    elif not _is_death(error):
                        raise error
                    elif tries < _TRIES:
                        self._submit(task, tries + 1)
                    else:
                        yield task, f"the process that computed its chunk died, {tries} times ({error})"
        finally:
            for future in self._running:
                future.cancel()

    def _submit_from(self, left: Iterator[Task]) -> None:
        for future in [future for future, (task, _) in self._running.items() if not self._matters(task)]:
            future.cancel()
            del self._running[future]
        while len(self._running) < self._room and (task := next(left, None)) is not None and self._matters(task):
            self._submit(task, 1)

    def _submit(self, task: Task, tries: int) -> None:
        _, start, stop = task
        future = self._executor.submit(compute, self._parcel, self._stacks.part(start, stop), start)
        self._running[future] = task, tries

    def _matters(self, task: Task) -> bool:
        return self.last is None or task[0] <= self.last


def _is_death(error: BaseException) -> bool:
    """Whether a process died with the chunk. Dask's own error for it is known by name: Dask is no need of the core."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"
