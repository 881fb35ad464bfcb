"""The frames of a derivation lead from what was derived to the result."""

from __future__ import annotations

import pytest

from explorer.document.gallery import Entry, gallery
from explorer.document.work import work_of


@pytest.mark.parametrize("entry", gallery(), ids=lambda entry: entry.name)
def test_the_steps_lead_from_before_to_after(entry: Entry) -> None:
    work = work_of(entry.document)
    assert work is not None
    assert work.whole
    assert work.frames[0] == (work.before,)
    assert work.frames[-1] == (work.after,)
