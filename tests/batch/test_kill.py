"""Some of the runs that `python -m tests.batch.kill` kills."""

from pathlib import Path

import pytest

from tests.batch import kill

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")


def test_runs_that_are_killed_end_with_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(kill, "ROWS", 2000)
    trials = kill.Trials(tmp_path)
    trials.whole(5)  # which is killed twice
    trials.worker(2)
