"""Sums of products are matrix products, and so are contractions by Einstein's labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.einsum import Einsum
from explorer.core.ops.linear_algebra import Diagonal, Dot, Outer
from explorer.core.ops.reductions import Sum
from explorer.core.rewrite.contraction import as_products
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.made import made_of
from explorer.core.rewrite.order import order_key
from explorer.core.rewrite.product import Product, is_product, like_of, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.structure import is_square, mirrored
from explorer.core.rules.structure import vector_of
from explorer.core.rules.wilds import A, B, C, u, v
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _summed(e: Expression) -> tuple[Sum, Expression, Product] | None:
    """A sum, the product that it sums up, and the view of that: of factors without rules for zeros."""
    node = e.owner
    if node is None or not isinstance(node.op, Sum) or not is_product(node.inputs[0]):
        return None
    view = product_of(node.inputs[0])
    return None if view.absorbing or view.cancels else (node.op, node.inputs[0], view)


def _sum_of_vectors(e: Expression) -> Expression | None:
    """Σ x y of two vectors is their product; a square stays what it is."""
    found = _summed(e)
    if found is None or found[1].ndim != 1 or found[0].axis != (0,) or found[0].keepdims or found[1].dtype != e.dtype:
        return None
    _, x, view = found
    if len(view.powers) != 2 or set(view.powers.values()) != {1} or view.coefficient != 1:
        return None
    a, b = sorted(view.powers, key=order_key)
    return T.dot(a, b) if a.type == b.type == x.type else None


def _sum_along_rows_or_columns(e: Expression) -> Expression | None:
    """Σⱼ Aᵢⱼ xⱼ is A x: one matrix, and vectors along the axis that is summed over."""
    found = _summed(e)
    if found is None or found[1].ndim != 2 or len(found[0].axis) != 1 or found[1].dtype != e.dtype:
        return None
    op, x, view = found
    (axis,) = op.axis
    matrix: Expression | None = None
    summed, kept = Product(), Product(view.coefficient)
    for base, power in view.powers.items():
        if base.ndim == 0:
            kept.times(base, power)
        elif base.dimensions == x.dimensions:
            if matrix is not None or power != 1:
                return None
            matrix = base
        else:
            vector = vector_of(base)
            if vector is None:
                return None
            (summed if _runs_along(base, axis) else kept).times(vector, power)
    if matrix is None or not summed.powers or matrix.dtype != e.dtype:
        return None
    along = write_product(summed, like_of(summed))
    if along.ndim != 1 or along.dimensions[0] != x.dimensions[axis] or along.dtype != e.dtype:
        return None
    total = T.dot(matrix, along) if axis == 1 else T.dot(along, matrix)
    if kept.powers or kept.coefficient != 1:
        kept.times(total, 1)
        total = write_product(kept, total)
    return fit(T.expand_dims(total, axis) if op.keepdims else total, e)


def _runs_along(base: Expression, axis: int) -> bool:
    return base.dimensions[-1] != 1 if axis == 1 else base.ndim == 2 and base.dimensions[0] != 1


def _sum_of_outer(e: Expression) -> Expression | None:
    """The sum of an outer product is a product of sums."""
    found = made_of(e, Sum, Outer)
    if found is None or found[1].keepdims:
        return None
    _, op, inner, _ = found
    a, b = (T.sum(x) if axis in op.axis else x for axis, x in enumerate(inner.inputs))
    return fit(a * b, e)


def _trace_of_product(e: Expression) -> Expression | None:
    """The diagonal of A B takes the rows of A and the columns of B, and no matrix product."""
    found = made_of(e, Diagonal, Dot)
    if found is None or not is_square(found[0].inputs[0]) or found[1] != Diagonal():
        return None
    a, b = found[2].inputs
    inside = mirrored(b)
    return fit(T.sum(a * (b.T if inside is None else inside), axis=1), e)


def _diagonal_of_outer(e: Expression) -> Expression | None:
    """The diagonal of x yᵀ is x ⊙ y."""
    found = made_of(e, Diagonal, Outer)
    if found is None or not is_square(found[0].inputs[0]) or found[1] != Diagonal():
        return None
    return fit(T.multiply(*found[2].inputs), e)


def _diagonal_of_transpose(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    inside = mirrored(node.inputs[0])
    return T.diagonal(inside) if inside is not None and node.op == Diagonal() and is_square(inside) else None


def _cyclic(e: Expression) -> Expression | None:
    """As tr A B is tr B A, a sum over a product is that over its transpose, with the transposes in one order."""
    found = _summed(e)
    if found is None or found[1].ndim != 2 or found[0].axis != (0, 1) or found[0].keepdims:
        return None
    op, x, view = found
    if any(b.ndim and b.dimensions != x.dimensions for b in view.powers):
        return None
    turned = Product(view.coefficient)
    for base, power in view.powers.items():
        inside = mirrored(base)
        turned.times(base if not base.ndim else base.T if inside is None else inside, power)
    return op(write_product(turned, x.T)) if _rank(turned) < _rank(view) else None


def _rank(view: Product) -> tuple[object, ...]:
    """How many transposes there are, and of which; the first of what is not transposed."""
    matrices = [b for b in view.powers if b.ndim]
    upright = sorted(order_key(b) for b in matrices if mirrored(b) is None)[:1]
    return sum(mirrored(b) is not None for b in matrices), upright


def _contracted(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    if not isinstance(node.op, Einsum) or any(x.dtype != e.dtype for x in node.inputs):
        return None
    terms, result = node.op.terms
    found = as_products(terms, result, node.inputs)
    return None if found is None else fit(found, e)


CONTRACTIONS = ruleset(
    "Sums of products",
    contraction_as_products=code(
        "A contraction of vectors and matrices is made of their products.",
        "einsum",
        lambda: (T.einsum("ij,jk,kl->il", A, B, C), T.dot(T.dot(A, B), C)),
        _contracted,
    ),
    sum_of_product_of_vectors=code(
        "A sum of the products of two vectors is their product.",
        "sum",
        lambda: (T.sum(u * v), T.dot(u, v)),
        _sum_of_vectors,
    ),
    sum_along_rows_or_columns=code(
        "A sum of products along the rows or columns of a matrix is its product with a vector.",
        "sum",
        lambda: (T.sum(A * u, axis=1), T.dot(A, u)),
        _sum_along_rows_or_columns,
    ),
    sum_of_outer_product=code(
        "The sum of an outer product is a product of sums.",
        "sum",
        lambda: (T.sum(T.outer(u, v)), T.sum(u) * T.sum(v)),
        _sum_of_outer,
        needs="outer",
    ),
    trace_of_product=code(
        "The diagonal of a product is read off the rows of one matrix and the columns of the other.",
        "diagonal",
        lambda: (T.diagonal(T.dot(A, B)), T.sum(A * B.T, axis=1)),
        _trace_of_product,
        needs="dot",
    ),
    diagonal_of_outer_product=code(
        "The diagonal of an outer product is a product of vectors.",
        "diagonal",
        lambda: (T.diagonal(T.outer(u, v)), u * v),
        _diagonal_of_outer,
        needs="outer",
    ),
    diagonal_of_transpose=code(
        "A transpose has the same diagonal.",
        "diagonal",
        lambda: (T.diagonal(A.T), T.diagonal(A)),
        _diagonal_of_transpose,
        needs="dimshuffle",
    ),
    trace_is_cyclic=code(
        "The trace of A B is that of B A: all its elements are summed, in either order of the axes.",
        "sum",
        lambda: (T.sum(A.T * B.T), T.sum(A * B)),
        _cyclic,
    ),
)
