"""Common factors: what all terms of a sum share, or matrix products with a common operand, stands before them once."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from explorer.core.rewrite.number import Number, tidy
from explorer.core.rewrite.order import order_key
from explorer.core.rewrite.product import Product, like_of, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.sums import SUMS, Sum, is_sum, sum_of, write_sum
from explorer.core.rules.wilds import A, B, u, v, x, y, z
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.core.expr import Expression

_SUM = " ".join(sorted(SUMS))
_MATRICES = frozenset({"dot", "outer", "solve", "inv", "eye", "diag", "dimshuffle"})
_MOST = 12  # terms of a sum in which common operands are sought


def _common_number(e: Expression) -> Expression | None:
    """2 A x - 2 b is 2 (A x - b); of numbers element by element, the multiples may be shared with other sums."""
    if not is_sum(e):
        return None
    view = sum_of(e)
    groups: dict[Number, list[Expression]] = {}
    for term, c in view.terms.items():
        if not isinstance(c, complex) and c not in (0, 1, -1):
            groups.setdefault(-c if c < 0 else c, []).append(term)
    for size, terms in groups.items():
        offset = view.offset if view.offset in (size, -size) else 0
        if len(terms) + (offset != 0) < 2 or any(term.type.broadcastable != e.type.broadcastable for term in terms):
            continue
        if not any(_has_matrix(term) for term in terms):
            continue
        scale = size if size in (offset, *(view.terms[term] for term in terms)) else -size
        inside = Sum(_over(offset, scale), {term: _over(view.terms[term], scale) for term in terms})
        product = Product(scale)
        product.times(write_sum(inside, e), 1)
        rest = Sum(view.offset - offset, {term: c for term, c in view.terms.items() if term not in terms})
        if not rest.terms and not rest.offset:
            return write_product(product, e)
        rest.plus(write_product(Product(1, product.powers), e), scale)
        return write_sum(rest, e)
    return None


def _has_matrix(term: Expression) -> bool:
    return any(base.owner is not None and base.owner.op.name in _MATRICES for base in product_of(term).powers)


def _over(value: Number, size: Number) -> Number:
    return 0 if value == 0 else 1 if value == size else -1 if value == -size else tidy(value / size)


def _common_divisor(e: Expression) -> Expression | None:
    """X / z + y / z is (x + y) / z: terms with equal divisors are one term."""
    if not is_sum(e):
        return None
    view = sum_of(e)
    below: dict[frozenset[tuple[Expression, object]], list[Expression]] = {}
    for term in view.terms:
        product = product_of(term)
        divisors = frozenset((b, p) for b, p in product.powers.items() if p < 0)
        plain = product.coefficient == 1 and not product.absorbing and not product.cancels  # 0 x / z is not x / z
        if divisors and plain:
            below.setdefault(divisors, []).append(term)
    for terms in below.values():
        if len(terms) < 2:
            continue
        inside, rest = Sum(), Sum(view.offset, {t: c for t, c in view.terms.items() if t not in terms})
        for term in terms:
            above = Product(1, {b: p for b, p in product_of(term).powers.items() if p > 0})
            if not above.powers:
                inside.offset = tidy(inside.offset + view.terms[term])
            else:
                inside.plus(write_product(above, like_of(above)), view.terms[term])
        if not inside.terms:
            continue
        total = Product(1, {b: p for b, p in product_of(terms[0]).powers.items() if p < 0})
        total.times(write_sum(inside, _like_sum(inside)), 1)
        like = e if not rest.terms and not rest.offset else like_of(total)
        rest.plus(write_product(total, like), 1)
        return write_sum(rest, e)
    return None


def _like_sum(view: Sum) -> Expression:
    terms = list(view.terms)
    return terms[0] if len(terms) == 1 else T.add(*terms)


def _common_operand(e: Expression) -> Expression | None:
    """A x + B x is (A + B) x, and A x + A y is A (x + y)."""
    if not is_sum(e):
        return None
    view = sum_of(e)
    products = [t for t in view.terms if t.owner is not None and t.owner.op.name in {"dot", "outer"}]
    if len(products) < 2 or len(products) > _MOST:
        return None
    for one, other in combinations(sorted(products, key=order_key), 2):
        for joined, scale in _joined(one, view.terms[one], other, view.terms[other]):
            rest = Sum(view.offset, {t: c for t, c in view.terms.items() if t not in (one, other)})
            rest.plus(joined, scale)
            return write_sum(rest, e)
    return None


def _joined(one: Expression, a: Number, other: Expression, b: Number) -> Iterator[tuple[Expression, Number]]:
    """``a`` times one product and ``b`` times another as one, with its coefficient, where they share an operand."""
    assert one.owner is not None
    assert other.owner is not None
    op = one.owner.op
    if op != other.owner.op or one.type != other.type:
        return
    scale = a if b in (a, -a) else 1
    for place in (0, 1):
        mine, yours = one.owner.inputs[1 - place], other.owner.inputs[1 - place]
        if one.owner.inputs[place] is not other.owner.inputs[place] or mine.type != yours.type:
            continue
        inside = Sum()
        inside.plus(mine, _over(a, a) if scale == a else a)
        inside.plus(yours, _over(b, a) if scale == a else b)
        operands = list(one.owner.inputs)
        operands[1 - place] = write_sum(inside, mine)
        yield op(*operands), scale


COLLECTING = ruleset(
    "Common factors",
    common_number=code(
        "A number that all terms have stands before a sum with matrices.",
        _SUM,
        lambda: (2 * T.dot(A, u) - 2 * v, 2 * (T.dot(A, u) - v)),
        _common_number,
        one_of=" ".join(sorted(_MATRICES | {f"*{name}" for name in _MATRICES} | {f"*/{name}" for name in _MATRICES})),
    ),
    common_divisor=code(
        "Terms with one divisor are one fraction.",
        _SUM,
        lambda: (x / z + y / z, (x + y) / z),
        _common_divisor,
        one_of="*/",
    ),
    common_operand=code(
        "Matrix products with a common operand are one product.",
        _SUM,
        lambda: (T.dot(A, u) + T.dot(B, u), T.dot(A + B, u)),
        _common_operand,
        needs="dot",
    ),
    common_operand_of_outer_products=code(
        "Outer products with a common operand are one.",
        _SUM,
        lambda: (T.outer(u, u) + T.outer(u, 2 * u), T.outer(u, u + 2 * u)),
        _common_operand,
        needs="outer",
    ),
)
