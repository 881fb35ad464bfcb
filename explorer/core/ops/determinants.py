"""Determinants. Their derivatives are those of the polynomial, whatever the rank of the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from explorer.core.chain import match_dtype, reduce_to
from explorer.core.errors import ShapeError
from explorer.core.ops.inverses import inverse
from explorer.core.ops.matrices import MatrixOp, adjoint, leading, linear_dtype, matrix, real_dtype, square
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Cotangent, Tangent


class Det(MatrixOp):
    """The determinant of a square matrix; ``np.linalg.det``. Its partial derivatives are the cofactors (Jacobi)."""

    symbol = "det"
    code = "np.linalg.det($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        square(x, "det")
        return (TensorType(linear_dtype("det", x), x.dimensions[:-2]),)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,) = node.inputs, tangents
        assert tangent is not None
        return (T.sum(_cofactors(x) * tangent, axis=(-2, -1)),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (x,), (cotangent,) = node.inputs, cotangents
        assert cotangent is not None
        return (match_dtype(T.expand_dims(cotangent, (-2, -1)) * T.conj(_cofactors(x)), x),)


class Cofactors(MatrixOp):
    """The matrix of cofactors, or its derivative along directions, all of them at once: Dᵏ C(A)[E₁, …, Eₖ].

    C(A) is the gradient of det A and, of a matrix with an inverse, det A times its transpose. This is the gradient of
    the derivative Dᵏ det(A)[E₁, …, Eₖ], a form that is symmetric and linear in each direction, so that its own
    derivatives are of the same kind, with one direction more. See `explorer.core.matrix_kernels.cofactors`.
    """

    symbol = "cof"

    def infer(self, x: Expression, *directions: Expression) -> tuple[TensorType, ...]:
        size = square(x, "cofactors")
        for one in directions:
            if unify(size, square(one, "cofactors")) is None:
                message = f"cofactors: a direction of {x.type} has its size, not that of {one.type}"
                raise ShapeError(message)
        dtype = linear_dtype("cofactors", x, *directions)
        return (TensorType(dtype, (*leading("cofactors", x, *directions), size, size)),)

    def python(self, *operands: str) -> str:
        return f"cofactors({', '.join(operands)})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        x, *directions = node.inputs
        moved, *turned = tangents
        terms = [] if moved is None else [self(x, *directions, moved)]
        for index, tangent in enumerate(turned):
            if tangent is not None:
                terms.append(self(x, *directions[:index], tangent, *directions[index + 1 :]))
        return (terms[0] if len(terms) == 1 else T.add(*terms),)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        """A symmetric form: the cotangent takes the place of the direction that it is asked for."""
        x, *directions = node.inputs
        (cotangent,) = cotangents
        assert cotangent is not None
        seed = T.conj(cotangent)
        rest = [directions, *(directions[:index] + directions[index + 1 :] for index in range(len(directions)))]
        return tuple(
            reduce_to(T.conj(self(x, *others, seed)), operand) if want else None
            for operand, others, want in zip(node.inputs, rest, wanted, strict=True)
        )


class Slogdet(MatrixOp):
    """The sign and the logarithm of the absolute value of the determinant; ``np.linalg.slogdet``.

    Along dA the logarithm of det A changes by tr(A⁻¹ dA) (Giles 2008, 2.2.4): the absolute value by the real part,
    the sign, which is a complex number of absolute value 1, turns by the imaginary part.
    """

    symbol = "log|det|"
    outputs = 2
    code = "np.linalg.slogdet($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        square(x, "slogdet")
        dtype, shape = linear_dtype("slogdet", x), x.dimensions[:-2]
        return TensorType(dtype, shape), TensorType(real_dtype(dtype), shape)

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,), (sign, logarithm) = node.inputs, tangents, node.outputs
        assert tangent is not None
        change = T.sum(T.swapaxes(inverse(x), -1, -2) * tangent, axis=(-2, -1))
        turned = sign * (1j * T.imag(change)) if sign.dtype.kind == "c" else None
        return turned, match_dtype(change, logarithm)

    def vjp(self, node: Apply, cotangents: Sequence[Cotangent], wanted: Sequence[bool]) -> tuple[Cotangent, ...]:
        (x,), (by_sign, by_logarithm), sign = node.inputs, cotangents, node.output()
        change = by_logarithm
        if by_sign is not None and sign.dtype.kind == "c":
            turn = 1j * T.imag(T.conj(sign) * by_sign)
            change = turn if change is None else change + turn
        if change is None:
            return (None,)
        return (match_dtype(T.expand_dims(change, (-2, -1)) * adjoint(inverse(x)), x),)


_det, _slogdet, _cofactors = Det(), Slogdet(), Cofactors()


def det(a: Any) -> Expression:
    """The determinant of a square matrix, or of each of a stack; ``np.linalg.det``.

    It is a polynomial, and so are its derivatives of every order, of singular matrices too.

    Raises:
        ShapeError: where the last two axes can never be equal.
        DTypeError: for float16.
    """
    return _det(matrix(a, "det"))


class SignAndLogarithm(NamedTuple):
    """What `slogdet` returns."""

    sign: Expression
    logabsdet: Expression


def slogdet(a: Any) -> SignAndLogarithm:
    """(sign, logarithm of the absolute value) of the determinant, without overflow; ``np.linalg.slogdet``.

    The derivative of a singular matrix does not exist: computing it raises LinAlgError.

    Raises:
        ShapeError: where the last two axes can never be equal.
        DTypeError: for float16.
    """
    return SignAndLogarithm(*_slogdet.all(matrix(a, "slogdet")))
