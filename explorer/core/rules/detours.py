"""Detours: what makes an expression longer at first, or shorter in one of several ways. Only the search takes them."""

from __future__ import annotations

from itertools import combinations as pairs
from itertools import product as choices
from typing import TYPE_CHECKING

from explorer.core.op import Linear, Multilinear
from explorer.core.ops.exponential import exp, log
from explorer.core.ops.trigonometric import cos, cosh, sin, sinh
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.product import PRODUCTS, Product, is_product, like_of, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset, several
from explorer.core.rewrite.sums import SUMS, Sum, is_sum, sum_of, write_sum
from explorer.core.rules.wilds import A, positive, real, u, v, x, y, z
from explorer.core.rules.works import HANDBOOK
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.core.expr import Expression
    from explorer.core.rewrite.number import Number
    from explorer.core.rewrite.product import Exponent

_OTHERWISE = "assumes finite terms, and rounds otherwise"
_FORMS = 300  # that are looked at for an expression alone
_LONGEST = 12  # terms that a power of a sum may become


def _distributed(e: Expression) -> Iterator[Expression]:
    """Each sum among the factors, or a power of one, multiplied out."""
    view = product_of(e)
    if view.cancels or view.absorbing:
        return
    for base, power in view.powers.items():
        if type(power) is not int or power < 1 or not is_sum(base) or base.dtype != e.dtype:
            continue
        inner = sum_of(base)
        parts = [*inner.terms.items(), *([(None, inner.offset)] if inner.offset else [])]
        if len(parts) ** power > _LONGEST:
            continue
        total = Sum()
        for chosen in choices(parts, repeat=power):
            one = Product(view.coefficient, {b: p for b, p in view.powers.items() if b is not base})
            for term, coefficient in chosen:
                one.coefficient = one.coefficient * coefficient
                if term is not None:
                    one.times(term, 1)
            _add(total, Product(1, one.powers), one.coefficient)
        yield write_sum(total, e)


def _factored(e: Expression) -> Iterator[Expression]:
    """Each factor that two terms or more have in common, taken out of these."""
    view = sum_of(e)
    products = {term: product_of(term) for term in view.terms}
    plain = {t: p for t, p in products.items() if not p.absorbing and not p.cancels and p.coefficient == 1}
    shared: dict[tuple[Expression, bool], list[Expression]] = {}
    for term, one in plain.items():
        for base, power in one.powers.items():
            shared.setdefault((base, power > 0), []).append(term)
    for (base, above), terms in shared.items():
        if len(terms) < 2:
            continue
        powers = [plain[term].powers[base] for term in terms]
        power = min(powers) if above else max(powers)
        inside, rest = Sum(), Sum(view.offset, {t: c for t, c in view.terms.items() if t not in terms})
        for term in terms:
            left = plain[term].copy()
            left.times(base, -power)
            left.powers = {b: p for b, p in left.powers.items() if p}
            _add(inside, left, view.terms[term])
        product = Product()
        product.times(write_sum(inside, terms[0]), 1)
        product.times(base, power)
        rest.plus(fit(write_product(product, e), e), 1)
        yield write_sum(rest, e)


def _one_fraction(e: Expression) -> Iterator[Expression]:
    """Two fractions as one, over the least divisor that both have."""
    view = sum_of(e)
    below: dict[Expression, dict[Expression, Exponent]] = {}
    for term in view.terms:
        one = product_of(term)
        divisors = {base: -power for base, power in one.powers.items() if power < 0}
        if divisors and not one.absorbing and not one.cancels and one.coefficient == 1:
            below[term] = divisors
    for pair in pairs(below, 2):
        divisor: dict[Expression, Exponent] = {}
        for term in pair:
            divisor |= {base: max(power, divisor.get(base, 0)) for base, power in below[term].items()}
        above, rest = Sum(), Sum(view.offset, {t: c for t, c in view.terms.items() if t not in pair})
        for term in pair:
            one = product_of(term).copy()
            for base, power in divisor.items():
                one.times(base, power)
            one.powers = {base: power for base, power in one.powers.items() if power}
            _add(above, one, view.terms[term])
        fraction = Product(1, {base: -power for base, power in divisor.items()})
        fraction.times(write_sum(above, pair[0]), 1)
        rest.plus(fit(write_product(fraction, e), e), 1)
        yield write_sum(rest, e)


def _add(total: Sum, product: Product, coefficient: Number) -> None:
    """Add a multiple of a product, or the number where no factor is left."""
    if product.powers:
        total.plus(write_product(product, like_of(product)), coefficient)
    else:
        total.offset = total.offset + coefficient


def _linear(e: Expression) -> Iterator[Expression]:
    """A linear operation on a sum, as a sum of such operations."""
    node = e.owner
    assert node is not None
    if not isinstance(node.op, Linear | Multilinear) or is_sum(e) or is_product(e):
        return
    for place, (x_, linear) in enumerate(zip(node.inputs, node.op.linear_in(len(node.inputs)), strict=True)):
        if not linear or not is_sum(x_) or sum_of(x_).offset or any(t.type != x_.type for t in sum_of(x_).terms):
            continue
        total = Sum()
        for term, coefficient in sum_of(x_).terms.items():
            total.plus(node.op(*node.inputs[:place], term, *node.inputs[place + 1 :]), coefficient)
        yield write_sum(total, e)


DETOURS = ruleset(
    "Detours",
    multiply_out=several(
        "A product with a sum, or a power of a sum, is a sum of products.",
        " ".join(sorted(PRODUCTS)),
        lambda: (x * (y + z), x * y + x * z),
        _distributed,
        unsafe=_OTHERWISE,
        needs="+",
    ),
    take_out_a_factor=several(
        "A factor that terms have in common is multiplied with their sum.",
        " ".join(sorted(SUMS)),
        lambda: (x * y + x * z, x * (y + z)),
        _factored,
        unsafe=_OTHERWISE,
    ),
    one_fraction=several(
        "Two fractions are one.",
        " ".join(sorted(SUMS)),
        lambda: (x / y + z / (1 + y), (x * (1 + y) + y * z) / (y * (1 + y))),
        _one_fraction,
        unsafe=_OTHERWISE,
    ),
    linear_of_a_sum=several(
        "What is linear in a sum is a sum.",
        "*",
        lambda: (T.dot(A, u + v), T.dot(A, u) + T.dot(A, v)),
        _linear,
        unsafe=_OTHERWISE,
        needs="+",
    ),
    difference_of_squares=(x**2 - y**2, (x - y) * (x + y), HANDBOOK("3.2.1"), _OTHERWISE),
    square_of_a_sum=(x**2 + 2 * x * y + y**2, (x + y) ** 2, _OTHERWISE),
    square_of_a_difference=(x**2 - 2 * x * y + y**2, (x - y) ** 2, _OTHERWISE),
    sine_of_a_sum=(sin(x + y), sin(x) * cos(y) + cos(x) * sin(y), HANDBOOK("4.3.16"), _OTHERWISE),
    cosine_of_a_sum=(cos(x + y), cos(x) * cos(y) - sin(x) * sin(y), HANDBOOK("4.3.17"), _OTHERWISE),
    sine_of_a_sum_recognised=(sin(x) * cos(y) + cos(x) * sin(y), sin(x + y), HANDBOOK("4.3.16"), _OTHERWISE),
    sine_of_a_difference_recognised=(sin(x) * cos(y) - cos(x) * sin(y), sin(x - y), HANDBOOK("4.3.16"), _OTHERWISE),
    cosine_of_a_sum_recognised=(cos(x) * cos(y) - sin(x) * sin(y), cos(x + y), HANDBOOK("4.3.17"), _OTHERWISE),
    cosine_of_a_difference_recognised=(cos(x) * cos(y) + sin(x) * sin(y), cos(x - y), HANDBOOK("4.3.17"), _OTHERWISE),
    sine_of_the_double=(sin(2 * x), 2 * sin(x) * cos(x), HANDBOOK("4.3.24")),
    cosine_of_the_double=(cos(2 * x), 1 - 2 * sin(x) ** 2, HANDBOOK("4.3.25"), _OTHERWISE),
    sine_times_cosine=(sin(x) * cos(x), sin(2 * x) / 2, HANDBOOK("4.3.24")),
    square_of_sine=(sin(x) ** 2, 1 - cos(x) ** 2, HANDBOOK("4.3.10"), _OTHERWISE),
    square_of_cosine=(cos(x) ** 2, 1 - sin(x) ** 2, HANDBOOK("4.3.10"), _OTHERWISE),
    sinh_of_a_sum=(sinh(x + y), sinh(x) * cosh(y) + cosh(x) * sinh(y), HANDBOOK("4.5.24"), _OTHERWISE),
    cosh_of_a_sum=(cosh(x + y), cosh(x) * cosh(y) + sinh(x) * sinh(y), HANDBOOK("4.5.25"), _OTHERWISE),
    square_of_cosh=(cosh(x) ** 2, 1 + sinh(x) ** 2, HANDBOOK("4.5.16")),
    sum_of_hyperbolic_functions=(cosh(x) + sinh(x), exp(x), HANDBOOK("4.5.19"), _OTHERWISE),
    difference_of_hyperbolic_functions=(cosh(x) - sinh(x), exp(-x), HANDBOOK("4.5.20"), _OTHERWISE),
    log_of_a_product=(log(x * y), log(x) + log(y), positive(x), positive(y), real(x), HANDBOOK("4.1.6")),
    logarithm_of_factors=(log(x) + log(y), log(x * y), positive(x), positive(y), real(x), _OTHERWISE),
    logarithm_of_a_quotient=(log(x) - log(y), log(x / y), positive(x), positive(y), real(x), _OTHERWISE),
)


def _searched(e: Expression) -> Expression | None:
    return T.optimize(e, search=_FORMS).after


SEARCHED = ruleset(
    "Search",
    shorter_form=code(
        "A shorter form, which a search over longer ones has found.",
        "*",
        lambda: ((x + y) ** 2 - (x - y) ** 2, 4 * x * y),
        _searched,
    ),
)
