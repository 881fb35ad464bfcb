"""Sums and products: each has one normal form, and each way of coming closer to it has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.expr import Constant, constant
from explorer.core.rewrite.fit import fit, one_like
from explorer.core.rewrite.form import product_step, sum_step
from explorer.core.rewrite.number import number
from explorer.core.rewrite.product import PRODUCTS, product_of
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.sums import SUMS
from explorer.core.rewrite.zeros import zero_wins
from explorer.core.rules.wilds import u, x, y
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.core.expr import Expression
    from explorer.core.rewrite.rule import CodeRule

_PRODUCT = " ".join(sorted(PRODUCTS))
_SUM = " ".join(sorted(SUMS))
_BOTH = f"{_PRODUCT} {_SUM}"


def _normalise(
    step: str, text: str, heads: str, example: Callable[[], tuple[Expression, Expression]], unsafe: str = ""
) -> CodeRule:
    """The normal form of a product or sum, where bringing it there comes down to ``step``."""

    def rewrite(e: Expression) -> Expression | None:
        found = product_step(e) or sum_step(e)
        return found[1] if found is not None and found[0] == step else None

    return code(text, heads, example, rewrite, unsafe=unsafe, needs=f"→ {step}")


def _times_zero(e: Expression) -> Expression | None:
    """A product with the number 0, where that is sure to be 0: an exact zero absorbs, and finite factors do no harm."""
    step = product_step(e)
    if step is None or step[0] != "zero":
        return None
    view = product_of(e)
    return step[1] if zero_wins(view, view.powers) else None


def _first_power(e: Expression) -> Expression | None:
    node = e.owner
    return fit(node.inputs[0], e) if node is not None and number(node.inputs[1]) == 1 else None


def _zeroth_power(e: Expression) -> Expression | None:
    node = e.owner
    return one_like(e) if node is not None and number(node.inputs[1]) == 0 else None


def _power_of_one(e: Expression) -> Expression | None:
    node = e.owner
    return one_like(e) if node is not None and number(node.inputs[0]) == 1 else None


def _fold(e: Expression) -> Expression | None:
    """Compute an operation on constants, where the result is small."""
    node = e.owner
    if node is None or not node.inputs:
        return None
    for x_ in node.inputs:
        if not isinstance(x_, Constant):
            return None
    if len(node.types) > 1 or (node.op.name in _KEPT and e.ndim):
        return None
    count = 1
    for n in e.dimensions:
        if not isinstance(n, int):
            return None
        count *= n
    return constant(T.evaluate_once(e), dtype=e.dtype) if count <= _LARGEST_FOLD else None


_LARGEST_FOLD = 64
_KEPT = frozenset({"eye", "alloc", "fill", "arange", "diag", "dimshuffle"})  # their names say more than their numbers

ALGEBRA = ruleset(
    "Algebra",
    first_power=code("The first power is the base.", "power", lambda: (x**1, x), _first_power),
    zeroth_power=code("The power of exponent 0 is 1, at 0 too.", "power", lambda: (x**0, constant(1.0)), _zeroth_power),
    power_of_one=code("A power of 1 is 1.", "power", lambda: (1**x, constant(1.0)), _power_of_one),
    fold_constants=code(
        "An operation on numbers is computed.",
        "*",
        lambda: (constant(2) - constant(1), constant(1)),
        _fold,
        needs="constants",
    ),
    zero_factor=code(
        "An exact zero makes a product zero.",
        _PRODUCT,
        lambda: (0 * T.sin(x), constant(0.0)),
        _times_zero,
        needs="→ zero",
    ),
    times_zero=_normalise(
        "zero",
        "A product with the number 0 is 0.",
        _PRODUCT,
        lambda: (0 * T.exp(x), constant(0.0)),
        "assumes finite factors",
    ),
    cancel_nonzero=_normalise(
        "cancel nonzero", "A factor that is never 0 cancels.", _PRODUCT, lambda: (y * T.cosh(x) / T.cosh(x), y)
    ),
    cancel=_normalise(
        "cancel", "A factor cancels.", _PRODUCT, lambda: (x * y / x, y), "assumes the cancelled factor is not 0"
    ),
    collect_powers=_normalise("powers", "Powers of one base become one power.", _PRODUCT, lambda: (x * x, x**2)),
    times_one=_normalise("one", "A factor 1 is left out.", _PRODUCT, lambda: (1.0 * x, x)),
    multiply_numbers=_normalise(
        "numbers", "Numbers in a product are multiplied.", _PRODUCT, lambda: (2 * (3 * x), 6.0 * x)
    ),
    collect_terms=_normalise("terms", "Equal terms are collected.", _SUM, lambda: (x + y + x, 2.0 * x + y)),
    plus_zero=_normalise("zero", "A term 0 is left out.", _SUM, lambda: (x + 0.0, x)),
    add_numbers=_normalise("numbers", "Numbers in a sum are added.", _SUM, lambda: (2.0 + (x + 3.0), 5.0 + x)),
    spread_number=_normalise(
        "spread", "Equal numbers in an array are one number.", _BOTH, lambda: (T.fill(u, constant(2.0)) * u, 2.0 * u)
    ),
    normal_form=_normalise(
        "order", "Factors and terms in one order, under one fraction bar.", _BOTH, lambda: (y * x, x * y)
    ),
)
