"""The singular value decomposition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from explorer.core.ops.matrices import (
    MatrixOp,
    adjoint,
    linear_dtype,
    main_diagonal,
    matrix,
    negligible,
    of_columns,
    of_rows,
    real_diagonal_between,
    real_dtype,
    reciprocal_or_zero,
    smaller,
)
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.transposition import Forward
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Tangent


@dataclass(frozen=True, repr=False)
class Svd(MatrixOp, Forward):
    """U, the singular values s, descending, and Vᴴ, with A = U diag(s) Vᴴ; ``np.linalg.svd``.

    With M = Uᴴ dA V, ds is the real part of the diagonal of M, dU = U (P + Q) and dV = V (P - Q). P is the Hermitian
    part of M over the differences of singular values, s[j] - s[i]; Q the skew part over their sums; each 0 where it
    would be divided by 0. Columns without a singular value have the singular value 0; those that are left out add the
    part of dU, and of dV, across the others (Townsend 2016; the phases, shared by U and V, as in Wan and Zhang 2019).
    These phases, and bases where singular values are equal, are arbitrary: only functions that do not depend on them
    have a derivative.
    """

    full_matrices: bool = True
    symbol = "UΣVᴴ"
    outputs = 3

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        dtype = linear_dtype("svd", x)
        *lead, rows, columns = matrix(x, "svd").dimensions
        size = smaller(rows, columns)
        return (
            TensorType(dtype, (*lead, rows, rows if self.full_matrices else size)),
            TensorType(real_dtype(dtype), (*lead, size)),
            TensorType(dtype, (*lead, columns if self.full_matrices else size, columns)),
        )

    def python(self, *operands: str) -> str:
        return f"np.linalg.svd({operands[0]}, full_matrices={self.full_matrices})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (tangent,), (left, values, across) = tangents, node.outputs
        assert tangent is not None
        right = adjoint(across)
        moved = tangent @ right
        inner = adjoint(left) @ moved
        whole = _square(inner) if self.full_matrices else inner
        turn_left, turn_right = _rotations(whole, _padded(values, whole))
        if self.full_matrices:
            turn_left, turn_right = _corner(turn_left, left), _corner(turn_right, right)
        moved_left = left @ turn_left + self._across(left, values, moved, inner)
        moved_right = right @ turn_right + self._across(right, values, adjoint(tangent) @ left, adjoint(inner))
        return moved_left, _growth(values, T.real(main_diagonal(inner))), adjoint(moved_right)

    def _across(self, vectors: Expression, values: Expression, moved: Expression, inner: Expression) -> Any:
        """How the vectors move out of the space that they span: not at all where that is everything."""
        if self.full_matrices or vectors.dimensions[-2] == vectors.dimensions[-1]:
            return 0
        return (moved - vectors @ inner) * of_columns(reciprocal_or_zero(values, values))


class Svdvals(MatrixOp, Forward):
    """The singular values, descending; ``np.linalg.svdvals``.

    Like the absolute value, one that is 0 has the derivative 0. See `Svd`.
    """

    symbol = "σ"
    code = "np.linalg.svd($x, compute_uv=False)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        *lead, rows, columns = matrix(x, "svd").dimensions
        return (TensorType(real_dtype(linear_dtype("svd", x)), (*lead, smaller(rows, columns))),)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,) = node.inputs, tangents
        assert tangent is not None
        left, _, across = Svd(full_matrices=False).all(x)
        return (_growth(node.output(), real_diagonal_between(left, tangent @ adjoint(across))),)


def _growth(values: Expression, change: Expression) -> Expression:
    return T.switch(negligible(values, values), 0, change)


def _rotations(inner: Expression, values: Expression) -> tuple[Expression, Expression]:
    """The skew matrices by which U and V turn, of a square M and all singular values."""
    turned = adjoint(inner)
    rows, columns = of_rows(values), of_columns(values)
    stretch = (inner + turned) / 2 * reciprocal_or_zero(columns - rows, values)
    shear = (inner - turned) / 2 * reciprocal_or_zero(columns + rows, values)
    return stretch + shear, stretch - shear


def _square(x: Expression) -> Expression:
    """A matrix with rows or columns of zeros, so that there are as many of both."""
    *lead, rows, columns = T.shape(x)
    if dimension_of(rows) == dimension_of(columns):
        return x
    size = T.maximum(rows, columns)
    return T.inc_subtensor(T.zeros((*lead, size, size), x.dtype)[..., :rows, :columns], x)


def _padded(values: Expression, matrix: Expression) -> Expression:
    """The singular values, and zeros for the other columns of a square matrix."""
    (*_, count), (*lead, size, _) = T.shape(values), T.shape(matrix)
    if dimension_of(count) == dimension_of(size):
        return values
    return T.inc_subtensor(T.zeros((*lead, size), values.dtype)[..., :count], values)


def _corner(x: Expression, vectors: Expression) -> Expression:
    """The part of a square matrix that belongs to these vectors, which are a square matrix too."""
    if x.dimensions == vectors.dimensions:
        return x
    *_, rows, columns = T.shape(vectors)
    return x[..., :rows, :columns]


_svdvals = Svdvals()


class Decomposition(NamedTuple):
    """What `svd` returns."""

    U: Expression
    S: Expression
    Vh: Expression


def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """(U, singular values, Vᴴ) with a = U diag(s) Vᴴ, of a matrix of any shape; ``np.linalg.svd``.

    The derivative is meant for functions of U and V in which their phases, the choice of a basis where singular values
    are equal, and that of the columns beyond the singular values, make no difference; of others there is none.

    Args:
        a: an expression of two axes or more.
        full_matrices: whether U and Vᴴ are square, else they have only as many columns and rows as singular values.
        compute_uv: whether U and Vᴴ are wanted; else the singular values alone are returned.

    Raises:
        DTypeError: for float16.
    """
    given = matrix(a, "svd")
    return Decomposition(*Svd(bool(full_matrices)).all(given)) if compute_uv else _svdvals(given)
