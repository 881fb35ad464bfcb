"""Text of expressions, piece by piece, with a stack of its own: as deep as memory, and no longer than it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from explorer.core.errors import ExplorerError
from explorer.core.graph import applies
from explorer.core.inner import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from explorer.core.expr import Expression

# Text, or an operand with the precedence that its place asks for, or parts that are read in their own way.
Part: TypeAlias = "str | tuple[Expression, int] | Scope"
Expand: TypeAlias = "Callable[[Expression, int], Sequence[Part]]"

_LONGEST = 5_000_000  # operations written out; more than a gigabyte of text may follow


@dataclass(frozen=True, slots=True)
class Scope:
    """Parts in which names mean something of their own: the body of a loop."""

    expand: Expand
    parts: Sequence[Part]


def stream(parts: Sequence[Part], expand: Expand, *, backwards: bool = False) -> Iterator[str]:
    """The text of ``parts``; what ``expand`` makes of an operand follows in its place.

    Args:
        parts: what to write.
        expand: the parts that an operand is made of, for the precedence that its place asks for.
        backwards: give the last piece first.
    """
    stack: list[Part | Expand] = list(parts if backwards else reversed(parts))
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part
        elif callable(part):
            expand = part
        else:
            inner: Sequence[Part]
            if isinstance(part, Scope):
                stack.append(expand)  # what comes after it is read as before
                expand, inner = part.expand, part.parts
            else:
                inner = expand(*part)
            stack.extend(inner if backwards else reversed(inner))


def separated(expressions: Sequence[Expression], precedence: int = 0, separator: str = ", ") -> list[Part]:
    """Operands with text between them."""
    parts: list[Part] = []
    for expression in expressions:
        if parts:
            parts.append(separator)
        parts.append((expression, precedence))
    return parts


def check_length(expression: Expression) -> None:
    """Refuse to write out what no memory can hold: shared parts are written once for each use.

    Raises:
        ExplorerError: saying how long the text would be, and what to do.
    """
    if (size := _written_out([expression], {})) > _LONGEST:
        much = f"{size:,}" if size < 10**15 else f"10^{len(str(size)) - 1}"
        raise ExplorerError(f"written out, this has {much} parts, since shared parts are repeated; use style='let'")


def _written_out(outputs: Sequence[Expression], known: Mapping[Expression, int]) -> int:
    """How many parts the text has; functions stand in each other a few levels deep, so this may call itself."""
    sizes = dict(known)
    for node in applies(outputs):
        inputs = [sizes.get(x, 1) for x in node.inputs]
        inside = sum(_written_out(f.outputs, f.closed_over(inputs)) for f in told(node.op.functions(), 0)[0])
        sizes |= dict.fromkeys(node.outputs, 1 + sum(inputs) + inside)
    return sum(sizes.get(e, 1) for e in outputs)
