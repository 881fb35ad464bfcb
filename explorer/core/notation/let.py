"""Let style: what is used more than once gets a name and a line of its own, so the text is as long as the graph."""

from __future__ import annotations

from collections import Counter
from itertools import count
from string import ascii_lowercase
from typing import TYPE_CHECKING

from explorer.core.graph import applies, leaves
from explorer.core.notation.plain import expander
from explorer.core.notation.stream import stream
from explorer.core.notation.values import is_inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.core.expr import Expression

_CONFUSING = {"e", "i", "j", "l", "o", "d"}  # a number, an index, a one, a zero, a differential


def let_text(expression: Expression) -> str:
    """One line for each shared part, in dependency order; the expression itself is the last line."""
    names = shared_parts(expression)
    lines = []
    known: dict[Expression, str] = {}
    expand = expander(known)
    for part, name in names.items():
        lines.append(f"{name} = {''.join(stream([(part, 0)], expand))}")
        known[part] = name
    lines.append("".join(stream([(expression, 0)], expand)))
    return "\n".join(lines)


def shared_parts(expression: Expression) -> dict[Expression, str]:
    """The results that are used more than once, each after those it is made of, with names for them.

    A name is the part's own, where it has one that is free and reads as one; else the next free letter.
    """
    order = applies([expression])
    uses: Counter[Expression] = Counter(x for node in order for x in node.inputs)
    shared = [e for node in order for e in node.outputs if uses[e] > 1 and not _is_short(e)]
    taken = _leaf_names(expression)
    names: dict[Expression, str] = {}
    for e in shared:
        if e.name and e.name.isidentifier() and e.name not in taken:
            names[e] = e.name
            taken.add(e.name)
    letters = (name for name in _letters() if name not in taken)
    return {e: names.get(e) or next(letters) for e in shared}


def _is_short(e: Expression) -> bool:
    """Whether a part reads better where it stands than behind a name: ``-x``, ``x.T``, ``x.shape[0]``, ``x[0]``."""
    node = e.owner
    return (
        node is not None
        and node.op.name in {"negative", "dimshuffle", "size_of", "cast", "subtensor"}
        and all(x.owner is None and (not hasattr(x, "value") or is_inline(x)) for x in node.inputs)  # type: ignore[arg-type]
    )


def part_names(expression: Expression) -> Iterator[str]:
    """Letters that no variable of ``expression`` has."""
    taken = _leaf_names(expression)
    return (name for name in _letters() if name not in taken)


def _leaf_names(expression: Expression) -> set[str]:
    return {leaf.name for leaf in leaves([expression]) if leaf.name}


def _letters() -> Iterator[str]:
    """First a, b, c, f, …, then a1, b1, … without end."""
    usable = [letter for letter in ascii_lowercase if letter not in _CONFUSING]
    yield from usable
    for number in count(1):
        yield from (f"{letter}{number}" for letter in usable)
