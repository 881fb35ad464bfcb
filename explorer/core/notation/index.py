"""Indices as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.indexing import Range, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.ops.indexing import Index


def index_text(index: Index, operands: Sequence[str], none: str = "None") -> str:
    """An index as it is written between brackets, with the operands' texts in their places."""

    def part(value: int | Slot | None) -> str:
        if value is None:
            return ""
        return operands[value.number] if isinstance(value, Slot) else str(value)

    words = []
    for entry in index:
        if isinstance(entry, Range):
            step = f":{part(entry.step)}" if entry.step is not None else ""
            words.append(f"{part(entry.start)}:{part(entry.stop)}{step}")
        else:
            words.append(none if entry is None else part(entry))
    while len(words) > 1 and words[-1] == ":":
        words.pop()
    return ", ".join(words)
