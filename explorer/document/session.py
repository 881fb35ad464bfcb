"""One open document: edit it, undo, redo, save, and hear of every change. No Qt, no clock, no computing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.document import files
from explorer.document.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    Listener = Callable[[Document, Document], None]

UNDO_LIMIT = 2000
LABELS = {
    "text": "typing",
    "target": "choice of target",
    "derivative": "choice of derivative",
    "values": "change of a value",
    "dimensions": "change of a dimension",
    "rules_off": "choice of rules",
    "looking": "choice of view",
    "search": "search for a shorter form",
    "layout": "choice of a layout",
    "batch": "choice of a batch",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document of the history, and the edit that made it from the one before."""

    document: Document
    label: str
    mergeable: bool


class Session:
    """The one place where the document changes; panels read ``document`` and call ``edit``.

    A listener is called with the document before and after. It is also called, with the same document twice, when
    only ``path`` or ``modified`` changed (after a save). A listener that edits is fine: the last call that any
    listener gets always carries the current document.
    """

    def __init__(self, document: Document | None = None, path: Path | None = None) -> None:
        self._listeners: list[Listener] = []
        self._restart(document or Document(), path)

    def _restart(self, document: Document, path: Path | None) -> None:
        self._history = [_Entry(document, "", mergeable=False)]
        self._position = 0
        self._saved = document
        self._path = path

    # what there is

    @property
    def document(self) -> Document:
        """The current document."""
        return self._history[self._position].document

    @property
    def path(self) -> Path | None:
        """The file of the document; ``None`` while it has never been saved."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether the document differs from what is saved (undoing back to it counts as saved)."""
        return self.document != self._saved

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return self._position > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone edit to make again."""
        return self._position + 1 < len(self._history)

    @property
    def undo_label(self) -> str:
        """What ``undo`` would take back: "typing"; empty where there is nothing."""
        return self._history[self._position].label if self.can_undo else ""

    @property
    def redo_label(self) -> str:
        """What ``redo`` would make again; empty where there is nothing."""
        return self._history[self._position + 1].label if self.can_redo else ""

    # changing it

    def edit(self, label: str | None = None, *, merge: bool = False, **changes: Any) -> None:
        """Replace fields of the document.

        ``merge=True`` says that this edit continues the one before (another letter of the same word, another notch of
        the same slider): it becomes one undo step with it, if that one has the same label and no save, undo or redo
        came between. The caller passes ``merge=False`` for the first edit after a pause or a word's end.
        """
        old, new = self.document, self.document.edit(**changes)
        if new == old:
            return
        label = label or LABELS.get(next(iter(changes)), "edit")
        last = self._history[self._position]
        continues = merge and last.mergeable and last.label == label and self.can_undo and not self.can_redo
        del self._history[self._position + (0 if continues else 1) :]
        if self._history[-1].document != new:  # equal where a letter was typed and rubbed out in one step
            self._history.append(_Entry(new, label, mergeable=True))
        del self._history[: -UNDO_LIMIT - 1]
        self._position = len(self._history) - 1
        self._tell(old)

    def undo(self) -> None:
        """Take the last edit back."""
        if self.can_undo:
            self._move(-1)

    def redo(self) -> None:
        """Make the edit again that was taken back last."""
        if self.can_redo:
            self._move(+1)

    def _move(self, step: int) -> None:
        old = self.document
        self._position += step
        self._close_step()
        self._tell(old)

    def _close_step(self) -> None:
        """The next edit is a step of its own."""
        entry = self._history[self._position]
        self._history[self._position] = _Entry(entry.document, entry.label, mergeable=False)

    # files

    def new(self, document: Document | None = None) -> None:
        """Begin another document, with no history and no file."""
        old = self.document
        self._restart(document or Document(), None)
        self._tell(old)

    def open(self, path: str | Path) -> None:
        """Read a document; raises :class:`explorer.document.files.FileError` and changes nothing if it cannot."""
        document = files.open_document(path)
        old = self.document
        self._restart(document, Path(path))
        self._tell(old)

    def save(self, path: str | Path | None = None) -> None:
        """Write the document to ``path``, or to its own file; raises :class:`explorer.document.files.FileError`."""
        where = Path(path) if path is not None else self._path
        if where is None:
            raise files.FileError("untitled", "the document has no file yet: choose one")
        files.save_document(self.document, where)
        self._path, self._saved = where, self.document
        self._close_step()
        self._tell(self.document)

    # hearing of it

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener(before, after)`` at each change from now on; the result ends that."""
        self._listeners.append(listener)
        return lambda: self.unsubscribe(listener)

    def unsubscribe(self, listener: Listener) -> None:
        """End a subscription; one that has ended already is no mistake."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def _tell(self, old: Document) -> None:
        for listener in tuple(self._listeners):
            listener(old, self.document)
