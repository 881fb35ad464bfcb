"""How much arithmetic an operation is, as a formula in the sizes: ``8n + 4nd``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from explorer.core.graph import applies
from explorer.core.ops.scan import Scan
from explorer.core.sizes import dimension_of
from explorer.core.types import Dim, of_wholes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explorer.core.expr import Apply
    from explorer.core.types import Dimension, Symbol

MOVES = frozenset({"shape", "indexing"})  # families that move numbers and compute none
MOST_TERMS = 3
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def cost(node: Apply) -> Dimension:
    """Floating-point operations, counted as people count them: one for each element, two for each pair in a product."""
    family = node.op.family
    if family in MOVES:
        return 0
    if isinstance(node.op, Scan):
        return total(applies(node.op.body.outputs)) * dimension_of(node.op.steps_of(node))
    if functions := node.op.functions():
        return total(applies([e for function in functions for e in function.outputs]))  # of one call
    if node.op.name in ("dot", "matmul") and len(node.inputs) == 2 and node.inputs[0].ndim:
        return 2 * _size(node.types[0].shape) * _size(node.inputs[0].dimensions[-1:])
    if family == "reduction":
        return _size(node.inputs[0].dimensions)
    return _size(node.types[0].shape)


def total(nodes: Iterable[Apply]) -> Dimension:
    """The cost of several operations."""
    found: Dimension = 0
    for node in nodes:
        found = found + cost(node)
    return found


def cost_text(cost: Dimension) -> str:
    """The formula: the largest terms first, "…" for the rest and for sizes that nobody has named."""
    if not isinstance(cost, Dim):
        return f"{cost:,}"
    readable = [(symbols, factor) for symbols, factor in cost.terms if all(_readable(symbol) for symbol in symbols)]
    shown = [_term(symbols, factor) for symbols, factor in readable[:MOST_TERMS]]
    more = len(cost.terms) > len(shown)
    return " + ".join([*shown, *(["…"] if more else [])]).replace("+ -", "− ")


def _readable(symbol: Symbol) -> bool:
    return symbol.label.strip("?·") != ""


def _term(symbols: Sequence[Symbol], factor: int) -> str:
    powers = Counter(symbol.label for symbol in symbols)
    names = [name + (str(power).translate(SUPERSCRIPTS) if power > 1 else "") for name, power in powers.items()]
    # Single letters stand side by side as in mathematics; words need a sign between them.
    joint = "" if all(len(name) <= 2 for name in powers) else "·"
    number = "" if abs(factor) == 1 and names else f"{abs(factor):,}"
    return ("-" if factor < 0 else "") + joint.join([part for part in (number, *names) if part])


def _size(shape: Iterable[Dimension]) -> Dimension:
    size: Dimension = 1
    for dimension in shape:
        size = size * of_wholes(dimension)  # n - 1 as a difference: people count in n
    return size
