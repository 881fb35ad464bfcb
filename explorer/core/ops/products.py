"""Products of arrays of any number of axes, made of `einsum` and elementwise products."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from explorer.core.broadcast import describe
from explorer.core.convert import as_expressions
from explorer.core.errors import ShapeError
from explorer.core.ops.einsum import LETTERS, contraction
from explorer.core.ops.reductions import normalise_axis
from explorer.core.tie import surface as T
from explorer.core.types import unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.expr import Expression


def tensordot(x: Any, y: Any, axes: Any = 2) -> Expression:
    """The sum of products over some axes of both; the others follow in their order; ``np.tensordot``.

    Args:
        x: an expression.
        y: an expression.
        axes: how many of the last axes of x and the first of y; or a pair, the axes of x and of y.

    Raises:
        ShapeError: where the axes are not there, or their sizes can never be equal.
    """
    a, b = as_expressions((x, y))
    if isinstance(axes, int):
        if not 0 <= axes <= min(a.ndim, b.ndim):
            message = f"{describe(a)} and {describe(b)}: tensordot cannot sum over {axes} axes of both"
            raise ShapeError(message)
        left, right = list(range(a.ndim - axes, a.ndim)), list(range(axes))
    else:
        left, right = (_listed(one, e.ndim) for one, e in zip(axes, (a, b), strict=True))
    return _summed_over(a, b, left, right, "tensordot")


def _listed(axes: Any, ndim: int) -> list[int]:
    given = list(axes) if isinstance(axes, list | tuple) else [axes]
    normalise_axis(given, ndim, "tensordot")
    return [axis % ndim for axis in given]


def _summed_over(x: Expression, y: Expression, left: Sequence[int], right: Sequence[int], name: str) -> Expression:
    if len(left) != len(right):
        message = f"{describe(x)} and {describe(y)}: {name} is given {len(left)} and {len(right)} axes"
        raise ShapeError(message)
    for i, j in zip(left, right, strict=True):
        a, b = x.dimensions[i], y.dimensions[j]
        if unify(a, b) is None:
            message = f"{describe(x)} and {describe(y)}: {name} needs {a} = {b} (axis {i} of one, {j} of the other)"
            raise ShapeError(message)
    labels, more = LETTERS[: x.ndim], iter(LETTERS[x.ndim :])
    others = [labels[left[right.index(j)]] if j in right else next(more) for j in range(y.ndim)]
    result = [label for label in (*labels, *others) if (label in labels) != (label in others)]
    return contraction([labels, others], result)(x, y)


def inner(x: Any, y: Any) -> Expression:
    """The sum of products over the last axes; of a scalar the multiple; ``np.inner``."""
    a, b = as_expressions((x, y))
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    if max(a.ndim, b.ndim) <= 2:
        return T.dot(a, b.T)
    return _summed_over(a, b, [a.ndim - 1], [b.ndim - 1], "inner")


def vdot(x: Any, y: Any) -> Expression:
    """The sum of products of all elements, the first complex conjugated; ``np.vdot``."""
    a, b = as_expressions((x, y))
    return T.dot(T.conj(T.ravel(a)), T.ravel(b))


def batched_dot(x: Any, y: Any) -> Expression:
    """``dot(x[i], y[i])`` for each ``i``; Theano's ``batched_dot``.

    Raises:
        ShapeError: for scalars, and where the numbers of elements or the sizes summed over can never be equal.
    """
    a, b = as_expressions((x, y))
    if a.ndim == 0 or b.ndim == 0:
        message = f"{describe(a)} and {describe(b)}: batched_dot goes along the first axis of both"
        raise ShapeError(message)
    labels, more = LETTERS[: a.ndim], iter(LETTERS[a.ndim :])
    others = [labels[0], *(next(more) for _ in range(b.ndim - 1))]
    result = [*labels, *others[1:]]
    if a.ndim > 1 and b.ndim > 1:
        place = max(1, b.ndim - 2)
        result = [label for label in result if label not in (labels[-1], others[place])]
        others[place] = labels[-1]
    return contraction([labels, others], result)(a, b)


def kron(x: Any, y: Any) -> Expression:
    """Each element of x times the whole of y, side by side; ``np.kron``.

    Shape ``(x.shape[i] * y.shape[i], …)``; the operand with fewer axes gets new ones in front.
    """
    a, b = as_expressions((x, y))
    ndim = max(a.ndim, b.ndim)
    a, b = (T.expand_dims(one, tuple(range(ndim - one.ndim))) for one in (a, b))
    spread = T.expand_dims(a, tuple(range(1, 2 * ndim, 2))) * T.expand_dims(b, tuple(range(0, 2 * ndim, 2)))
    return T.reshape(spread, [math.prod(pair) for pair in zip(T.shape(a), T.shape(b), strict=True)])
