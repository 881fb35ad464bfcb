"""What reaches what: the pattern of an inverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.dependence import Pairs, per_group, picked
from explorer.core.derive.sparsity.links import after
from explorer.core.derive.sparsity.matrices import from_pairs, identity

if TYPE_CHECKING:
    from explorer.core.dependence import Dependence


def closure(dependence: Dependence, count: int) -> tuple[Pairs, ...]:
    """What ``count`` elements reach by a dependence among themselves, in any number of steps or none.

    It contains the pattern of the inverse of a matrix with this pattern: that is a polynomial in the matrix (Cayley and
    Hamilton). Elements that reach each other count as one.
    """
    from scipy.sparse import csgraph  # noqa: PLC0415 - the core starts without it

    steps = identity(count)
    direct = after(dependence, steps)
    if direct is not None:
        steps = steps + direct
    parts, part = csgraph.connected_components(steps, connection="strong")
    members = from_pairs(part, np.arange(count), (parts, count))
    reached = members @ steps @ members.T.tocsr()
    while (further := reached @ reached).nnz > reached.nnz:
        reached = further
    entries = reached.tocoo()
    return picked(part, parts), Pairs(entries.row, entries.col, entries.shape), per_group(part, parts)
