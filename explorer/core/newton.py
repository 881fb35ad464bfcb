"""Newton's method with a line search, for roots and for minima: what programs of implicit functions call.

Everything is done for a stack of problems at once, so that each function is called once for all of them. A problem that
has converged keeps its point while the others go on.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import ConvergenceError

if TYPE_CHECKING:
    from collections.abc import Callable

HALVINGS = 40  # of a step, before it is given up
DECREASE = 1e-4  # how much of the promised decrease a step must bring (Armijo 1966)
ROUNDING = 16  # in units of the last place: what cannot be told apart
SOLVED = 0.1  # relative to |f|: what the linear equations of a last step may leave over
_FLAT = 1e-12  # relative to the largest: a curvature that counts as none
_SADDLE = 1e-9  # relative to the largest: a negative curvature that counts


def find_root(
    residual: Callable[..., Any],
    slope: Callable[..., Any],
    start: Any,
    tolerance: float,
    max_steps: int,
    stacked: int = 0,
) -> np.ndarray:
    """X with residual(x) = 0, by damped Newton steps from ``start`` (Dennis and Schnabel 1983, chapter 6).

    Args:
        residual: of the shape of x.
        slope: its derivative, with the axes of x twice.
        start: where to begin.
        tolerance: of the last step, relative to 1 + |x|; that step is still taken.
        max_steps: how many steps there may be.
        stacked: how many first axes only number the problems.

    Raises:
        ConvergenceError: where this is not reached; says how far it came.
    """
    shape, x, close = _begin(start, stacked, tolerance)
    count, size = x.shape

    def at(x: np.ndarray) -> np.ndarray:
        return np.reshape(residual(x.reshape(shape)), (count, size))

    r = at(x)
    first = _length(r)
    done = first == 0
    for _ in range(max_steps):
        if done.all():
            return x.reshape(shape)
        slopes = np.reshape(slope(x.reshape(shape)), (count, size, size))
        step = np.where(done[:, None], 0, -_solve(slopes, r))
        solved = _length(r + np.einsum("rij,rj->ri", slopes, step)) <= SOLVED * _length(r)
        last = solved & (_length(step) <= close * (1 + _length(x)))

        before = _length(r)
        x, taken = _search(lambda y: _length(at(y)), before, np.where(last, 0, before), x, step, optional=last | done)
        r = at(x)
        done |= last
        if not (done | taken).all():
            break
    if done.all():
        return x.reshape(shape)
    raise _failure("root", "|f|", done, first, _length(r), x, max_steps)


def find_minimum(
    value: Callable[..., Any],
    gradient: Callable[..., Any],
    hessian: Callable[..., Any],
    start: Any,
    tolerance: float,
    max_steps: int,
    stacked: int = 0,
) -> np.ndarray:
    """Where ``value`` is least, from ``start`` downhill.

    Each step is Newton's by the absolute curvature, which leads away from saddles and maxima (Dauphin et al. 2014),
    shortened until the value decreases enough.

    Args:
        value: a number for each problem.
        gradient: of the shape of x.
        hessian: with the axes of x twice.
        start: where to begin.
        tolerance: of the last step, relative to 1 + |x|; that step is still taken.
        max_steps: how many steps there may be.
        stacked: how many first axes only number the problems.

    Raises:
        ConvergenceError: where this is not reached; says how far it came.
    """
    shape, x, close = _begin(start, stacked, tolerance)
    count, size = x.shape

    def at(x: np.ndarray) -> np.ndarray:
        return np.reshape(value(x.reshape(shape)), count)

    def slope(x: np.ndarray) -> np.ndarray:
        return np.reshape(gradient(x.reshape(shape)), (count, size))

    g = slope(x)
    first = _length(g)
    done = np.full(count, size == 0)
    for _ in range(max_steps):
        if done.all():
            return x.reshape(shape)
        bends, axes = _curvatures(np.reshape(hessian(x.reshape(shape)), (count, size, size)))
        step = np.where(done[:, None], 0, _downhill(bends, axes, g))
        still = _length(step) <= close * (1 + _length(x))
        saddle = still & ~done & (bends[:, 0] < -_SADDLE * np.abs(bends).max(axis=1))
        step = np.where(saddle[:, None], axes[:, :, 0], step)
        last = still & ~saddle
        now = at(x)
        noise = ROUNDING * np.finfo(x.dtype).eps * np.abs(now)
        promised = np.where(saddle, -bends[:, 0] / 2, -np.sum(g * step, axis=1))
        x, taken = _search(at, now + noise, promised, x, step, optional=last | done)
        g = slope(x)
        done |= last
        if not (done | taken).all():
            break
    if done.all():
        return x.reshape(shape)
    raise _failure("minimize", "the gradient", done, first, _length(g), x, max_steps)


def _begin(start: Any, stacked: int, tolerance: float) -> tuple[tuple[int, ...], np.ndarray, float]:
    """The shape of all problems, a row for each, and what is close enough in their dtype."""
    x = np.array(start)
    rows = prod(x.shape[:stacked])
    close = max(tolerance, ROUNDING * float(np.finfo(x.dtype).eps))
    return x.shape, x.reshape(rows, prod(x.shape[stacked:])), close


def _search(
    cost: Callable[[np.ndarray], np.ndarray],
    before: np.ndarray,
    promised: np.ndarray,
    x: np.ndarray,
    step: np.ndarray,
    optional: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Each step halved until the cost decreases as was promised; where it never does, none is taken.

    Nobody waits for steps that are optional. Gives the new points, and which steps were taken.
    """
    scale = np.ones(len(x))
    taken = np.zeros(len(x), bool)
    for _ in range(HALVINGS):
        moved = x + (scale[:, None] * step).astype(x.dtype)
        taken |= cost(moved) <= before - DECREASE * scale * promised
        if (taken | optional).all():
            break
        scale = np.where(taken, scale, scale / 2)
    return np.where(taken[:, None], moved, x), taken


def _length(x: np.ndarray) -> np.ndarray:
    """The largest entry of each row, by its absolute value."""
    length: np.ndarray = np.max(np.abs(x), axis=1, initial=0)
    return length


def _solve(slopes: np.ndarray, r: np.ndarray) -> np.ndarray:
    """The solution of each system: the shortest where one is singular, NaN where one is not finite."""
    if slopes.shape[-1] == 1:
        return _divided(slopes[:, 0], r)
    known = np.isfinite(slopes).all(axis=(1, 2)) & np.isfinite(r).all(axis=1)
    slopes = np.where(known[:, None, None], slopes, np.eye(slopes.shape[-1], dtype=slopes.dtype))
    right = np.where(known[:, None], r, np.nan)[..., None]
    try:
        step = np.linalg.solve(slopes, right)
    except np.linalg.LinAlgError:  # one is singular
        step = np.linalg.pinv(slopes) @ right
    return np.asarray(step[..., 0])


def _divided(slopes: np.ndarray, r: np.ndarray) -> np.ndarray:
    """The same of systems of one equation."""
    known = np.isfinite(slopes) & np.isfinite(r)
    flat = known & (slopes == 0)
    step = r / np.where(flat, 1, slopes)
    step[flat] = 0
    step[~known] = np.nan
    return step


def _curvatures(hessians: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The eigenvalues, the least first, with the eigenvectors; of a matrix that is not finite NaN."""
    known = np.isfinite(hessians).all(axis=(1, 2))[:, None]
    bends, axes = np.linalg.eigh(np.where(known[..., None], hessians, 0))
    return np.where(known, bends, np.nan), axes


def _downhill(bends: np.ndarray, axes: np.ndarray, g: np.ndarray) -> np.ndarray:
    """Newton's step with the curvatures' absolute values; along flat directions the gradient, as far as curvature 1."""
    strength = np.abs(bends)
    least = _FLAT * strength.max(axis=1, keepdims=True)
    strength = np.where(strength > least, strength, np.where(least > 0, least, 1))
    along = np.einsum("rij,ri->rj", axes, g) / strength
    return -np.einsum("rij,rj->ri", axes, along)


def _failure(
    what: str, size: str, done: np.ndarray, first: np.ndarray, now: np.ndarray, x: np.ndarray, most: int
) -> ConvergenceError:
    """How far it came, in the problem that is worst off."""
    left = np.flatnonzero(~done)
    row = left[np.argmax(np.nan_to_num(now[left], nan=np.inf))]
    which = f" in problem {row} of {len(done)}" if len(done) > 1 else ""
    point = np.array2string(x[row] if x.shape[1] != 1 else x[row, 0], precision=6, threshold=6, edgeitems=2)
    return ConvergenceError(
        f"{what} did not converge{which}: {size} was {first[row]:.3g} at the start and is {now[row]:.3g} at {point}; "
        f"start nearer to it, or allow more than max_steps={most}"
    )
