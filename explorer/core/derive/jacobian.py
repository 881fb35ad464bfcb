"""Jacobians and Hessians: one sweep, of all unit seeds at once."""

from __future__ import annotations

from functools import reduce
from math import prod
from operator import mul
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.batch import NotBatchableError, push_batch
from explorer.core.chain import to_dtype
from explorer.core.convert import as_expression
from explorer.core.derive.forward import push_forward
from explorer.core.derive.gradient import MISSING, complain, grad, refuse_null, unreached
from explorer.core.derive.holomorphic import check_holomorphic
from explorer.core.derive.operands import a_cost, choice, held, like, variables
from explorer.core.derive.reverse import pull_back, reached
from explorer.core.expr import Variable
from explorer.core.graph import ancestors, replace
from explorer.core.loop import scan
from explorer.core.origin import Derivation, Origin, mark, remember
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression


def jacobian(expression: Any, wrt: Any, consider_constant: Any = None, disconnected_inputs: str = "raise") -> Any:
    """All partial derivatives of an expression.

    The sweep is the forward one where ``wrt`` is known to be smaller than the expression, else the reverse one, and it
    carries all unit seeds at once; where an operation has no form on stacks, one after the other (Griewank and Walther
    2008, chapter 3).

    Args:
        expression: of any number of axes.
        wrt: an expression or a list of them.
        consider_constant: expressions that are not differentiated through.
        disconnected_inputs: "raise", "warn" or "ignore" (zeros) where the expression does not depend on one of ``wrt``.

    Returns:
        For each of ``wrt`` an expression of shape ``expression.shape + wrt.shape`` (numerator layout) and of the dtype
        of ``wrt`` where that is inexact, else float64. Of a complex expression by a complex one it is the complex
        derivative, as JAX's ``jacrev(holomorphic=True)``; by a real one it is complex. Of a real expression by a
        complex one each row is a gradient g, with d expression = Re(conj(g) · dx).

    Raises:
        DTypeError: where a complex expression is not complex differentiable by a complex one.
        DisconnectedInputError: see ``disconnected_inputs``.
        NullTypeGradError: where a derivative is not defined.
    """
    missing = choice("disconnected_inputs", disconnected_inputs, MISSING)
    y, targets, constants = as_expression(expression), variables(wrt, "jacobian"), held(consider_constant)
    reach = reached([y], constants)
    results = []
    for x in targets:
        if x not in reach:
            complain(missing, unreached([y], x, constants, T.brief(y)))
        results.append(_labelled(_jacobian(y, x, constants), y, x, constants))
    return like(wrt, results)


def hessian(cost: Expression, wrt: Any, consider_constant: Any = None, disconnected_inputs: str = "raise") -> Any:
    """All second partial derivatives of a real scalar: the forward sweep over the reverse one.

    Args:
        cost: a scalar expression.
        wrt: an expression, or a list of them for all blocks.
        consider_constant: expressions that are not differentiated through.
        disconnected_inputs: "raise", "warn" or "ignore" where the cost does not depend on one of ``wrt``.

    Returns:
        An expression of shape ``wrt.shape + wrt.shape``; for a list, the blocks as nested lists.

    Raises:
        ShapeError: where the cost is no scalar.
        DTypeError: where the cost or one of ``wrt`` is complex: take the real and imaginary parts as variables.
        DisconnectedInputError: see ``disconnected_inputs``.
    """
    missing = choice("disconnected_inputs", disconnected_inputs, MISSING)
    a_cost(cost, "hessian")
    targets, constants = variables(wrt, "hessian"), held(consider_constant)
    reach = reached([cost], constants)
    for x in targets:
        if x not in reach:
            complain(missing, unreached([cost], x, constants, "the cost"))
    gradients = grad(cost, targets, constants, disconnected_inputs="ignore")
    pairs = list(zip(targets, gradients, strict=True))
    blocks = [[_block(cost, g, y, x, constants) for x in targets] for y, g in pairs]
    return like(wrt, [like(wrt, row) for row in blocks])


def _jacobian(y: Expression, x: Expression, constants: Sequence[Expression]) -> Expression:
    if y.ndim == 0 and y.dtype.kind != "c":
        gradient: Expression = grad(y, x, constants, disconnected_inputs="ignore")
        return gradient
    by_columns = _is_larger(y, x)
    if y.dtype.kind == "c":
        by_columns = by_columns or x.dtype.kind != "c"  # the adjoint of a complex number, in a real one, forgets a part
        check_holomorphic(y, x)
    elif x.dtype.kind == "c":
        by_columns = False
    found = _columns(y, x, constants) if by_columns else _rows(y, x, constants)
    result: Expression = T.zeros((*T.shape(y), *T.shape(x)), dtype_of(y, x)) if found is None else found
    return result


def _block(
    cost: Expression, gradient: Expression, y: Expression, x: Expression, constants: Sequence[Expression]
) -> Expression:
    """The second derivative by ``y`` and ``x``. A mixed one is no Hessian, but the Jacobian of a gradient."""
    if "c" in (y.dtype.kind, x.dtype.kind):
        return _labelled(_jacobian(gradient, x, constants), gradient, x, constants)
    found = _columns(gradient, x, constants, symmetric=x is y)
    result = T.zeros((*T.shape(y), *T.shape(x)), dtype_of(gradient, x)) if found is None else found
    if x is not y:
        return _labelled(result, gradient, x, constants)
    remember(result, Derivation("hessian", cost, x, held=tuple(constants)))
    return result


def _labelled(result: Expression, y: Expression, x: Expression, constants: Sequence[Expression]) -> Expression:
    remember(result, Derivation("jacobian", y, x, held=tuple(constants)))
    return result


def _rows(y: Expression, x: Expression, constants: Sequence[Expression]) -> Expression | None:
    """By the reverse sweep, a row for each element of ``y``; None where all are zero."""
    seed = Variable(y.type.with_dtype(derivative_dtype(y.dtype)))
    (found,) = pull_back({y: seed}, [x], constants)
    refuse_null([found], [y], [x])
    if found is None:
        return None
    rows = _for_each_unit(found, seed, y)
    if y.dtype.kind == "c":
        rows = T.conj(rows)  # the reverse sweep gives the adjoint of the derivative
    rows = to_dtype(rows, dtype_of(y, x))
    if y.ndim > 1:
        rows = T.reshape(rows, (*T.shape(y), *T.shape(x)))
    mark([rows], Origin("reverse", "jacobian", (y,)), ancestors([y]))
    return rows


def _columns(
    y: Expression, x: Expression, constants: Sequence[Expression], *, symmetric: bool = False
) -> Expression | None:
    """By the forward sweep, a column for each element of ``x``; None where all are zero."""
    seed = Variable(x.type.with_dtype(derivative_dtype(x.dtype)))
    (found,) = push_forward([y], {x: seed}, constants)
    refuse_null([found], [y], [x])
    if found is None:
        return None
    columns = to_dtype(_for_each_unit(found, seed, x), dtype_of(y, x))
    if x.ndim and y.ndim and not symmetric:
        columns = T.moveaxis(columns, 0, -1)
    if x.ndim > 1:
        columns = T.reshape(columns, (*T.shape(y), *T.shape(x)))
    mark([columns], Origin("forward", "jacobian", (y,)), ancestors([y]))
    return columns


def _for_each_unit(found: Expression, seed: Variable, like: Expression) -> Expression:
    """What is linear in ``seed``, for each unit of the shape of ``like``, stacked; of a scalar, for 1."""
    if like.ndim == 0:
        return replace([found], {seed: T.ones_like(like, seed.dtype)})[0]
    sizes = T.shape(like)
    count = reduce(mul, sizes)
    units = T.eye(count, dtype=seed.dtype)
    if like.ndim > 1:
        units = T.reshape(units, (count, *sizes))
    return for_each(found, seed, units, count)


def for_each(found: Expression, seed: Variable, stack: Expression, count: Expression) -> Expression:
    """What depends on ``seed``, for each of a stack of ``count`` of them, stacked."""
    try:
        (result,) = push_batch([found], {seed: stack}, count)
    except NotBatchableError:
        result, _ = scan(lambda one: replace([found], {seed: one})[0], stack)
    return result


def dtype_of(y: Expression, x: Expression) -> np.dtype:
    """A derivative's dtype is that of what it is taken by, complex where either is."""
    dtype = derivative_dtype(x.dtype)
    if y.dtype.kind == "c" and dtype.kind != "c":
        return np.result_type(dtype, np.complex64)
    return dtype


def _is_larger(y: Expression, x: Expression) -> bool:
    """Whether ``y`` is known to have more elements than ``x``: sizes that both have say nothing."""
    own, other = list(y.dimensions), list(x.dimensions)
    for size in y.dimensions:
        if size in other:
            own.remove(size)
            other.remove(size)
    known, fewer = ([size for size in sizes if isinstance(size, int)] for sizes in (own, other))
    if len(fewer) < len(other):  # an unknown size that the other has not
        return False
    return prod(known) > prod(fewer) or (len(known) < len(own) and prod(fewer) == 1)
