"""Typical operands of every operation, under the letters of the literature.

Formulas and rules that are stated on them read as in a book, and every operation has some: what is said of all of them
(the page of operations, its tests) needs no table of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from explorer.core.errors import DTypeError
from explorer.core.op import Elementwise
from explorer.core.ops.absorbing import AbsorbingDivide, AbsorbingMultiply
from explorer.core.ops.arithmetic import Add, Multiply
from explorer.core.ops.assumptions import Assume
from explorer.core.ops.branches import IfElse
from explorer.core.ops.casting import Cast, Conj, Imag, Real
from explorer.core.ops.choice import Fill, Switch
from explorer.core.ops.convolution import Convolve
from explorer.core.ops.creation import Alloc, Arange, Eye
from explorer.core.ops.cumulative import Cumprod, Cumsum
from explorer.core.ops.custom import Custom
from explorer.core.ops.determinants import Cofactors, Det, Slogdet
from explorer.core.ops.direction import Direction
from explorer.core.ops.einsum import Einsum
from explorer.core.ops.equations import Solve
from explorer.core.ops.factorisations import Lu, Qr
from explorer.core.ops.fourier import Fft, Ifft, Irfft, Rfft
from explorer.core.ops.implicit import Minimize, Root
from explorer.core.ops.indexing import IncSubtensor, Slot, Subtensor
from explorer.core.ops.interpolation import Interp
from explorer.core.ops.inverses import Inv, Pinv
from explorer.core.ops.least_squares import Lstsq
from explorer.core.ops.linear_algebra import Diag, Diagonal, Dot, Matmul, Outer
from explorer.core.ops.matrix_functions import BlockDiag, Expm
from explorer.core.ops.reductions import All, Any_, Argmax, Argmin, Logsumexp, Max, Mean, Min, Norm, Prod, Sum
from explorer.core.ops.scan import Before, Scan
from explorer.core.ops.shape import Dimshuffle, Join, Reshape, SizeOf
from explorer.core.ops.singular_values import Svd, Svdvals
from explorer.core.ops.softmax import Softmax
from explorer.core.ops.sorting import Argsort, Searchsorted
from explorer.core.ops.special import BesselI, BesselJ, Polygamma, RepeatedErfcx, SphericalBessel
from explorer.core.ops.spectral import Eig, Eigh, Eigvalsh
from explorer.core.ops.stops import DisconnectedGrad, GradClip, GradScale, NullGradient, UndefinedGrad, ZeroGrad
from explorer.core.ops.triangles import Tril, Triu
from explorer.core.ops.triangular import Cholesky, SolveTriangular
from explorer.core.ops.trigonometric import Angle
from explorer.core.tie import surface as T
from explorer.core.variables import tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Expression, Variable
    from explorer.core.op import Op


@dataclass(frozen=True, eq=False)
class Typical:
    """An operation on operands with names.

    Attributes:
        kind: its class.
        build: gives the outputs on operands, or on others of their dimensions.
        operands: variables; their sizes have names too.
        results: names for the outputs.
    """

    kind: type[Op]
    build: Callable[..., Sequence[Expression]]
    operands: tuple[Variable, ...]
    results: tuple[str, ...]

    def outputs(self) -> tuple[Expression, ...]:
        """The outputs on the operands."""
        return tuple(self.build(*self.operands))


# What makes the operation, or a function around it, and ``operands -> results``: an operand is a name, its sizes, and
# its dtype where that is not float64. Sizes of one name are equal.
_TABLE: dict[type[Op], tuple[Callable[[], Any], str]] = {
    Assume: (lambda: Assume("symmetric"), "A[n n] -> S"),
    AbsorbingMultiply: (AbsorbingMultiply, "g, p -> y"),
    AbsorbingDivide: (AbsorbingDivide, "g, p -> y"),
    Add: (Add, "x_1, x_2 -> y"),
    Multiply: (Multiply, "x_1, x_2 -> y"),
    Cast: (lambda: Cast("float64"), "x: float32 -> y"),
    Real: (Real, "z: complex128 -> x"),
    Imag: (Imag, "z: complex128 -> y"),
    Conj: (Conj, "z: complex128 -> w"),
    Angle: (Angle, "z: complex128 -> phi"),
    Switch: (Switch, "c: bool, a, b -> y"),
    Fill: (Fill, "x[n], v -> y"),
    Alloc: (Alloc, "v, n: int64 -> y"),
    Arange: (Arange, "a, b, s -> y"),
    Eye: (Eye, "m: int64, n: int64 -> E"),
    Softmax: (lambda: Softmax((0,)), "x[n] -> p"),
    Direction: (lambda: Direction((0,)), "x[n] -> d"),
    Cumsum: (lambda: Cumsum((0,)), "x[n] -> y"),
    Cumprod: (lambda: Cumprod((0,)), "x[n] -> y"),
    Custom: (lambda: _custom, "x -> y"),
    Det: (Det, "A[n n] -> d"),
    Cofactors: (Cofactors, "A[n n] -> C"),
    Slogdet: (Slogdet, "A[n n] -> s, l"),
    Einsum: (lambda: Einsum("ij,jk->ik"), "A[m n], B[n p] -> C"),
    Solve: (Solve, "A[n n], b[n] -> x"),
    SolveTriangular: (lambda: SolveTriangular(lower=True), "L[n n], b[n] -> x"),
    Qr: (Qr, "A[n n] -> Q, R"),
    Lu: (Lu, "A[n n] -> P, L, U"),
    Fft: (lambda: Fft(0), "x[n]: complex128 -> y"),
    Ifft: (lambda: Ifft(0), "x[n]: complex128 -> y"),
    Rfft: (lambda: Rfft(0), "x[n] -> y"),
    Irfft: (lambda: Irfft(0), "x[m]: complex128, n: int64 -> y"),
    Root: (lambda: lambda start, p: [T.root(lambda x: x**3 + x - p, start)], "x_0, p -> r"),
    Minimize: (lambda: lambda start, p: [T.minimize(lambda x: T.exp(x) - p * x, start)], "x_0, p -> r"),
    Subtensor: (lambda: Subtensor((Slot(0),)), "x[n], i: int64 -> y"),
    IncSubtensor: (lambda: IncSubtensor((Slot(0),)), "x[n], v, i: int64 -> y"),
    Interp: (Interp, "x, u[n], v[n] -> y"),
    Inv: (Inv, "A[n n] -> B"),
    Pinv: (lambda: Pinv(None), "A[m n] -> B"),
    Lstsq: (lambda: Lstsq(None), "A[m n], b[m] -> x"),
    Diag: (Diag, "x[n] -> D"),
    Diagonal: (Diagonal, "A[n n] -> d"),
    Dot: (Dot, "A[m n], B[n p] -> C"),
    Matmul: (Matmul, "A[k m n], B[k n p] -> C"),
    Outer: (Outer, "x[m], y[n] -> A"),
    Convolve: (Convolve, "x[n], w[m] -> y"),
    Expm: (Expm, "A[n n] -> B"),
    BlockDiag: (BlockDiag, "A[m n], B[p q] -> C"),
    **{
        kind: (partial(kind, (0,)), "x[n] -> y")
        for kind in (Sum, Mean, Max, Min, Norm, Logsumexp, Prod, All, Any_, Argmax, Argmin)
    },
    Scan: (lambda: _loop, "x[n], a_0, w -> a"),
    Before: (Before, "a_0, a[n] -> b"),
    IfElse: (IfElse, "c: bool, a, b -> y"),
    SizeOf: (lambda: SizeOf(0), "x[n] -> k"),
    Dimshuffle: (lambda: Dimshuffle((1, 0), 2), "A[m n] -> B"),
    Reshape: (Reshape, "A[m n], k: int64 -> y"),
    Join: (lambda: Join(0), "x[m], y[n] -> z"),
    Svd: (lambda: Svd(full_matrices=False), "A[n n] -> U, s, W"),
    Svdvals: (Svdvals, "A[m n] -> s"),
    Argsort: (lambda: Argsort(0), "x[n] -> k"),
    Searchsorted: (Searchsorted, "x[n], v -> k"),
    Polygamma: (lambda: Polygamma(1), "x -> y"),
    BesselJ: (lambda: BesselJ(1), "x -> y"),
    BesselI: (lambda: BesselI(1), "x -> y"),
    RepeatedErfcx: (lambda: RepeatedErfcx(1), "x -> y"),
    SphericalBessel: (lambda: SphericalBessel(1), "x -> y"),
    Eig: (Eig, "A[n n] -> w, V"),
    Eigh: (Eigh, "A[n n] -> w, V"),
    Eigvalsh: (Eigvalsh, "A[n n] -> w"),
    **{kind: (kind, "x -> y") for kind in (DisconnectedGrad, ZeroGrad, UndefinedGrad)},
    NullGradient: (lambda: NullGradient("it is not defined"), "x -> y"),
    GradClip: (lambda: GradClip(-1.0, 1.0), "x -> y"),
    GradScale: (lambda: GradScale(3.0), "x -> y"),
    Tril: (Tril, "A[m n] -> B"),
    Triu: (Triu, "A[m n] -> B"),
    Cholesky: (Cholesky, "A[n n] -> L"),
}


def _custom(x: Expression) -> list[Expression]:
    """A function whose author says that its derivative is 2 x."""

    def f(x: Expression) -> Expression:
        return x * x

    def backward(inputs: Sequence[Expression], _: Expression, cotangent: Expression) -> list[Expression]:
        return [2 * inputs[0] * cotangent]

    return [T.custom_derivative(f, backward)(x)]


def _loop(x: Expression, start: Expression, w: Expression) -> list[Expression]:
    """The states of a linear recurrence."""
    states, _ = T.scan(lambda x, a, w: w * a + x, x, start, w)
    return [states]


_OPERAND = re.compile(r"(\w+)(?:\[([\w ]+)\])?(?:: (\w+))?")


@cache
def typical(kind: type[Op]) -> Typical:
    """Typical operands of an operation.

    Those of an elementwise operation without parameters are numbers, called as on its card.

    Raises:
        TypeError: for another operation that has none yet.
    """
    if kind in _TABLE:
        make, text = _TABLE[kind]
        operation, (operands, results) = make(), text.split(" -> ")
        return Typical(
            kind,
            getattr(operation, "all", operation),
            tuple(_variable(one) for one in operands.split(", ")),
            tuple(results.split(", ")),
        )
    if not issubclass(kind, Elementwise):
        raise TypeError(f"{kind.__name__} needs typical operands, in {__name__}")
    op, names = kind(), kind.parameters()
    variables = tuple(tensor(name) for name in names)
    try:
        op(*variables)
    except DTypeError:  # it works on bits
        variables = tuple(tensor(name, "int64") for name in names)
    return Typical(kind, op.all, variables, ("z" if "y" in names else "y",))


def _variable(text: str) -> Variable:
    parts = _OPERAND.fullmatch(text)
    assert parts is not None, text
    name, sizes, dtype = parts.groups()
    return tensor(name, dtype or "float64", (sizes or "").split())
