"""Checks of functions of expressions at points: `verify_grad`, `verify_adjoint`, `verify_taylor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.check.adjoint import adjoint
from explorer.core.check.analytic import complex_step
from explorer.core.check.differences import as_points, numeric_grad
from explorer.core.check.figures import compare
from explorer.core.check.taylor import remainder
from explorer.core.compiling import function
from explorer.core.convert import as_expression
from explorer.core.derive.gradient import grad
from explorer.core.derive.products import Lop, Rop
from explorer.core.expr import Variable
from explorer.core.tie import surface as T
from explorer.core.types import TensorType, derivative_dtype, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.check.figures import Adjoint, Comparison, Remainder
    from explorer.core.evaluate.function import Function
    from explorer.core.expr import Expression


def verify_grad(
    fun: Callable[..., Expression],
    points: Any,
    rng: np.random.Generator | None = None,
    eps: float | None = None,
    abs_tol: float | None = None,
    rel_tol: float | None = None,
) -> Comparison:
    """Compare the gradient of ``fun``, projected to a random direction, with what its values say.

    Against a complex step where the program is analytic, else against central differences.

    Args:
        fun: takes expressions, gives one.
        points: an array or a list of them.
        rng: makes the projection; seeded with 0 unless given.
        eps: the step of plain central differences, relative to 1 + |x|.
        abs_tol: how much may differ; 1e-6 (1e-2 in float32) unless given.
        rel_tol: how much may differ in proportion; the same unless given.

    Returns:
        The figures: the method, the worst entry, absolute and relative error.

    Raises:
        GradientError: with the worst entry.
    """
    arrays = as_points(points)
    variables = _variables(arrays)
    y = as_expression(fun(*variables))
    (value,) = _compiled(variables, [y])(*arrays)
    cost = _projected(y, value.shape, rng or np.random.default_rng(0))
    found = _compiled(variables, grad(cost, variables, disconnected_inputs="ignore"))(*arrays)
    measured = complex_step(cost, variables, arrays) if eps is None else None
    method = "a complex step" if measured is not None else "differences"
    if measured is None:
        program = function(variables, cost, on_unused_input="ignore")
        measured = numeric_grad(program, arrays, eps)
    usual = 1e-2 if any(a.dtype.itemsize < (16 if a.dtype.kind == "c" else 8) for a in arrays) else 1e-6
    absolute, relative = (usual if given is None else given for given in (abs_tol, rel_tol))
    return compare(method, found, measured, absolute, relative).confirmed()


def verify_adjoint(fun: Callable[..., Expression], points: Any, rng: np.random.Generator | None = None) -> Adjoint:
    """Compare forward and reverse mode of ``fun``: ⟨w, J u⟩ = ⟨Jᵀ w, u⟩ for random ``u`` and ``w``.

    Args:
        fun: takes expressions, gives one.
        points: an array or a list of them.
        rng: makes the directions; seeded with 0 unless given.

    Returns:
        The figures: both sides, and by how much they differ in units of rounding.

    Raises:
        GradientError: where they differ by more than rounding.
    """
    arrays, rng = as_points(points), rng or np.random.default_rng(0)
    variables = _variables(arrays)
    y = as_expression(fun(*variables))
    tangents = [_beside(x, "u") for x in variables]
    cotangent = _beside(y, "w")
    u = [_direction(a, rng) for a in arrays]
    forward = Rop(y, variables, tangents, disconnected_outputs="ignore")
    (pushed,) = _compiled([*variables, *tangents], [forward])(*arrays, *u)
    w = _direction(pushed, rng)
    back = Lop(y, variables, cotangent, disconnected_inputs="ignore")
    pulled = _compiled([*variables, cotangent], back)(*arrays, w)
    return adjoint([w], [pushed], pulled, u).confirmed()


def verify_taylor(
    fun: Callable[..., Expression], points: Any, rng: np.random.Generator | None = None, order: int = 1
) -> Remainder:
    """Look at the remainder of the Taylor expansion of ``fun`` along a random direction: it is of the next order.

    Args:
        fun: takes expressions, gives one.
        points: an array or a list of them.
        rng: makes the direction; seeded with 0 unless given.
        order: of the expansion: 1 checks first derivatives, 2 second ones too.

    Returns:
        The figures: the order found (``order + 1`` is right), from step to step.

    Raises:
        GradientError: where the remainder shrinks more slowly.
    """
    arrays, rng = as_points(points), rng or np.random.default_rng(0)
    variables = _variables(arrays)
    terms = [as_expression(fun(*variables))]
    tangents = [_beside(x, "u") for x in variables]
    for _ in range(order):
        terms.append(Rop(terms[-1], variables, tangents, disconnected_outputs="ignore"))
    u = [_direction(a, rng) for a in arrays]
    at_start = _compiled([*variables, *tangents], terms)(*arrays, *u)
    program = function(variables, terms[0], on_unused_input="ignore")
    length = float(np.sqrt(sum(np.sum(np.abs(d) ** 2) for d in u))) or 1.0
    eps = max(float(np.finfo(a.dtype).eps) for a in arrays)

    def curve(step: float) -> np.ndarray:
        result: np.ndarray = program(*(np.asarray(a + step * d, a.dtype) for a, d in zip(arrays, u, strict=True)))
        return result

    return remainder(curve, at_start, length, eps).confirmed()


def _variables(points: Sequence[np.ndarray]) -> list[Variable]:
    return [
        Variable(TensorType(p.dtype, tuple(1 if n == 1 else unknown() for n in p.shape)), f"x{index}")
        for index, p in enumerate(points)
    ]


def _beside(e: Expression, name: str) -> Variable:
    return Variable(TensorType(derivative_dtype(e.dtype), e.dimensions), name)


def _compiled(inputs: Sequence[Variable], outputs: Sequence[Expression]) -> Function:
    return function(list(inputs), list(outputs), on_unused_input="ignore")


def _direction(array: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    direction = np.asarray(rng.standard_normal(array.shape))
    if array.dtype.kind == "c":
        direction = direction + 1j * rng.standard_normal(array.shape)
    return np.asarray(direction, derivative_dtype(array.dtype))


def _projected(y: Expression, shape: tuple[int, ...], rng: np.random.Generator) -> Expression:
    """A real scalar that every entry of ``y`` contributes to."""

    def weighted(part: Expression) -> Expression:
        weights = rng.uniform(0.5, 1.5, shape)
        return T.sum(part * T.constant(weights.astype(derivative_dtype(part.dtype))))

    return weighted(T.real(y)) + weighted(T.imag(y)) if y.dtype.kind == "c" else weighted(y)
