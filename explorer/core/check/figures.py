"""What checks find out: figures that can be shown, and that raise on demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.errors import GradientError

if TYPE_CHECKING:
    from typing import Self

# By the dtype of the point: the relative errors that differences may have, and identities that hold to rounding.
_DIFFERENCES = {"f8": 1e-5, "c16": 1e-5, "f4": 2e-2, "c8": 2e-2, "f2": 2e-1}
_IDENTITIES = {"f8": 1e-9, "c16": 1e-9, "f4": 1e-3, "c8": 1e-3, "f2": 5e-2}


def tolerance(dtype: np.dtype, *, identity: bool = False) -> float:
    """The relative error that a right derivative may show: against differences, or in an identity."""
    table = _IDENTITIES if identity else _DIFFERENCES
    return table.get(dtype.str[1:], table["f8"])


@dataclass(frozen=True, slots=True)
class Check:
    """A check that was made.

    Attributes:
        passed: whether the derivative is confirmed.
    """

    passed: bool

    def confirmed(self) -> Self:
        """Itself.

        Raises:
            GradientError: where it did not pass.
        """
        if not self.passed:
            raise GradientError(str(self))
        return self


@dataclass(frozen=True, slots=True)
class Comparison(Check):
    """A derivative beside what was measured.

    Attributes:
        method: "differences" or "a complex step".
        argument: the number of the argument that the worst entry belongs to.
        place: where in it the worst entry is.
        claimed: what the derivative says there.
        measured: what was measured there.
        absolute: the largest absolute error of all entries.
        relative: the same in proportion to the largest entry.
    """

    method: str
    argument: int
    place: tuple[int, ...]
    claimed: complex
    measured: complex
    absolute: float
    relative: float

    def __str__(self) -> str:
        error = abs(self.claimed - self.measured)
        size = max(abs(self.claimed), abs(self.measured))
        verb = "is right" if self.passed else "is wrong"
        return (
            f"the gradient by argument {self.argument} {verb} at {self.place}: {self.claimed:.10g}, but {self.method} "
            f"give{'s' if self.method.startswith('a ') else ''} {self.measured:.10g} (absolute error {error:.3g}, "
            f"relative {error / size if size else 0.0:.3g})"
        )


@dataclass(frozen=True, slots=True)
class Adjoint(Check):
    """The adjoint identity ⟨w, J u⟩ = ⟨Jᵀ w, u⟩, the inner product being the real one.

    Attributes:
        forward: ⟨w, J u⟩.
        reverse: ⟨Jᵀ w, u⟩.
        relative: by how much they differ, in proportion to the sum of the terms' magnitudes.
        units: the same, in units of the dtype's rounding.
    """

    forward: float
    reverse: float
    relative: float
    units: float

    def __str__(self) -> str:
        return f"⟨w, J u⟩ and ⟨Jᵀ w, u⟩ differ by {self.relative:.1e} ({self.units:.3g} units of rounding)"


@dataclass(frozen=True, slots=True)
class Remainder(Check):
    """How the remainder of a Taylor expansion shrinks with the step.

    Attributes:
        expected: the order that it has where the derivatives are right.
        order: the order found, or None where there is no remainder: the function is a polynomial along the direction.
        slopes: the order from each step to the next.
    """

    expected: int
    order: float | None
    slopes: tuple[float, ...]

    def __str__(self) -> str:
        if self.order is None:
            return "there is no remainder along the direction"
        return f"the remainder is of order {self.order:.2f}, {'as' if self.passed else 'and not'} {self.expected}"


def compare(
    method: str,
    claimed: list[np.ndarray],
    measured: list[np.ndarray],
    abs_tol: float,
    rel_tol: float,
) -> Comparison:
    """Derivatives beside what was measured, entry by entry; an entry passes that is within either tolerance."""
    worst: tuple[bool, float, int, tuple[int, ...]] = (False, -1.0, 0, ())
    largest = scale = 0.0
    for argument, (c, m) in enumerate(zip(claimed, measured, strict=True)):
        error = np.abs(np.asarray(c) - m)
        size = np.maximum(np.abs(c), np.abs(m))
        wrong = ~((error <= abs_tol) | (error <= rel_tol * size))
        rank = np.nan_to_num(error, nan=np.inf, posinf=np.inf)
        largest = max(largest, float(rank.max(initial=0)))
        scale = max(scale, float(np.nan_to_num(size).max(initial=0)))
        if error.size:
            flat = int(np.argmax(np.where(wrong, rank, -1) if wrong.any() else rank))
            place = tuple(int(i) for i in np.unravel_index(flat, error.shape))
            worst = max(worst, (bool(wrong.any()), float(rank[place]), argument, place), key=lambda entry: entry[:2])
    wrong_one, error_there, argument, place = worst
    if error_there < 0:  # there are no entries
        return Comparison(True, method, 0, (), 0.0, 0.0, 0.0, 0.0)
    there = [complex(a[argument][place]) for a in (claimed, measured)]
    values = [v.real if v.imag == 0 else v for v in there]
    relative = largest / scale if scale else largest
    return Comparison(not wrong_one, method, argument, place, values[0], values[1], largest, relative)
