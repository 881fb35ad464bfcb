"""Trigonometric and hyperbolic identities."""

from __future__ import annotations

from explorer.core.ops.trigonometric import arctan, cos, cosh, sin, sinh, tan, tanh
from explorer.core.rewrite.rule import ruleset
from explorer.core.rules.wilds import x
from explorer.core.rules.works import HANDBOOK

TRIGONOMETRY = ruleset(
    "Trigonometry",
    pythagoras=(sin(x) ** 2 + cos(x) ** 2, 1.0, HANDBOOK("4.3.10")),
    hyperbolic_pythagoras=(cosh(x) ** 2 - sinh(x) ** 2, 1.0, HANDBOOK("4.5.16")),
    sine_over_cosine=(sin(x) / cos(x), tan(x), HANDBOOK("4.3.3")),
    sine_of_minus=(sin(-x), -sin(x), HANDBOOK("4.3.13")),
    cosine_of_minus=(cos(-x), cos(x), HANDBOOK("4.3.14")),
    tangent_of_minus=(tan(-x), -tan(x), HANDBOOK("4.3.15")),
    sinh_of_minus=(sinh(-x), -sinh(x), HANDBOOK("4.5.21")),
    cosh_of_minus=(cosh(-x), cosh(x), HANDBOOK("4.5.22")),
    tanh_of_minus=(tanh(-x), -tanh(x), HANDBOOK("4.5.23")),
    tangent_of_arctan=(tan(arctan(x)), x),
)
