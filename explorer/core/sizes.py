"""Between integer scalar expressions and dimensions: ``x.shape[0]`` is the dimension of x, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from explorer.core.expr import Constant
from explorer.core.types import unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression
    from explorer.core.types import Dim, Dimension

_opaque: WeakKeyDictionary[Expression, Dim] = WeakKeyDictionary()


def dimension_of(size: Expression) -> Dimension:
    """The dimension that an integer scalar expression is: a polynomial where it is one, else a symbol of its own."""
    if isinstance(size, Constant):
        return int(size.value)
    node = size.owner
    if node is not None:
        if node.op.name == "size_of":
            return node.inputs[0].dimensions[node.op.axis]  # type: ignore[attr-defined]  # SizeOf's field
        if node.op.name in _POLYNOMIAL:
            parts = [dimension_of(x) for x in node.inputs]
            return _POLYNOMIAL[node.op.name](parts)
        if node.op.name == "cast":
            return dimension_of(node.inputs[0])
    known = _opaque.get(size)
    if known is None:
        known = _opaque[size] = unknown(size.name or "?")
    return known


def _product(parts: list[Dimension]) -> Dimension:
    total: Dimension = 1
    for part in parts:
        total = part * total
    return total


def _sum(parts: list[Dimension]) -> Dimension:
    total: Dimension = 0
    for part in parts:
        total = part + total
    return total


_POLYNOMIAL: dict[str, Callable[[list[Dimension]], Dimension]] = {
    "add": _sum,
    "multiply": _product,
    "subtract": lambda parts: parts[0] - parts[1],
    "negative": lambda parts: -1 * parts[0],
}
