"""A batch's process: one job, then its end. It loads the core and nothing of the window."""

from __future__ import annotations

import csv
import io
import shutil
import threading
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.batch.cluster import ClusterError, cluster
from explorer.batch.finish import check_out, write_failures, write_file
from explorer.batch.inputs import InputError
from explorer.batch.processes import Processes, StartError
from explorer.batch.record import Record
from explorer.batch.run import run
from explorer.batch.store import Store, StoreError
from explorer.core.errors import BatchCancelledError, ExplorerError
from explorer.document.batch_inputs import prepare
from explorer.document.batch_jobs import TOLD, Ended, Findings, Progressed, Refused, Run, Save, Saved, Stack, Stop
from explorer.document.batch_results import Results
from explorer.document.batches import RequestError
from explorer.document.mistakes import internal
from explorer.document.serve import leave
from explorer.system.channel import Channel, ClosedError, Exchange, GarbageError
from explorer.system.replacing import replacing

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from explorer.document.batch_inputs import Prepared
    from explorer.document.batch_jobs import BatchReport
    from explorer.document.document import Document

    Tell = Callable[[BatchReport], None]

OFTEN = 0.05  # seconds between reports of progress
BLOCK = 4096  # rows of a table that are written together
_EXPECTED = (ClusterError, ExplorerError, InputError, OSError, RequestError, StartError, StoreError)


def serve(connection: socket.socket, exchange: str) -> None:
    """Do the job that the window sends, and end."""
    channel = Channel(connection, Exchange(Path(exchange)))
    stop = threading.Event()
    try:
        job = channel.receive()
        threading.Thread(target=_listen, args=(channel, stop), name="inbox", daemon=True).start()
        channel.send(_answer(job, stop, channel.send))
    except (ClosedError, GarbageError):
        leave(channel)


def _listen(channel: Channel, stop: threading.Event) -> None:
    """A thread hears all the time, so that the end of the parent is noticed in the midst of a computation."""
    while True:
        try:
            if isinstance(channel.receive(), Stop):
                stop.set()
        except (ClosedError, GarbageError):
            leave(channel)


def _answer(job: object, stop: threading.Event, tell: Tell) -> BatchReport:
    begun = isinstance(job, Run) and job.resume
    try:
        match job:
            case Run():
                return compute(job, stop.is_set, tell)
            case Save():
                return save(job)
            case _:
                return Refused(f"a {type(job).__name__} is no job")
    except _EXPECTED as error:
        return Refused(str(error), begun)
    except MemoryError:
        return Refused("There is not enough memory for so many rows", begun)
    except Exception as error:  # noqa: BLE001  # a mistake of ours: the person keeps the document and hears of it
        return Refused(internal(error).text, begun)


def compute(job: Run, stopped: Callable[[], bool], tell: Tell) -> Ended:
    """Run a batch, until it is done or ``stopped`` says so."""
    prepared, folder = prepare(job.document), Path(job.folder)
    folder.mkdir(exist_ok=True)
    given = list(_write_inputs(prepared, folder))
    progress = _Progress(stopped, tell)
    with ExitStack() as stack:
        executor = _executor(job.document, stack)
        with suppress(BatchCancelledError):  # what is there is found below, as that of a run that came to its end
            run(prepared.batch, prepared.names, folder / "results", executor, progress, resume=job.resume)
    with closing(Store(folder / "results", Record.of(prepared.batch, prepared.names), resume=True)) as store:
        outputs = [Stack(name, str(path), given=False) for name, path in store.files.items()]
        there = np.zeros(prepared.batch.chunks, bool)
        there[sorted(store.finished)] = True
        failures = store.failures
    failed = np.array([row for row, _ in failures], np.int64)
    told = tuple(failures[:TOLD])
    return Ended(Findings(prepared.batch.rows, prepared.batch.chunk, there, (*given, *outputs), failed, told))


class _Progress:
    """Tells now and then how far it is, and stops when nobody waits any more."""

    def __init__(self, stopped: Callable[[], bool], tell: Tell) -> None:
        self._stopped, self._tell = stopped, tell
        self._told = 0.0

    def __call__(self, done: int, rows: int) -> bool:
        if monotonic() - self._told > OFTEN or done == rows:
            self._tell(Progressed(done, rows))
            self._told = monotonic()
        return done == rows or not self._stopped()


def _executor(document: Document, stack: ExitStack) -> Executor | None:
    choice = document.batch
    if choice.scheduler:
        return stack.enter_context(cluster(choice.scheduler))
    return stack.enter_context(Processes(choice.workers)) if choice.workers > 1 else None


def _write_inputs(prepared: Prepared, folder: Path) -> Iterator[Stack]:
    for number, name in enumerate(prepared.varies):
        path = folder / f"input {number}.npy"
        with replacing(path) as file:
            np.lib.format.write_array(file, prepared.stacks[name], allow_pickle=False)
        yield Stack(name, str(path), given=True, varies=prepared.varies[name])


def save(job: Save) -> Saved:
    """Write what was found; raises StoreError."""
    out, findings = Path(job.path), job.findings
    files = {stack.name: Path(stack.path) for stack in findings.stacks}
    match out.suffix.lower():
        case ".npz":
            write_file(out, files)
        case ".npy":
            outputs = {stack.name: Path(stack.path) for stack in findings.stacks if not stack.given}
            check_out(out, list(outputs), force=True)
            write_file(out, outputs)
        case ".csv":
            _write_table(out, Results(findings, most=None))
        case _:
            _write_folder(out, files)
    if findings.failures and out.suffix:
        write_failures(out, findings.failures)
    return Saved(job.path)


def _write_folder(out: Path, files: dict[str, Path]) -> None:
    try:
        out.mkdir()
        for name, path in files.items():
            shutil.copyfile(path, out / f"{name.replace('/', '_')}.npy")
    except OSError as error:
        raise StoreError(f"{out}: {error.strerror or error}") from error


def _write_table(out: Path, results: Results) -> None:
    try:
        with replacing(out) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
            writer = csv.writer(text)
            writer.writerow([column.name for column in results.columns])
            for start in range(0, results.rows, BLOCK):
                stop = min(start + BLOCK, results.rows)
                columns: list[list[Any]] = [
                    results.values(at)[start:stop].tolist() for at in range(len(results.columns))
                ]
                writer.writerows(zip(*columns, strict=True))
            text.detach()
    except OSError as error:
        raise StoreError(f"{out}: {error.strerror or error}") from error
