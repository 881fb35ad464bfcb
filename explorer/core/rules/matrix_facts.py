"""What follows from facts about matrices: symmetric, orthogonal, triangular, diagonal, rows that sum to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.equations import Solve
from explorer.core.ops.inverses import inv
from explorer.core.ops.linear_algebra import Diag, diag, dot
from explorer.core.ops.reductions import Sum
from explorer.core.ops.shape import expand_dims
from explorer.core.ops.triangular import SolveTriangular
from explorer.core.rewrite.fit import fit, one_like
from explorer.core.rewrite.product import is_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.structure import (
    DIAGONAL,
    LOWER,
    ORTHOGONAL,
    ROWS_SUM_TO_ONE,
    UPPER,
    mirrored,
    structure_of,
)
from explorer.core.rules.inverses import identity_like
from explorer.core.rules.wilds import A, B, lower, orthogonal, symmetric, u, upper, v
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression

_solve = Solve()
_solve_lower, _solve_upper = SolveTriangular(lower=True), SolveTriangular(lower=False)


def _orthogonal_product(e: Expression) -> Expression | None:
    """Qᵀ Q and Q Qᵀ are the identity."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    if a.ndim != 2 or b.ndim != 2 or not (mirrored(a) is b or mirrored(b) is a):
        return None
    return fit(identity_like(e), e) if ORTHOGONAL in structure_of(a) else None


def _known_diagonal(e: Expression) -> Expression | None:
    """A matrix that is known to be diagonal, in a product, is its diagonal."""
    node = e.owner
    assert node is not None
    inputs = [_as_diag(x) for x in node.inputs]
    return None if tuple(inputs) == node.inputs else node.op(*inputs)


def _as_diag(x: Expression) -> Expression:
    named = x.owner is not None and (isinstance(x.owner.op, Diag) or x.owner.op.name in {"eye", "fill", "alloc"})
    named = named or is_product(x)  # scalars come out of products by a rule of their own
    return T.diag(T.diagonal(x)) if x.ndim == 2 and not named and DIAGONAL in structure_of(x) else x


def _triangle_of_triangle(e: Expression) -> Expression | None:
    """The triangle of a triangular matrix is the matrix."""
    node = e.owner
    assert node is not None
    (x,) = node.inputs
    side = LOWER if node.op.name == "tril" else UPPER
    return x if getattr(node.op, "k", 1) == 0 and structure_of(x) & side else None


def _sum_of_probabilities(e: Expression) -> Expression | None:
    """Rows that sum to one."""
    node = e.owner
    assert node is not None
    (x,) = node.inputs
    op = node.op
    known = isinstance(op, Sum) and op.axis == (x.ndim - 1,) and x.dtype == e.dtype
    return one_like(e) if known and structure_of(x) & ROWS_SUM_TO_ONE else None


def _declared_probabilities() -> Expression:
    return T.softmax(T.abs(u))


MATRIX_FACTS = ruleset(
    "Structured matrices",
    symmetric_is_its_transpose=(A.T, A, symmetric(A)),
    row_times_symmetric=(dot(u, A), dot(A, u), symmetric(A)),
    inverse_of_orthogonal=(inv(A), A.T, orthogonal(A)),
    solution_by_orthogonal=(_solve(A, u), dot(u, A), orthogonal(A)),
    solutions_by_orthogonal=(_solve(A, B), dot(A.T, B), orthogonal(A)),
    orthogonal_product=code(
        "An orthogonal matrix times its transpose is the identity.",
        "dot",
        lambda: (T.dot(_orthogonal(), _orthogonal().T), T.eye(T.shape(A)[0])),
        _orthogonal_product,
        needs="dimshuffle",
    ),
    known_diagonal=code(
        "A product with a matrix that is known to be diagonal reads its diagonal only.",
        "dot solve inv det",
        lambda: (T.dot(T.tril(T.triu(A)), u), T.dot(T.diag(T.diagonal(T.tril(T.triu(A)))), u)),
        _known_diagonal,
    ),
    inverse_of_diagonal=(inv(diag(u)), diag(1 / u)),
    solution_by_diagonal=(_solve(diag(u), v), v / u),
    solutions_by_diagonal=(_solve(diag(u), A), A / expand_dims(u, 1)),
    solution_by_lower_triangle=(_solve(A, u), _solve_lower(A, u), lower(A)),
    solutions_by_lower_triangle=(_solve(A, B), _solve_lower(A, B), lower(A)),
    solution_by_upper_triangle=(_solve(A, u), _solve_upper(A, u), upper(A)),
    solutions_by_upper_triangle=(_solve(A, B), _solve_upper(A, B), upper(A)),
    triangle_of_triangle=code(
        "The triangle of a triangular matrix is the matrix.",
        "tril triu",
        lambda: (T.tril(T.tril(A)), T.tril(A)),
        _triangle_of_triangle,
    ),
    rows_that_sum_to_one=code(
        "The sum of a row that is known to sum to one.",
        "sum",
        lambda: (T.sum(_declared_probabilities()), T.constant(1.0)),
        _sum_of_probabilities,
    ),
)


def _orthogonal() -> Expression:
    return T.linalg.qr(A)[0]
