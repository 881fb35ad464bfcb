"""Exponentials and logarithms: identities."""

from __future__ import annotations

from explorer.core.ops.arithmetic import sqrt
from explorer.core.ops.exponential import exp, log
from explorer.core.rewrite.rule import ruleset
from explorer.core.rules.wilds import nonnegative, real, x, y
from explorer.core.rules.works import HANDBOOK

LOGARITHMS = ruleset(
    "Exponentials and logarithms",
    log_of_exp=(log(exp(x)), x, real(x)),
    exp_of_log=(exp(log(x)), x, nonnegative(x)),
    exp_of_log_assumed=(exp(log(x)), x, "assumes x ≥ 0"),
    product_of_exponentials=(exp(x) * exp(y), exp(x + y), HANDBOOK("4.2.18")),
    square_of_exp=(exp(x) ** 2, exp(2 * x)),
    quotient_of_exponentials=(exp(x) / exp(y), exp(x - y)),
    one_over_exp=(1 / exp(x), exp(-x)),
    log_of_sqrt=(log(sqrt(x)), 0.5 * log(x)),
)
