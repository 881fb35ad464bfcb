"""The worker: killed, hung, talking garbage; stale generations; nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.document.document import Document, Random
from explorer.document.reports import DoneReport, StageReport, TroubleReport, ViewReport
from explorer.document.snapshot import ScriptView, ValuesView
from explorer.document.worker import Workers
from explorer.system.channel import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.document.reports import Report

FAKES = "tests.document.fakes:views"
ROOT = Path(__file__).parents[2]
TIMEOUT = 30.0


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(FAKES) as handle:
        yield handle


def until(workers: Workers, stop: Callable[[list[Report]], object], seconds: float = TIMEOUT) -> list[Report]:
    """All reports, until ``stop(reports)`` holds."""
    reports: list[Report] = []
    end = time.monotonic() + seconds
    while not stop(reports):
        assert time.monotonic() < end, (workers.state, reports)
        reports += workers.wait(0.1)
    return reports


def done(reports: list[Report]) -> bool:
    return any(
        isinstance(report, DoneReport) or (isinstance(report, TroubleReport) and report.final) for report in reports
    )


def resolve(workers: Workers, text: str, generation: int = 1) -> list[Report]:
    workers.submit(Document(text), generation)
    return until(workers, done)


def has_spare(workers: Workers) -> Callable[[object], bool]:
    return lambda _: len(workers.pids) == 2 and workers._spare is not None and workers._spare.ready


def gone(pid: int) -> bool:
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_views_come_in_order(workers: Workers) -> None:
    document = Document("x").with_value("x", Random(3))
    workers.submit(document, 5)
    assert workers.state == "busy"
    reports = until(workers, done)
    assert [type(report) for report in reports] == [StageReport, ViewReport, ViewReport, DoneReport]
    assert all(report.generation == 5 for report in reports)
    assert isinstance(reports[1], ViewReport)
    assert isinstance(reports[1].view, ScriptView)
    assert reports[1].view.output == "x"
    assert workers.state == "idle"


def test_a_spare_stands_by(workers: Workers) -> None:
    until(workers, has_spare(workers))
    assert len(set(workers.pids)) == 2


def test_the_fileno_rings(workers: Workers) -> None:
    import select

    before = workers.fileno()
    workers.submit(Document("x"), 1)
    assert select.select([workers.fileno()], [], [], TIMEOUT)[0]
    until(workers, has_spare(workers))
    workers.submit(Document("hang"), 2)
    workers.cancel()
    assert workers.fileno() == before


def test_stale_generations_are_dropped(workers: Workers) -> None:
    until(workers, has_spare(workers))
    workers.submit(Document("slow"), 1)
    until(workers, lambda reports: any(isinstance(report, ViewReport) for report in reports))
    started = time.monotonic()
    for generation in range(2, 30):
        workers.submit(Document(f"text {generation}"), generation)
    reports = until(workers, done)
    assert {report.generation for report in reports} == {29}
    assert time.monotonic() - started < 1.5  # "slow" would go on for two seconds


def test_cancel_switches_to_the_spare(workers: Workers) -> None:
    until(workers, has_spare(workers))
    first, spare = workers.pids
    workers.submit(Document("hang"), 1)
    until(workers, lambda reports: any(isinstance(report, ViewReport) for report in reports))
    workers.cancel()
    assert workers.state == "idle"
    assert workers.pids[0] == spare
    started = time.monotonic()
    reports = resolve(workers, "x", 2)
    assert time.monotonic() - started < 0.5
    assert all(report.generation == 2 for report in reports)
    assert gone(first)
    until(workers, has_spare(workers))


def test_a_hung_worker_is_overtaken_by_a_newer_document(workers: Workers) -> None:
    until(workers, has_spare(workers))
    hung = workers.pids[0]
    workers.submit(Document("hang"), 1)
    until(workers, lambda reports: any(isinstance(report, ViewReport) for report in reports))
    time.sleep(0.3)  # a document that comes before it hangs would be taken up at once
    reports = resolve(workers, "x", 2)
    assert {report.generation for report in reports} == {2}
    assert not any(isinstance(report, TroubleReport) for report in reports)
    assert gone(hung)


def test_a_stopped_worker_blocks_nobody(workers: Workers) -> None:
    until(workers, has_spare(workers))
    os.kill(workers.pids[0], signal.SIGSTOP)
    started = time.monotonic()
    for generation in range(20):
        workers.submit(Document("y" * 200_000), generation)
    assert time.monotonic() - started < 0.5
    reports = until(workers, done)
    assert reports[-1].generation == 19


def test_death_is_told_and_the_document_tried_once_more(workers: Workers, tmp_path: Path) -> None:
    reports = resolve(workers, f"die once {tmp_path / 'marker'}")
    (trouble,) = [report for report in reports if isinstance(report, TroubleReport)]
    assert not trouble.final
    assert "SIGKILL" in trouble.message.text
    assert isinstance(reports[-1], DoneReport)


def test_a_document_that_kills_is_tried_twice_and_no_more(workers: Workers) -> None:
    reports = resolve(workers, "die")
    troubles = [report for report in reports if isinstance(report, TroubleReport)]
    assert [report.final for report in troubles] == [False, True]
    assert "twice" in troubles[1].message.text
    assert not until(workers, has_spare(workers))
    assert isinstance(resolve(workers, "x", 2)[-1], DoneReport)


def test_an_idle_worker_that_is_killed_is_replaced_silently(workers: Workers) -> None:
    until(workers, has_spare(workers))
    killed, spare = workers.pids
    os.kill(killed, signal.SIGKILL)
    assert until(workers, lambda _: workers.pids[0] == spare) == []
    assert isinstance(resolve(workers, "x")[-1], DoneReport)


def test_garbage_is_a_death(workers: Workers) -> None:
    reports = resolve(workers, "garbage")
    troubles = [report for report in reports if isinstance(report, TroubleReport)]
    assert troubles
    assert "unreadable" in troubles[0].message.text
    assert isinstance(resolve(workers, "x", 2)[-1], DoneReport)


def test_a_mistake_of_ours_is_a_message(workers: Workers) -> None:
    reports = resolve(workers, "raise")
    assert isinstance(reports[-1], TroubleReport)
    assert "ZeroDivisionError: on purpose, at fakes.py" in reports[-1].message.text
    pid = workers.pids[0]
    assert isinstance(resolve(workers, "x", 2)[-1], DoneReport)
    assert workers.pids[0] == pid  # the worker lives on


def test_large_arrays_arrive_and_leave_nothing(workers: Workers) -> None:
    reports = resolve(workers, "large")
    (view,) = [report.view for report in reports if isinstance(report, ViewReport) and report.name == "values"]
    assert isinstance(view, ValuesView)
    expected = np.arange(1_000_000.0).reshape(1000, 1000)
    assert view.result is not None
    np.testing.assert_array_equal(view.values[1], expected)
    np.testing.assert_array_equal(view.values[2], expected[:2, :2])
    np.testing.assert_array_equal(view.result, expected * 2)
    assert not list(Path(workers._current._child.exchange.path).iterdir())  # type: ignore[union-attr]


def test_no_shared_memory_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Exchange] = []
    make = Exchange.make
    monkeypatch.setattr(Exchange, "make", lambda: made.append(make()) or made[-1])
    with Workers(FAKES) as workers:
        resolve(workers, "large")
        workers.submit(Document("large hang"), 2)
        time.sleep(0.3)  # arrays lie there that nobody took
        workers.cancel()
        resolve(workers, "large", 3)
        workers.submit(Document("large hang"), 4)
        time.sleep(0.3)
        pids = workers.pids
    assert len(made) >= 3
    assert not [exchange.path for exchange in made if exchange.path.exists()]
    assert all(gone(pid) for pid in pids)
    assert workers.state == "closed"


def test_a_worker_that_cannot_start_is_told_once() -> None:
    with Workers("tests.document.no_such_module:views") as workers:
        workers.submit(Document("x"), 1)
        reports = until(workers, lambda _: workers.state == "broken")
    assert isinstance(reports[-1], TroubleReport)
    assert reports[-1].final
    assert "cannot start" in reports[-1].message.text


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
@pytest.mark.parametrize("text", ["x", "hang"])
def test_no_orphans_when_the_parent_is_killed(text: str) -> None:
    program = f"""
import time
from explorer.document.document import Document
from explorer.document.worker import Workers
workers = Workers({FAKES!r})
workers.submit(Document({text!r}), 1)
while not any(type(report).__name__ == "ViewReport" for report in workers.wait(1)):
    pass
while len(workers.pids) < 2:
    workers.wait(1)
print(*workers.pids, *(worker._child.exchange.path for worker in (workers._current, workers._spare)), flush=True)
time.sleep(600)
"""
    options = {"cwd": ROOT, "stdout": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen([sys.executable, "-c", program], **options) as parent:
        assert parent.stdout is not None
        *pids, first, second = parent.stdout.readline().split()
        assert len(pids) == 2
        assert Path(first).is_dir()
        os.killpg(parent.pid, signal.SIGKILL)
    assert all(gone(int(pid)) for pid in pids)
    assert not Path(first).exists()
    assert not Path(second).exists()


def test_the_child_never_imports_the_parents_main(tmp_path: Path) -> None:
    """A program without ``if __name__ == "__main__"`` that imports Qt is fine."""
    program = tmp_path / "program.py"
    program.write_text(f"""
print("main")
import sys
sys.path.insert(0, {str(ROOT)!r})
from PySide6 import QtCore
from explorer.document.document import Document
from explorer.document.worker import Workers
with Workers({FAKES!r}) as workers:
    workers.submit(Document("x"), 1)
    while workers.state == "busy":
        workers.wait(1)
""")
    ran = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, timeout=TIMEOUT)
    assert ran.stdout == "main\n"
    assert ran.stderr == ""
