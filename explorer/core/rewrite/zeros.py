"""When a zero among the factors of a product is the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.number import number, spread_value
from explorer.core.rewrite.product import Product, is_product, product_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from explorer.core.expr import Expression
    from explorer.core.rewrite.product import Exponent


def is_zero(e: Expression) -> bool:
    """Whether an expression is the number 0, or spreads it out."""
    value = spread_value(e)
    return number(e if value is None else value) == 0


def zero_wins(view: Product, others: Mapping[Expression, Exponent]) -> bool:
    """Whether a zero makes a product of it and ``others`` zero: it absorbs, or these are finite."""
    return bool(view.absorbing) or all(
        values_of(base).finite and (power > 0 or values_of(base).nonzero) for base, power in others.items()
    )


def zeros_that_win(product: Expression) -> Iterator[tuple[Expression, Product]]:
    """The factors of a product's own type of which a zero makes an element of it zero, each with the others."""
    if not is_product(product):
        return
    view = product_of(product)
    for base, power in view.powers.items() if not view.cancels else ():
        if power == 1 and base.type == product.type:
            others = {other: p for other, p in view.powers.items() if other is not base}
            if zero_wins(view, others):
                yield base, Product(view.coefficient, others, view.absorbing)
