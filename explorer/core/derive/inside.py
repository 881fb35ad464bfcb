"""Both sweeps through a function inside an operation.

It is differentiated by its own variables, and only then these become what they stand for: operands that are made of
each other must not be taken for one another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.derive.forward import push_forward
from explorer.core.derive.reverse import pull_back
from explorer.core.expr import Variable
from explorer.core.graph import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.core.expr import Expression
    from explorer.core.op import Cotangent, Tangent


def push_inside(
    output: Expression, known: Mapping[Expression, Expression], tangents: Mapping[Expression, Tangent]
) -> Tangent:
    """The tangent of a result.

    Args:
        output: over the variables of the function.
        known: what all of them stand for.
        tangents: of what some of them stand for.
    """
    moving = {variable: (Variable(t.type), t) for variable, t in tangents.items() if t is not None}
    (moved,) = push_forward([output], {variable: stand_in for variable, (stand_in, _) in moving.items()})
    return None if moved is None else replace([moved], {**known, **dict(moving.values())})[0]


def pull_inside(
    output: Expression, known: Mapping[Expression, Expression], cotangent: Expression, wrt: Sequence[Expression]
) -> list[Cotangent]:
    """The cotangents of what some variables stand for.

    Args:
        output: over the variables of the function.
        known: what all of them stand for.
        cotangent: of the result.
        wrt: variables.
    """
    seed = Variable(cotangent.type)
    found = pull_back({output: seed}, wrt)
    return [None if g is None else replace([g], {**known, seed: cotangent})[0] for g in found]
