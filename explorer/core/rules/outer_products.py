"""Outer products: columns times rows, and what is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.linear_algebra import Outer, dot, outer
from explorer.core.ops.shape import expand_dims
from explorer.core.rewrite.product import PRODUCTS, Product, is_product, like_of, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rules.structure import vector_of
from explorer.core.rules.wilds import A, u, v
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _broadcast_outer(e: Expression) -> Expression | None:
    """A column times a row is an outer product, and so is one that is scaled by rows or columns."""
    if e.ndim != 2 or not is_product(e) or any(e.type.broadcastable):  # a single row or column is a vector's product
        return None
    view = product_of(e)
    if view.absorbing or view.cancels:
        return None
    scalars, columns, rows = Product(view.coefficient), Product(), Product()
    for base, power in view.powers.items():
        if base.ndim == 0:
            scalars.times(base, power)
        elif base.owner is not None and isinstance(base.owner.op, Outer) and isinstance(power, int):
            for side, x in zip((columns, rows), base.owner.inputs, strict=True):
                side.times(x, power)
        elif base.dimensions == e.dimensions:
            return None
        else:
            vector = vector_of(base)
            if vector is None:
                return None
            (columns if base.ndim == 2 and base.dimensions[1] == 1 else rows).times(vector, power)
    if not columns.powers or not rows.powers:
        return None
    column, row = (write_product(side, like_of(side)) for side in (columns, rows))
    if (column.dimensions, row.dimensions) != (e.dimensions[:1], e.dimensions[1:]):
        return None
    scalars.times(T.outer(column, row), 1)
    return write_product(scalars, e)


OUTER_PRODUCTS = ruleset(
    "Outer products",
    column_times_row=(dot(expand_dims(u, 1), expand_dims(v, 0)), outer(u, v)),
    matrix_times_column=(dot(A, expand_dims(u, 1)), expand_dims(dot(A, u), 1)),
    row_times_matrix=(dot(expand_dims(u, 0), A), expand_dims(dot(u, A), 0)),
    outer_product_from_column_and_row=code(
        "A column times a row is an outer product; scaled by rows and columns it stays one.",
        " ".join(sorted(PRODUCTS)),
        lambda: (T.expand_dims(u, 1) * v, T.outer(u, v)),
        _broadcast_outer,
        needs="2-d",
    ),
)
