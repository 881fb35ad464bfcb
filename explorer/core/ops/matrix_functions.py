"""Powers, exponentials and long products of matrices, and matrices side by side."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from explorer.core.broadcast import describe
from explorer.core.chain import match_dtype
from explorer.core.convert import as_expression
from explorer.core.errors import ShapeError
from explorer.core.op import Linear
from explorer.core.ops.inverses import inv
from explorer.core.ops.matrices import MatrixOp, adjoint, leading, linear_dtype, matrix, square
from explorer.core.tie import surface as T
from explorer.core.types import TensorType

_Splits: TypeAlias = dict[tuple[int, int], int]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import Dimension


class Expm(MatrixOp):
    """The exponential of a square matrix; ``scipy.linalg.expm``.

    The derivative along E is a block of another exponential, of [[A, E], [0, A]] (Van Loan 1978; Higham 2008, 3.2),
    and its adjoint is the same with Aᴴ.
    """

    symbol = "eᴬ"
    formula = "exp(x)"
    code = "expm($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        size = square(x, "expm")
        return (TensorType(linear_dtype("expm", x), (*x.dimensions[:-2], size, size)),)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,) = node.inputs, tangents
        assert tangent is not None
        return (_along(x, tangent),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (x,), (cotangent,) = node.inputs, cotangents
        assert cotangent is not None
        return (match_dtype(_along(adjoint(x), cotangent), x),)


def _along(x: Expression, direction: Expression) -> Expression:
    """The derivative of the exponential along a direction."""
    *_, size = T.shape(x)
    above = T.concatenate([x, direction], -1)
    below = T.concatenate([T.zeros_like(x), x], -1)
    return _expm(T.concatenate([above, below], -2))[..., :size, size:]


class BlockDiag(Linear, MatrixOp):
    """Matrices along the diagonal of one, else zeros; ``scipy.linalg.block_diag``. Leading axes broadcast."""

    name = "block_diag"
    symbol = "⋱"
    moves = leaves_zeros = True

    def infer(self, *blocks: Expression) -> tuple[TensorType, ...]:
        rows: Dimension = 0
        columns: Dimension = 0
        for block in blocks:
            rows, columns = rows + block.dimensions[-2], columns + block.dimensions[-1]
        dtype = np.result_type(*(block.dtype for block in blocks))
        return (TensorType(dtype, (*leading("block_diag", *blocks), rows, columns)),)

    def python(self, *operands: str) -> str:
        return f"block_diag({', '.join(operands)})"

    def linear_in(self, count: int) -> tuple[bool, ...]:
        return (True,) * count

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        places = []
        for axis in (-2, -1):
            start = T.add(0, *(T.shape(block)[axis] for block in inputs[:index])) if index else T.constant(0)
            places.append(slice(start, start + T.shape(inputs[index])[axis]))
        return cotangent[(..., *places)]


_expm, _block_diag = Expm(), BlockDiag()


def expm(a: Any) -> Expression:
    """The exponential I + A + A²/2 + … of a square matrix, or of each of a stack; ``scipy.linalg.expm``.

    Raises:
        ShapeError: where the last two axes can never be equal.
        DTypeError: for float16.
    """
    return _expm(matrix(a, "expm"))


def matrix_power(a: Any, n: int) -> Expression:
    """A square matrix times itself, ``n`` factors; of the inverse where ``n`` is negative; ``np.linalg.matrix_power``.

    It is made of about 2 log₂ n products.

    Raises:
        ShapeError: where the last two axes can never be equal.
        TypeError: where ``n`` is no integer.
        numpy.linalg.LinAlgError: at the call, for a negative power of a singular matrix.
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        message = f"matrix_power: the exponent is an integer known beforehand, not {n!r}"
        raise TypeError(message)
    base = matrix(a, "matrix_power")
    square(base, "matrix_power")
    if n == 0:
        return T.full(T.shape(base), T.eye(T.shape(base)[-1], dtype=base.dtype))
    power = inv(base) if n < 0 else base
    factors = []
    for place, digit in enumerate(reversed(f"{abs(n):b}")):
        power = power @ power if place else power
        if digit == "1":
            factors.append(power)
    return reduce(T.matmul, factors)


def multi_dot(arrays: Sequence[Any]) -> Expression:
    """The product of several matrices in the order that takes the fewest operations; ``np.linalg.multi_dot``.

    Where sizes are unknown, it goes from left to right, or from the right where the last one is a vector.

    Args:
        arrays: matrices; the first and the last may be vectors.

    Raises:
        ShapeError: for fewer than two, for other numbers of axes, and where sizes can never be equal.
    """
    factors = [as_expression(one) for one in arrays]
    if len(factors) < 2:
        message = f"multi_dot takes two arrays or more, not {len(factors)}"
        raise ShapeError(message)
    for index, one in enumerate(factors):
        if one.ndim != 2 and not (one.ndim == 1 and index in (0, len(factors) - 1)):
            message = f"{describe(one)}: multi_dot takes matrices; the first and the last may be vectors"
            raise ShapeError(message)
    first, *rest = factors
    ends = [one.dimensions[axis] if one.ndim == 2 else 1 for one, axis in ((first, 0), (factors[-1], 1))]
    sizes = [ends[0], *(one.dimensions[0] for one in rest), ends[1]]
    known = [size for size in sizes if isinstance(size, int)]
    if len(known) == len(sizes):
        return _split_product(factors, _best_splits(known), 0, len(rest))
    if factors[-1].ndim == 1:
        return reduce(lambda product, one: T.dot(one, product), reversed(factors))
    return reduce(T.dot, factors)


def _best_splits(sizes: Sequence[int]) -> _Splits:
    """After which factor each part of a chain is best split (Cormen and others, Introduction to Algorithms, 15.2)."""
    count = len(sizes) - 1
    cost = {(i, i): 0 for i in range(count)}
    splits: _Splits = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            cost[i, j], splits[i, j] = min(
                (cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)
            )
    return splits


def _split_product(factors: Sequence[Expression], splits: _Splits, first: int, last: int) -> Expression:
    if first == last:
        return factors[first]
    split = splits[first, last]
    left, right = _split_product(factors, splits, first, split), _split_product(factors, splits, split + 1, last)
    return T.dot(left, right)


def block_diag(*arrays: Any) -> Expression:
    """Matrices along the diagonal of one, else zeros; ``scipy.linalg.block_diag``.

    Args:
        arrays: matrices, or stacks of them whose leading axes broadcast. A vector is a row, a scalar a matrix of one.

    Raises:
        ShapeError: where leading axes can never be equal.
    """
    blocks = [T.atleast_2d(one) for one in arrays]
    return _block_diag(*blocks) if blocks else T.zeros((1, 0))
