"""Derivatives from values alone: central differences, extrapolated, with an estimate of their own error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 0.125  # of the steps, relative to the point
_SHRINK = 4.0
_STEPS = 9  # down to 2e-6


@dataclass(frozen=True, slots=True)
class Estimate:
    """A derivative that was measured.

    Attributes:
        value: an array.
        error: how uncertain each entry is; infinite where no step stayed inside the domain.
    """

    value: np.ndarray
    error: np.ndarray


def along(value: Callable[[float], Any], scale: float, eps: float = float(np.finfo(float).eps)) -> Estimate:
    """The derivative at 0 of a curve, by central differences at shrinking steps, extrapolated to none.

    Each entry takes the extrapolation of the least error (Ridders 1982; Press et al., Numerical Recipes, section 5.7).
    A step out of the domain, where the curve is not finite or raises an arithmetic error, does not count.

    Args:
        value: the curve.
        scale: the largest step is an eighth of it.
        eps: the rounding unit of the values.
    """
    rows: list[np.ndarray] = []
    best: np.ndarray | None = None
    error: Any = np.inf
    failure: Exception | None = None
    with np.errstate(all="ignore"):
        for number in range(_STEPS):
            step = scale * _LARGEST * _SHRINK**-number
            try:
                above, below = np.asarray(value(step)), np.asarray(value(-step))
            except (ArithmeticError, np.linalg.LinAlgError) as outside:
                failure, rows = outside, []
                continue
            slope = np.asarray((above - below) / (2 * step))
            rounding = eps * np.maximum(np.abs(above), np.abs(below)) / step
            row = [slope]
            for order, before in enumerate(rows, 1):
                factor = _SHRINK ** (2 * order)
                row.append((factor * row[-1] - before) / (factor - 1))
                doubt = np.maximum(np.abs(row[-1] - row[-2]), np.abs(row[-1] - before)) + rounding
                better = doubt < error
                best = np.where(better, row[-1], slope if best is None else best)
                error = np.where(better, doubt, error)
            rows = row
    if best is None:
        if failure is None:
            message = "no step could be taken"
            raise ArithmeticError(message)
        raise failure
    return Estimate(np.where(np.isfinite(error), best, np.nan), error)


def numeric_grad(fun: Callable[..., Any], points: Any, eps: float | None = None) -> list[np.ndarray]:
    """The gradient of a scalar function of arrays, by central differences.

    Args:
        fun: takes arrays, gives a number.
        points: an array or a list of them.
        eps: a step, relative to 1 + |x|; several, extrapolated, unless given.

    Returns:
        For each point an array of its shape; of its dtype where that is inexact, else float64. For a complex point the
        gradient ``g`` with d fun = Re(conj(g) · dx). NaN where no step stays inside the domain.
    """
    arrays = as_points(points)
    result = []
    for index, array in enumerate(arrays):
        slope = np.zeros(array.shape, array.dtype)
        for place in np.ndindex(array.shape):
            scale = 1 + float(np.abs(array[place]))
            for unit in (1, 1j) if array.dtype.kind == "c" else (1,):
                slope[place] += unit * _partial(fun, arrays, index, place, unit, scale, eps)
        result.append(slope)
    return result


def as_points(given: Any) -> list[np.ndarray]:
    """Points as arrays of an inexact dtype."""
    arrays = [np.asarray(p) for p in (given if isinstance(given, list | tuple) else [given])]
    return [a if a.dtype.kind in "fc" else a.astype("float64") for a in arrays]


def _partial(
    fun: Callable[..., Any],
    arrays: list[np.ndarray],
    index: int,
    place: tuple[int, ...],
    unit: complex,
    scale: float,
    eps: float | None,
) -> Any:
    array = arrays[index]

    def moved(step: float) -> np.ndarray:
        there = array.copy()
        there[place] += unit * step
        return there

    def value(there: np.ndarray) -> Any:
        return fun(*arrays[:index], there, *arrays[index + 1 :])

    if eps is None:
        return along(lambda step: value(moved(step)), scale, float(np.finfo(array.dtype).eps)).value
    right, left = moved(eps * scale), moved(-eps * scale)
    # In narrow dtypes the step that was taken is not the one that was asked for.
    return (value(right) - value(left)) / ((right[place] - left[place]) / unit).real
