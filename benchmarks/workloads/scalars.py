"""Functions of a few numbers: one of 500 operations, and a small one for each row of a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.workload import Workload

if TYPE_CHECKING:
    from benchmarks.workload import Inputs

_OPERATIONS = 500
_ROWS = 10_000


def _drawn() -> tuple[tuple[str, int, int], ...]:
    """The operations, each on two earlier values of which the first three are the arguments.

    The left one is the oldest that nothing else has used yet, so that all count in the end; the right one is any of the
    last twelve. Functions of one value take the left one. Values stay in [-1, 1] or near it.
    """
    rng = np.random.default_rng(500)
    names = ("sin", "tanh", "gauss", "mean", "product", "difference")
    return tuple(
        (names[rng.integers(len(names))], count - 3, int(rng.integers(max(0, count - 12), count)))
        for count in range(3, _OPERATIONS + 3)
    )


_PROGRAM = _drawn()


def long_expression(space: Any, x: Any, y: Any, z: Any) -> Any:
    """Five hundred operations on three numbers."""
    values = [x, y, z]
    for name, left, right in _PROGRAM:
        a, b = values[left], values[right]
        match name:
            case "sin":
                values.append(space.sin(a))
            case "tanh":
                values.append(space.tanh(a))
            case "gauss":
                values.append(space.exp(-(a * a)))
            case "mean":
                values.append(0.5 * (a + b))
            case "product":
                values.append(a * b)
            case _:
                values.append(a - 0.5 * b)
    return values[-1] + values[-2] + values[-3]


def small_function(space: Any, a: Any) -> Any:
    """A function of three numbers; of stacks of them, where the numbers are along the first axis."""
    return space.sin(a[0] * a[1]) + a[2] * space.exp(-(a[0] ** 2)) / (1 + a[1] ** 2)


def _numbers(_: np.random.Generator) -> Inputs:
    return 0.3, -0.7, 1.1


def _rows(rng: np.random.Generator) -> Inputs:
    return (rng.standard_normal((_ROWS, 3)),)


def _long_by_hand(x: float, y: float, z: float) -> Any:
    """Forward, with the partial derivatives of each operation kept, and back."""
    from math import cos, exp, sin, tanh

    values = [x, y, z]
    kept = []
    for name, left, right in _PROGRAM:
        a, b = values[left], values[right]
        match name:
            case "sin":
                values.append(sin(a))
                kept.append((left, right, cos(a), 0.0))
            case "tanh":
                values.append(tanh(a))
                kept.append((left, right, 1 - values[-1] ** 2, 0.0))
            case "gauss":
                values.append(exp(-a * a))
                kept.append((left, right, -2 * a * values[-1], 0.0))
            case "mean":
                values.append(0.5 * (a + b))
                kept.append((left, right, 0.5, 0.5))
            case "product":
                values.append(a * b)
                kept.append((left, right, b, a))
            case _:
                values.append(a - 0.5 * b)
                kept.append((left, right, 1.0, -0.5))
    slopes = [0.0] * len(values)
    slopes[-3:] = [1.0] * 3
    for position in range(_OPERATIONS - 1, -1, -1):
        left, right, by_left, by_right = kept[position]
        slope = slopes[position + 3]
        slopes[left] += by_left * slope
        slopes[right] += by_right * slope
    return values[-1] + values[-2] + values[-3], *slopes[:3]


def _small_by_hand(p: np.ndarray) -> Any:
    a, b, c = p.T
    gauss, below, wave = np.exp(-a * a), 1 / (1 + b * b), np.cos(a * b)
    bump = gauss * below
    return np.stack([b * wave - 2 * a * c * bump, a * wave - 2 * b * c * bump * below, bump], axis=1)


SCALARS = (
    Workload(
        *("long expression", "expression of 500 operations, value and gradient", "value and gradient"),
        *(long_expression, _numbers, _long_by_hand),
        by=(0, 1, 2),
        quick=True,
    ),
    Workload(
        *("small function", "batch of 10⁴ gradients by 3 numbers", "batch of gradients"),
        *(small_function, _rows, _small_by_hand),
        size=3 * _ROWS,
    ),
)
