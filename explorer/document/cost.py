"""How much arithmetic an operation is, as a formula in the sizes: ``8n + 4nd``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.core.expr import Apply
    from explorer.core.types import Dimension

MOVES = frozenset({"shape", "indexing"})  # families that move numbers and compute none
LONGEST = 28


def cost(node: Apply) -> Dimension:
    """Floating-point operations, counted as people count them: one for each element, two for each pair in a product."""
    family = node.op.family
    if family in MOVES:
        return 0
    if node.op.name in ("dot", "matmul") and len(node.inputs) == 2 and node.inputs[0].ndim:
        return 2 * _size(node.types[0].shape) * _size(node.inputs[0].dimensions[-1:])
    if family == "reduction":
        return _size(node.inputs[0].dimensions)
    return _size(node.types[0].shape)


def cost_text(total: Dimension) -> str:
    """The formula, without the signs of multiplication where all names are single letters."""
    text = str(total)
    if all(len(word) <= 2 for word in text.replace("·", " ").split()):
        text = text.replace("·", "")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _size(shape: Iterable[Dimension]) -> Dimension:
    size: Dimension = 1
    for dimension in shape:
        size = size * dimension
    return size
