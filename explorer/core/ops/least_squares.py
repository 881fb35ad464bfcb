"""Least squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.broadcast import describe
from explorer.core.chain import to_dtype
from explorer.core.convert import as_expression
from explorer.core.errors import ShapeError
from explorer.core.ops.equations import Equations
from explorer.core.ops.inverses import Pinv
from explorer.core.ops.matrices import adjoint, matrix
from explorer.core.ops.singular_values import svd
from explorer.core.tie import surface as T
from explorer.core.transposition import Forward

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Tangent
    from explorer.core.types import Dimension


@dataclass(frozen=True, repr=False)
class Lstsq(Equations, Forward):
    """The x of least norm among those with the least ‖A x - b‖; ``np.linalg.lstsq``.

    It is P b with P = A⁺, and its tangent follows from that of P (see `Pinv`) and the residual r = b - A x:
    P (db - dA x) + P Pᴴ dAᴴ r + (I - P A) dAᴴ Pᴴ x.
    """

    rcond: float | None
    symbol = "A⁺b"

    def sizes(self, a: Expression) -> tuple[Dimension, Dimension]:
        rows, columns = matrix(a, self.name).dimensions[-2:]
        return rows, columns

    def python(self, *operands: str) -> str:
        return f"lstsq({', '.join(operands)}, {self.rcond!r})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (a, b), (da, db), x = node.inputs, tangents, node.output()
        inverse = Pinv(None if self.rcond is None else _limit(self.rcond))(to_dtype(a, x.dtype))
        right = db
        if da is not None:
            moved = da @ x
            right = -moved if db is None else db - moved
        assert right is not None
        total = inverse @ right
        if da is not None:
            turned, across = adjoint(da), adjoint(inverse)
            slope = turned @ (across @ x)
            total = total + inverse @ (across @ (turned @ (b - a @ x))) + (slope - inverse @ (a @ slope))
        return (total,)


_PRECISION = float(np.finfo(np.float64).eps)  # which NumPy's least squares are computed in, whatever the dtype


def _limit(rcond: float) -> float:
    """Below which part of the largest a singular value counts as 0, as LAPACK reads it (``dlalsd``)."""
    return float(rcond) if 0 < rcond < 1 else _PRECISION / 2


def lstsq(a: Any, b: Any, rcond: float | None = None) -> tuple[Expression, Expression, Expression, Expression]:
    """(solution, residuals, rank, singular values) of the least squares problem; ``np.linalg.lstsq``.

    The solution has the least norm where there are many. Its derivative is that along matrices of the same rank.

    Args:
        a: a matrix.
        b: one vector, or a matrix whose columns are the right sides.
        rcond: singular values below this times the largest count as 0; unless given, the larger size times the
            precision of float64. What is not between 0 and 1, as -1, stands for half of that precision, as in NumPy.

    Returns:
        The residuals are the sums of squares of b - a @ x, one for each right side; as in NumPy, there are none where
        the rank is below the number of columns or the rows are not more.

    Raises:
        ShapeError: where sizes do not fit, and for stacks of matrices, as in NumPy.
        DTypeError: for float16.
    """
    left, right = as_expression(a), as_expression(b)
    if left.ndim != 2 or right.ndim not in (1, 2):
        message = f"{describe(left)} and {describe(right)}: lstsq takes one matrix, and a vector or a matrix beside it"
        raise ShapeError(message)
    x = Lstsq(None if rcond is None else float(rcond))(left, right)
    values = svd(left, compute_uv=False)
    rows, columns = T.shape(left)
    limit = T.maximum(rows, columns) * _PRECISION if rcond is None else _limit(rcond)
    rank = T.sum(values > limit * T.sum(values[:1]))
    errors = right - left @ x
    residuals = T.sum(T.square(T.abs(errors if errors.ndim == 2 else T.expand_dims(errors, 1))), axis=0)
    definite = T.eq(rank, columns) & (rows > columns)
    return x, residuals[: T.switch(definite, T.shape(residuals)[0], 0)], rank, values
