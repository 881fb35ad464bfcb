"""Systems of linear equations."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from explorer.core.broadcast import describe
from explorer.core.chain import reduce_to
from explorer.core.convert import as_expression
from explorer.core.dependence import Axes
from explorer.core.errors import ShapeError
from explorer.core.ops.matrices import MatrixOp, adjoint, leading, linear_dtype, matrix, square
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent
    from explorer.core.types import Dimension


class Equations(MatrixOp):
    """An operation on matrices and right sides with columns; beside one matrix, also one vector. Abstract."""

    @abstractmethod
    def sizes(self, a: Expression) -> tuple[Dimension, Dimension]:
        """The number of equations, and that of unknowns."""

    def infer(self, a: Expression, b: Expression) -> tuple[TensorType, ...]:
        equations, unknowns = self.sizes(a)
        vector = b.ndim == 1 and a.ndim == 2
        if b.ndim < 2 and not vector:
            message = f"{describe(a)} and {describe(b)}: beside a stack, {self.name} takes matrices as right side"
            raise ShapeError(message)
        rows = b.dimensions[0 if vector else -2]
        if unify(equations, rows) is None:
            message = f"{describe(a)} and {describe(b)}: {self.name} needs {equations} = {rows}"
            raise ShapeError(message)
        shape = (unknowns,) if vector else (*leading(self.name, a, b), unknowns, b.dimensions[-1])
        return (TensorType(linear_dtype(self.name, a, b), shape),)

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """By the right side, column by column."""
        if operand == 0:
            return super().dependence(node, operand, facts, output)
        right, solved = facts.shape(node.inputs[1]), facts.shape(node.output())
        vector = len(right) == 1
        own, other = (
            [row] if vector else [*range(-len(shape), -2), row, -1]
            for shape, row in ((right, "equation"), (solved, "unknown"))
        )
        mask = self.reach(right[0 if vector else -2])
        return (Axes(own, right, other, solved, mask, () if mask is None else ("unknown", "equation")),)

    def reach(self, equations: int) -> np.ndarray | None:
        """[unknown, equation]: which solutions depend on which right sides, of each column; None for all on all."""
        return None

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        """Itself; many vectors beside one matrix are the columns of one right side."""
        a, b = inputs
        if node.inputs[1].ndim > 1:
            return super().batch(node, inputs, batched, count)
        if not batched[0]:
            return (self(a, b.T).T,), True
        return (T.squeeze(self(a, T.expand_dims(b, -1)), -1),), True


def solution(op: Equations, a: Any, b: Any) -> Expression:
    """The operation; a right side that is one vector beside a stack of matrices stands for one column."""
    left, right = matrix(a, op.name), as_expression(b)
    if right.ndim == 0:
        message = f"{describe(left)} and {describe(right)}: {op.name} takes a vector or a matrix as right side"
        raise ShapeError(message)
    if right.ndim == 1 and left.ndim > 2:
        return T.squeeze(op(left, T.expand_dims(right, 1)), -1)
    return op(left, right)


class LinearSolve(Equations):
    """The solution x of A x = b, of a square matrix. Abstract."""

    @abstractmethod
    def read(self, a: Expression) -> Expression:
        """The part of the matrix that the solution depends on; a projection."""

    @abstractmethod
    def adjoint_solve(self, a: Expression, b: Expression) -> Expression:
        """The solution of Aᴴ x = b."""

    def sizes(self, a: Expression) -> tuple[Dimension, Dimension]:
        size = square(a, self.name)
        return size, size

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        """The same equations for another right side: A dx = db - dA x."""
        (a, _), (da, db), x = node.inputs, tangents, node.output()
        right = db
        if da is not None:
            moved = self.read(da) @ x
            right = -moved if db is None else db - moved
        assert right is not None
        return (self(a, right),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """The solution λ of Aᴴ λ = g by b, and -λ xᴴ by A (Giles 2008, 2.3.1)."""
        (a, b), (cotangent,), x = node.inputs, cotangents, node.output()
        assert cotangent is not None
        by_b = self.adjoint_solve(a, cotangent)
        product = T.outer(by_b, T.conj(x)) if x.ndim == 1 else by_b @ adjoint(x)
        by_a = reduce_to(-self.read(product), a) if wanted[0] else None
        return by_a, reduce_to(by_b, b) if wanted[1] else None


class Solve(LinearSolve):
    """The solution x of the equations A x = b, of a square matrix; ``np.linalg.solve``."""

    symbol = "A⁻¹b"
    code = "np.linalg.solve($a, $b)"

    def read(self, a: Expression) -> Expression:
        return a

    def adjoint_solve(self, a: Expression, b: Expression) -> Expression:
        return self(adjoint(a), b)


_solve = Solve()


def solve(a: Any, b: Any) -> Expression:
    """The solution x of the equations a @ x = b; ``np.linalg.solve``. Leading axes broadcast.

    Args:
        a: square matrices.
        b: one vector, or matrices whose columns are the right sides.

    Raises:
        ShapeError: where sizes do not fit.
        DTypeError: for float16.
        numpy.linalg.LinAlgError: at the call, where a matrix is singular.
    """
    return solution(_solve, a, b)
