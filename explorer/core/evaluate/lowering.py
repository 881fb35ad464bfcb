"""Operations that are one call of a kernel, as what the kernel does: operations that loops can be made of.

Where a program is Python, the kernel is quicker and says what it is; where it becomes loops, its parts join those
around them. Both compute the same in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.expr import constant
from explorer.core.graph import applies, replace
from explorer.core.ops.linear_algebra import Outer
from explorer.core.ops.reductions import Logsumexp
from explorer.core.ops.softmax import Softmax
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explorer.core.expr import Expression
    from explorer.core.op import Op


def lowered(outputs: Sequence[Expression]) -> list[Expression]:
    """The same outputs, of operations that are computed element by element, and sums."""
    new: dict[Expression, Expression] = {}
    for node in applies(outputs):
        lower = LOWERED.get(type(node.op))
        if lower is not None:
            new[node.output()] = lower(node.op, *replace(node.inputs, new))
    return replace(outputs, new) if new else list(outputs)


def _softmax(op: Op, x: Expression) -> Expression:
    """See `explorer.core.kernels.softmax`."""
    assert isinstance(op, Softmax)
    x = _inexact(x)
    keep = len(op.axis) < x.ndim  # numbers need no axes
    shares = T.exp(x - T.max(x, op.axis, keepdims=keep))
    return shares / T.sum(shares, op.axis, keepdims=keep)


def _logsumexp(op: Op, x: Expression) -> Expression:
    """See `explorer.core.kernels.logsumexp`."""
    assert isinstance(op, Logsumexp)
    x = _inexact(x)
    keep = len(op.axis) < x.ndim
    zero, one = (constant(value, dtype=x.dtype) for value in (0, 1))
    largest = T.max(x, op.axis, keepdims=keep)
    shares = T.exp(x - T.switch(T.isfinite(largest), largest, zero))
    ties = T.eq(x, largest)
    count = T.sum(T.switch(ties, one, zero), op.axis, keepdims=keep)
    others = T.sum(T.switch(ties, zero, shares), op.axis, keepdims=keep)
    total = largest + (T.log(count) + T.log1p(others / T.maximum(count, one)))
    if keep == op.keepdims:
        return total
    return T.squeeze(total, op.axis) if keep else T.expand_dims(total, tuple(range(x.ndim)))


def _inexact(x: Expression) -> Expression:
    """Of integers and truths the numbers that they are."""
    dtype = np.exp(np.empty(0, x.dtype)).dtype
    return x if x.dtype == dtype else T.cast(x, dtype)


def _outer(_: Op, x: Expression, y: Expression) -> Expression:
    return T.expand_dims(x, 1) * T.expand_dims(y, 0)


LOWERED: dict[type[Op], Callable[..., Expression]] = {Softmax: _softmax, Logsumexp: _logsumexp, Outer: _outer}
