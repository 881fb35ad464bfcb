"""Sums and products: each has one normal form, and each way of coming closer to it has a name."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.core.expr import Constant, constant
from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.rule import PRODUCT_HEADS, SUM_HEADS, code, ruleset
from explorer.core.rewrite.view import (
    Product,
    fit,
    is_product,
    is_sum,
    number,
    product_of,
    sum_of,
    write_product,
    write_sum,
    zero_like,
)
from explorer.core.rules.wilds import x, y
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression

_PRODUCT = " ".join(sorted(PRODUCT_HEADS))
_SUM = " ".join(sorted(SUM_HEADS | {"negative"}))


@lru_cache(maxsize=32)
def _product(e: Expression) -> tuple[Product, Expression] | None:
    """The view of a product and its normal form, once for all the rules below."""
    if not is_product(e):
        return None
    view = product_of(e)
    kept = Product(view.coefficient, {b: p for b, p in view.powers.items() if p != 0}, view.absorbing)
    return view, write_product(kept, e)


def _normal(e: Expression, *, when: bool) -> Expression | None:
    known = _product(e)
    return known[1] if known is not None and when else None


def _times_zero(e: Expression) -> Expression | None:
    known = _product(e)
    return zero_like(e) if known is not None and known[0].coefficient == 0 else None


def _cancelled(e: Expression) -> list[Expression]:
    known = _product(e)
    return [] if known is None else [base for base, power in known[0].powers.items() if power == 0]


def _cancel_nonzero(e: Expression) -> Expression | None:
    gone = _cancelled(e)
    return _normal(e, when=bool(gone) and all(values_of(base).nonzero for base in gone))


def _cancel(e: Expression) -> Expression | None:
    return _normal(e, when=bool(_cancelled(e)))


def _collect_powers(e: Expression) -> Expression | None:
    node = e.owner
    if node is None or not is_product(e):
        return None
    bases: Counter[Expression] = Counter()
    for x_ in node.inputs:
        if number(x_) is None:
            bases.update(product_of(x_).powers)
    return _normal(e, when=any(count > 1 for count in bases.values()))


def _needs_no_absorption(e: Expression) -> Expression | None:
    known = _product(e)
    if known is None or e.owner is None or not e.owner.op.name.startswith("absorbing"):
        return None
    result = known[1].owner
    return _normal(e, when=result is None or not result.op.name.startswith("absorbing"))


def _numbers(e: Expression) -> Expression | None:
    if e.owner is None or not is_product(e):
        return None
    return _normal(e, when=sum(product_of(x_).coefficient != 1 for x_ in e.owner.inputs) > 1)


def _order_product(e: Expression) -> Expression | None:
    return _normal(e, when=True)


def _collect_terms(e: Expression) -> Expression | None:
    if e.owner is None or not is_sum(e):
        return None
    seen: Counter[Expression] = Counter()
    for x_ in e.owner.inputs:
        seen.update(sum_of(x_).terms)
    return write_sum(sum_of(e), e) if any(count > 1 for count in seen.values()) else None


def _order_sum(e: Expression) -> Expression | None:
    return write_sum(sum_of(e), e) if is_sum(e) else None


def _fold(e: Expression) -> Expression | None:
    """Compute an operation on constants, where the result is small."""
    node = e.owner
    if node is None or not node.inputs or not all(isinstance(x_, Constant) for x_ in node.inputs):
        return None
    if len(node.types) > 1 or not all(isinstance(n, int) for n in e.dimensions):
        return None
    count = 1
    for n in e.dimensions:
        count *= int(n)
    if count > _LARGEST_FOLD or (e.ndim and node.op.name in _KEPT):
        return None
    return constant(T.evaluate_once(e), dtype=e.dtype)


_LARGEST_FOLD = 64
_KEPT = frozenset({"eye", "alloc", "fill", "arange", "diag"})  # their names say more than their numbers


def _first_power(e: Expression) -> Expression | None:
    node = e.owner
    return fit(node.inputs[0], e) if node is not None and number(node.inputs[1]) == 1 else None


def _zeroth_power(e: Expression) -> Expression | None:
    node = e.owner
    return fit(constant(1, dtype=e.dtype), e) if node is not None and number(node.inputs[1]) == 0 else None


def _power_of_one(e: Expression) -> Expression | None:
    node = e.owner
    return fit(constant(1, dtype=e.dtype), e) if node is not None and number(node.inputs[0]) == 1 else None


def _half() -> tuple[Expression, Expression]:
    return x * x, x**2


ALGEBRA = ruleset(
    "Algebra",
    first_power=code("The first power is the base.", "power", lambda: (x**1, x), _first_power),
    zeroth_power=code("The power of exponent 0 is 1, at 0 too.", "power", lambda: (x**0, constant(1.0)), _zeroth_power),
    fold_constants=code(
        "An operation on numbers is computed.", "*", lambda: (constant(2) - constant(1), constant(1)), _fold
    ),
    times_zero=code("A product with the number 0 is 0.", _PRODUCT, lambda: (0 * x, constant(0.0)), _times_zero,
                    unsafe="assumes finite factors"),
    cancel_nonzero=code("A factor that is never 0 cancels.", _PRODUCT,
                        lambda: (y * T.exp(x) / T.exp(x), y), _cancel_nonzero),
    cancel=code("A factor cancels.", _PRODUCT, lambda: (x * y / x, y), _cancel,
                unsafe="assumes the cancelled factor is not 0"),
    collect_powers=code("Powers of one base become one power.", _PRODUCT, _half, _collect_powers),
    ordinary_product=code(
        "The partial is finite, so an ordinary product will do.", "absorbing_multiply absorbing_divide",
        lambda: (T.absorbing_multiply(x, T.cos(y)), x * T.cos(y)), _needs_no_absorption,
    ),
    multiply_numbers=code("Numbers in a product are multiplied.", _PRODUCT, lambda: (2 * (3 * x), 6.0 * x), _numbers),
    order_factors=code("Factors in one order, under one fraction bar.", _PRODUCT,
                       lambda: (y * x, x * y), _order_product),
    collect_terms=code("Equal terms are collected.", _SUM, lambda: (x + y + x, 2.0 * x + y), _collect_terms),
    order_terms=code("Terms in one order.", _SUM, lambda: (y + x, x + y), _order_sum),
    power_of_one=code("A power of 1 is 1.", "power", lambda: (1**x, constant(1.0)), _power_of_one),
)
