"""The structure of derivative arrays: identities and diagonals are named and not multiplied out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.creation import Eye
from explorer.core.ops.indexing import IncSubtensor, Slot
from explorer.core.ops.linear_algebra import Diag, diag, dot
from explorer.core.ops.reductions import Sum
from explorer.core.ops.shape import expand_dims
from explorer.core.rewrite.fit import fit, one_like, sizes_of
from explorer.core.rewrite.number import number, scalar_spread, spread_value
from explorer.core.rewrite.product import PRODUCTS, Product, is_product, like_of, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.sums import Sum as SumView
from explorer.core.rewrite.sums import is_sum, sum_of, write_sum
from explorer.core.rules.indexing import counts_all
from explorer.core.rules.wilds import A, u, v, x
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _is_identity(e: Expression) -> bool:
    node = e.owner
    return node is not None and isinstance(node.op, Eye) and node.op.offset == 0 and e.dimensions[0] == e.dimensions[1]


def _is_zero(e: Expression) -> bool:
    value = spread_value(e)
    return number(e if value is None else value) == 0


def _ones_on_the_diagonal(e: Expression) -> Expression | None:
    """Zeros with y at (0, 0), (1, 1), …: a diagonal matrix."""
    node = e.owner
    if node is None or not isinstance(node.op, IncSubtensor) or e.ndim != 2 or len(node.op.index) != 2:
        return None
    x, y, *operands = node.inputs
    a, b = node.op.index
    if not (isinstance(a, Slot) and isinstance(b, Slot) and _is_zero(x) and e.dimensions[0] == e.dimensions[1]):
        return None
    rows, columns = operands[a.number], operands[b.number]
    if not (counts_all(rows, e, 0) and counts_all(columns, e, 1)) or y.ndim > 1:
        return None
    if y.ndim == 1:
        value = spread_value(y)
        if value is None or value.ndim:
            return fit(T.diag(y), e)
        y = value
    identity = T.eye(*sizes_of(e), dtype=e.dtype)
    return identity if number(y) == 1 else fit(y * identity, e)


def _scaled_rows(e: Expression) -> Expression | None:
    """I ⊙ v is diag(v), c diag(v) is diag(c v): a diagonal matrix, scaled as a whole or by rows or columns."""
    if e.ndim != 2 or not is_product(e):
        return None
    view = product_of(e)
    if view.cancels:
        return None
    core = next((b for b, p in view.powers.items() if p > 0 and _is_diagonal(b) and b.dimensions == e.dimensions), None)
    others = {b: p for b, p in view.powers.items() if b is not core}
    if core is None:
        return None
    scales = any(vector_of(b) is not None and (b.ndim or not _is_identity(core)) for b in others)
    if not scales and (_is_identity(core) or view.coefficient == 1):
        return None
    vectors = {b: p for b, p in others.items() if vector_of(b) is not None}
    rest = {b: p for b, p in others.items() if b not in vectors}
    whole = Product(view.coefficient, absorbing=view.absorbing)
    for base, power in vectors.items():
        along = vector_of(base)
        assert along is not None
        whole.times(along, power)
    if not _is_identity(core):
        assert core.owner is not None
        whole.times(core.owner.inputs[0], view.powers[core])
    like = like_of(whole)
    if like.ndim != 1 or like.dimensions[0] != e.dimensions[0]:
        return None
    diagonal = T.diag(write_product(whole, like))
    if not rest:
        return fit(diagonal, e)
    remaining = Product(1, rest, view.absorbing)
    remaining.times(diagonal, 1)
    return write_product(remaining, e)


def _is_diagonal(e: Expression) -> bool:
    return _is_identity(e) or (e.owner is not None and isinstance(e.owner.op, Diag))


def vector_of(e: Expression) -> Expression | None:
    """The vector that scales a diagonal: a scalar or vector itself, a row or column as a vector."""
    if e.ndim < 2:
        return e
    if e.ndim == 2 and e.dimensions[0] == 1:
        return T.squeeze(e, 0)
    if e.ndim == 2 and e.dimensions[1] == 1:
        return T.squeeze(e, 1)
    return None


def _identity_product(e: Expression) -> Expression | None:
    """I A and A I are A."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    if _is_identity(a):
        return fit(b, e)
    return fit(a, e) if _is_identity(b) else None


def _transposed_diagonal(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    (inner,) = node.inputs
    transposes = getattr(node.op, "is_transpose", False)
    return inner if transposes and inner.ndim == 2 and _is_diagonal(inner) else None


def _diag_of_equal(e: Expression) -> Expression | None:
    """diag(c, c, …) is c I."""
    node = e.owner
    assert node is not None
    value = scalar_spread(node.inputs[0])
    if value is None:
        return None
    identity = T.eye(*sizes_of(e), dtype=e.dtype)
    return identity if number(value) == 1 else fit(value * identity, e)


def _chosen_diagonal(e: Expression) -> Expression | None:
    """Y on the diagonal and 0 elsewhere: a diagonal matrix."""
    node = e.owner
    assert node is not None
    here, y, other = node.inputs
    if not _is_identity(here) or number(other) != 0 or e.dimensions != here.dimensions:
        return None
    if y.ndim == 0:
        return fit(y * T.eye(*sizes_of(e), dtype=e.dtype), e)
    along = vector_of(y)
    return fit(T.diag(along), e) if along is not None and along.dimensions[0] == e.dimensions[0] else None


def _sum_of_diagonal(e: Expression) -> Expression | None:
    """Each row and column of a diagonal matrix has one entry."""
    node = e.owner
    assert node is not None
    inner = node.inputs[0].owner
    op = node.op
    if inner is None or not isinstance(op, Sum) or not isinstance(inner.op, Diag | Eye) or len(op.axis) != 1:
        return None
    if isinstance(inner.op, Eye):
        return fit(one_like(e), e) if _is_identity(node.inputs[0]) else None
    return fit(T.expand_dims(inner.inputs[0], op.axis) if op.keepdims else inner.inputs[0], e)


def _diagonal_of_diag(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    (inner,) = node.inputs
    if getattr(node.op, "offset", 1) or inner.owner is None or not isinstance(inner.owner.op, Diag):
        return None
    return inner.owner.inputs[0]


def _scaled_sum_with_identity(e: Expression) -> Expression | None:
    """(I - B) ⊙ v is diag(v) - B ⊙ v: of the identity times v there is little to compute."""
    if e.ndim != 2 or not is_product(e):
        return None
    view = product_of(e)
    if view.absorbing or view.cancels:
        return None
    found = next(
        (b for b, p in view.powers.items() if p == 1 and b.dimensions == e.dimensions and _has_identity(b)), None
    )
    others = {b: p for b, p in view.powers.items() if b is not found}
    if found is None or not others or any(vector_of(b) is None or not b.ndim for b in others):
        return None
    terms = sum_of(found)
    if terms.offset:
        return None
    total = SumView()
    for term, coefficient in terms.terms.items():
        product = Product(view.coefficient, dict(others))
        product.times(term, 1)
        total.plus(write_product(product, e), coefficient)
    return write_sum(total, e)


def _has_identity(e: Expression) -> bool:
    return is_sum(e) and any(_is_diagonal(term) for term in sum_of(e).terms)


STRUCTURE = ruleset(
    "Structure",
    entries_on_the_diagonal=code(
        "Zeros with entries at (0, 0), (1, 1), … are a diagonal matrix.",
        "inc_subtensor",
        lambda: (_example_diagonal(), T.diag(u)),
        _ones_on_the_diagonal,
    ),
    scaled_identity_is_diagonal=code(
        "A diagonal matrix that is scaled, as a whole or by rows, is a diagonal matrix.",
        " ".join(sorted(PRODUCTS)),
        lambda: (T.eye(T.shape(u)[0]) * u, T.diag(u)),
        _scaled_rows,
        needs="2-d",
        one_of="eye diag",
    ),
    identity_product=code(
        "The identity leaves a product out.",
        "dot",
        lambda: (T.dot(T.eye(T.shape(A)[0]), A), A),
        _identity_product,
        needs="eye",
    ),
    diag_of_equal_numbers=code(
        "A diagonal of equal numbers is a multiple of the identity.",
        "diag",
        lambda: (T.diag(T.fill(u, x)), x * T.eye(T.shape(u)[0])),
        _diag_of_equal,
    ),
    chosen_diagonal=code(
        "Entries on the diagonal and zeros elsewhere are a diagonal matrix.",
        "switch",
        lambda: (T.switch(T.eye(T.shape(u)[0], dtype="bool"), T.expand_dims(u, 1), 0.0), T.diag(u)),
        _chosen_diagonal,
    ),
    sum_of_diagonal=code(
        "Each row and column of a diagonal matrix has one entry.",
        "sum",
        lambda: (T.sum(T.diag(u), axis=1), u),
        _sum_of_diagonal,
    ),
    scaled_sum_with_identity=code(
        "In a sum with a diagonal matrix, scaled by rows or columns, each term is scaled.",
        " ".join(sorted(PRODUCTS)),
        lambda: ((T.eye(T.shape(u)[0]) - A) * u, T.diag(u) - A * u),
        _scaled_sum_with_identity,
        needs="+",
        one_of="+eye +diag",
    ),
    sum_of_diagonals=(diag(u) + diag(v), diag(u + v)),
    difference_of_diagonals=(diag(u) - diag(v), diag(u - v)),
    diagonal_times_diagonal=(dot(diag(u), diag(v)), diag(u * v)),
    diagonal_times_vector=(dot(diag(u), v), u * v),
    vector_times_diagonal=(dot(u, diag(v)), u * v),
    diagonal_times_matrix=(dot(diag(v), A), A * expand_dims(v, 1)),
    matrix_times_diagonal=(dot(A, diag(v)), A * v),
    transposed_diagonal=code(
        "A diagonal matrix is its transpose.", "dimshuffle", lambda: (T.diag(v).T, T.diag(v)), _transposed_diagonal
    ),
    diagonal_of_diag=code(
        "The diagonal of a diagonal matrix.", "diagonal", lambda: (T.diagonal(T.diag(v)), v), _diagonal_of_diag
    ),
)


def _example_diagonal() -> Expression:
    n = T.shape(u)[0]
    return T.inc_subtensor(T.zeros((n, n))[T.arange(n), T.arange(n)], u)
