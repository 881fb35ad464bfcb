"""A real Dask cluster: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import pytest

import explorer.core as T
from explorer.batch.cluster import ClusterError, cluster
from explorer.cli import main
from tests.batch.programs import ROOT, SCRIPT

distributed = pytest.importorskip("distributed")


def slowly(x):
    """Something that takes long enough to be killed in: an eigenvalue of a matrix, again and again."""
    a = T.outer(T.arange(40) * 0.1, T.sin(x * T.arange(40) * 1.0)) + T.eye(40)
    return T.sum(T.linalg.eigvalsh(a @ a.T))


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The address of a scheduler, and its workers, which end with the tests."""
    folder = tmp_path_factory.mktemp("cluster")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "20ms"}
    options = {"cwd": folder, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = (
        [sys.executable, "-m", "distributed.cli.dask_scheduler"],
        [sys.executable, "-m", "distributed.cli.dask_worker"],
    )
    workers = [*dask[1], address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--memory-limit", "0"]
    commands = [
        [*dask[0], "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-jupyter"],
        workers,
        workers,
    ]
    processes = [subprocess.Popen(command, **options) for command in commands]
    try:
        with distributed.Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=30)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def function():
    x = T.dscalar("x")
    return T.function([x], {"value": slowly(x), "slope": T.grad(slowly(x), x)})


def test_chunks_give_the_same_bytes_on_a_cluster(running):
    xs = np.linspace(0, 1, 60)
    here = T.evaluate_batch(function(), [xs], chunk=7)
    with cluster(running[0]) as executor:
        assert executor._max_workers == sum(worker.poll() is None for worker in running[1])
        there = T.evaluate_batch(function(), [xs], executor, chunk=7)
    with distributed.Client(running[0], set_as_default=False) as client:
        again = T.evaluate_batch(function(), [xs], client.get_executor(), chunk=7)
    for found in (there, again):
        assert {name: a.tobytes() for name, a in found.items()} == {name: a.tobytes() for name, a in here.items()}


def test_what_is_large_and_shared_goes_there_once(running):
    a, x = T.dmatrix("A"), T.dvector("x")
    f = T.function([a, x], a @ x)
    matrix, xs = (
        np.random.default_rng(0).standard_normal((400, 400)),
        np.random.default_rng(1).standard_normal((20, 400)),
    )
    with cluster(running[0]) as executor:
        found = T.evaluate_batch(f, [matrix, xs], executor, chunk=4)
    np.testing.assert_allclose(found, xs @ matrix.T, rtol=1e-10)


def test_failures_come_back_by_row(running):
    a = T.dmatrix("A")
    stack = np.stack([np.eye(2)] * 6)
    stack[[2, 5]] = 0
    with cluster(running[0]) as executor:
        _, failures = T.evaluate_batch(T.function([a], T.linalg.inv(a)), [stack], executor, chunk=2, on_error="collect")
    assert [row for row, _ in failures] == [2, 5]


def test_the_command_computes_on_a_scheduler(running, tmp_path, capsys):
    (tmp_path / "p.py").write_text(SCRIPT)
    np.savez(tmp_path / "in.npz", x=np.linspace(-2, 2, 50), v=np.linspace(0, 1, 3))
    given = ["batch", str(tmp_path / "p.py"), "--inputs", str(tmp_path / "in.npz"), "--chunk", "10", "-o"]
    assert main([*given, str(tmp_path / "there.npy"), "--scheduler", running[0]]) == 0
    assert main([*given, str(tmp_path / "here.npy")]) == 0
    assert (tmp_path / "there.npy").read_bytes() == (tmp_path / "here.npy").read_bytes()
    assert capsys.readouterr().err.count("50 rows in ") == 2


def test_a_worker_that_is_killed_while_it_works(running):
    """What comes after it has one worker."""
    address, workers = running
    xs = np.linspace(0, 1, 400)
    here = T.evaluate_batch(function(), [xs], chunk=5)
    killed = []

    def kill_once(done, _):
        if done >= 50 and not killed:
            os.kill(workers[0].pid, signal.SIGKILL)
            killed.append(workers[0].wait())

    with cluster(address) as executor:
        there = T.evaluate_batch(function(), [xs], executor, chunk=5, progress=kill_once)
    assert killed == [-signal.SIGKILL]
    assert {name: a.tobytes() for name, a in there.items()} == {name: a.tobytes() for name, a in here.items()}


def test_nothing_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["explorer.batch.cluster"], "_PATIENCE", 0.5)  # the function has the name, too
    begun = time.monotonic()
    with (
        pytest.raises(ClusterError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass
    assert time.monotonic() - begun < 30
    with pytest.raises(ClusterError, match="no scheduler answers at nonsense"), cluster("nonsense://x"):
        pass


def test_without_dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterError, match=r"needs Dask: pip install 'derivative-explorer\[cluster\]'"),
        cluster("tcp://x"),
    ):
        pass
