"""What a loop computes and nobody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.graph import ancestors
from explorer.core.rewrite.loops.edit import Edit

if TYPE_CHECKING:
    from explorer.core.rewrite.loops.graph import LoopGraph, Moves


def leave_out_unused(graph: LoopGraph) -> Moves | None:
    """A loop without states, results, sequences and captured values that nothing depends on."""
    for loop in graph.loops:
        edit = Edit(loop)
        live = edit.live()
        until = [] if edit.until is None else [edit.until]
        wanted = ancestors([*(edit.after[x] for x in live), *edit.emitted.values(), *until])
        others = (*loop.body.sequences, *loop.body.captured)
        if len(live) < len(edit.after) or len(edit.emitted) < len(loop.body.emitted) or not wanted.issuperset(others):
            return edit.finish()
    return None
