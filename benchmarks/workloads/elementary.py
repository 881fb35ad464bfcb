"""The seven programs that every tutorial of the field begins with, small and large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.workload import Work, Workload

if TYPE_CHECKING:
    from benchmarks.workload import Inputs

_MEGA = 1_000_000


def square(_: Any, x: Any) -> Any:
    """x², element by element."""
    return x**2


def sum_of_squares(space: Any, x: Any) -> Any:
    """Σ x²."""
    return space.sum(x**2)


def sum_of_logistics(space: Any, x: Any) -> Any:
    """Σ 1 / (1 + exp(-x))."""
    return space.sum(1 / (1 + space.exp(-x)))


def product(_: Any, x: Any, W: Any) -> Any:
    """A vector (n,) times a matrix (n, n)."""
    return x @ W


def _number(_: np.random.Generator) -> Inputs:
    return (4.0,)


def _logistic_by_hand(x: np.ndarray) -> Any:
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


def _vector(n: int) -> Any:
    return lambda rng: (rng.standard_normal(n),)


def _matrix(n: int) -> Any:
    return lambda rng: (rng.standard_normal((n, n)),)


def _with_matrix(n: int) -> Any:
    return lambda rng: (rng.standard_normal(n), rng.standard_normal((n, n)), rng.standard_normal((n, n)))


def _with_vector(n: int) -> Any:
    return lambda rng: (rng.standard_normal(n), rng.standard_normal((n, n)), rng.standard_normal(n))


def _elementary() -> tuple[Workload, ...]:
    found = [
        Workload("square", "d x² at a number", "gradient", square, _number, lambda x: 2 * x, quick=True),
        Workload(
            *("logistic", "logistic derivative, 2 × 2", "gradient", sum_of_logistics),
            *(_matrix(2), _logistic_by_hand),
            size=4,
            quick=True,
        ),
        Workload(
            *("logistic", "logistic derivative, 1000 × 1000", "gradient", sum_of_logistics),
            *(_matrix(1000), _logistic_by_hand),
            size=_MEGA,
            work=Work(bytes=16 * _MEGA, exps=_MEGA),
            quick=True,
        ),
    ]
    for n in (2, 1000):
        found += [
            Workload(
                *("square", f"Jacobian of x², n = {n}", "jacobian", square, _vector(n), lambda x: np.diag(2 * x)),
                size=n,
                quick=n > 2,
            ),
            Workload(
                *("square", f"Jacobian of x² by scan, n = {n}", "jacobian by scan", square),
                *(_vector(n), lambda x: np.diag(2 * x)),
                size=n,
            ),
        ]
    found += [
        Workload(
            *("sum of squares", f"Hessian of Σ x², n = {n}", "hessian", sum_of_squares),
            *(_vector(n), lambda x: 2 * np.eye(len(x))),
            size=n,
            quick=n == 2,
        )
        for n in (2, 1000)
    ]
    for n in (2, 500):
        found += [
            Workload(
                *("product", f"R-op of x W by W, n = {n}", "pushforward", product),
                *(_with_matrix(n), lambda x, _, v: x @ v),
                by=(1,),
                size=n,
                work=Work(bytes=8 * n * n, products=2 * n * n) if n > 2 else None,
                quick=n > 2,
            ),
            Workload(
                *("product", f"L-op of x W by W, n = {n}", "pullback", product),
                *(_with_vector(n), lambda x, _, v: np.outer(x, v)),
                by=(1,),
                size=n,
                work=Work(bytes=8 * n * n) if n > 2 else None,
            ),
        ]
    return tuple(found)


ELEMENTARY = _elementary()
