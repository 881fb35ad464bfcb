"""The session: any edits undone give the start, redone the end; merging; saving; telling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.document.document import Document, Random, Typed
from explorer.document.files import FileError
from explorer.document.session import Session
from tests.document.strategies import CHANGES, DOCUMENTS

if TYPE_CHECKING:
    from pathlib import Path

EDITS = st.lists(st.tuples(CHANGES, st.booleans()), max_size=12)


@given(DOCUMENTS, EDITS)
def test_any_edits_undone_give_the_start_and_redone_the_end(start: Document, edits: list) -> None:
    session = Session(start)
    for changes, merge in edits:
        session.edit(merge=merge, **changes)
    end = session.document
    undone = 0
    while session.can_undo:
        before = session.document
        session.undo()
        assert session.document != before  # every step does something
        undone += 1
    assert session.document == start
    assert not session.modified
    assert undone <= len(edits)
    while session.can_redo:
        session.redo()
    assert session.document == end


@given(
    DOCUMENTS, st.lists(st.one_of(st.tuples(CHANGES, st.booleans()), st.sampled_from(["undo", "redo"])), max_size=20)
)
def test_the_last_call_carries_the_current_document(start: Document, actions: list) -> None:
    session, heard = Session(start), [start]

    def listen(old: Document, new: Document) -> None:
        assert old == heard[-1]
        heard.append(new)

    session.subscribe(listen)
    for action in actions:
        if action == "undo":
            session.undo()
        elif action == "redo":
            session.redo()
        else:
            session.edit(merge=action[1], **action[0])
        assert heard[-1] == session.document


def test_typing_merges_into_one_step() -> None:
    session = Session(Document("x"))
    session.edit("typing", text="x ")
    for text in ("x =", "x = ", "x = 1"):
        session.edit("typing", merge=True, text=text)
    assert session.undo_label == "typing"
    session.undo()
    assert session.document.text == "x"
    assert session.redo_label == "typing"
    session.redo()
    assert session.document.text == "x = 1"


def test_a_new_word_is_a_new_step() -> None:
    session = Session()
    session.edit(text="one")
    session.edit(text="one two")
    session.edit(text="one twos", merge=True)
    session.undo()
    assert session.document.text == "one"


def test_another_kind_of_edit_ends_the_step() -> None:
    session = Session()
    session.edit(text="a", merge=True)
    session.edit(target="y", merge=True)
    session.edit(text="ab", merge=True)
    session.undo()
    assert (session.document.text, session.document.target) == ("a", "y")


@pytest.mark.parametrize("pause", ["undo", "save"])
def test_nothing_merges_across_an_undo_or_a_save(pause: str, tmp_path: Path) -> None:
    session = Session()
    session.edit(text="a")
    if pause == "undo":
        session.edit(text="b")
        session.undo()
    else:
        session.save(tmp_path / "a.dx")
    session.edit(text="ab", merge=True)
    session.undo()
    assert session.document.text == "a"


def test_a_letter_rubbed_out_in_one_step_leaves_no_step() -> None:
    session = Session(Document("a"))
    session.edit(text="ab", merge=True)
    session.edit(text="a", merge=True)
    assert not session.can_undo


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    session, calls = Session(Document("a")), []
    session.subscribe(lambda *documents: calls.append(documents))
    session.edit(text="a")
    assert not session.can_undo
    assert calls == []


def test_an_edit_after_undo_forgets_what_was_undone() -> None:
    session = Session()
    session.edit(text="a")
    session.undo()
    session.edit(text="b")
    assert not session.can_redo


def test_labels_say_what_was_done() -> None:
    session = Session()
    session.edit(values={"x": Typed("1")})
    assert session.undo_label == "change of a value"
    session.edit("seed of x", values={"x": Random(3)})
    assert session.undo_label == "seed of x"


def test_saved_and_modified(tmp_path: Path) -> None:
    session, heard = Session(), []
    session.subscribe(lambda old, new: heard.append((old, new, session.modified)))
    session.edit(text="x = 1")
    assert session.modified
    session.save(tmp_path / "a.dx")
    assert not session.modified
    assert session.path == tmp_path / "a.dx"
    assert heard[-1] == (session.document, session.document, False)
    session.edit(text="x = 2")
    session.undo()
    assert not session.modified
    session.undo()
    assert session.modified
    session.open(tmp_path / "a.dx")
    assert session.document.text == "x = 1"
    assert not session.can_undo
    session.new()
    assert session.path is None
    assert session.document == Document()


def test_a_failed_open_changes_nothing(tmp_path: Path) -> None:
    session = Session(Document("a"))
    session.edit(text="b")
    with pytest.raises(FileError, match=r"missing.dx: no such file"):
        session.open(tmp_path / "missing.dx")
    assert session.document.text == "b"
    assert session.can_undo


def test_saving_what_has_no_file_says_so() -> None:
    with pytest.raises(FileError, match="choose one"):
        Session().save()


def test_an_ended_subscription_hears_nothing() -> None:
    session, heard = Session(), []
    end = session.subscribe(lambda *_: heard.append(1))
    end()
    end()
    session.edit(text="a")
    assert heard == []


def test_a_listener_may_edit() -> None:
    session, heard = Session(), []
    session.subscribe(lambda _, new: session.edit(target=None) if new.target else None)
    session.subscribe(lambda _, new: heard.append(new))
    session.edit(target="y")
    assert heard[-1] is session.document
    assert session.document.target is None
