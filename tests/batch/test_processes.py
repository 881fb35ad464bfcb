"""The executor of processes: what goes there and comes back, and what happens where one dies."""

import math
import os
import signal
import time
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

import explorer.core as T
from explorer.batch.processes import Processes, StartError, WorkerDiedError

MODULES = "sorted(__import__('sys').modules)"
HEAVY = {"PySide6", "networkx", "pygraphviz", "pyqtgraph", "typst", "numba", "explorer.ui", "explorer.document", "dask"}


@pytest.fixture(scope="module")
def processes():
    with Processes(2) as executor:
        yield executor


def function():
    x, v = T.dscalar("x"), T.dvector("v")
    cost = T.exp(-(x**2)) * T.sum(T.sin(v * x))
    return T.function([x, v], {"cost": cost, "slope": T.grad(cost, v)})


def test_a_worker_loads_what_it_needs_and_nothing_else(processes):
    T.evaluate_batch(function(), [np.ones(4), np.ones(3)], processes, chunk=1)
    loaded = set(processes.submit(eval, MODULES).result())
    assert "explorer.core" in loaded
    assert HEAVY & loaded == set()


@pytest.mark.parametrize("chunk", [None, 1000, 7001])
def test_chunks_give_the_same_bytes_in_processes(processes, chunk):
    xs, vs = np.linspace(-2, 2, 20_000), np.linspace(0, 1, 20_000 * 30).reshape(-1, 30)
    here = T.evaluate_batch(function(), [xs, vs], chunk=chunk)
    there = T.evaluate_batch(function(), [xs, vs], processes, chunk=chunk)
    assert {name: a.tobytes() for name, a in here.items()} == {name: b.tobytes() for name, b in there.items()}


def test_the_pool_of_the_standard_library_will_do_too():
    f, inputs = function(), [np.linspace(-2, 2, 50), np.ones(3)]
    here = T.evaluate_batch(f, inputs, chunk=20)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = T.evaluate_batch(f, inputs, pool, chunk=20)
    assert {name: a.tobytes() for name, a in here.items()} == {name: b.tobytes() for name, b in there.items()}


def test_failures_come_back_by_row(processes):
    a = T.dmatrix("A")
    stack = np.stack([np.eye(2)] * 6)
    stack[[2, 5]] = 0
    found, failures = T.evaluate_batch(
        T.function([a], T.linalg.inv(a)), [stack], processes, chunk=2, on_error="collect"
    )
    assert [row for row, _ in failures] == [2, 5]
    assert np.isnan(found[5]).all()
    with pytest.raises(T.BatchError, match="row 2: "):
        T.evaluate_batch(T.function([a], T.linalg.inv(a)), [stack], processes, chunk=1)


def test_what_is_shared_goes_to_each_worker_once(processes):
    first, second = processes.share(np.arange(3.0)), processes.share(np.arange(4.0))
    futures = [processes.submit(np.sum, value) for value in (first, second, first, first, second, second)]
    assert [future.result() for future in futures] == [3.0, 6.0, 3.0, 3.0, 6.0, 6.0]


def test_large_arrays_go_through_shared_memory_and_leave_nothing_there(processes):
    array = np.random.default_rng(0).standard_normal(1_000_000)
    assert processes.submit(np.negative, array).result().tobytes() == (-array).tobytes()
    left = [file for worker in processes._workers for file in worker.child.channel.exchange.path.iterdir()]
    assert left == []


def test_what_a_call_raises_is_raised_here(processes):
    with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
        processes.submit(math.sqrt, -1).result()
    with pytest.raises(Exception, match=r"pickle|local"):
        processes.submit(lambda: None).result()
    with pytest.raises(RuntimeError, match=r"TypeError|cannot pickle|E: "):
        processes.submit(eval, "(_ for _ in ()).throw(type('E', (Exception,), {})())").result()
    assert processes.submit(math.sqrt, 4).result() == 2


def test_who_dies_takes_one_task_along():
    with Processes(2) as executor:
        futures = [executor.submit(math.sqrt, 4.0) for _ in range(6)]
        futures.insert(2, executor.submit(os._exit, -signal.SIGKILL))
        deadly = executor.submit(eval, f"__import__('os').kill(__import__('os').getpid(), {signal.SIGKILL})")
        wait([*futures, deadly])
        with pytest.raises(WorkerDiedError, match="killed by SIGKILL"):
            deadly.result()
        assert isinstance(futures[2].exception(), StartError)
        assert [future.result() for future in futures if future is not futures[2]] == [2.0] * 6
        assert issubclass(WorkerDiedError, BrokenExecutor)


def test_a_worker_that_is_killed_at_work_costs_a_second_try():
    f = function()
    xs, vs = np.linspace(-2, 2, 40_000), np.ones(50)
    here = T.evaluate_batch(f, [xs, vs], chunk=500)
    killed = []

    def kill_once(done, _):
        if done > 10_000 and not killed:
            killed.append(executor.pids[0])
            os.kill(killed[0], signal.SIGKILL)

    with Processes(2) as executor:
        there = T.evaluate_batch(f, [xs, vs], executor, chunk=500, progress=kill_once)
        assert killed[0] not in executor.pids
    assert {name: a.tobytes() for name, a in here.items()} == {name: b.tobytes() for name, b in there.items()}


class Deadly(str):
    """A name that kills whoever unpickles it."""

    __slots__ = ()

    def __reduce__(self):
        return eval, (f"__import__('os').kill(__import__('os').getpid(), {int(signal.SIGKILL)})",)


def test_what_kills_each_worker_is_told_by_row():
    x = T.dscalar(Deadly("x"))
    with Processes(2) as executor:
        found, failures = T.evaluate_batch(T.function([x], x * 2), [np.ones(3)], executor, chunk=2, on_error="collect")
        assert executor.submit(math.sqrt, 4.0).result() == 2.0
    assert [row for row, _ in failures] == [0, 1, 2]
    assert all("died, 2 times (killed by SIGKILL" in message for _, message in failures)
    assert np.isnan(found).all()


def test_cancelling_kills_what_is_at_work():
    start = Path("/proc") if Path("/proc/self").exists() else None
    executor = Processes(2)
    futures = [executor.submit(time.sleep, 60) for _ in range(4)]
    while len(pids := executor.pids) < 2:
        time.sleep(0.01)
    with pytest.raises(KeyboardInterrupt), executor:
        raise KeyboardInterrupt
    assert all(future.done() for future in futures)
    assert start is None or not any((start / str(pid)).exists() for pid in pids)
    with pytest.raises(RuntimeError, match="after shutdown"):
        executor.submit(math.sqrt, 4.0)


def test_there_is_a_worker_at_least():
    with pytest.raises(ValueError, match="a worker at least"):
        Processes(0)
