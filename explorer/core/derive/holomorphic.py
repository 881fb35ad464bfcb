"""Which complex expressions are complex differentiable, as far as their operations tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.errors import DTypeError
from explorer.core.graph import applies
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression

# Complex functions that are not holomorphic. What makes reals of complex numbers is none of them either.
_CONJUGATING = frozenset({"conj", "vdot", "sign", "cholesky", "eigh", "lstsq", "pinv", "qr", "svd"})


def check_holomorphic(y: Expression, x: Expression) -> None:
    """Refuse the complex derivative of what has none: of a part that depends on the conjugate of ``x``.

    Raises:
        DTypeError: naming that part, and saying what to do.
    """
    if x.dtype.kind != "c":
        return
    reached = {x}
    culprit: dict[Expression, Expression] = {}
    for node in applies([y]):
        moving = [e for e in node.inputs if e in reached]
        if not moving:
            continue
        for e in node.outputs:
            if not e.type.inexact:  # a comparison passes no derivative on
                continue
            reached.add(e)
            inherited = next((culprit[i] for i in moving if i in culprit), None)
            if inherited is None and _conjugates(node, e, moving):
                inherited = e
            if inherited is not None:
                culprit[e] = inherited
    if y in culprit:
        message = (
            f"{T.brief(y)} is complex and no complex differentiable function of {x!r}, because of "
            f"{T.brief(culprit[y])}; take the Jacobians of its real and imaginary parts"
        )
        raise DTypeError(message)


def _conjugates(node: Apply, e: Expression, moving: list[Expression]) -> bool:
    complex_inputs = any(i.dtype.kind == "c" for i in moving)
    return complex_inputs and (e.dtype.kind != "c" or node.op.name in _CONJUGATING)
