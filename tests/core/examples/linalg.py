"""Linear algebra: inverses, equations, determinants, factorisations, spectra.

Rounded to integers or booleans, these matrices keep an inverse: a large diagonal, small entries beside it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import explorer.core as T
from explorer.core.expr import Expression
from explorer.core.op import Op
from explorer.core.ops.determinants import Cofactors, Det, Slogdet
from explorer.core.ops.equations import Solve
from explorer.core.ops.factorisations import Lu, Qr
from explorer.core.ops.inverses import Inv, Pinv
from explorer.core.ops.least_squares import Lstsq
from explorer.core.ops.matrix_functions import BlockDiag, Expm
from explorer.core.ops.singular_values import Svd, Svdvals
from explorer.core.ops.spectral import Eig, Eigh, Eigvalsh
from explorer.core.ops.triangles import Tril, Triu
from explorer.core.ops.triangular import Cholesky, SolveTriangular
from tests.core.examples.example import S3, Array, Example, M, Table, values


def diagonal(rows: int, columns: int | None = None, *lead: int, positive: bool = False) -> Array:
    """Matrices with a diagonal of different large numbers, and small ones beside it."""
    columns = rows if columns is None else columns
    a = values((*lead, rows, columns), -0.45, 0.45)
    for i in range(min(rows, columns)):
        a[..., i, i] += (1.6 + 0.9 * i) * (1 if positive or i % 2 == 0 else -1)
    return a


SQUARE = [diagonal(3), diagonal(1), diagonal(0), diagonal(2, 2, 2), diagonal(2, 2, 3, 1)]
POSITIVE = [diagonal(3, positive=True), diagonal(1, positive=True), diagonal(0), diagonal(2, 2, 2, positive=True)]
# Stacks whose axes all differ tell one axis from another; rolled, the largest of a column is not on the diagonal.
STACKS = [np.roll(diagonal(*sizes, *lead), 1, -2) for sizes in ((3, 2), (2, 3)) for lead in ((4,), (4, 1))]
ANY = [
    *(diagonal(3), diagonal(3, 2), diagonal(2, 3), diagonal(1, 3), diagonal(0, 2), diagonal(2, 0), diagonal(2, 2, 2)),
    *STACKS,
]


def _each(op: Op, matrices: list[Array]) -> list[tuple[Any, tuple[Array, ...]]]:
    return [(op, (a,)) for a in matrices]


def _equations(op: Op) -> list[tuple[Any, tuple[Array, ...]]]:
    """A vector, columns, none of them, one of one, stacks of both and of either."""
    return [
        (op, (diagonal(3), values((3,)))),
        (op, (diagonal(3), values((3, 2)))),
        (op, (diagonal(0), values((0, 2)))),
        (op, (diagonal(2), values((2, 0)))),
        (op, (diagonal(1), values((1, 1)))),
        (op, (diagonal(2, 2, 2), values((2, 2, 1)))),
        (op, (diagonal(2, 2, 1), values((3, 2, 2)))),
        (op, (diagonal(2), values((2, 2, 1)))),
        (op, (diagonal(2, 2, 3), values((2, 1)))),
        (op, (diagonal(2, 2, 3), values((1, 2, 2)))),
    ]


def _definite(kind: type[Op], f: Callable[..., tuple[Expression, ...]], matrices: list[Array]) -> list[Example]:
    """Examples in which phases, and bases that could be others as well, make no difference."""
    return [Example(kind, f, (a,), f"{f.__name__}-{a.shape}") for a in matrices]


def _weights(x: Expression) -> Expression:
    """Numbers, all different, along the last axis."""
    return T.cast(T.arange(T.shape(x)[-1]) * 0.7 + 1, np.empty(0, x.dtype).real.dtype)


def _adjoint(x: Expression) -> Expression:
    return T.swapaxes(T.conj(x), -1, -2)


def spectrum(x: Expression) -> tuple[Expression, ...]:
    """The eigenvalues, and a sum of projectors onto eigenvectors."""
    w, v = T.linalg.eigh(x)
    return w, v * _weights(v) @ _adjoint(v)


def spectrum_of_upper(x: Expression) -> tuple[Expression, ...]:
    w, v = T.linalg.eigh(x, UPLO="U")
    return w, v * _weights(v) @ _adjoint(v)


def reduced_svd(x: Expression) -> tuple[Expression, ...]:
    """The singular values, and what does not depend on phases: projectors, and a product of both sides."""
    u, s, vh = T.linalg.svd(x, full_matrices=False)
    w = _weights(s)
    return s, u * w @ _adjoint(u), _adjoint(vh) * w @ vh, u * w @ vh


def full_svd(x: Expression) -> tuple[Expression, ...]:
    """The same; of the columns beyond the singular values, what they span."""
    u, s, vh = T.linalg.svd(x)
    count = T.shape(s)[-1]
    w, v = _weights(s), _adjoint(vh)
    left, right = u[..., :count], v[..., :count]
    beyond = (one @ _adjoint(one) for one in (u[..., count:], v[..., count:]))
    return s, left * w @ _adjoint(left), left * w @ _adjoint(right), *beyond


def reduced_qr(x: Expression) -> tuple[Expression, ...]:
    return tuple(T.linalg.qr(x))


def complete_qr(x: Expression) -> tuple[Expression, ...]:
    q, r = T.linalg.qr(x, "complete")
    count = T.minimum(*T.shape(x)[-2:])
    beyond = q[..., count:]
    return q[..., :count], r, beyond @ _adjoint(beyond)


def in_order(x: Expression) -> tuple[Expression, ...]:
    """Eigenvalues and eigenvectors; LAPACK finds them in an order that jumps."""
    w, v = T.linalg.eig(x)
    order = T.argsort(T.real(w) + 0.31 * T.imag(w))
    return T.take_along_axis(w, order), T.take_along_axis(v, T.expand_dims(order, -2), -1)


TURNING = np.array([[0.4, -1.6, 0.3], [2.3, 1.7, 0.2], [0.1, 0.45, -2.8]])  # two eigenvalues are complex

TABLE: Table = {
    Inv: lambda: _each(Inv(), SQUARE),
    Pinv: lambda: [*_each(Pinv(1e-15), ANY), *_each(Pinv(None), [diagonal(3, 2)])],
    Solve: lambda: _equations(Solve()),
    SolveTriangular: lambda: [
        *_equations(SolveTriangular(lower=True)),
        *_equations(SolveTriangular(lower=False, unit_diagonal=True))[:2],
    ],
    Lstsq: lambda: [
        *((op, arrays) for op, arrays in _equations(Lstsq(None)) if arrays[0].size),
        (Lstsq(None), (diagonal(3, 2), values((3,)))),
        (Lstsq(None), (diagonal(3, 2), values((3, 2)))),
        (Lstsq(1e-10), (diagonal(2, 3), values((2, 2)))),
        (Lstsq(-1.0), (diagonal(2, 3, 2), values((2, 1)))),
    ],
    Det: lambda: _each(Det(), SQUARE),
    Slogdet: lambda: _each(Slogdet(), SQUARE),
    Cofactors: lambda: [
        *_each(Cofactors(), SQUARE),
        (Cofactors(), (diagonal(3), values((3, 3)))),
        (Cofactors(), (diagonal(2), values((2, 2)), values((2, 2), seed=1))),
        (Cofactors(), (diagonal(2), values((2, 2, 2)))),
    ],
    Cholesky: lambda: _each(Cholesky(), POSITIVE),
    Eigh: lambda: [*_definite(Eigh, spectrum, SQUARE), *_definite(Eigh, spectrum_of_upper, SQUARE[:1])],
    Eigvalsh: lambda: [*_each(Eigvalsh(), SQUARE), *_each(Eigvalsh(lower=False), SQUARE[:1])],
    Eig: lambda: _definite(Eig, in_order, [*SQUARE[1:], TURNING]),
    Svd: lambda: [*_definite(Svd, reduced_svd, ANY), *_definite(Svd, full_svd, ANY)],
    Svdvals: lambda: _each(Svdvals(), ANY),
    Qr: lambda: [*_definite(Qr, reduced_qr, ANY), *_definite(Qr, complete_qr, ANY)],
    Lu: lambda: _each(Lu(), ANY),
    Expm: lambda: _each(Expm(), SQUARE),
    Tril: lambda: [(Tril(), (M,)), (Tril(1), (S3,)), (Tril(-1), (values((0, 2)),))],
    Triu: lambda: [(Triu(), (M,)), (Triu(1), (S3,)), (Triu(-1), (values((3, 1)),))],
    BlockDiag: lambda: [
        (BlockDiag(), (M, values((2, 1)))),
        (BlockDiag(), (M, values((0, 2)), values((1, 1)))),
        (BlockDiag(), (values((2, 1, 2)), M)),
    ],
}
