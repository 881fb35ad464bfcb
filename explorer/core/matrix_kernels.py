"""Linear algebra that NumPy lacks, on stacks of matrices along leading axes. SciPy is imported where it is needed."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Array = Any


def _inexact(*arrays: Array) -> Array:
    """The arrays in one dtype, integers as float64: what `numpy.linalg` does."""
    dtype = np.result_type(*(a.dtype if a.dtype.kind in "fc" else np.float64 for a in arrays))
    return [np.asarray(a, dtype) for a in arrays]


def _on_each(function: Callable[..., Array], a: Array, b: Array, *, like: Array) -> Array:
    """``function`` of each pair of matrices of two stacks whose leading axes broadcast; of the dtype of ``like``."""
    lead = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    left, right = (np.broadcast_to(x, lead + x.shape[-2:]) for x in (a, b))
    out = np.empty((*lead, a.shape[-1], b.shape[-1]), like.dtype)
    for place in np.ndindex(*lead):
        out[place] = function(left[place], right[place])
    return out


def solve_triangular(a: Array, b: Array, lower: bool, unit_diagonal: bool) -> Array:
    """`scipy.linalg.solve_triangular` on stacks; a right side of one axis is a vector."""
    import scipy.linalg  # noqa: PLC0415 - the core starts without it

    a, b = _inexact(a, b)
    if b.size == 0:
        return np.empty((*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), *b.shape[-2:]), b.dtype)

    def one(left: Array, right: Array) -> Array:
        return scipy.linalg.solve_triangular(left, right, lower=lower, unit_diagonal=unit_diagonal, check_finite=False)

    return one(a, b) if a.ndim == 2 and b.ndim <= 2 else _on_each(one, a, b, like=b)


def lu(a: Array) -> Array:
    """`scipy.linalg.lu`: permutation, lower and upper triangular factor of each matrix."""
    import scipy.linalg  # noqa: PLC0415 - the core starts without it

    (a,) = _inexact(a)
    if a.size == 0:
        *lead, rows, columns = a.shape
        size = min(rows, columns)
        unit = np.broadcast_to(np.eye(rows, dtype=a.real.dtype), (*lead, rows, rows))
        return unit, np.zeros((*lead, rows, size), a.dtype), np.zeros((*lead, size, columns), a.dtype)
    permutation, lower, upper = scipy.linalg.lu(a, check_finite=False)
    return np.asarray(permutation.real, a.real.dtype), lower, upper  # SciPy's is complex of a matrix of one


def expm(a: Array) -> Array:
    """`scipy.linalg.expm` of each matrix."""
    import scipy.linalg  # noqa: PLC0415 - the core starts without it

    (a,) = _inexact(a)
    return scipy.linalg.expm(a)


def eig(a: Array) -> Array:
    """`numpy.linalg.eig`, whose result is complex for every matrix and not just for some."""
    values, vectors = np.linalg.eig(a)
    dtype = np.result_type(values.dtype, np.complex64)
    return values.astype(dtype, copy=False), vectors.astype(dtype, copy=False)


def pinv(a: Array, rcond: float | None) -> Array:
    """`numpy.linalg.pinv`, of empty arrays of integers too; with the limit of `numpy.linalg.lstsq` unless given."""
    (a,) = _inexact(a)
    return np.linalg.pinv(a, rtol=max(a.shape[-2:]) * np.finfo(np.float64).eps if rcond is None else rcond)


def lstsq(a: Array, b: Array, rcond: float | None) -> Array:
    """The solution of `numpy.linalg.lstsq`, on stacks; a right side of one axis is a vector."""
    a, b = _inexact(a, b)
    if a.ndim == 2 and b.ndim <= 2:
        return np.linalg.lstsq(a, b, rcond)[0]
    return _on_each(lambda left, right: np.linalg.lstsq(left, right, rcond)[0], a, b, like=b)


def block_diag(*blocks: Array) -> Array:
    """`scipy.linalg.block_diag`: matrices along the diagonal of one, else zeros; leading axes broadcast."""
    lead = np.broadcast_shapes(*(block.shape[:-2] for block in blocks))
    rows, columns = (np.cumsum([0, *(block.shape[axis] for block in blocks)]) for axis in (-2, -1))
    out = np.zeros((*lead, rows[-1], columns[-1]), np.result_type(*blocks))
    for index, block in enumerate(blocks):
        out[..., rows[index] : rows[index + 1], columns[index] : columns[index + 1]] = block
    return out


def cofactors(a: Array, *directions: Array) -> Array:
    """The gradient of det, or its derivative along directions, exactly that of the polynomial at any rank.

    With the singular values A = U S Vᴴ it is, but for the determinants of U and Vᴴ, the same of the diagonal matrix S
    along Mₐ = Uᴴ Eₐ V. And det(S + X) is the sum over all sets I of indices of det X[I, I] times the product of the
    other singular values: the derivative along M₁ … Mₖ and X sums, over all ways to give each of them an index of its
    own and over all permutations π of these, sgn(π) ∏ₐ Mₐ[iₐ, i_π(a)]. Nothing is divided by, so nothing can be 0.
    """
    a, *directions = _inexact(a, *directions)
    u, s, vh = np.linalg.svd(a)
    inner = [u.conj().swapaxes(-1, -2) @ e @ vh.conj().swapaxes(-1, -2) for e in directions]
    count, n = len(inner), s.shape[-1]
    letters = "abcdefghijkl"[: count + 1]
    weights = _products_of_others(s, count + 1)
    total = np.zeros((*np.broadcast_shapes(a.shape, *(e.shape for e in inner))[:-2], n, n), a.dtype)
    for order in permutations(range(count + 1)):
        operands = [f"...{letters[k]}{letters[order[k]]}" for k in range(count)]
        last, to = letters[count], letters[order[count]]
        result = last if last == to else last + to
        term = np.einsum(f"{','.join([f'...{letters}', *operands])}->...{result}", weights, *inner)
        if last == to:
            term = term[..., None] * np.eye(n, dtype=s.dtype)
        total += _sign(order) * term
    unit = np.linalg.det(u) * np.linalg.det(vh)
    return (unit[..., None, None] * (u.conj() @ total @ vh.conj())).astype(a.dtype, copy=False)


def _products_of_others(s: Array, count: int) -> Array:
    """For ``count`` indices the product of the elements with another index than any of them; 0 where two are equal."""
    n = s.shape[-1]
    places = np.meshgrid(*[np.arange(n)] * count, indexing="ij", sparse=True)
    chosen = np.zeros((n,) * count + (n,), int)
    for place in places:
        chosen += place[..., None] == np.arange(n)
    lead = s.shape[:-1]
    spread = s.reshape(*lead, *(1,) * count, n)
    return np.where((chosen > 1).any(-1), 0, np.prod(np.where(chosen > 0, 1, spread), axis=-1)).astype(s.dtype)


def _sign(order: tuple[int, ...]) -> int:
    """Of a permutation: -1 for each pair out of order."""
    return (-1) ** sum(order[i] > order[j] for j in range(len(order)) for i in range(j))


NAMESPACE: dict[str, Callable[..., Any]] = {
    function.__name__: function for function in (block_diag, cofactors, eig, expm, lstsq, lu, pinv, solve_triangular)
}
