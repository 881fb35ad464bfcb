"""Theano's debugprint: a graph as an indented tree, a node a line."""

from __future__ import annotations

import sys
from itertools import count
from typing import TYPE_CHECKING, Any, TextIO

from explorer.core.expr import Constant, Expression
from explorer.core.notation.values import constant_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from explorer.core.expr import Apply

_DEEPEST = 50  # levels of indentation; deeper parts follow below, so that the text stays as long as the graph


def debugprint(expression: Any, file: TextIO | str | None = None) -> str | None:
    """Print a graph as a tree: each node with a tag ``[id A]`` by which shared nodes are recognised.

    What has been printed already is not printed again: ``···`` stands below its tag. The bodies of loops, and of
    other functions in operations, follow below.

    Args:
        expression: an expression, several in a list, or a compiled function (its outputs).
        file: where to print to; ``"str"`` returns the text; None prints to the standard output.

    Raises:
        TypeError: for something else.
    """
    outputs = getattr(expression, "outputs", expression)
    listed = list(outputs) if isinstance(outputs, list | tuple) else [outputs]
    if not all(isinstance(e, Expression) for e in listed):
        raise TypeError(f"debugprint takes expressions and compiled functions, not {expression!r:.60}")
    tree = _Tree()
    tree.write(listed)
    tree.write_bodies()
    text = "\n".join(tree.lines) + "\n"
    if file == "str":
        return text
    stream = sys.stdout if file is None else file
    if isinstance(stream, str):
        raise TypeError(f"file is a stream, 'str' or None, not {file!r}")
    stream.write(text)
    return None


class _Tree:
    """The lines so far, and the tags of what they show."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._tags: dict[object, str] = {}
        self._names = _letters()
        self._with_bodies: list[Apply] = []

    def write(self, roots: Iterable[Expression]) -> None:
        """Roots, and what they are made of, below each other."""
        sections = [list(roots)]
        for section in sections:  # grows where a branch is too deep to be indented further
            # An expression, what stands before it in its line, and before the lines below it.
            stack = [(e, "", "") for e in reversed(section)]
            later: list[Expression] = []
            while stack:
                e, prefix, below = stack.pop()
                node = e.owner
                seen = node in self._tags
                self.lines.append(f"{prefix}{_title(e)} [id {self._tag(e)}]{_name(e)}")
                if node is None:
                    continue
                if seen and e not in section:
                    self.lines.append(f"{below} └─ ···")
                    continue
                if len(below) >= 3 * _DEEPEST:
                    self.lines.append(f"{below} └─ ··· (below)")
                    later.append(e)
                    continue
                if node.op.functions():
                    self._with_bodies.append(node)
                last = len(node.inputs) - 1
                stack.extend(
                    (x, f"{below} {'└─' if place == last else '├─'} ", f"{below} {'  ' if place == last else '│ '}")
                    for place, x in reversed(list(enumerate(node.inputs)))
                )
            if later:
                sections.append(later)

    def write_bodies(self) -> None:
        """The bodies of loops and of other functions in operations seen so far, and of those inside them."""
        if self._with_bodies:
            self.lines += ["", "Inner graphs:"]
        for node in self._with_bodies:  # grows while more are found in bodies
            functions = node.op.functions()
            for function in functions:
                which = f".{function.name}" if len(functions) > 1 else ""
                self.lines += ["", f"{node.op.name}{which} [id {self._tags[node]}]"]
                self.write(function.outputs)

    def _tag(self, e: Expression) -> str:
        key: object = e.owner or e
        if key not in self._tags:
            self._tags[key] = next(self._names)
        return self._tags[key]


def _title(e: Expression) -> str:
    node = e.owner
    if node is not None:
        return repr(node.op) + "".join(f".{what}" for what in e.which)
    return constant_text(e) if isinstance(e, Constant) else e.name or f"<{e.type}>"


def _name(e: Expression) -> str:
    return f" '{e.name}'" if e.name and e.owner is not None else ""


def _letters() -> Iterator[str]:
    """A, B, … Z, AA, AB, … without end."""
    for number in count(1):
        text, rest = "", number
        while rest:
            rest, digit = divmod(rest - 1, 26)
            text = chr(65 + digit) + text
        yield text
