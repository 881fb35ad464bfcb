"""The adjoint identity: forward and reverse mode are each other's transpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.core.check.figures import Adjoint, tolerance

if TYPE_CHECKING:
    from collections.abc import Sequence


def adjoint(
    w: Sequence[np.ndarray],
    pushed: Sequence[np.ndarray],
    pulled: Sequence[np.ndarray],
    u: Sequence[np.ndarray],
    allowed: float | None = None,
) -> Adjoint:
    """⟨w, J u⟩ beside ⟨Jᵀ w, u⟩.

    Args:
        w: a cotangent for each output.
        pushed: J u, an array for each output.
        pulled: Jᵀ w, an array for each input.
        u: a tangent for each input.
        allowed: how much they may differ, in proportion to the sum of the terms' magnitudes.
    """
    forward, ahead = _inner(w, pushed)
    reverse, back = _inner(pulled, u)
    size = ahead + back
    relative = abs(forward - reverse) / size if size else abs(forward - reverse)
    dtype = np.result_type(*(a.dtype for a in (*pushed, *pulled)))
    allowed = tolerance(dtype, identity=True) if allowed is None else allowed
    return Adjoint(relative <= allowed, forward, reverse, relative, relative / float(np.finfo(dtype).eps))


def _inner(a: Sequence[np.ndarray], b: Sequence[np.ndarray]) -> tuple[float, float]:
    """The real inner product, and the sum of its terms' magnitudes."""
    pairs = list(zip(a, b, strict=True))
    return (
        float(sum(np.vdot(x, y).real for x, y in pairs)),
        float(sum(np.sum(np.abs(x * y)) for x, y in pairs)),
    )
