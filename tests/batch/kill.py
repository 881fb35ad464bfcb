"""``python -m tests.batch.kill [TIMES]``: runs of the command that are killed with SIGKILL at random moments.

Half of them whole, and gone on with, up to three times; of the others a worker. Each must give the bytes of a run that
nobody killed, and leave no process and nothing in shared memory behind.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
SCRIPT = """x: real
v: real[n]
A = outer(v, sin(x * v)) + eye(30)
value = sum(linalg.eigvalsh(A @ A.T))
slope = grad(value, v)
"""
ROWS, CHUNK = 20_000, 5


class Trials:
    """A script, its inputs, and the bytes of a run that nobody killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "p.py").write_text(SCRIPT)
        np.savez(folder / "in.npz", x=np.linspace(0, 1, ROWS), v=np.linspace(-1, 1, 30))
        begun = time.monotonic()
        assert self._start("whole.npz").wait() == 0
        self.seconds = time.monotonic() - begun
        self.expected = (folder / "whole.npz").read_bytes()

    def whole(self, seed: int) -> str:
        """Kill a run at a random moment, and the one that goes on with it too, now and then; then let it end."""
        moments = random.Random(seed)
        out, told = self.folder / f"whole {seed}.npz", []
        for _ in range(moments.choice((1, 1, 2, 3))):
            process = self._start(out.name, "--resume")
            self._wait(process, out, moments)
            children = _children(process.pid)
            process.kill()
            process.wait()
            _gone(children)
            told.append(f"{_entered(out)} chunks")
            if out.exists():
                break
        if not out.exists() or _partial(out).exists():
            assert self._start(out.name, "--resume").wait() == 0
        self._check(out)
        return f"killed after {', '.join(told)}: the same bytes"

    def worker(self, seed: int) -> str:
        """Kill a worker of a run at a random moment; the run ends by itself."""
        moments = random.Random(seed)
        out = self.folder / f"worker {seed}.npz"
        process = self._start(out.name)
        self._wait(process, out, moments)
        children = _children(process.pid)
        victim = moments.choice(children) if children else None
        if victim is not None:
            os.kill(victim, signal.SIGKILL)
        entered = _entered(out)
        assert process.wait() == 0
        self._check(out)
        return f"{'a worker killed' if victim else 'no worker there'} after {entered} chunks: the same bytes"

    def _start(self, out: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "explorer", "batch", "p.py", "--inputs", "in.npz", "--outputs", "value,slope"]
        options = ("--workers", "2", "--chunk", str(CHUNK), "-o", out, *options)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        return subprocess.Popen([*command, *options], cwd=self.folder, env=environment, stderr=subprocess.DEVNULL)

    def _wait(self, process: subprocess.Popen[bytes], out: Path, moments: random.Random) -> None:
        """Until a random moment: one time of three of the whole run, else of the time in which it computes."""
        if not moments.randrange(3):
            time.sleep(moments.uniform(0.1, 1.0) * self.seconds)
            return
        before = _entered(out)
        while process.poll() is None and _entered(out) <= before:
            time.sleep(0.005)
        time.sleep(moments.uniform(0.0, 0.5) * self.seconds)

    def _check(self, out: Path) -> None:
        assert out.read_bytes() == self.expected, out
        assert not _partial(out).exists()


def _partial(out: Path) -> Path:
    return out.with_name(f"{out.name}.partial")


def _entered(out: Path) -> int:
    journal = _partial(out) / "finished"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except FileNotFoundError:  # it has ended
        return []


def _gone(pids: list[int]) -> None:
    """Wait until processes have ended, as they do when their parent is gone."""
    limit = time.monotonic() + 20
    while any(_is_ours(pid) for pid in pids):
        assert time.monotonic() < limit, "workers outlive their parent"
        time.sleep(0.02)


def _is_ours(pid: int) -> bool:
    try:
        return b"explorer.batch.server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False


def main(times: int) -> int:
    """Print what happened."""
    folder = Path(tempfile.mkdtemp(prefix="killed-runs-"))
    trials = Trials(folder)
    print(f"a run that nobody kills: {trials.seconds:.1f} s, {ROWS // CHUNK} chunks", flush=True)
    for seed in range(times):
        print(f"{seed + 1}: {trials.worker(seed) if seed % 2 else trials.whole(seed)}", flush=True)
    left = list(Path("/dev/shm").glob("derivative-explorer-*")) if Path("/dev/shm").is_dir() else []
    print(f"left in shared memory: {len(left)}")
    shutil.rmtree(folder)
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
