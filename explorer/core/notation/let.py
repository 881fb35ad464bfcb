"""Shared parts named once, one a line, the result last."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

from explorer.core.graph import applies, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from explorer.core.expr import Apply, Expression

# A part that is used once is named too where its line would get longer than this.
_LONGEST_LINE = 240
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def shared_parts(expression: Expression) -> list[Expression]:
    """The operations that are used more than once, each after what it is made of."""
    uses: Counter[Expression] = Counter()
    order = applies([expression])
    for node in order:
        uses.update(set(node.inputs))
    return [e for node in order for e in node.outputs if uses[e] > 1 and e is not expression]


def part_names(expression: Expression) -> Iterator[str]:
    """Names for parts: letters that no variable has, then letters with numbers."""
    taken = {leaf.name for leaf in leaves([expression]) if leaf.name}
    for number in count():
        for letter in _LETTERS:
            name = letter if number == 0 else f"{letter}{number}"
            if name not in taken:
                yield name


def let_text(
    expression: Expression,
    leaf: Callable[[Expression], str],
    apply: Callable[[Expression, Apply, Sequence[str]], str],
    equals: str = " = ",
    separator: str = "\n",
) -> str:
    """The text of an expression in lines: ``a = …`` for each shared part, then the result."""
    names = part_names(expression)
    taken: set[str] = {e.name for e in leaves([expression]) if e.name}
    shared = set(shared_parts(expression))
    lines: list[str] = []
    known: dict[Expression, str] = {}
    for node in applies([expression]):
        for e in node.outputs:
            parts = [known[x] if x in known else leaf(x) for x in node.inputs]
            text = apply(e, node, parts)
            if e is expression or (e not in shared and len(text) <= _LONGEST_LINE):
                known[e] = text
                continue
            wish = e.name if e.name and e.name.isidentifier() and e.name not in taken else next(names)
            taken.add(wish)
            lines.append(f"{wish}{equals}{text}")
            known[e] = wish
    lines.append(known.get(expression) or leaf(expression))
    return separator.join(lines)


