"""Names for what changes from step to step in a loop."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any

from explorer.core.graph import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from explorer.core.expr import Apply, Expression


def inner_names(node: Apply) -> dict[Expression, str]:
    """Names for the sequences and states of a loop's body; none that anything else in it, or around it, has.

    A variable keeps its own name where that is free. Elements of integer sequences are i, j, k; others u, v, w;
    states h, s.
    """
    op: Any = node.op
    body = op.body
    inner = {*body.sequences, *body.states}
    around = leaves([*body.outputs, *node.inputs])
    taken = {leaf.name for leaf in around if leaf.name and leaf not in inner}
    names: dict[Expression, str] = {}
    for variable in chain(body.sequences, body.states):
        letters = "hs" if variable in body.states else "ijk" if variable.dtype.kind in "iu" else "uvw"
        wishes = [variable.name] if variable.name else []
        name = next(name for name in chain(wishes, _endless(letters)) if name not in taken)
        taken.add(name)
        names[variable] = name
    return names


def _endless(letters: Iterable[str]) -> Iterator[str]:
    yield from letters
    for number in count(1):
        yield from (f"{letter}{number}" for letter in letters)
