"""The seven derivative programs as workloads: what to compute, at which point, and the answer by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Arrays = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Workload:
    """A derivative at a point.

    Attributes:
        name: what is printed.
        point: the arguments.
        by_hand: the derivative written by hand in NumPy, which every engine must agree with.
    """

    name: str
    point: Arrays
    by_hand: Callable[..., Any]


def _sigmoid_derivative(x: np.ndarray) -> np.ndarray:
    e = np.exp(-np.abs(x))
    return e / (1 + e) ** 2


def workloads() -> list[Workload]:
    """All workloads, small first."""
    rng = np.random.default_rng(0)
    found = [Workload("gradient of x² at a number", (np.asarray(4.0),), lambda x: 2 * x)]
    for n in (2, 1000):
        square = rng.standard_normal((n, n))
        vector = rng.standard_normal(n)
        found += [
            Workload(f"logistic derivative, {n} × {n}", (square,), _sigmoid_derivative),
            Workload(f"Jacobian of x², n = {n}", (vector,), lambda x: np.diag(2 * x)),
            Workload(f"Hessian of Σ x², n = {n}", (vector,), lambda x: 2 * np.eye(len(x))),
            Workload(f"Hessian · v of Σ x², n = {n}", (vector, vector[::-1].copy()), lambda _, v: 2 * v),
        ]
    for n in (2, 500):
        x, matrix, direction = rng.standard_normal(n), rng.standard_normal((n, n)), rng.standard_normal((n, n))
        found += [
            Workload(f"R-op of x W, n = {n}", (x, matrix, direction), lambda x, _, v: x @ v),
            Workload(f"L-op of x W, n = {n}", (x, matrix, x[::-1].copy()), lambda x, _, v: np.outer(x, v)),
        ]
    return found
