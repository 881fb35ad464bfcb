"""Theano's debugprint: a graph as an indented tree, a node a line."""

from __future__ import annotations

import sys
from itertools import count
from typing import TYPE_CHECKING, Any

from explorer.core.expr import Constant
from explorer.core.notation.values import constant_text
from explorer.core.ops.scan import Scan

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression


def debugprint(expression: Any, file: Any = None) -> str | None:
    """Print a graph as a tree: each node with a tag ``[id A]`` by which shared nodes are recognised.

    Args:
        expression: an expression, a list of them, or a compiled function (its outputs).
        file: where to print to; "str" returns the text; None prints to the standard output.
    """
    outputs = getattr(expression, "outputs", expression)
    listed = list(outputs) if isinstance(outputs, list | tuple) else [outputs]
    text = "\n".join(_lines(listed)) + "\n"
    if file == "str":
        return text
    (file or sys.stdout).write(text)
    return None


def _lines(outputs: list[Expression]) -> list[str]:
    tags: dict[object, str] = {}
    lines: list[str] = []
    loops: list[Apply] = []
    names = count()

    def tag(key: object) -> str:
        if key not in tags:
            tags[key] = _letters(next(names))
        return tags[key]

    def write(roots: list[Expression]) -> None:
        stack: list[tuple[Expression, str, str]] = [(e, "", "") for e in reversed(roots)]
        while stack:
            e, prefix, below = stack.pop()
            key: object = e.owner or e
            seen = key in tags
            line = f"{prefix}{_title(e)} [id {tag(key)}]"
            if seen and e.owner is not None:
                lines.extend([line, f"{below} └─ ···"])
                continue
            lines.append(line)
            if e.owner is None:
                continue
            if isinstance(e.owner.op, Scan):
                loops.append(e.owner)
            last = len(e.owner.inputs) - 1
            stack.extend(
                (x, f"{below} {'└─' if index == last else '├─'} ", f"{below} {'  ' if index == last else '│ '}")
                for index, x in reversed(list(enumerate(e.owner.inputs)))
            )

    write(outputs)
    if loops:
        lines.extend(["", "Inner graphs:"])
    for node in loops:  # grows while inner loops are found
        assert isinstance(node.op, Scan)
        lines.extend(["", f"Scan [id {tag(node)}]"])
        write(list(node.op.body.outputs))
    return lines


def _title(e: Expression) -> str:
    if e.owner is not None:
        name = repr(e.owner.op)
        output = f".{getattr(e, 'index', 0)}" if len(e.owner.types) > 1 else ""
        return f"{name}{output}" + (f" '{e.name}'" if e.name else "")
    if isinstance(e, Constant):
        return constant_text(e)
    return e.name or f"<{e.type}>"


def _letters(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(65 + digit) + text
    return text
