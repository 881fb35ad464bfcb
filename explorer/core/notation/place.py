"""Where a form stands: an operation, and the boxes of its operands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.notation.boxes import Box
    from explorer.core.types import Dimension


class Scope(Protocol):
    """What has been built so far."""

    def box(self, expression: Expression) -> Box:
        """The box of an expression that the operands are made of, or that is one."""

    def inner(self, known: Mapping[Expression, Box], outputs: Sequence[Expression]) -> list[Box]:
        """The boxes of a body of a loop or function, given those of its variables."""


@dataclass(frozen=True, slots=True)
class Place:
    """One operation, of which a box is to be made.

    Attributes:
        scope: what has been built so far.
        node: the operation with its operands.
        parts: the boxes of the operands.
    """

    scope: Scope
    node: Apply
    parts: Sequence[Box]

    @property
    def op(self) -> Any:
        """The operation; a form knows its fields."""
        return self.node.op

    @property
    def inputs(self) -> tuple[Expression, ...]:
        """The operands."""
        return self.node.inputs

    @property
    def shape(self) -> tuple[Dimension, ...]:
        """The shape of the (first) result."""
        return self.node.types[0].shape

    def box(self, expression: Expression) -> Box:
        """The box of an operand, or of what one is made of."""
        return self.scope.box(expression)

    def visible(self, x: Expression, name: str) -> Apply | None:
        """The operation that made ``x`` if it has this name and stands there written out, not behind a name."""
        node = x.owner
        return node if node is not None and node.op.name == name and self.box(x).kind != "name" else None
