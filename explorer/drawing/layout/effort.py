"""How long `dot` will need, judged before it begins: once begun, only the end of the process stops it.

Measured on random graphs, networks with their gradients, stars and dense graphs: its time goes with the square of
the number of places plus the rows that links span, since `dot` puts a virtual place into each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from explorer.drawing.layout.plan import Plan

Care = Literal["careful", "hurried"]
_SECONDS: dict[Care, float] = {"careful": 1e-7, "hurried": 2.5e-8}  # for each square; careful edges are splines
_PATIENCE = 0.5  # seconds that better edges are worth
_MOST_PLACES = 1000


def care(plan: Plan, row: np.ndarray, skipped: np.ndarray, budget: float) -> Care | None:
    """How carefully `dot` can lay out a plan without the ``skipped`` links in ``budget`` seconds; None for not."""
    if len(plan.sizes) > _MOST_PLACES:
        return None
    if seconds(plan, row, skipped, "careful") <= min(budget, _PATIENCE):
        return "careful"
    return "hurried" if seconds(plan, row, skipped, "hurried") <= budget else None


def seconds(plan: Plan, row: np.ndarray, skipped: np.ndarray, care: Care) -> float:
    """An estimate of `dot`'s time, rather too high than too low."""
    upper = np.array([link.upper for link in plan.links], dtype=int)
    lower = np.array([link.lower for link in plan.links], dtype=int)
    loose = np.array([link.loose for link in plan.links], dtype=bool)
    span = np.abs(row[lower] - row[upper])[~skipped & ~loose]
    return _SECONDS[care] * float(len(plan.sizes) + span.sum()) ** 2
