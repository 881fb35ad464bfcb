"""Inverses of matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core.ops.matrices import MatrixOp, adjoint, linear_dtype, matrix, square
from explorer.core.transposition import Forward
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Tangent


class Inv(MatrixOp, Forward):
    """The inverse of a square matrix; ``np.linalg.inv``. Its tangent is -A⁻¹ dA A⁻¹ (Giles 2008, 2.2.3)."""

    symbol = "A⁻¹"
    code = "np.linalg.inv($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        size = square(x, "inv")
        return (TensorType(linear_dtype("inv", x), (*x.dimensions[:-2], size, size)),)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (tangent,), inverse = tangents, node.output()
        assert tangent is not None
        return (-(inverse @ tangent @ inverse),)


@dataclass(frozen=True, repr=False)
class Pinv(MatrixOp, Forward):
    """The Moore-Penrose inverse; ``np.linalg.pinv``. Singular values below ``rcond`` times the largest count as 0.

    Where ``rcond`` is None, below the larger size times the precision of float64. The tangent is that of matrices of
    the same rank, with P = A⁺ (Golub and Pereyra 1973, 4.12):
    -P dA P + P Pᴴ dAᴴ (I - A P) + (I - P A) dAᴴ Pᴴ P.
    """

    rcond: float | None
    symbol = "A⁺"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        rows, columns = matrix(x, "pinv").dimensions[-2:]
        return (TensorType(linear_dtype("pinv", x), (*x.dimensions[:-2], columns, rows)),)

    def python(self, *operands: str) -> str:
        return f"pinv({operands[0]}, {self.rcond!r})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,), inverse = node.inputs, tangents, node.output()
        assert tangent is not None
        turned, across = adjoint(tangent), adjoint(inverse)
        within = inverse @ tangent @ inverse
        left = inverse @ (across @ turned)
        right = (turned @ across) @ inverse
        return (left - left @ x @ inverse + right - inverse @ (x @ right) - within,)


inverse = Inv()


def inv(a: Any) -> Expression:
    """The inverse of a square matrix, or of each of a stack; ``np.linalg.inv``.

    Raises:
        ShapeError: where the last two axes can never be equal.
        DTypeError: for float16.
        numpy.linalg.LinAlgError: at the call, where a matrix is singular.
    """
    return inverse(matrix(a, "inv"))


def pinv(a: Any, rcond: float | None = None) -> Expression:
    """The Moore-Penrose inverse of a matrix of any shape, or of each of a stack; ``np.linalg.pinv``.

    Its derivative is that along matrices of the same rank; where the rank may change, there is none.

    Args:
        a: an expression of two axes or more.
        rcond: singular values below this times the largest count as 0; 1e-15 unless given.
    """
    return Pinv(1e-15 if rcond is None else float(rcond))(matrix(a, "pinv"))
