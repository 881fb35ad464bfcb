"""Eigenvalues and eigenvectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from explorer.core.ops.equations import solve
from explorer.core.ops.matrices import (
    MatrixOp,
    adjoint,
    hermitian_of_lower,
    linear_dtype,
    main_diagonal,
    matrix,
    of_columns,
    of_rows,
    real_diagonal_between,
    real_dtype,
    reciprocal_or_zero,
    square,
)
from explorer.core.tie import surface as T
from explorer.core.transposition import Forward
from explorer.core.types import TensorType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Apply, Expression
    from explorer.core.op import Tangent


@dataclass(frozen=True, repr=False)
class _OfHermitian(MatrixOp, Forward):
    """An operation on a Hermitian matrix, of which one triangle is read. Abstract."""

    lower: bool = True

    @property
    def triangle(self) -> str:
        """NumPy's name for what is read."""
        return "L" if self.lower else "U"

    def read(self, x: Expression) -> Expression:
        """The Hermitian matrix that is read from a matrix."""
        return hermitian_of_lower(x if self.lower else adjoint(x))

    def reads(self, rows: int, columns: int) -> np.ndarray:
        lower = np.tri(rows, columns, dtype=bool)
        return lower if self.lower else lower.T


class Eigh(_OfHermitian):
    """The eigenvalues, ascending, and the eigenvectors, as columns, of a Hermitian matrix; ``np.linalg.eigh``.

    With M = Vᴴ dA V, dw is the diagonal of M, and dV = V (F ∘ M) where F[i, j] = 1 / (w[j] - w[i]), and 0 for equal
    eigenvalues (Giles 2008, 3.1). The phase of each eigenvector, and the basis where eigenvalues are equal, are
    arbitrary: only functions that do not depend on them have a derivative, and it is this one.
    """

    symbol = "V, λ"
    outputs = 2

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        size = square(x, "eigh")
        dtype, lead = linear_dtype("eigh", x), x.dimensions[:-2]
        return TensorType(real_dtype(dtype), (*lead, size)), TensorType(dtype, (*lead, size, size))

    def python(self, *operands: str) -> str:
        return f"np.linalg.eigh({operands[0]}, {self.triangle!r})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (tangent,), (values, vectors) = tangents, node.outputs
        assert tangent is not None
        moved = self.read(tangent) @ vectors
        gaps = of_columns(values) - of_rows(values)
        turn = adjoint(vectors) @ moved * reciprocal_or_zero(gaps, values)
        return real_diagonal_between(vectors, moved), vectors @ turn


class Eigvalsh(_OfHermitian):
    """The eigenvalues of a Hermitian matrix, ascending; ``np.linalg.eigvalsh``. See `Eigh`."""

    symbol = "λ"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        size = square(x, "eigvalsh")
        return (TensorType(real_dtype(linear_dtype("eigvalsh", x)), (*x.dimensions[:-2], size)),)

    def python(self, *operands: str) -> str:
        return f"np.linalg.eigvalsh({operands[0]}, {self.triangle!r})"

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (x,), (tangent,) = node.inputs, tangents
        assert tangent is not None
        vectors = Eigh(self.lower).all(x)[1]
        return (real_diagonal_between(vectors, self.read(tangent) @ vectors),)


class Eig(MatrixOp, Forward):
    """The eigenvalues and the eigenvectors, as columns, of a square matrix; ``np.linalg.eig``, always complex.

    With M = V⁻¹ dA V, dw is the diagonal of M, and dV = V (F ∘ M + D) where F[i, j] = 1 / (w[j] - w[i]) off the
    diagonal. D is diagonal and keeps what LAPACK makes of each eigenvector: its length is 1, and its largest component
    real. The order of the eigenvalues is LAPACK's, and so is the sign of eigenvectors that are real.
    """

    symbol = "V, λ"
    outputs = 2
    code = "eig($x)"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        size = square(x, "eig")
        dtype, lead = np.result_type(linear_dtype("eig", x), np.complex64), x.dimensions[:-2]
        return TensorType(dtype, (*lead, size)), TensorType(dtype, (*lead, size, size))

    def jvp(self, node: Apply, tangents: Sequence[Tangent]) -> tuple[Tangent, ...]:
        (tangent,), (values, vectors) = tangents, node.outputs
        assert tangent is not None
        inner = solve(vectors, tangent @ vectors)
        gaps = of_columns(values) - of_rows(values)
        moved = vectors @ (inner * reciprocal_or_zero(gaps, values))
        longer = T.real(T.sum(T.conj(vectors) * moved, axis=-2, keepdims=True))
        sizes = T.switch(T.eq(T.imag(vectors), 0), T.abs(vectors), -1)
        # One row more: the largest of no components at all is asked for where there is no vector either.
        fixed = T.argmax(T.concatenate([sizes, T.full_like(longer, -1)], -2), axis=-2, keepdims=True)
        turned = T.imag(T.take_along_axis(moved, fixed, -2) / T.take_along_axis(vectors, fixed, -2))
        return main_diagonal(inner), moved - vectors * (longer + 1j * turned)


_eig = Eig()


class Spectrum(NamedTuple):
    """What `eigh` and `eig` return."""

    eigenvalues: Expression
    eigenvectors: Expression


def _reads_lower(name: str, triangle: str) -> bool:
    if triangle.upper() not in ("L", "U"):
        message = f"{name}: UPLO is 'L' or 'U', not {triangle!r}"
        raise ValueError(message)
    return triangle.upper() == "L"


def eigh(a: Any, UPLO: str = "L") -> Spectrum:
    """(eigenvalues, eigenvectors) of a Hermitian matrix, or of each of a stack; ``np.linalg.eigh``.

    Eigenvalues ascend; eigenvectors are columns. One triangle of ``a`` is read, and the real part of the diagonal; that
    the other mirrors it is not checked. The derivative is that of this very function of all entries: zero by those not
    read. It is meant for functions of the eigenvectors in which their phases, and the choice of a basis where
    eigenvalues are equal, make no difference, such as projectors V Vᴴ; of others there is no derivative.

    Args:
        a: an expression whose last two axes are equal.
        UPLO: "L" where the lower triangle is read, "U" for the upper one.

    Raises:
        ShapeError: where the last two axes can never be equal.
        DTypeError: for float16.
    """
    return Spectrum(*Eigh(_reads_lower("eigh", UPLO)).all(matrix(a, "eigh")))


def eigvalsh(a: Any, UPLO: str = "L") -> Expression:
    """The eigenvalues of a Hermitian matrix, ascending; ``np.linalg.eigvalsh``. See `eigh`.

    Where eigenvalues are equal, only symmetric functions of them have a derivative.

    Raises:
        ShapeError: where the last two axes can never be equal.
        DTypeError: for float16.
    """
    return Eigvalsh(_reads_lower("eigvalsh", UPLO))(matrix(a, "eigvalsh"))


def eig(a: Any) -> Spectrum:
    """(eigenvalues, eigenvectors) of a square matrix; ``np.linalg.eig``, in a complex dtype for real matrices too.

    The derivative needs eigenvalues that are all different.

    Raises:
        ShapeError: where the last two axes can never be equal.
        DTypeError: for float16.
    """
    return Spectrum(*_eig.all(matrix(a, "eig")))
