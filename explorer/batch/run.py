"""A batch from its inputs to files, which can be stopped at any moment and gone on with.

For whoever runs one: the command line, and a worker process of the window. Nothing here prints or asks.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.batch.finish import check_out, folder_of, write_file
from explorer.batch.record import Record
from explorer.batch.store import Store, remove
from explorer.core.errors import BatchCancelledError, BatchError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from explorer.core.evaluate.batch.plan import Batch


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        rows: all of them.
        before: those that an earlier run had left.
        failures: the rows that could not be computed, and why.
    """

    rows: int
    before: int
    failures: list[tuple[int, str]]


def run(
    batch: Batch,
    names: Sequence[str],
    out: Path,
    executor: Executor | None = None,
    progress: Callable[[int, int], Any] | None = None,
    *,
    resume: bool = False,
    force: bool = False,
) -> Outcome:
    """Compute a batch into files.

    Args:
        batch: what is computed.
        names: what its outputs are called.
        out: a ``.npy`` file for one output, a ``.npz`` file for several, or a folder with a ``.npy`` file for each.
            Until all is computed, results of a file lie in a folder beside it, which ends in ``.partial``.
        executor: where chunks are computed; None for here.
        progress: called with the rows that are there and all rows, first before anything is computed, then after each
            chunk; where it returns False, or raises, the run stops and can be gone on with.
        resume: go on with a run that was stopped; it gives the bytes that it would have given. Where there is none,
            begin.
        force: begin, whatever results are there.

    Raises:
        StoreError: where results cannot be written there, or were not to be; see `Store`.
        BatchError: where a row fails and the batch is to raise.
        BatchCancelledError: where ``progress`` returned False.
    """
    check_out(out, names, force=force)
    folder = folder_of(out)
    with closing(Store(folder, Record.of(batch, names), resume=resume, force=force)) as store:
        before = done = store.rows
        _tell(progress, done, batch.rows)
        if store.failures and batch.on_error == "raise":  # of a run that left such rows out
            raise BatchError(store.failures[:1])
        with closing(batch.parts(executor, skip=store.finished)) as parts:
            for part in parts:
                store.write(part)
                done += part.stop - part.start
                _tell(progress, done, batch.rows)
    if folder != out:
        write_file(out, store.files)
        remove(folder)
    return Outcome(batch.rows, before, store.failures)


def _tell(progress: Callable[[int, int], Any] | None, done: int, rows: int) -> None:
    if progress is not None and progress(done, rows) is False:
        raise BatchCancelledError(f"stopped after {done} of {rows} rows")
