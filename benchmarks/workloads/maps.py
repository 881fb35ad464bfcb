"""Sums of elementwise functions of long vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import softmax

from benchmarks.workload import Work, Workload

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Inputs

_MEGA = 1_000_000
_COEFFICIENTS = (1.0, -0.5, 0.25, 0.125, -0.0625, 0.03125)  # of x, x², …


def rosenbrock(space: Any, x: Any) -> Any:
    """Σ 100 (x_{i+1} - x_i²)² + (1 - x_i)²."""
    return space.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def sine_map(space: Any, x: Any) -> Any:
    """Σ sin x exp(-x²) / (1 + x²)."""
    return space.sum(space.sin(x) * space.exp(-(x**2)) / (1 + x**2))


def polynomial(space: Any, x: Any) -> Any:
    """Σ of a polynomial of degree 6, written in powers."""
    terms = (c * x**k for k, c in enumerate(_COEFFICIENTS, start=1))
    return space.sum(sum(terms, start=1.0))


def log_sum_exp(space: Any, x: Any) -> Any:
    """Log Σ exp x, which must not overflow."""
    return space.logsumexp(x)


def _rosenbrock_gradient(x: np.ndarray) -> Any:
    g = np.zeros_like(x)
    a, b = x[:-1], x[1:] - x[:-1] ** 2
    g[:-1] = -400 * a * b - 2 * (1 - a)
    g[1:] += 200 * b
    return g


def _rosenbrock_times(x: np.ndarray, v: np.ndarray) -> Any:
    product = np.zeros_like(x)
    a, rise = x[:-1], v[1:] - 2 * x[:-1] * v[:-1]
    product[:-1] = (2 - 400 * (x[1:] - a**2)) * v[:-1] - 400 * a * rise
    product[1:] += 200 * rise
    return product


def _rosenbrock_hessian(x: np.ndarray) -> Any:
    n = len(x)
    hessian = np.zeros((n, n))
    index = np.arange(n - 1)
    hessian[index, index] = 2 - 400 * x[1:] + 1200 * x[:-1] ** 2
    hessian[index + 1, index + 1] += 200
    hessian[index, index + 1] = hessian[index + 1, index] = -400 * x[:-1]
    return hessian


def _rosenbrock_entries(x: np.ndarray) -> Any:
    """Row by row: before the diagonal, on it, after it."""
    n = len(x)
    entries = np.empty(3 * n - 2)
    entries[0::3] = 200.0
    entries[0:-1:3][: n - 1] += 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
    entries[0] -= 200
    entries[-1] = 200.0
    entries[1::3] = entries[2::3] = -400 * x[:-1]
    return entries


def _three_diagonals(inputs: Inputs) -> Any:
    from scipy import sparse

    n = len(inputs[0])
    ones = np.ones(n)
    return sparse.csr_array(sparse.diags_array([ones[1:], ones, ones[1:]], offsets=[-1, 0, 1]))


def _sine_map_gradient(x: np.ndarray) -> Any:
    square = x * x
    below = 1 + square
    return np.exp(-square) / below * (np.cos(x) - 2 * x * np.sin(x) * (1 + 1 / below))


def _polynomial_gradient(x: np.ndarray) -> Any:
    slope = np.zeros_like(x)
    for k in range(len(_COEFFICIENTS), 0, -1):
        slope *= x
        slope += k * _COEFFICIENTS[k - 1]
    return slope


def _vectors(n: int, count: int = 1, dtype: str = "float64") -> Callable[[np.random.Generator], Inputs]:
    return lambda rng: tuple(rng.standard_normal(n).astype(dtype) for _ in range(count))


def _rosenbrocks() -> list[Workload]:
    found = []
    for n, label in ((100, "100"), (_MEGA, "10⁶")):
        large = n == _MEGA
        found += [
            Workload(
                *("rosenbrock", f"Rosenbrock gradient, n = {label}", "gradient", rosenbrock),
                *(_vectors(n), _rosenbrock_gradient),
                size=n,
                work=Work(bytes=16 * n) if large else None,
                quick=not large,
            ),
            Workload(
                *("rosenbrock", f"Rosenbrock Hessian · v, n = {label}", "hessian times vector", rosenbrock),
                *(_vectors(n, 2), _rosenbrock_times),
                size=n,
                work=Work(bytes=24 * n) if large else None,
            ),
        ]
    hessian = Workload(
        *("rosenbrock", "Rosenbrock Hessian, dense, n = 1000", "hessian", rosenbrock),
        *(_vectors(1000), _rosenbrock_hessian),
        size=1000,
    )
    sparse = [
        Workload(
            *("rosenbrock", f"Rosenbrock Hessian, sparse, n = {label}", "sparse hessian", rosenbrock),
            *(_vectors(n), _rosenbrock_entries),
            size=n,
            quick=n == 1000,
            pattern=_three_diagonals,
        )
        for n, label in ((1000, "1000"), (100_000, "10⁵"))
    ]
    return [*found, hessian, *sparse]


def _sine_maps() -> list[Workload]:
    return [
        Workload(
            *("sine map", f"Σ sin x·exp(−x²)/(1+x²) gradient, n = {label}{note}", "gradient", sine_map),
            *(_vectors(n, dtype=dtype), _sine_map_gradient),
            size=n,
            # The sum of two terms that nearly cancel near its zeros: errors are relative to the largest entry.
            tolerance=1e-4 if dtype == "float32" else 1e-8,
            work=Work(bytes=(16 if dtype == "float64" else 8) * n, exps=n, sines=2 * n) if n == _MEGA else None,
            quick=dtype == "float64",
        )
        for n, label in ((100, "100"), (_MEGA, "10⁶"))
        for dtype, note in (("float64", ""), ("float32", ", float32"))
    ]


MAPS = (
    *_rosenbrocks(),
    *_sine_maps(),
    Workload(
        *("polynomial", "polynomial map gradient, n = 10⁶", "gradient", polynomial),
        *(_vectors(_MEGA), _polynomial_gradient),
        size=_MEGA,
        work=Work(bytes=16 * _MEGA),
    ),
    Workload(
        *("log sum exp", "log-sum-exp gradient, n = 10⁶", "gradient", log_sum_exp, _vectors(_MEGA), softmax),
        size=_MEGA,
        work=Work(bytes=16 * _MEGA, exps=_MEGA),
    ),
)
