"""Processes of our own that compute chunks: an executor as those of ``concurrent.futures``.

Each worker has a thread here, which gives it one task at a time: where one dies, it is known with which task, and all
others go on. (The pool of ``concurrent.futures`` is broken as a whole then; decision 14.)
"""

from __future__ import annotations

import queue
import threading
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from itertools import count
from multiprocessing import cpu_count
from typing import TYPE_CHECKING, Any, cast

from explorer.batch.server import Call, Raised, Ready, Shared
from explorer.system.channel import ClosedError, GarbageError
from explorer.system.child import Child

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from explorer.batch.server import Returned

SERVER = "explorer.batch.server:serve"
_numbers = count()


class WorkerDiedError(BrokenExecutor):
    """The process that computed something died; says how. The executor goes on with another."""


class StartError(Exception):
    """A worker process ended by itself before it was ready; says how."""


@dataclass(frozen=True, eq=False)
class _Task:
    future: Future[Any]
    call: Call


class Processes(Executor):
    """Worker processes, started when there is something to do. They load the core, and no Qt.

    Large arrays of arguments and results go through shared memory. Left with an exception, the block of a ``with``
    kills them; else they finish what they have.

    Args:
        workers: how many; as many as there are processors where nothing is said.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._max_workers = cpu_count() if workers is None else workers
        if self._max_workers < 1:
            raise ValueError(f"there is a worker at least, not {workers}")
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._workers: list[_Worker] = []
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of those that are there now."""
        return tuple(child.pid for worker in self._workers if (child := worker.child) is not None)

    def share(self, value: Any) -> Shared:
        """Something that stands for ``value`` in the arguments of tasks, and goes to each worker once."""
        return Shared(next(_numbers), value)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """What ``fn`` gives in a worker; it is found there by its module and name.

        The future raises `WorkerDiedError` where the worker died with it.
        """
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("no more tasks after shutdown")
            self._tasks.put(_Task(future, Call(fn, args, kwargs)))
            if len(self._workers) < self._max_workers:
                self._workers.append(_Worker(self._tasks, max(1, cpu_count() // self._max_workers)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all workers, after what was submitted; ``cancel_futures`` leaves what none has begun."""
        with self._lock:
            self._closed = True
            while cancel_futures:
                try:
                    task = self._tasks.get_nowait()
                except queue.Empty:
                    break
                if task is not None:
                    task.future.cancel()
            for _ in self._workers:
                self._tasks.put(None)
        if wait:
            for worker in self._workers:
                worker.join()

    def kill(self) -> None:
        """End all workers at once: what they were doing raises `WorkerDiedError`."""
        self.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            if (child := worker.child) is not None:
                child.process.kill()
        for worker in self._workers:
            worker.join()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.shutdown()
        else:
            self.kill()


class _Worker(threading.Thread):
    """A process, and the next one after its death; None where there is nothing to do yet."""

    def __init__(self, tasks: queue.SimpleQueue[_Task | None], threads: int) -> None:
        super().__init__(name="batch worker", daemon=True)
        self.child: Child | None = None
        self._tasks, self._threads = tasks, threads
        self._knows = -1  # the number of what the child has of `Shared`
        self.start()

    def run(self) -> None:
        """Pass tasks on, and what came of them back."""
        try:
            while (task := self._tasks.get()) is not None:
                if task.future.set_running_or_notify_cancel():
                    self._do(task)
        finally:
            if self.child is not None:
                self.child.channel.close()
                self.child.ended()

    def _do(self, task: _Task) -> None:
        child = self.child
        try:
            if child is None:
                child = self.child = Child(SERVER, [str(self._threads)])
                self._knows = -1
                child.channel.receive()  # it is ready
            call = task.call.knowing(self._knows)
            child.channel.send(call)
            self._knows = call.number
            reply = cast("Returned | Raised | Ready", child.channel.receive())
        except (ClosedError, GarbageError) as error:
            task.future.set_exception(self._bury(error))
        except Exception as error:  # noqa: BLE001  # no process, or what cannot be pickled: the one who asked hears of it
            task.future.set_exception(error)
        else:
            if isinstance(reply, Raised):
                task.future.set_exception(reply.error)
            else:
                task.future.set_result(cast("Returned", reply).value)

    def _bury(self, error: Exception) -> Exception:
        child, self.child = self.child, None
        assert child is not None
        if isinstance(error, GarbageError):
            child.process.kill()
        ending = child.ended()
        code = child.process.returncode
        if code > 0:
            return StartError(f"a worker process cannot do its work: {ending}")
        return WorkerDiedError(ending if isinstance(error, ClosedError) else f"it sent something unreadable, {error}")
