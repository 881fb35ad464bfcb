"""The step into the normal form: what bringing a product or a sum into its one form comes down to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.core.rewrite.fit import zero_like
from explorer.core.rewrite.number import exponent_of, number
from explorer.core.rewrite.product import PRODUCTS, Product, is_product, never_zero, product_of, write_product
from explorer.core.rewrite.settled import product_stands, sum_stands
from explorer.core.rewrite.sums import SUMS, is_sum, sum_of, write_sum

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def step_of(expression: Expression, name: str) -> tuple[str, Expression] | None:
    """What bringing the output of the operation of that name into its normal form comes down to, and that form."""
    if name in PRODUCTS:
        return product_step(expression)
    return sum_step(expression) if name in SUMS else None


@lru_cache(maxsize=1 << 14)
def product_step(e: Expression) -> tuple[str, Expression] | None:
    """What bringing a product into its normal form comes down to, and that form; None where it has it."""
    if not is_product(e):
        return None
    node = e.owner
    assert node is not None
    if node.op.name == "power" and exponent_of(node) in (0, 1):
        return None  # the rules on powers say so by name
    if product_stands(e, node):
        return None
    view = product_of(e)
    if any(number(base) is not None for base in view.powers):
        return None  # numbers whose product would overflow
    if view.coefficient == 0:
        return ("zero", zero_like(e))
    gone = [base for base, power in view.powers.items() if power == 0]
    if not gone:
        result = write_product(view, e)
        return None if result is e else (_reason(view), result)
    kept = Product(view.coefficient, {b: p for b, p in view.powers.items() if p != 0}, view.absorbing, view.written)
    return ("cancel nonzero" if all(never_zero(base) for base in gone) else "cancel", write_product(kept, e))


def _reason(view: Product) -> str:
    if view.merged:
        return "powers"
    if len(view.written) > 1:
        return "numbers"
    if view.written:
        met, _ = view.written[0]
        value = number(met)
        if value is None:
            return "spread"
        numerator = any(exponent > 0 for exponent in view.powers.values())
        if value in (1, -1) and numerator:
            return "one"
    return "order"


@lru_cache(maxsize=1 << 14)
def sum_step(e: Expression) -> tuple[str, Expression] | None:
    """What bringing a sum into its normal form comes down to, and that form; None where it has it."""
    if not is_sum(e):
        return None
    assert e.owner is not None
    if sum_stands(e, e.owner):
        return None
    view = sum_of(e)
    if any(number(term) is not None for term in view.terms):
        return None  # numbers whose sum would overflow
    result = write_sum(view, e)
    if result is e:
        return None
    if view.merged:
        return ("terms", result)
    if len(view.numbers) > 1:
        return ("numbers", result)
    if view.numbers:
        met, _ = view.numbers[0]
        value = number(met)
        if value is None:
            return ("spread", result)
        if value == 0:
            return ("zero", result)
    return ("order", result)
