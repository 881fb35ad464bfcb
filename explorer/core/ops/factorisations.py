"""Factorisations: an orthogonal and a triangular factor, two triangular ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from explorer.core.ops.matrices import (
    MatrixOp,
    adjoint,
    linear_dtype,
    matrix,
    real_dtype,
    skew_of_lower,
    smaller,
)
from explorer.core.ops.triangular import SolveTriangular, solve_from_right
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.transposition import Forward
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Tangent

_unit_lower_solve = SolveTriangular(lower=True, unit_diagonal=True)


def _columns(x: Expression, size: Expression) -> Expression:
    """The first columns of a matrix."""
    *_, columns = T.shape(x)
    return x if dimension_of(columns) == dimension_of(size) else x[..., :size]


def _rows(x: Expression, size: Expression) -> Expression:
    """The first rows of a matrix."""
    *_, rows, _ = T.shape(x)
    return x if dimension_of(rows) == dimension_of(size) else x[..., :size, :]


@dataclass(frozen=True, repr=False)
class Qr(MatrixOp, Forward):
    """Q with orthonormal columns and the upper triangular R, with A = Q R; ``np.linalg.qr``.

    Where R₁ and dA₁ are the first columns, as many as R has rows, M = Qᴴ dA₁ R₁⁻¹ is the sum of a skew matrix Ω and of
    an upper triangular one with a real diagonal. So dR = Qᴴ dA - Ω R, and dQ = Q Ω + (I - Q Qᴴ) dA₁ R₁⁻¹ (Walter and
    Lehmann 2012; Seeger and others 2017). Of the columns of a complete Q beyond these, only the space that they span
    is definite: they move just as far as they must to stay orthogonal to the others.
    """

    complete: bool = False
    symbol = "QR"
    outputs = 2

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        *lead, rows, columns = matrix(x, "qr").dimensions
        size = rows if self.complete else smaller(rows, columns)
        dtype = linear_dtype("qr", x)
        return TensorType(dtype, (*lead, rows, size)), TensorType(dtype, (*lead, size, columns))

    def python(self, *operands: str) -> str:
        return f"np.linalg.qr({operands[0]}, {'complete' if self.complete else 'reduced'!r})"

    def makes(self, output: int, rows: int, columns: int) -> np.ndarray | None:
        return np.tri(columns, rows, dtype=bool).T if output == 1 else None

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,), (q, r) = node.inputs, tangents, node.outputs
        assert tangent is not None
        size = _smaller_size(x)
        ratio = solve_from_right(_columns(tangent, size), _rows(_columns(r, size), size))
        inner = adjoint(q) @ ratio
        if self.complete and inner.dimensions[-2] != inner.dimensions[-1]:
            turn = skew_of_lower(T.concatenate([inner, T.zeros_like(q[..., size:])], -1))
        else:
            turn = skew_of_lower(inner)
        moved = q @ turn
        if not self.complete and q.dimensions[-2] != q.dimensions[-1]:
            moved = moved + (ratio - q @ inner)
        return moved, T.triu(adjoint(q) @ tangent - turn @ r)


class Lu(MatrixOp, Forward):
    """The permutation P, the unit lower triangular L and the upper triangular U, with A = P L U; ``scipy.linalg.lu``.

    With X = Pᵀ dA₁ U₁⁻¹ and M = L₁⁻¹ X₁, where ₁ stands for the first rows and columns, as many as there are of both:
    dL = X - L triu(M), and dU = L₁⁻¹ (Pᵀ dA)₁ - tril(M) U, tril without its diagonal. P is constant wherever the
    derivative exists.
    """

    symbol = "PLU"
    outputs = 3
    code = "lu($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        *lead, rows, columns = matrix(x, "lu").dimensions
        size, dtype = smaller(rows, columns), linear_dtype("lu", x)
        return (
            TensorType(real_dtype(dtype), (*lead, rows, rows)),
            TensorType(dtype, (*lead, rows, size)),
            TensorType(dtype, (*lead, size, columns)),
        )

    def makes(self, output: int, rows: int, columns: int) -> np.ndarray | None:
        if output == 0:
            return None
        return np.tri(rows, columns, dtype=bool) if output == 1 else np.tri(columns, rows, dtype=bool).T

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,), (permutation, lower, upper) = node.inputs, tangents, node.outputs
        assert tangent is not None
        size = _smaller_size(x)
        moved = T.swapaxes(permutation, -1, -2) @ tangent
        corner = _rows(lower, size)
        ratio = solve_from_right(_columns(moved, size), _columns(upper, size))
        inner = _unit_lower_solve(corner, _rows(ratio, size))
        by_lower = T.tril(ratio - lower @ T.triu(inner), -1)
        by_upper = T.triu(_unit_lower_solve(corner, _rows(moved, size)) - T.tril(inner, -1) @ upper)
        return None, by_lower, by_upper


def _smaller_size(x: Expression) -> Expression:
    rows, columns = T.shape(x)[-2:]
    return rows if x.dimensions[-2] == x.dimensions[-1] else T.minimum(rows, columns)


_lu = Lu()


class Factors(NamedTuple):
    """What `qr` returns."""

    Q: Expression
    R: Expression


def qr(a: Any, mode: str = "reduced") -> Any:
    """(Q, R) with a = Q R, of a matrix of any shape; ``np.linalg.qr``.

    The derivative needs independent columns, as many as there are rows or columns; it raises LinAlgError else.

    Args:
        a: an expression of two axes or more.
        mode: "reduced" where Q has as many columns as there are rows or columns, "complete" where it is square, and
            "r" for R alone.

    Raises:
        DTypeError: for float16.
        ValueError: for another mode; "raw" is LAPACK's own.
    """
    if mode not in ("reduced", "complete", "r"):
        message = f"qr: mode is 'reduced', 'complete' or 'r', not {mode!r}"
        raise ValueError(message)
    factors = Factors(*Qr(mode == "complete").all(matrix(a, "qr")))
    return factors.R if mode == "r" else factors


def lu(a: Any, permute_l: bool = False, p_indices: bool = False) -> Any:
    """(P, L, U) with a = P L U, of a matrix of any shape; ``scipy.linalg.lu``.

    Args:
        a: an expression of two axes or more.
        permute_l: whether P L is returned as one, for (P L, U).
        p_indices: whether P is returned as the row of L U that each row of ``a`` is.

    Raises:
        DTypeError: for float16.
    """
    permutation, lower, upper = _lu.all(matrix(a, "lu"))
    if permute_l:
        return permutation @ lower, upper
    return (T.argmax(permutation, -1) if p_indices else permutation), lower, upper
