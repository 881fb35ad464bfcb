"""Is a derivative right? Differences, complex steps, the adjoint identity and Taylor's remainder."""

from explorer.core.check.adjoint import adjoint
from explorer.core.check.differences import Estimate, along, numeric_grad
from explorer.core.check.figures import Adjoint, Check, Comparison, Remainder, compare, tolerance
from explorer.core.check.taylor import remainder
from explorer.core.check.verify import verify_adjoint, verify_grad, verify_taylor

__all__ = [
    "Adjoint",
    "Check",
    "Comparison",
    "Estimate",
    "Remainder",
    "adjoint",
    "along",
    "compare",
    "numeric_grad",
    "remainder",
    "tolerance",
    "verify_adjoint",
    "verify_grad",
    "verify_taylor",
]
