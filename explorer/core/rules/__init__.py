"""The rules, one file for each theme. Data: what they mean stands in their names, sides and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.rules.algebra import ALGEBRA
from explorer.core.rules.choices import CHOICES
from explorer.core.rules.collecting import COLLECTING
from explorer.core.rules.contractions import CONTRACTIONS
from explorer.core.rules.derivatives import DERIVATIVES
from explorer.core.rules.determinants import DETERMINANTS
from explorer.core.rules.detours import DETOURS, SEARCHED
from explorer.core.rules.exponentials import LOGARITHMS
from explorer.core.rules.functions import FUNCTIONS
from explorer.core.rules.indexing import INDEXING
from explorer.core.rules.inverses import INVERSES
from explorer.core.rules.linear_algebra import LINEAR_ALGEBRA
from explorer.core.rules.loops import LOOPS
from explorer.core.rules.matrix_facts import MATRIX_FACTS
from explorer.core.rules.outer_products import OUTER_PRODUCTS
from explorer.core.rules.reductions import REDUCTIONS
from explorer.core.rules.shapes import SHAPES
from explorer.core.rules.stability import CANCELLATION, STABLE
from explorer.core.rules.structure import STRUCTURE
from explorer.core.rules.trigonometry import TRIGONOMETRY

if TYPE_CHECKING:
    from explorer.core.rewrite.rule import Ruleset


def all_rulesets() -> tuple[Ruleset, ...]:
    """The rules by theme, in the order in which they are tried: what removes most comes first."""
    return (
        DERIVATIVES,
        LOOPS,
        FUNCTIONS,
        SHAPES,
        REDUCTIONS,
        INDEXING,
        STRUCTURE,
        CHOICES,
        OUTER_PRODUCTS,
        MATRIX_FACTS,
        LINEAR_ALGEBRA,
        INVERSES,
        DETERMINANTS,
        CONTRACTIONS,
        STABLE,
        CANCELLATION,
        LOGARITHMS,
        TRIGONOMETRY,
        ALGEBRA,
        COLLECTING,
    )


def all_detours() -> tuple[Ruleset, ...]:
    """The rules that a search takes beside those, and what it gives in the end."""
    return (DETOURS, SEARCHED)
