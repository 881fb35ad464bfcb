"""Exponentials and logarithms: identities, and the forms that do not overflow or cancel."""

from __future__ import annotations

from explorer.core.ops.arithmetic import abs as absolute
from explorer.core.ops.arithmetic import sqrt
from explorer.core.ops.exponential import exp, expm1, log, log1p, sigmoid, softplus
from explorer.core.ops.trigonometric import cosh, sinh, tanh
from explorer.core.rewrite.rule import ruleset
from explorer.core.rules.wilds import nonnegative, real, x, y
from explorer.core.rules.works import HANDBOOK, HIGHAM, MAECHLER

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

STABLE = ruleset(
    "Stable forms",
    sigmoid_from_exp=(1 / (1 + exp(-x)), sigmoid(x), real(x)),
    sigmoid_from_exp_ratio=(exp(x) / (1 + exp(x)), sigmoid(x), real(x)),
    sigmoid_of_minus=(1 / (1 + exp(x)), sigmoid(-x), real(x)),
    sigmoid_times_exp=(sigmoid(x) * exp(-x), sigmoid(-x), real(x)),
    sigmoid_of_minus_times_exp=(sigmoid(-x) * exp(x), sigmoid(x), real(x)),
    one_minus_sigmoid=(1 - sigmoid(x), sigmoid(-x), real(x)),
    softplus_from_log=(log(1 + exp(x)), softplus(x), real(x), MAECHLER()),
    softplus_from_log1p=(log1p(exp(x)), softplus(x), real(x), MAECHLER()),
    log_of_sigmoid=(log(sigmoid(x)), -softplus(-x), real(x)),
    exp_minus_one=(exp(x) - 1, expm1(x), HIGHAM("§1.14.1")),
    log_of_one_plus=(log(1 + x), log1p(x)),
    tanh_from_ratio=(sinh(x) / cosh(x), tanh(x), HANDBOOK("4.5.3")),
    root_of_square=(sqrt(x**2), absolute(x), real(x)),
)
