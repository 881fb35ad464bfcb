"""Which outputs of a function are made of their entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.derive.entries.emission import emission
from explorer.core.derive.entries.products import coloured
from explorer.core.derive.entries.term import NotEmittedError
from explorer.core.derive.gradient import grad
from explorer.core.graph import applies
from explorer.core.ops.creation import Eye
from explorer.core.origin import derivation_of
from explorer.core.pipeline import optimize_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.core.evaluate.placement import Computed, Placement
    from explorer.core.expr import Expression
    from explorer.core.origin import Derivation

_KINDS = ("jacobian", "hessian", "gradient")


def placed(
    before: Sequence[Expression], after: Sequence[Expression], off: frozenset[str] | None, *, sparse: bool
) -> list[Computed]:
    """What a function computes for its outputs: themselves, or their entries.

    Entries are computed of Jacobians and Hessians that are wanted ``sparse``, and of others where as good as all of an
    array would be computed only to be zero: where a unit matrix is left in the optimised form.

    Args:
        before: the outputs as they were given.
        after: as they were optimised.
        off: the names of the rules that are left out; None for all.
        sparse: whether Jacobians and Hessians are wanted as ``scipy.sparse`` arrays.
    """
    found: list[Computed] = []
    for raw, optimised in zip(before, after, strict=True):
        derivation = derivation_of(raw)
        entries = None
        if derivation is not None and derivation.kind in _KINDS and derivation.complete:
            if sparse:
                entries = _entries(derivation, off, sparse=True)
            elif off is not None and derivation.kind != "gradient" and _has_units(optimised):
                entries = _entries(derivation, off, sparse=False)
        found.append(optimised if entries is None else entries)
    return found


def _has_units(e: Expression) -> bool:
    return any(isinstance(node.op, Eye) for node in applies([e]) if node.output() is not e)


def _entries(derivation: Derivation, off: frozenset[str] | None, *, sparse: bool) -> Placement | None:
    """The entries of a derivative; of a dense one None where they are not those of a few arrays."""
    x, held = derivation.wrt, derivation.held
    y = derivation.of
    if derivation.kind == "hessian":
        y = grad(y, x, list(held) or None, disconnected_inputs="ignore")

    def optimised(expressions: Sequence[Expression]) -> Sequence[Expression]:
        return expressions if off is None else optimize_all(expressions, off)[0]

    # What is held constant must stay what it is: the optimised form may have nothing of it any more.
    (y,) = optimised([y]) if not held else [y]
    if "c" not in (y.dtype.kind, x.dtype.kind) or y.dtype.kind == "c":
        try:
            return emission(y, x, held, optimised, sparse=sparse)
        except NotEmittedError:
            pass  # then by products
    return coloured(y, x, held, optimised, symmetric=derivation.kind == "hessian") if sparse else None
