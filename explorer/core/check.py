"""Checks of derivatives against differences: `numeric_grad`, `verify_grad`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.convert import as_expression
from explorer.core.derive.gradient import grad
from explorer.core.errors import GradientError
from explorer.core.evaluate.function import function
from explorer.core.expr import Variable
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Expression


def _variables(points: Sequence[np.ndarray]) -> list[Variable]:
    return [
        Variable(TensorType(p.dtype, tuple(1 if n == 1 else unknown() for n in p.shape)), f"x{index}")
        for index, p in enumerate(points)
    ]


def _arrays(points: Any) -> list[np.ndarray]:
    given = points if isinstance(points, list | tuple) else [points]
    arrays = [np.asarray(p) for p in given]
    return [a if a.dtype.kind in "fc" else a.astype("float64") for a in arrays]


def numeric_grad(fun: Callable[..., Any], points: Any, eps: float | None = None) -> list[np.ndarray]:
    """Central differences of a scalar function of arrays.

    Args:
        fun: takes arrays, gives a number.
        points: an array or a list of them.
        eps: the step, relative to 1 + |x|; the cube root of the dtype's rounding unit unless given.

    Returns:
        For each point an array of its shape (Press et al., Numerical Recipes, section 5.7). For a complex point the
        gradient ``g`` with d fun = Re(conj(g) · dx).
    """
    arrays = _arrays(points)
    result = []
    for index, array in enumerate(arrays):
        relative = eps if eps is not None else float(np.finfo(array.dtype).eps) ** (1 / 3)
        slope = np.zeros(array.shape, array.dtype)
        for place in np.ndindex(array.shape):
            for unit in (1, 1j) if array.dtype.kind == "c" else (1,):
                step = unit * relative * (1 + abs(array[place]))
                ends = []
                for sign in (1, -1):
                    moved = array.copy()
                    moved[place] += sign * step
                    ends.append((moved[place], fun(*arrays[:index], moved, *arrays[index + 1 :])))
                (right, above), (left, below) = ends
                slope[place] += unit * unit * (above - below) / (right - left)
        result.append(slope)
    return result


def verify_grad(
    fun: Callable[..., Expression],
    points: Any,
    rng: np.random.Generator | None = None,
    eps: float | None = None,
    abs_tol: float | None = None,
    rel_tol: float | None = None,
) -> None:
    """Compare the gradient of ``fun``, projected to a random direction, with central differences.

    Args:
        fun: takes expressions, gives one.
        points: an array or a list of them.
        rng: makes the projection; seeded with 0 unless given.
        eps: see `numeric_grad`.
        abs_tol: how much may differ; 1e-6 (1e-2 in float32) unless given.
        rel_tol: how much may differ in proportion; the same unless given.

    Raises:
        GradientError: with the worst entry.
    """
    arrays = _arrays(points)
    variables = _variables(arrays)
    y = as_expression(fun(*variables))
    value = function(variables, y, on_unused_input="ignore")
    shape = value(*arrays).shape
    weights = (rng or np.random.default_rng(0)).uniform(0.5, 1.5, shape)
    cost = T.sum(y * T.constant(weights.astype(y.dtype if y.dtype.kind == "f" else "float64")))
    gradients = function(variables, grad(cost, variables, disconnected_inputs="ignore"), on_unused_input="ignore")
    projected = function(variables, cost, on_unused_input="ignore")
    narrow = any(a.dtype in (np.dtype("float32"), np.dtype("complex64")) for a in arrays)
    allowed_abs = abs_tol if abs_tol is not None else 1e-2 if narrow else 1e-6
    allowed_rel = rel_tol if rel_tol is not None else 1e-2 if narrow else 1e-6
    found, expected = gradients(*arrays), numeric_grad(projected, arrays, eps)
    for index, (g, e) in enumerate(zip(found, expected, strict=True)):
        error = np.abs(g - e)
        relative = error / np.maximum(np.maximum(np.abs(g), np.abs(e)), 1e-300)
        wrong = ~((error <= allowed_abs) | (relative <= allowed_rel))
        if wrong.any():
            place = np.unravel_index(int(np.argmax(np.where(wrong, np.nan_to_num(error, nan=np.inf), -1))), g.shape)
            where = tuple(int(i) for i in place)
            message = (
                f"the gradient by argument {index} is wrong at {where}: {g[place]:.10g}, but differences give "
                f"{e[place]:.10g} (absolute error {error[place]:.3g}, relative {relative[place]:.3g})"
            )
            raise GradientError(message)
