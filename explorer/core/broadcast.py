"""Broadcasting of dimensions: a known 1 broadcasts, an unknown size never does silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.errors import ShapeError
from explorer.core.tie import surface as T
from explorer.core.types import shape_text, unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression
    from explorer.core.types import Dimension


def broadcast(name: str, inputs: Sequence[Expression]) -> tuple[Dimension, ...]:
    """The common shape of operands.

    Raises:
        ShapeError: naming the operands and their dimensions, where two sizes can never be equal.
    """
    first = inputs[0].type.shape
    shapes = [x.type.shape for x in inputs]
    for shape in shapes:
        if shape is not first and shape != first:
            break
    else:
        return first
    result: list[Dimension] = []
    for axis in range(-max(map(len, shapes)), 0):
        size: Dimension = 1
        for shape in shapes:
            if -axis > len(shape):
                continue
            other = shape[axis]
            if other == 1 or other is size:
                continue
            together = other if size == 1 else unify(size, other)
            if together is None:
                raise ShapeError(_mismatch(name, inputs, size, other))
            size = together
        result.append(size)
    return tuple(result)


def _mismatch(name: str, inputs: Sequence[Expression], a: Dimension, b: Dimension) -> str:
    shapes = " and ".join(describe(x) for x in inputs)
    return f"{shapes}: {name} needs {a} = {b} (only a size that is known to be 1 broadcasts)"


def same_shape(a: Expression, b: Expression) -> bool:
    """Whether two expressions may have the same shape, as far as is known."""
    return a.ndim == b.ndim and all(unify(m, n) is not None for m, n in zip(a.dimensions, b.dimensions, strict=True))


def describe(x: Expression) -> str:
    """An operand with its dimensions, for messages: ``W is (n, m)``."""
    return f"{T.brief(x)} is {shape_text(x.dimensions)}"
