"""Triangular systems of equations, and Cholesky's factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.dependence import Axes
from explorer.core.ops.equations import LinearSolve, solution
from explorer.core.ops.matrices import MatrixOp, adjoint, hermitian_of_lower, linear_dtype, lower_half, matrix, square
from explorer.core.tie import surface as T
from explorer.core.transposition import Forward
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Tangent


@dataclass(frozen=True, repr=False)
class SolveTriangular(LinearSolve):
    """The solution x of A x = b, of which one triangle of A is read; ``scipy.linalg.solve_triangular``.

    The derivative by entries that are not read is zero: those of the other triangle, and the diagonal where that is
    taken to be 1.
    """

    lower: bool = False
    unit_diagonal: bool = False
    name = "solve_triangular"
    symbol = "L⁻¹b"

    def python(self, *operands: str) -> str:
        return f"solve_triangular({', '.join(operands)}, lower={self.lower}, unit_diagonal={self.unit_diagonal})"

    def read(self, a: Expression) -> Expression:
        beside = 1 if self.unit_diagonal else 0
        return T.tril(a, -beside) if self.lower else T.triu(a, beside)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """As substitution goes: an unknown on the rows that come before it, and on what is read of these."""
        if operand == 1:
            return super().dependence(node, operand, facts, output)
        own, solved = facts.shape(node.inputs[0]), facts.shape(node.output())
        *lead, size, _ = own
        rows, read = [*range(-len(own), -2), "row"], self.reads(size, size)
        unknowns = ["unknown"] if len(solved) == 1 else [*range(-len(solved), -2), "unknown", "side"]
        return (
            Axes(rows, (*lead, size), unknowns, solved, self.reach(size), ("unknown", "row")),
            Axes([*rows, "column"], own, rows, (*lead, size), read, ("row", "column")),
        )

    def reach(self, equations: int) -> np.ndarray:
        rows = np.tri(equations, dtype=bool)
        return rows if self.lower else rows.T

    def reads(self, rows: int, columns: int) -> np.ndarray:
        read = np.tri(rows, columns, -1 if self.unit_diagonal else 0, dtype=bool)
        return read if self.lower else read.T

    def adjoint_solve(self, a: Expression, b: Expression) -> Expression:
        return SolveTriangular(not self.lower, self.unit_diagonal)(adjoint(a), b)


class Cholesky(MatrixOp, Forward):
    """The lower triangular L with A = L Lᴴ of a positive definite matrix; ``np.linalg.cholesky``.

    The lower triangle of A is read, and the real part of its diagonal: the derivative by other entries is zero. Where
    S is the Hermitian matrix of what is read of dA, dL = L Φ(L⁻¹ S L⁻ᴴ), in which Φ takes the lower triangle with half
    of the diagonal (Murray 2016, 2.2).
    """

    symbol = "chol"
    code = "np.linalg.cholesky($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        size = square(x, "cholesky")
        return (TensorType(linear_dtype("cholesky", x), (*x.dimensions[:-2], size, size)),)

    def reads(self, rows: int, columns: int) -> np.ndarray:
        return np.tri(rows, columns, dtype=bool)

    def makes(self, output: int, rows: int, columns: int) -> np.ndarray:
        return np.tri(rows, columns, dtype=bool)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (tangent,), factor = tangents, node.output()
        assert tangent is not None
        half = lower_solve(factor, hermitian_of_lower(tangent))
        return (factor @ lower_half(lower_solve(factor, adjoint(half))),)


lower_solve = SolveTriangular(lower=True)
_upper_solve = SolveTriangular(lower=False)
_cholesky = Cholesky()


def solve_from_right(x: Expression, upper: Expression) -> Expression:
    """X U⁻¹, of an upper triangular matrix."""
    return adjoint(lower_solve(adjoint(upper), adjoint(x)))


def solve_triangular(
    a: Any, b: Any, trans: int | str = 0, lower: bool = False, unit_diagonal: bool = False
) -> Expression:
    """The solution x of the equations a @ x = b of triangular matrices; ``scipy.linalg.solve_triangular``.

    Args:
        a: square matrices, of which one triangle is read. Leading axes broadcast.
        b: one vector, or matrices whose columns are the right sides.
        trans: 0 or "N" for the matrix itself, 1 or "T" for its transpose, 2 or "C" for its adjoint.
        lower: whether the lower triangle is read, else the upper one.
        unit_diagonal: whether the diagonal is taken to be 1 and not read.

    Raises:
        ShapeError: where sizes do not fit.
        DTypeError: for float16.
        ValueError: for another ``trans``.
        numpy.linalg.LinAlgError: at the call, where a matrix is singular.
    """
    name = SolveTriangular.name
    given = matrix(a, name)
    if trans in (0, "N"):
        left, below = given, lower
    elif trans in (1, "T"):
        left, below = T.swapaxes(given, -1, -2), not lower
    elif trans in (2, "C"):
        left, below = adjoint(given), not lower
    else:
        message = f"{name}: trans is 0, 1 or 2, or 'N', 'T' or 'C', not {trans!r}"
        raise ValueError(message)
    return solution(SolveTriangular(bool(below), bool(unit_diagonal)), left, b)


def cholesky(a: Any, *, upper: bool = False) -> Expression:
    """The lower triangular L with a = L Lᴴ, or the upper U with a = Uᴴ U; ``np.linalg.cholesky``.

    One triangle of ``a`` is read, the lower or the ``upper`` one, and the real part of the diagonal; that the other
    mirrors it is not checked. The derivative is that of this very function of all entries: zero by those not read. Of
    an expression that is symmetric, the gradient by what it is made of is the same as with any other convention.

    Raises:
        ShapeError: where the last two axes can never be equal.
        DTypeError: for float16.
        numpy.linalg.LinAlgError: at the call, where a matrix is not positive definite.
    """
    given = matrix(a, "cholesky")
    return adjoint(_cholesky(adjoint(given))) if upper else _cholesky(given)


def cho_solve(c_and_lower: tuple[Any, bool], b: Any) -> Expression:
    """The solution x of a @ x = b, from a Cholesky factor of ``a``; ``scipy.linalg.cho_solve``.

    Args:
        c_and_lower: the factor, and whether it is the lower one: ``(cholesky(a), True)``.
        b: one vector, or matrices whose columns are the right sides.

    Raises:
        ShapeError: where sizes do not fit.
        DTypeError: for float16.
    """
    factor, lower = c_and_lower
    turned = "C"
    if lower:
        return solve_triangular(factor, solve_triangular(factor, b, lower=True), turned, lower=True)
    return solve_triangular(factor, solve_triangular(factor, b, turned))
