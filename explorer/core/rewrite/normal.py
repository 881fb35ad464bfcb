"""The normal form at first touch: what only puts factors and terms in order needs no step of its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from explorer.core.rewrite.commutative import exchanged
from explorer.core.rewrite.features import features
from explorer.core.rewrite.form import product_step, step_of, sum_step
from explorer.core.rewrite.number import value_of
from explorer.core.rewrite.product import is_product, product_of, write_power
from explorer.core.rewrite.sums import is_sum, split, sum_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.core.expr import Expression


def ordered(expression: Expression) -> Expression:
    """A product or sum with its factors or terms in order and flat, where that alone is to be done; else itself.

    Of other commutative operations the operands are put in order.
    """
    node = expression.owner
    if node is None:
        return expression
    step = step_of(expression, node.op.name)
    if step is not None:
        return step[1] if step[0] == "order" else expression
    other = exchanged(expression)
    return expression if other is None else other


_KEPT = (
    *(is_product, product_of, product_step, write_power, is_sum, sum_of, split, sum_step),
    *(features, value_of),
)


@contextmanager
def remembered() -> Iterator[None]:
    """Views of products and sums are kept meanwhile, and let go at the end: they keep expressions alive."""
    _within.append(None)
    try:
        yield
    finally:
        _within.pop()
        if not _within:
            for cached in _KEPT:
                cached.cache_clear()


_within: list[None] = []  # rewriting, in functions inside, …: the outermost lets go
