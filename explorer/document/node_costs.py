"""What each node costs at the sizes of the values: operations on numbers, and bytes of its result."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from explorer.core.expr import Apply
from explorer.core.graph import applies
from explorer.core.types import Dim
from explorer.document.cost import cost, total
from explorer.document.snapshot import CostView
from explorer.drawing.numbering import node_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np

    from explorer.core.expr import Expression
    from explorer.core.types import Dimension, Symbol
    from explorer.document.work import Work


def cost_view(work: Work, values: Mapping[int, np.ndarray]) -> CostView:
    """The costs at the sizes of values; ``values`` has one for each node of the graph, by its id."""
    expressions: dict[int, Expression] = dict(work.graph.nodes(data="expression"))
    sizes = _sizes((expressions[id], value) for id, value in values.items())
    flops: dict[int, int] = {}
    for id, expression in expressions.items():
        node = node_of(expression)
        number = at_sizes(cost(node), sizes) if isinstance(node, Apply) else None
        if number is not None:
            flops[id] = number
    before, after = (at_sizes(one, sizes) for one in work.keep("total costs", _totals))
    return CostView(flops, {id: int(value.nbytes) for id, value in values.items()}, before, after)


def _totals(work: Work) -> tuple[Dimension, Dimension]:
    return total(applies([work.before])), total(applies([work.after]))


def _sizes(pairs: Iterable[tuple[Expression, np.ndarray]]) -> dict[Symbol, int]:
    """How large each symbol is, read off the shapes of values."""
    return {
        dimension.symbol: size
        for expression, value in pairs
        for dimension, size in zip(expression.dimensions, value.shape, strict=True)
        if isinstance(dimension, Dim) and dimension.symbol is not None
    }


def at_sizes(cost: Dimension, sizes: Mapping[Symbol, int]) -> int | None:
    """A polynomial in sizes as a number; None where it has a symbol whose size is not known."""
    if not isinstance(cost, Dim):
        return cost
    if not cost.symbols <= sizes.keys():
        return None
    return sum(factor * prod(sizes[symbol] for symbol in symbols) for symbols, factor in cost.terms)
