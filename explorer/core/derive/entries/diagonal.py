"""Whether each element of an expression depends on the one element of another that stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.chain import match_dtype
from explorer.core.derive.entries.emit import emitted
from explorer.core.derive.entries.term import NotEmittedError, numbers
from explorer.core.derive.forward import push_forward
from explorer.core.expr import Variable
from explorer.core.graph import replace
from explorer.core.tie import surface as T
from explorer.core.types import derivative_dtype

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def own_derivative(y: Expression, x: Expression) -> Expression | None:
    """The derivative of each element of ``y`` by that of ``x``, of their shape; None where it depends on others too.

    Both are real and of one shape. It is None also where that cannot be seen.
    """
    seed = Variable(x.type.with_dtype(derivative_dtype(x.dtype)))
    (tangent,) = push_forward([y], {x: seed})
    if tangent is None:
        return None
    try:
        terms = emitted(tangent, seed)
    except NotEmittedError:
        return None
    if len(terms) != 1 or terms[0].rows is not None or terms[0].columns is not numbers(seed) + 1:
        return None
    (values,) = replace([terms[0].values], {seed: x})
    return match_dtype(values if values.ndim == x.ndim else T.fill(x, values), x)
