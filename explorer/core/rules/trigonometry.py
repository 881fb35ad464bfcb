"""Trigonometric and hyperbolic identities."""

from __future__ import annotations

from explorer.core.ops.trigonometric import arctan, cos, cosh, sin, sinh, tan, tanh
from explorer.core.rewrite.rule import ruleset
from explorer.core.rules.wilds import x

TRIGONOMETRY = ruleset(
    "Trigonometry",
    pythagoras=(sin(x) ** 2 + cos(x) ** 2, 1.0),
    hyperbolic_pythagoras=(cosh(x) ** 2 - sinh(x) ** 2, 1.0),
    sine_over_cosine=(sin(x) / cos(x), tan(x)),
    sine_of_minus=(sin(-x), -sin(x)),
    cosine_of_minus=(cos(-x), cos(x)),
    tangent_of_minus=(tan(-x), -tan(x)),
    sinh_of_minus=(sinh(-x), -sinh(x)),
    cosh_of_minus=(cosh(-x), cosh(x)),
    tanh_of_minus=(tanh(-x), -tanh(x)),
    tangent_of_arctan=(tan(arctan(x)), x),
)
