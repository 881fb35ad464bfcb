"""The frames of a derivation: the last is the result, and each step is at home in its frame."""

from __future__ import annotations

import pytest

from explorer.core.graph import ancestors
from explorer.document.frames import replay
from explorer.document.gallery import Entry, gallery
from explorer.document.work import work_of


@pytest.mark.parametrize("entry", gallery(), ids=lambda entry: entry.name)
def test_the_steps_lead_from_before_to_after(entry: Entry) -> None:
    work = work_of(entry.document)
    assert work is not None
    replayed = list(replay(work.before, work.steps))
    frames = [work.before, *(whole for whole, _ in replayed)]
    assert frames[-1] is work.after
    for index, step in enumerate(work.steps):
        assert step.at in ancestors([frames[index]])
