"""The order in which a chain of matrices is multiplied, and what it costs.

A cost is a polynomial in the sizes: of A (m, n) times B (n, p) it is m·n·p. One order is better than another where each
of its terms is a part of a term of the other (n² of n³, as sizes are at least 1), so it is better whatever the sizes.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from explorer.core.rewrite.structure import chain
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from typing import TypeAlias

    from explorer.core.expr import Expression
    from explorer.core.types import Dimension

    Cost: TypeAlias = Counter[tuple[Dimension, ...]]
_LONGEST = 10  # factors of a chain that is looked at


def cheaper_order(e: Expression) -> Expression | None:
    """The product of the same factors with fewer multiplications, where that is sure; else None.

    Of orders that cost the same, the first factors are multiplied first, so that equal products are one.
    """
    factors = chain(e)
    if not 2 < len(factors) <= _LONGEST or any(x.ndim != 2 for x in factors):
        return None
    if any(a.dimensions[1] != b.dimensions[0] for a, b in pairwise(factors)):
        return None  # sizes that are only taken to be equal: no comparison is sure
    best, cost = _best(factors)
    mine = cost_of(e)
    return best if best is not e and (cost == mine or _is_better(cost, mine)) else _first_factors_first(e)


def _first_factors_first(e: Expression) -> Expression | None:
    """A (B C) is (A B) C, where that costs the same."""
    assert e.owner is not None
    a, right = e.owner.inputs
    if right.owner is None or right.owner.op.name != "dot":
        return None
    b, c = right.owner.inputs
    (m, n), (p, q) = a.dimensions, c.dimensions
    same = _product(n, p, q) + _product(m, n, q) == _product(m, n, p) + _product(m, p, q)
    return T.dot(T.dot(a, b), c) if same else None


def cost_of(e: Expression) -> Cost:
    """The multiplications in a tree of matrix products."""
    total: Cost = Counter()
    stack = [e]
    while stack:
        node = stack.pop().owner
        if node is not None and node.op.name == "dot":
            a, b = node.inputs
            total.update(_product(a.dimensions[0], a.dimensions[1], b.dimensions[1]))
            stack.extend(node.inputs)
    return total


def _best(factors: list[Expression]) -> tuple[Expression, Cost]:
    """The cheapest order of all, as far as costs can be compared (dynamic programming over parts of the chain)."""
    best: dict[tuple[int, int], tuple[Expression, Cost]] = {
        (place, place + 1): (x, Counter()) for place, x in enumerate(factors)
    }
    count = len(factors)
    for length in range(2, count + 1):
        for start in range(count - length + 1):
            stop = start + length
            for middle in reversed(range(start + 1, stop)):
                (left, one), (right, other) = best[start, middle], best[middle, stop]
                cost = one + other
                cost.update(_product(left.dimensions[0], left.dimensions[1], right.dimensions[1]))
                known = best.get((start, stop))
                if known is None or _is_better(cost, known[1]):
                    best[start, stop] = T.dot(left, right), cost
    return best[0, count]


def _product(*sizes: Dimension) -> Cost:
    number, symbols = 1, []
    for size in sizes:
        if isinstance(size, int):
            number *= size
        else:
            symbols.append(size)
    return Counter({tuple(sorted(symbols, key=lambda size: (str(size), hash(size)))): number})


def _is_better(cost: Cost, than: Cost) -> bool:
    """Whether each term of one divides a term of the other, and they are not the same."""
    left = Counter(than)
    for term in sorted(cost, key=len, reverse=True):
        wanted = cost[term]
        for larger in sorted(left, key=len):
            if not Counter(term) - Counter(larger):
                taken = min(wanted, left[larger])
                left[larger] -= taken
                wanted -= taken
        if wanted:
            return False
    return cost != than
