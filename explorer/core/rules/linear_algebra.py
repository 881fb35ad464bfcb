"""Products of matrices and vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.choice import Fill
from explorer.core.ops.linear_algebra import Dot, Outer
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.product import Product, is_product, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rules.wilds import A, B, u, v
from explorer.core.rules.works import COOKBOOK
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _transpose_of_product(e: Expression) -> Expression | None:
    """(A B)ᵀ is Bᵀ Aᵀ, and (u vᵀ)ᵀ is v uᵀ."""
    node = e.owner
    assert node is not None
    inner = node.inputs[0].owner
    if not getattr(node.op, "is_transpose", False) or inner is None or node.inputs[0].ndim != 2:
        return None
    a, b = (*inner.inputs, None, None)[:2]
    if isinstance(inner.op, Dot) and a is not None and b is not None:
        return T.dot(b.T, a.T)
    return T.outer(b, a) if isinstance(inner.op, Outer) else None


def _vector_first(e: Expression) -> Expression | None:
    """xᵀ A is written with the matrix first where that needs no transpose: x @ A.T is A @ x."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    if a.ndim == 1 and b.ndim == 2:
        inner = b.owner
        if inner is not None and getattr(inner.op, "is_transpose", False):
            return T.dot(inner.inputs[0], a)
    if a.ndim == 2 and b.ndim == 1:
        inner = a.owner
        if inner is not None and getattr(inner.op, "is_transpose", False):
            return T.dot(b, inner.inputs[0])
    return None


def _scalars_before_product(e: Expression) -> Expression | None:
    """Scalar factors stand before a matrix product."""
    node = e.owner
    assert node is not None
    outside = Product()
    inside = []
    for operand in node.inputs:
        view = product_of(operand) if is_product(operand) and operand.dtype == e.dtype else Product(1, {operand: 1})
        scalars = {b: p for b, p in view.powers.items() if b.ndim == 0}
        arrays = {b: p for b, p in view.powers.items() if b.ndim}
        if (view.coefficient == 1 and not scalars) or not arrays or view.absorbing or view.cancels:
            inside.append(operand)
            continue
        outside.coefficient = outside.coefficient * view.coefficient
        for base, power in scalars.items():
            outside.times(base, power)
        inside.append(write_product(Product(1, arrays), operand))
    if outside.coefficient == 1 and not outside.powers:
        return None
    outside.times(node.op(*inside), 1)
    return write_product(outside, e)


def _product_with_zero(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    for operand in node.inputs:
        inner = operand.owner
        if inner is not None and isinstance(inner.op, Fill) and getattr(inner.inputs[1], "value", 1) == 0:
            return fit(T.constant(0, dtype=e.dtype), e)
    return None


LINEAR_ALGEBRA = ruleset(
    "Linear algebra",
    product_with_zero=code(
        "A product with zeros is zeros.",
        "dot outer",
        lambda: (T.dot(T.zeros_like(A), u), T.zeros(T.shape(A)[:1])),
        _product_with_zero,
    ),
    transpose_of_product=code(
        "The transpose of a product is the product of the transposes, turned round.",
        "dimshuffle",
        lambda: (T.dot(A, B).T, T.dot(B.T, A.T)),
        _transpose_of_product,
        reference=COOKBOOK("(5)"),
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
)
