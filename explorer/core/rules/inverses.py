"""Inverses: a system of equations is solved and no inverse computed, and what undoes itself is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.ops.equations import Solve
from explorer.core.ops.inverses import Inv, inv
from explorer.core.ops.linear_algebra import dot
from explorer.core.rewrite.fit import fit, sizes_of
from explorer.core.rewrite.product import Product, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.structure import SYMMETRIC, chain, mirrored, structure_of
from explorer.core.rules.linear_algebra import without_scalars
from explorer.core.rules.wilds import A, B, u
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression

_solve = Solve()
_REGULAR = "assumes A has an inverse"


def identity_like(e: Expression) -> Expression:
    """The identity matrix of the size and dtype of ``e``."""
    return T.eye(*sizes_of(e), dtype=e.dtype)


def _inverted(e: Expression) -> Expression | None:
    """What ``e`` is the inverse of."""
    return e.owner.inputs[0] if e.owner is not None and isinstance(e.owner.op, Inv) else None


def _is_inverse(e: Expression) -> bool:
    """Whether a factor is an inverse or a solution, or the transpose of one."""
    inside = mirrored(e)
    node = (e if inside is None else inside).owner
    return node is not None and isinstance(node.op, Inv | Solve)


def _inverse_times_matrix(e: Expression) -> Expression | None:
    """A⁻¹ B is the solution of A X = B; where B is made of an inverse too, products are all there is to do."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    inside = _inverted(a)
    if inside is None or a.ndim != 2 or b.ndim != 2:
        return None
    if any(_is_inverse(x) for x in chain(b)):
        return None
    return T.linalg.solve(inside, b)


def _matrix_times_inverse(e: Expression) -> Expression | None:
    """B S⁻¹, of a symmetric matrix S, is the transpose of the solution of S X = Bᵀ."""
    node = e.owner
    assert node is not None
    b, a = node.inputs
    inside = _inverted(a)
    if inside is None or a.ndim != 2 or b.ndim != 2 or not structure_of(inside) & SYMMETRIC:
        return None
    if structure_of(b) & SYMMETRIC:
        return None  # between two inverses it goes with the first
    return None if any(_is_inverse(x) for x in chain(b)) else T.linalg.solve(inside, b.T).T


def _times_its_inverse(e: Expression) -> Expression | None:
    """A A⁻¹ and A⁻¹ A are the identity, and so for transposes."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    if a.ndim != 2 or b.ndim != 2:
        return None
    if _inverted(a) is b or _inverted(b) is a:
        return fit(identity_like(e), e)
    x, y = mirrored(a), mirrored(b)
    undone = x is not None and y is not None and (_inverted(x) is y or _inverted(y) is x)
    return fit(identity_like(e), e) if undone else None


def _its_own_solution(e: Expression) -> Expression | None:
    """A⁻¹ A is the identity."""
    node = e.owner
    assert node is not None
    a, b = node.inputs
    return fit(identity_like(e), e) if a is b and e.ndim == 2 else None


def _scalars_before_solution(e: Expression) -> Expression | None:
    """A⁻¹ (c b) is c A⁻¹ b, and (c A)⁻¹ is A⁻¹ / c."""
    node = e.owner
    assert node is not None
    *before, right = node.inputs
    scalars, rest = without_scalars(right, e)
    if rest is right or (isinstance(node.op, Inv) and scalars.coefficient == 0):
        return None
    view = Product(scalars.coefficient, scalars.powers)
    if isinstance(node.op, Inv):
        view = Product(1)
        view.times(write_product(scalars, _scalar(scalars, e)), -1)
    view.times(node.op(*before, rest), 1)
    return write_product(view, e)


def _scalar(view: Product, like: Expression) -> Expression:
    bases = list(view.powers)
    return T.multiply(*bases) if len(bases) > 1 else bases[0] if bases else T.constant(1, dtype=like.dtype)


INVERSES = ruleset(
    "Inverses",
    inverse_of_inverse=(inv(inv(A)), A, _REGULAR),
    inverse_of_transpose=(inv(A.T), inv(A).T),
    times_its_inverse=code(
        "A matrix times its inverse is the identity.",
        "dot",
        lambda: (T.dot(A, inv(A)), T.eye(T.shape(A)[0])),
        _times_its_inverse,
        unsafe=_REGULAR,
    ),
    its_own_solution=code(
        "The solution X of A X = A is the identity.",
        "solve",
        lambda: (_solve(A, A), T.eye(T.shape(A)[0])),
        _its_own_solution,
        unsafe=_REGULAR,
    ),
    inverse_times_vector=(dot(inv(A), u), _solve(A, u)),
    vector_times_inverse=(dot(u, inv(A)), _solve(A.T, u)),
    inverse_times_matrix=code(
        "An inverse times a matrix is the solution of equations.",
        "dot",
        lambda: (T.dot(inv(A), B), _solve(A, B)),
        _inverse_times_matrix,
        needs="inv",
    ),
    matrix_times_symmetric_inverse=code(
        "A matrix times the inverse of a symmetric one is the solution of equations, transposed.",
        "dot",
        lambda: (T.dot(B, inv(A + A.T)), _solve(A + A.T, B.T).T),
        _matrix_times_inverse,
        needs="inv",
    ),
    solution_from_its_vector=(dot(_solve(A, B), u), _solve(A, dot(B, u))),
    vector_times_solution=(dot(u, _solve(A, B)), dot(_solve(A.T, u), B)),
    solution_of_product=(_solve(A, dot(A, B)), B, _REGULAR),
    solution_of_product_with_a_vector=(_solve(A, dot(A, u)), u, _REGULAR),
    product_with_solution=(dot(A, _solve(A, B)), B, _REGULAR),
    product_with_solution_of_a_vector=(dot(A, _solve(A, u)), u, _REGULAR),
    scalars_before_the_solution=code(
        "Scalar factors stand before a solution or an inverse.",
        "solve solve_triangular inv",
        lambda: (_solve(A, 2.0 * u), 2.0 * _solve(A, u)),
        _scalars_before_solution,
    ),
)
