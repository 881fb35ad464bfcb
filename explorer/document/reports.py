"""What a worker reports while it resolves a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from explorer.document.snapshot import Message

Stage = Literal["read", "derive", "rewrite", "layout", "run", "typeset"]


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded what it needs."""


@dataclass(frozen=True, slots=True)
class StageReport:
    """The stage that has begun."""

    generation: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class ViewReport:
    """One view; ``name`` is a field of Snapshot: ``dataclasses.replace(snapshot, **{name: view})``."""

    generation: int
    name: str
    view: object


@dataclass(frozen=True, slots=True)
class DoneReport:
    """All views of the document have come."""

    generation: int


@dataclass(frozen=True, slots=True)
class TroubleReport:
    """The worker, not the document, is in trouble; ``final``: nothing more comes for this document."""

    generation: int
    message: Message
    final: bool


Report = StageReport | ViewReport | DoneReport | TroubleReport
