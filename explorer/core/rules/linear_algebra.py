"""Products of matrices and vectors: fewest transposes, cheapest order, scalars in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.choice import Fill
from explorer.core.ops.linear_algebra import Dot, Outer, dot, outer
from explorer.core.rewrite.chains import cheaper_order
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.number import scalar_spread
from explorer.core.rewrite.product import PRODUCTS, Product, is_product, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.structure import SYMMETRIC, chain, mirrored, structure_of
from explorer.core.rewrite.sums import SUMS, Sum, is_sum, sum_of, write_sum
from explorer.core.rules.wilds import A, B, C, u, v, w, x
from explorer.core.rules.works import COOKBOOK
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _transpose_of_product(e: Expression) -> Expression | None:
    """(Aᵀ B)ᵀ is Bᵀ A, and (u vᵀ)ᵀ is v uᵀ; of a product without transposes, the transpose stays outside."""
    inside = mirrored(e)
    inner = inside.owner if inside is not None else None
    if inside is None or inner is None:
        return None
    if isinstance(inner.op, Outer):
        return T.outer(inner.inputs[1], inner.inputs[0])
    if not isinstance(inner.op, Dot):
        return None
    turned, upright = _transposes(inside)
    return _turned_round(inside) if turned or upright < _SEVERAL else None


def _product_of_transposes(e: Expression) -> Expression | None:
    """Aᵀ Bᵀ is (B A)ᵀ: where all factors that are not symmetric are transposes."""
    if e.ndim != 2:
        return None
    turned, upright = _transposes(e)
    return _turned_round(e).T if not upright and turned >= _SEVERAL else None


_SEVERAL = 2


def _transposes(e: Expression) -> tuple[int, int]:
    """How many factors of a product are transposes, and how many would be where it is turned round."""
    factors = chain(e)
    turned = sum(mirrored(x) is not None for x in factors)
    symmetric = sum(bool(structure_of(x) & SYMMETRIC) for x in factors if mirrored(x) is None)
    return turned, len(factors) - turned - symmetric


def _turned_round(e: Expression) -> Expression:
    """The transpose of a product of matrices, factor by factor."""
    if structure_of(e) & SYMMETRIC:
        return e
    node = e.owner
    if node is None or not isinstance(node.op, Dot):
        return _turned(e)
    a, b = node.inputs
    return T.dot(_turned_round(b), _turned_round(a))


def _turned(a: Expression) -> Expression:
    """The transpose of a matrix; of a transpose, what it is the transpose of."""
    inside = mirrored(a)
    return a.T if inside is None else inside


def _fewer_transposes(e: Expression) -> Expression | None:
    """Aᵀ + Bᵀ is (A + B)ᵀ, and so for products of elements: where most operands are transposes."""
    if e.ndim != 2 or not (is_sum(e) or is_product(e)):
        return None
    arrays = _arrays(e)
    if arrays is None or len(arrays) < 2:
        return None
    turned = sum(mirrored(a) is not None for a in arrays)
    return _all_turned(e).T if 1 + len(arrays) - turned < turned else None


def _transpose_inside(e: Expression) -> Expression | None:
    """(Aᵀ + B)ᵀ is A + Bᵀ: where that has fewer transposes."""
    inside = mirrored(e)
    if inside is None or not (is_sum(inside) or is_product(inside)):
        return None
    arrays = _arrays(inside)
    if arrays is None:
        return None
    turned = sum(mirrored(a) is not None for a in arrays)
    return _all_turned(inside) if len(arrays) - turned < 1 + turned else None


def _arrays(e: Expression) -> list[Expression] | None:
    """The operands of a sum or product that are not numbers; None unless each is a matrix of its size."""
    parts = sum_of(e).terms if is_sum(e) else product_of(e).powers
    arrays = [part for part in parts if part.ndim]
    plain = is_sum(e) or not (product_of(e).absorbing or product_of(e).cancels)
    return arrays if plain and all(part.dimensions == e.dimensions for part in arrays) else None


def _all_turned(e: Expression) -> Expression:
    """The transpose of a sum or product, operand by operand."""
    like = e.T
    if is_sum(e):
        total = Sum(sum_of(e).offset)
        for term, coefficient in sum_of(e).terms.items():
            total.plus(_turned(term) if term.ndim else term, coefficient)
        return write_sum(total, like)
    product = Product(product_of(e).coefficient)
    for base, power in product_of(e).powers.items():
        product.times(_turned(base) if base.ndim else base, power)
    return write_product(product, like)


def _vector_first(e: Expression) -> Expression | None:
    """A vector multiplies from the other side without a transpose: x @ A.T is A @ x."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    if a.ndim == 1 and b.ndim == 2:
        inside = mirrored(b)
        return None if inside is None else T.dot(inside, a)
    if a.ndim == 2 and b.ndim == 1:
        inside = mirrored(a)
        return None if inside is None else T.dot(b, inside)
    return None


def _matrix_behind(e: Expression) -> Expression | None:
    """(A u)ᵀ v is vᵀ A u."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    return T.dot(b, a) if e.ndim == 0 and _made_by_matrix(a) and not _made_by_matrix(b) else None


def _made_by_matrix(x: Expression) -> bool:
    return x.owner is not None and isinstance(x.owner.op, Dot) and x.owner.inputs[0].ndim == 2


def _scalars_before_product(e: Expression) -> Expression | None:
    """Scalar factors stand before a matrix product."""
    node = e.owner
    assert node is not None
    outside = Product()
    inside = []
    for operand in node.inputs:
        scalars, rest = without_scalars(operand, e)
        inside.append(rest)
        outside.coefficient = outside.coefficient * scalars.coefficient
        for base, power in scalars.powers.items():
            outside.times(base, power)
    if outside.coefficient == 1 and not outside.powers:
        return None
    outside.times(node.op(*inside), 1)
    return write_product(outside, e)


def without_scalars(operand: Expression, like: Expression) -> tuple[Product, Expression]:
    """The scalar factors of an operand, and what is left of it."""
    view = product_of(operand) if is_product(operand) and operand.dtype == like.dtype else Product(1, {operand: 1})
    scalars = {b: p for b, p in view.powers.items() if b.ndim == 0}
    arrays = {b: p for b, p in view.powers.items() if b.ndim}
    if (view.coefficient == 1 and not scalars) or not arrays or view.absorbing or view.cancels:
        return Product(), operand
    return Product(view.coefficient, scalars), write_product(Product(1, arrays), operand)


def _product_with_zero(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    for operand in node.inputs:
        inner = operand.owner
        if inner is not None and isinstance(inner.op, Fill) and getattr(inner.inputs[1], "value", 1) == 0:
            return fit(T.constant(0, dtype=e.dtype), e)
    return None


def _product_with_equal_numbers(e: Expression) -> Expression | None:
    """A product with a vector or matrix of equal numbers is a sum, times the number."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    for equal, other, axis in ((b, a, a.ndim - 1), (a, b, 0)):
        value = scalar_spread(equal)
        if value is not None and value.dtype == other.dtype == e.dtype:
            return fit(value * T.sum(other, axis=axis, keepdims=equal.ndim == other.ndim == _MATRIX), e)
    return None


_MATRIX = 2

LINEAR_ALGEBRA = ruleset(
    "Linear algebra",
    product_with_zero=code(
        "A product with zeros is zeros.",
        "dot outer",
        lambda: (T.dot(T.zeros_like(A), u), T.zeros(T.shape(A)[:1])),
        _product_with_zero,
        needs="fill",
    ),
    product_with_equal_numbers=code(
        "A product with equal numbers is a sum.",
        "dot",
        lambda: (T.dot(A, T.fill(u, x)), x * T.sum(A, axis=1)),
        _product_with_equal_numbers,
        needs="spread",
    ),
    transpose_of_product=code(
        "The transpose of a product is the product of the transposes, turned round.",
        "dimshuffle",
        lambda: (T.dot(A.T, B).T, T.dot(B.T, A)),
        _transpose_of_product,
        reference=COOKBOOK("(5)"),
    ),
    product_of_transposes=code(
        "A product of transposes is the transpose of a product.",
        "dot",
        lambda: (T.dot(A.T, B.T), T.dot(B, A).T),
        _product_of_transposes,
        needs="dimshuffle",
    ),
    transposes_of_operands=code(
        "The transposes of matrices, added or multiplied element by element, are one transpose.",
        " ".join(sorted(SUMS | PRODUCTS)),
        lambda: (A.T + B.T, (A + B).T),
        _fewer_transposes,
        needs="dimshuffle",
    ),
    transpose_of_operands=code(
        "A transpose goes inside where that leaves fewer of them.",
        "dimshuffle",
        lambda: ((A.T + B).T, A + B.T),
        _transpose_inside,
    ),
    no_transpose_for_a_vector=code(
        "A vector multiplies from the other side without a transpose.",
        "dot",
        lambda: (T.dot(v, A.T), T.dot(A, v)),
        _vector_first,
    ),
    scalars_before_the_product=code(
        "Scalar factors stand before a product.",
        "dot outer",
        lambda: (T.dot(2.0 * A, v), 2.0 * T.dot(A, v)),
        _scalars_before_product,
    ),
    inner_product_in_order=code(
        "Of two vectors, the one that a matrix makes stands behind.",
        "dot",
        lambda: (T.dot(T.dot(A, u), v), T.dot(v, T.dot(A, u))),
        _matrix_behind,
        needs="dot",
    ),
    product_from_its_vector=(dot(dot(A, B), u), dot(A, dot(B, u))),
    product_from_its_first_vector=(dot(u, dot(A, B)), dot(dot(u, A), B)),
    cheaper_order_of_products=code(
        "Matrices are multiplied in the order that takes the fewest operations, for all sizes.",
        "dot",
        lambda: (T.dot(T.dot(_column(), _row()), C), T.dot(_column(), T.dot(_row(), C))),
        cheaper_order,
        needs="dot",
    ),
    matrix_times_outer_product=(dot(A, outer(u, v)), outer(dot(A, u), v)),
    outer_product_times_matrix=(dot(outer(u, v), A), outer(u, dot(v, A))),
    outer_product_times_vector=(dot(outer(u, v), w), dot(v, w) * u),
    vector_times_outer_product=(dot(w, outer(u, v)), dot(w, u) * v),
)


def _column() -> Expression:
    return T.expand_dims(u, 1)


def _row() -> Expression:
    return T.expand_dims(v, 0)
