"""When a zero among the factors of a product is the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.number import number, spread_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.core.expr import Expression
    from explorer.core.rewrite.product import Exponent, Product


def is_zero(e: Expression) -> bool:
    """Whether an expression is the number 0, or spreads it out."""
    value = spread_value(e)
    return number(e if value is None else value) == 0


def zero_wins(view: Product, others: Mapping[Expression, Exponent]) -> bool:
    """Whether a zero makes a product of it and ``others`` zero: it absorbs, or these are finite."""
    return bool(view.absorbing) or all(
        values_of(base).finite and (power > 0 or values_of(base).nonzero) for base, power in others.items()
    )
