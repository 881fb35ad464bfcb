"""Let style: what is used more than once gets a name and a line of its own, so the text is as long as the graph."""

from __future__ import annotations

from collections import Counter
from itertools import count
from string import ascii_lowercase
from typing import TYPE_CHECKING

from explorer.core.graph import applies, leaves
from explorer.core.notation.plain import expander
from explorer.core.notation.stream import stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.core.expr import Expression

_LONGEST = 40  # operations in a line
_CONFUSING = set("deijlo")  # a differential, a number, an index, a one, a zero
_SHORT = {"negative", "dimshuffle", "size_of", "cast", "subtensor", "fill", "arange"}
# What people call the result of an operation.
_USUAL = {
    "sigmoid": "s", "softmax": "p", "tanh": "t", "dot": "z", "matmul": "z", "subtract": "r", "exp": "u", "log": "w",
    "sum": "c", "mean": "m", "sqrt": "q", "cos": "c", "sin": "s",
}  # fmt: skip


def let_text(expression: Expression) -> str:
    """One line for each shared part, in dependency order; the expression itself is the last line."""
    known: dict[Expression, str] = {}
    expand = expander(known)
    lines = []
    for part, name in named_parts(expression):
        lines.append(f"{name} = {''.join(stream([(part, 0)], expand))}")
        known[part] = name
    lines.append("".join(stream([(expression, 0)], expand)))
    return "\n".join(lines)


def named_parts(
    expression: Expression, is_large: Callable[[Expression], bool] | None = None
) -> Iterator[tuple[Expression, str]]:
    """The parts that get a line, each after those it is made of, with names for them.

    These are the results that are used more than once, and others where a line would get too long, or too large
    according to ``is_large``. A name is the part's own, or what people call such a thing, or the next letter.
    """
    order = applies([expression])
    uses: Counter[Expression] = Counter(x for node in order for x in node.inputs)
    taken = {leaf.name for leaf in leaves([expression]) if leaf.name}
    letters = _letters()
    operations: dict[Expression, int] = {}
    for node in order:
        size = 1 + sum(operations.get(x, 0) for x in node.inputs)
        # Better where it stands than behind a name: -x, x.T, x.shape[0], x[0].
        short = node.op.name in _SHORT and size <= 1 + sum(x.owner is not None for x in node.inputs)
        for e in node.outputs:
            operations[e] = size
            if e is expression or not uses[e]:
                continue
            if (uses[e] > 1 and not short) or size > _LONGEST or (is_large is not None and is_large(e)):
                wishes = [e.name] if e.name and e.name.isidentifier() else []
                wishes += [_USUAL[node.op.name]] if node.op.name in _USUAL else []
                name = next((wish for wish in wishes if wish not in taken), "")
                while not name or name in taken:
                    name = next(letters)
                taken.add(name)
                operations[e] = 0
                yield e, name


def _letters() -> Iterator[str]:
    """First a, b, c, f, …, then a1, b1, … without end."""
    usable = [letter for letter in ascii_lowercase if letter not in _CONFUSING]
    yield from usable
    for number in count(1):
        yield from (f"{letter}{number}" for letter in usable)
