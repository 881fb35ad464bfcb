"""Products of vectors and matrices, and diagonals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.batch import on_stacks
from explorer.core.broadcast import describe
from explorer.core.convert import as_expression
from explorer.core.errors import ShapeError
from explorer.core.op import Linear
from explorer.core.ops.contraction import Contraction, Labels
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unify, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Dimension


class Dot(Contraction):
    """The matrix product of vectors and matrices: sums over the last axis of x and the first of y; ``np.dot``."""

    family = "linear algebra"
    symbol = "@"
    infix = "@"
    precedence = 20
    code = "$x @ $y"

    def labels(self, x: Expression, y: Expression) -> tuple[Sequence[Labels], Labels]:
        own, other = "ij"[2 - x.ndim :], "jk"[: y.ndim]
        return (own, other), own[:-1] + other[1:]

    def infer(self, x: Expression, y: Expression) -> tuple[TensorType, ...]:
        if x.ndim not in (1, 2) or y.ndim not in (1, 2):
            message = f"{describe(x)} and {describe(y)}: dot takes vectors and matrices"
            raise ShapeError(message)
        _same(x, y, x.dimensions[-1], y.dimensions[0], "dot")
        return (TensorType(np.result_type(x.dtype, y.dtype), x.dimensions[:-1] + y.dimensions[1:]),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        (x, y), (many_x, many_y) = inputs, batched
        ndim_x, ndim_y = (operand.ndim for operand in node.inputs)
        if many_x and not many_y:
            if ndim_x == 1:
                return (dot(x, y),), True
            rows = T.reshape(x, (-1, T.shape(x)[2]))
            return (T.reshape(dot(rows, y), (*T.shape(x)[:2], *T.shape(y)[1:])),), True
        if many_y and not many_x and ndim_y == 1:
            return (dot(y, x.T if ndim_x == 2 else x),), True
        if ndim_x == ndim_y == 1:
            return (T.sum(x * y, axis=1),), True
        left = T.expand_dims(x, -2) if ndim_x == 1 else x
        right = T.expand_dims(y, -1) if ndim_y == 1 else y
        product = _matmul(left, right)
        if ndim_x == 1:
            product = T.squeeze(product, -2)
        return (T.squeeze(product, -1) if ndim_y == 1 else product,), True

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        x, y = (T.conj(operand) for operand in inputs)
        if x.ndim == y.ndim == 1:
            return cotangent * (y if index == 0 else x)
        if index == 0:
            return outer(cotangent, y) if y.ndim == 1 else dot(cotangent, y.T)
        return outer(x, cotangent) if x.ndim == 1 else dot(x.T, cotangent)


class Matmul(Contraction):
    """The matrix product over the last two axes, leading axes broadcast; ``np.matmul`` of two or more axes."""

    family = "linear algebra"
    symbol = "@"
    infix = "@"
    precedence = 20
    code = "$x @ $y"

    def labels(self, x: Expression, y: Expression) -> tuple[Sequence[Labels], Labels]:
        lead = range(2 - max(x.ndim, y.ndim), 0)
        return ([*range(2 - x.ndim, 0), "i", "j"], [*range(2 - y.ndim, 0), "j", "k"]), [*lead, "i", "k"]

    def infer(self, x: Expression, y: Expression) -> tuple[TensorType, ...]:
        if x.ndim < 2 or y.ndim < 2:
            message = f"{describe(x)} and {describe(y)}: matmul of stacks needs two axes or more"
            raise ShapeError(message)
        _same(x, y, x.dimensions[-1], y.dimensions[-2], "matmul")
        lead = _lead(x, y)
        dtype = np.result_type(x.dtype, y.dtype)
        return (TensorType(dtype, (*lead, x.dimensions[-2], y.dimensions[-1])),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return on_stacks(self, node, inputs, batched)

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        x, y = (T.swapaxes(T.conj(operand), -1, -2) for operand in inputs)
        return matmul(cotangent, y) if index == 0 else matmul(x, cotangent)


class Outer(Contraction):
    """The matrix x[i] * y[j] of two vectors; ``np.outer``."""

    family = "linear algebra"
    symbol = "⊗"
    precedence = 20
    code = "np.outer($x, $y)"

    def labels(self, x: Expression, y: Expression) -> tuple[Sequence[Labels], Labels]:
        return ("i", "j"), "ij"

    def infer(self, x: Expression, y: Expression) -> tuple[TensorType, ...]:
        if x.ndim != 1 or y.ndim != 1:
            message = f"{describe(x)} and {describe(y)}: outer takes two vectors"
            raise ShapeError(message)
        return (TensorType(np.result_type(x.dtype, y.dtype), (x.dimensions[0], y.dimensions[0])),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        (x, y), (many_x, many_y) = inputs, batched
        return (T.expand_dims(x, 2 if many_x else 1) * T.expand_dims(y, 1 if many_y else 0),), True

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        x, y = (T.conj(operand) for operand in inputs)
        return dot(cotangent, y) if index == 0 else dot(x, cotangent)


class Diag(Linear):
    """The square matrix with a vector on its diagonal; ``np.diag`` of a vector."""

    family = "linear algebra"
    symbol = "⋱"
    moves = leaves_zeros = True
    code = "np.diag($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if x.ndim != 1:
            message = f"{describe(x)}: the diagonal of a matrix is made from a vector"
            raise ShapeError(message)
        return (x.type.with_shape((x.dimensions[0], x.dimensions[0])),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        (x,) = inputs
        here = T.eye(T.shape(x)[1], dtype="bool")
        return (T.switch(here, T.expand_dims(x, 2), T.constant(0, dtype=x.dtype)),), True

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return T.diagonal(cotangent)


@dataclass(frozen=True, repr=False)
class Diagonal(Linear):
    """One diagonal of a matrix, or of each matrix along two axes; ``np.diagonal``."""

    offset: int = 0
    axis1: int = 0
    axis2: int = 1
    moves = True
    family = "linear algebra"
    symbol = "⋱"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        if x.ndim < 2:
            message = f"{describe(x)}: a diagonal needs two axes"
            raise ShapeError(message)
        rest = tuple(size for axis, size in enumerate(x.dimensions) if axis not in (self.axis1, self.axis2))
        rows, columns = x.dimensions[self.axis1], x.dimensions[self.axis2]
        return (x.type.with_shape((*rest, _diagonal_size(rows, columns, self.offset))),)

    def python(self, *operands: str) -> str:
        return f"np.diagonal({operands[0]}, {self.offset}, {self.axis1}, {self.axis2})"

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return Diagonal(self.offset, self.axis1 + 1, self.axis2 + 1).all(*inputs), True

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        (x,) = inputs
        rows, columns = T.shape(x)[self.axis1], T.shape(x)[self.axis2]
        order = [*(axis for axis in range(x.ndim) if axis not in (self.axis1, self.axis2)), self.axis1, self.axis2]
        zeros = T.zeros((*(T.shape(x)[axis] for axis in order[:-2]), rows, columns), cotangent.dtype)
        number = T.arange(T.shape(cotangent)[-1])
        placed = T.inc_subtensor(zeros[..., number + max(-self.offset, 0), number + max(self.offset, 0)], cotangent)
        return T.transpose(placed, np.argsort(order).tolist())


def _diagonal_size(rows: Dimension, columns: Dimension, offset: int) -> Dimension:
    if isinstance(rows, int) and isinstance(columns, int):
        return max(0, min(rows + min(offset, 0), columns - max(offset, 0)))
    if offset == 0 and rows == columns:
        return rows
    return unknown()


def _same(x: Expression, y: Expression, a: Dimension, b: Dimension, name: str) -> None:
    if unify(a, b) is None:
        message = f"{describe(x)} and {describe(y)}: {name} needs {a} = {b}"
        raise ShapeError(message)


def _lead(x: Expression, y: Expression) -> tuple[Dimension, ...]:
    result: list[Dimension] = []
    for axis in range(-max(x.ndim, y.ndim), -2):
        a = x.dimensions[axis] if -axis <= x.ndim else 1
        b = y.dimensions[axis] if -axis <= y.ndim else 1
        size = b if a == 1 else a if b == 1 else unify(a, b)
        if size is None:
            message = f"{describe(x)} and {describe(y)}: matmul needs {a} = {b}"
            raise ShapeError(message)
        result.append(size)
    return tuple(result)


_dot, _matmul, outer_product, _diag = Dot(), Matmul(), Outer(), Diag()


def dot(x: Any, y: Any) -> Expression:
    """NumPy's dot: the product of scalars, inner product of vectors, matrix product; sums over x's last axis.

    Raises:
        ShapeError: where the sizes summed over can never be equal.
    """
    a, b = as_expression(x), as_expression(y)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    if a.ndim <= 2 and b.ndim <= 2:
        return _dot(a, b)
    return T.tensordot(a, b, ([a.ndim - 1], [max(0, b.ndim - 2)]))


def matmul(x: Any, y: Any) -> Expression:
    """NumPy's ``@``: vectors and matrices as `dot`, stacks of matrices with broadcast leading axes.

    Raises:
        ShapeError: for a scalar, and where the sizes summed over can never be equal.
    """
    a, b = as_expression(x), as_expression(y)
    if a.ndim == 0 or b.ndim == 0:
        message = f"{describe(a)} and {describe(b)}: matmul does not take scalars; use *"
        raise ShapeError(message)
    if a.ndim <= 2 and b.ndim <= 2:
        return _dot(a, b)
    if a.ndim == 1:
        return T.squeeze(_matmul(T.expand_dims(a, 0), b), -2)
    if b.ndim == 1:
        return T.squeeze(_matmul(a, T.expand_dims(b, 1)), -1)
    return _matmul(a, b)


def outer(x: Any, y: Any) -> Expression:
    """The matrix of products of two vectors; other operands are raveled."""
    return outer_product(T.ravel(as_expression(x)), T.ravel(as_expression(y)))


def diag(x: Any, k: int = 0) -> Expression:
    """The matrix with a vector on its main diagonal, or diagonal ``k`` of a matrix."""
    expression = as_expression(x)
    if expression.ndim == 1 and k == 0:
        return _diag(expression)
    if expression.ndim == 1:
        return shifted_diag(expression, k)
    return diagonal(expression, k)


def shifted_diag(x: Expression, k: int) -> Expression:
    """The matrix with a vector on diagonal ``k``."""
    before, after = (T.zeros((abs(k),), x.dtype), x) if k < 0 else (x, T.zeros((k,), x.dtype))
    square = _diag(T.concatenate([before, after]))
    turn = T.eye(T.shape(square)[0], k=k, dtype=x.dtype)
    return dot(square, turn)


def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Expression:
    """One diagonal along two axes, as the last axis."""
    expression = as_expression(x)
    return Diagonal(offset, axis1 % expression.ndim, axis2 % expression.ndim)(expression)


def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None) -> Expression:
    """The sum of a diagonal of a matrix, or of each matrix along two axes; ``np.trace``."""
    return T.sum(diagonal(x, offset, axis1, axis2), axis=-1, dtype=dtype)
