"""What becomes of reports: stale ones are dropped, leftovers go, the last good picture stays."""

from __future__ import annotations

import pytest

from explorer.document.document import Document
from explorer.document.reports import DoneReport, StageReport, TroubleReport, ViewReport
from explorer.document.snapshot import Message
from explorer.ui.bridge import Bridge
from tests.ui import made_up

WRONG = (Message("error", "no"),)


@pytest.fixture
def bridge(qapp, workers):
    made = Bridge(workers)
    yield made
    made.close()


def resolve(bridge, workers, qtbot, *views, fresh=False):
    bridge.submit(Document(f"x = {bridge.generation}"), fresh=fresh)
    qtbot.waitUntil(lambda: bridge._waiting is None)
    reports = [ViewReport(bridge.generation, name, view) for name, view in views]
    with qtbot.waitSignal(bridge.done):
        workers.give(*reports, DoneReport(bridge.generation))


def test_views_become_a_snapshot(bridge, workers, qtbot):
    changes = []
    bridge.changed.connect(lambda old, new: changes.append((old, new)))
    resolve(bridge, workers, qtbot, ("script", made_up.script()), ("graph", made_up.graph()))
    assert bridge.snapshot.script.target == "g"
    assert len(changes) == 1  # what comes together is shown together
    assert changes[0][0].script is None
    assert not bridge.busy


def test_views_of_an_older_document_are_dropped(bridge, workers, qtbot):
    bridge.submit(Document("a"), fresh=True)
    old = bridge.generation
    bridge.submit(Document("b"), fresh=True)
    workers.give(ViewReport(old, "script", made_up.script()), DoneReport(old))
    qtbot.wait(30)
    assert bridge.snapshot.script is None
    assert bridge.busy


def test_a_view_that_does_not_come_again_goes(bridge, workers, qtbot):
    resolve(bridge, workers, qtbot, ("script", made_up.script()), ("array", made_up.matrix()))
    resolve(bridge, workers, qtbot, ("script", made_up.script()))
    assert bridge.snapshot.array is None


def test_while_the_script_cannot_be_read_the_picture_stays(bridge, workers, qtbot):
    resolve(bridge, workers, qtbot, ("script", made_up.script()), ("graph", made_up.graph()))
    graph = bridge.snapshot.graph
    resolve(bridge, workers, qtbot, ("messages", WRONG))
    assert bridge.snapshot.graph is graph
    assert bridge.snapshot.messages == WRONG
    resolve(bridge, workers, qtbot, ("script", made_up.script()), ("graph", made_up.graph()))
    assert bridge.snapshot.messages == ()


def test_of_another_document_nothing_stays(bridge, workers, qtbot):
    resolve(bridge, workers, qtbot, ("script", made_up.script()), ("graph", made_up.graph()))
    resolve(bridge, workers, qtbot, ("messages", WRONG), fresh=True)
    assert bridge.snapshot.graph is None


def test_stages_and_trouble_are_told(bridge, workers, qtbot):
    stages, troubles = [], []
    bridge.stage_changed.connect(stages.append)
    bridge.trouble.connect(troubles.append)
    bridge.submit(Document("a"), fresh=True)
    message = Message("error", "the worker stopped twice")
    with qtbot.waitSignal(bridge.done):
        workers.give(StageReport(bridge.generation, "layout"), TroubleReport(bridge.generation, message, final=True))
    assert stages == ["read", "layout", ""]
    assert troubles == [message]
    assert bridge.failure == message
    assert not bridge.busy


def test_trouble_that_passes_is_not_the_end(bridge, workers, qtbot):
    bridge.submit(Document("a"), fresh=True)
    with qtbot.waitSignal(bridge.trouble):
        workers.give(TroubleReport(bridge.generation, Message("warning", "once"), final=False))
    assert bridge.busy


def test_a_burst_of_letters_is_one_document(bridge, workers, qtbot):
    for text in ("a", "ab", "abc"):
        bridge.submit(Document(text))
    qtbot.waitUntil(lambda: bool(workers.submitted))
    assert [document.text for document, _ in workers.submitted] == ["abc"]
