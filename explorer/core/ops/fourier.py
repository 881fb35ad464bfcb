"""The discrete Fourier transform along an axis, of complex and of real arrays, and back.

A transform is a matrix F with F Fᴴ a multiple of the identity, so the transpose of one is another: the one that goes
back, with the scale at the other end (Frigo and Johnson, The design and implementation of FFTW3, for the conventions).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.batch import NotBatchableError
from explorer.core.broadcast import describe
from explorer.core.convert import as_expression
from explorer.core.dependence import NOTHING, Axes
from explorer.core.errors import DTypeError, ShapeError
from explorer.core.expr import Constant
from explorer.core.op import Linear
from explorer.core.ops.reductions import normalise_axis
from explorer.core.sizes import dimension_of
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.dependence import Dependence, Facts
    from explorer.core.expr import Apply, Expression
    from explorer.core.types import Dimension

# Where 1/n stands: the adjoint of a transform that is scaled on its way is the other one, scaled on its way too.
_ADJOINT = {"backward": "forward", "forward": "backward", "ortho": "ortho"}


@dataclass(frozen=True, repr=False)
class _Transform(Linear):
    """A Fourier transform along an axis. Abstract.

    ``norm`` says which direction is scaled by 1/n: "backward", "forward", or "ortho" for both, by the root.
    """

    axis: int
    norm: str = "backward"
    family = "linear algebra"

    def infer(self, x: Expression) -> tuple[TensorType, ...]:
        return (TensorType(_dtype(self.name, x.dtype), self._shape(x, self.size(x.dimensions[self.axis]))),)

    def size(self, size: Dimension) -> Dimension:
        """The size of the axis after the transform."""
        return size

    def _shape(self, x: Expression, size: Dimension) -> tuple[Dimension, ...]:
        return (*x.dimensions[: self.axis], size, *x.dimensions[self.axis + 1 :])

    def python(self, *operands: str) -> str:
        norm = "" if self.norm == "backward" else f", norm={self.norm!r}"
        return f"np.fft.{self.name}({', '.join(operands)}, axis={self.axis}{norm})"

    def dependence(self, node: Apply, operand: int, facts: Facts, output: int = 0) -> Dependence:
        """All along the axis on all along the axis."""
        if operand:
            return NOTHING
        own, whole = facts.shape(node.inputs[0]), facts.shape(node.output())
        time = [*range(self.axis), "time", *range(self.axis + 1, len(own))]
        return (Axes(time, own, range(len(whole)), whole),)

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        return replace(self, axis=self.axis + 1).all(*inputs), True

    def _weighted(self, half: Expression, n: Expression, inside: float) -> Expression:
        """Half a spectrum of ``n`` points, times ``inside`` where a frequency stands for its negative too."""
        number = T.arange(T.shape(half)[self.axis])
        alone = T.or_(T.eq(number, 0), T.eq(2 * number, n))
        weights = T.cast(T.switch(alone, 1.0, inside), np.empty(0, half.dtype).real.dtype)
        return half * T.expand_dims(weights, tuple(range(1, half.ndim - self.axis)))


@cache
def _dtype(name: str, dtype: np.dtype) -> np.dtype:
    try:
        return np.asarray(getattr(np.fft, name)(np.ones(2, dtype))).dtype
    except TypeError as error:
        message = f"{name} does not take {dtype}: {error}"
        raise DTypeError(message) from error


class Fft(_Transform):
    """The discrete Fourier transform, complex; ``np.fft.fft``."""

    symbol = "ℱ"

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return Ifft(self.axis, _ADJOINT[self.norm])(cotangent)


class Ifft(_Transform):
    """The inverse of the discrete Fourier transform, complex; ``np.fft.ifft``."""

    symbol = "ℱ⁻¹"

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return Fft(self.axis, _ADJOINT[self.norm])(cotangent)


class Rfft(_Transform):
    """The half of the Fourier transform of n reals that determines the other, n//2 + 1 numbers; ``np.fft.rfft``."""

    symbol = "ℱ"

    def size(self, size: Dimension) -> Dimension:
        return size // 2 + 1 if isinstance(size, int) else unknown()

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        # Irfft counts each frequency twice but those that are their own negatives; the transpose counts it once.
        n = T.shape(inputs[0])[self.axis]
        return Irfft(self.axis, _ADJOINT[self.norm])(self._weighted(cotangent, n, 0.5), n)


class Irfft(_Transform):
    """The n reals of whose Fourier transform n//2 + 1 numbers are given; ``np.fft.irfft``. Operands: these, and n."""

    symbol = "ℱ⁻¹"

    def infer(self, x: Expression, n: Expression) -> tuple[TensorType, ...]:
        size, have = dimension_of(n), x.dimensions[self.axis]
        if isinstance(size, int) and isinstance(have, int) and size // 2 + 1 != have:
            message = f"{describe(x)}: irfft to {size} numbers needs {size // 2 + 1} along axis {self.axis}"
            raise ShapeError(message)
        return (TensorType(_dtype(self.name, x.dtype), self._shape(x, size)),)

    def connected(self, count: int) -> tuple[bool, ...]:
        return True, False

    def batch(
        self, node: Apply, inputs: Sequence[Expression], batched: Sequence[bool], count: Expression
    ) -> tuple[tuple[Expression, ...], bool]:
        if batched[1]:
            message = "irfft to sizes that differ has no form on stacks"
            raise NotBatchableError(message)
        return super().batch(node, inputs, batched, count)

    def transpose(self, index: int, cotangent: Expression, *inputs: Expression) -> Expression:
        return self._weighted(Rfft(self.axis, _ADJOINT[self.norm])(cotangent), inputs[1], 2.0)


def fft(x: Any, n: Any = None, axis: int = -1, norm: str | None = None) -> Expression:
    """The discrete Fourier transform along an axis; ``np.fft.fft``.

    Args:
        x: an expression with an axis or more.
        n: how many elements to take: the rest is left out, and what is missing is zero; all unless given.
        axis: along which.
        norm: "backward" (None) scales the inverse by 1/n, "forward" this one, "ortho" both by the root of it.

    Raises:
        ShapeError: where the axis is not there or has no elements.
        DTypeError: where NumPy has no transform of the dtype.
    """
    expression, along, scale = _arguments(x, axis, norm, "fft")
    return Fft(along, scale)(_resized(expression, n, along, "fft"))


def ifft(x: Any, n: Any = None, axis: int = -1, norm: str | None = None) -> Expression:
    """The inverse of `fft`; ``np.fft.ifft``. Arguments and errors are those of `fft`."""
    expression, along, scale = _arguments(x, axis, norm, "ifft")
    return Ifft(along, scale)(_resized(expression, n, along, "ifft"))


def rfft(x: Any, n: Any = None, axis: int = -1, norm: str | None = None) -> Expression:
    """The first n//2 + 1 numbers of `fft` of reals; ``np.fft.rfft``. Arguments and errors are those of `fft`."""
    expression, along, scale = _arguments(x, axis, norm, "rfft")
    return Rfft(along, scale)(_resized(expression, n, along, "rfft"))


def irfft(x: Any, n: Any = None, axis: int = -1, norm: str | None = None) -> Expression:
    """The inverse of `rfft`; ``np.fft.irfft``. ``n`` is the size of the result, 2(m - 1) from m numbers unless given.

    Imaginary parts at frequency 0, and at n/2 for even n, do not count. Other arguments and errors are those of `fft`.
    """
    expression, along, scale = _arguments(x, axis, norm, "irfft")
    count = 2 * (_size(expression, along) - 1) if n is None else n
    half = expression if n is None else _resized(expression, n // 2 + 1, along, "irfft")
    return Irfft(along, scale)(half, _checked(count, "irfft"))


def _arguments(x: Any, axis: int, norm: str | None, name: str) -> tuple[Expression, int, str]:
    expression, scale = as_expression(x), norm or "backward"
    if scale not in _ADJOINT:
        message = f"{name}: norm is 'backward', 'ortho' or 'forward', not {norm!r}"
        raise ValueError(message)
    (along,) = normalise_axis(axis, expression.ndim, name)
    return expression, along, scale


def _size(x: Expression, axis: int) -> Any:
    """The size of an axis: a number where it is known."""
    size = T.shape(x)[axis]
    return int(size.value) if isinstance(size, Constant) else size


def _checked(n: Any, name: str) -> Any:
    if isinstance(n, int) and n < 1:
        message = f"{name}: a transform needs at least one number, not {n}"
        raise ShapeError(message)
    return n


def _resized(x: Expression, n: Any, axis: int, name: str) -> Expression:
    """``x`` cut, or continued with zeros, to ``n`` elements along an axis."""
    have = _size(x, axis)
    wanted = _checked(have if n is None else n, name)
    if n is None or wanted is have:
        return x
    before = (slice(None),) * axis
    if isinstance(have, int) and isinstance(wanted, int) and wanted <= have:
        return x[(*before, slice(0, wanted))] if wanted < have else x
    # Zeros of the wanted shape, in which as much is replaced as there is of both.
    zeros = T.zeros([*T.shape(x)[:axis], wanted, *T.shape(x)[axis + 1 :]], x.dtype)
    both = have if isinstance(wanted, int) and isinstance(have, int) else T.minimum(have, wanted)
    return T.set_subtensor(zeros[(*before, slice(0, both))], x[(*before, slice(0, both))])
