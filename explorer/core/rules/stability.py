"""Stable forms: what neither overflows nor cancels, where what was written does.

Those of the first ruleset are differentiated again (see `explorer.core.rules.derivatives`). Those of the second mend
the value alone: a derivative of √(1 + x) − 1 is shorter, and as exact, as one of x / (√(1 + x) + 1).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explorer.core.ops.arithmetic import abs as absolute
from explorer.core.ops.arithmetic import sqrt
from explorer.core.ops.exponential import exp, expm1, log, log1mexp, log1p, logaddexp, logcosh, sigmoid, softplus
from explorer.core.ops.reductions import Logsumexp, Norm, Sum, count_along
from explorer.core.ops.special import SphericalBessel, erf, erfc, erfcx, xlogy
from explorer.core.ops.trigonometric import arcsinh, arctanh, cos, cosh, hypot, sech, sin, sinh, tanh
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.product import Product, is_product, product_of, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.sums import is_sum, sum_of
from explorer.core.rules.wilds import A, real, u, x, y
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Expression


def _beside_number(e: Expression) -> tuple[Expression, float] | None:
    """The exponent x and the logarithm of c, of exp(x) + c for a positive number c."""
    if e.dtype.kind != "f" or not is_sum(e):
        return None
    view = sum_of(e)
    if isinstance(view.offset, complex) or view.offset <= 0 or list(view.terms.values()) != [1]:
        return None
    (term,) = view.terms
    if term.owner is None or term.owner.op.name != "exp":
        return None
    return term.owner.inputs[0], math.log(view.offset)


def _log_beside_number(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    found = _beside_number(node.inputs[0])
    return None if found is None else fit(T.logaddexp(*found), e)


def _share_beside_number(e: Expression) -> Expression | None:
    if not is_product(e):
        return None
    view = product_of(e)
    for total, power in view.powers.items():
        found = _beside_number(total) if power < 0 else None
        if found is None:
            continue
        exponent, logarithm = found
        above = T.exp(exponent)
        if view.powers.get(above, 0) < 1:
            continue
        rest = view.copy()
        rest.times(above, -1)
        rest.times(total, 1)
        rest.times(T.sigmoid(exponent - logarithm), 1)
        return write_product(Product(rest.coefficient, {b: p for b, p in rest.powers.items() if p}, rest.absorbing), e)
    return None


def _log_of_sum(e: Expression) -> Expression | None:
    """log(sum(exp(x))) is logsumexp(x)."""
    node = e.owner
    assert node is not None
    summed = node.inputs[0].owner
    if summed is None or not isinstance(summed.op, Sum):
        return None
    inner = summed.inputs[0].owner
    if inner is None or inner.op.name != "exp" or inner.inputs[0].dtype != e.dtype or e.dtype.kind != "f":
        return None
    return Logsumexp(summed.op.axis, summed.op.keepdims)(inner.inputs[0])


def _log_of_mean(e: Expression) -> Expression | None:
    """log(mean(exp(x))) is logsumexp(x) less the logarithm of the count."""
    node = e.owner
    assert node is not None
    (averaged,) = node.inputs
    outer = averaged.owner
    inner = outer.inputs[0].owner if outer is not None and outer.op.name == "mean" else None
    if outer is None or inner is None or inner.op.name != "exp" or e.dtype.kind != "f":
        return None
    (exponent,) = inner.inputs
    axis, keepdims = outer.op.axis, outer.op.keepdims  # type: ignore[attr-defined]  # Mean's fields
    count = T.cast(count_along(exponent, axis), e.dtype)
    return fit(Logsumexp(axis, keepdims)(exponent) - T.log(count), e) if exponent.dtype == e.dtype else None


def _softmax(e: Expression) -> Expression | None:
    """exp(x) / sum(exp(x)) is exp(x - logsumexp(x)): Blanchard, Higham and Higham 2021."""
    if not is_product(e) or e.dtype.kind != "f":
        return None
    view = product_of(e)
    for total, power in view.powers.items():
        exponent = _exponent_of_total(total)
        above = T.exp(exponent) if exponent is not None else None
        if power != -1 or exponent is None or exponent.dtype != e.dtype or view.powers.get(above) != 1:
            continue
        assert total.owner is not None
        rest = view.copy()
        del rest.powers[total], rest.powers[above]
        spread = total
        if total.owner.op.name == "dimshuffle":
            (spread,) = total.owner.inputs
            logarithm = total.owner.op(T.log(spread))
        else:
            logarithm = T.log(spread)
        rest.times(T.exp(exponent - logarithm), 1)
        return write_product(rest, e)
    return None


def _exponent_of_total(total: Expression) -> Expression | None:
    """X, where this is the sum of exp(x) over some axes, these put back with size 1 or not."""
    node = total.owner
    if node is not None and node.op.name == "dimshuffle":
        node = node.inputs[0].owner
    if node is None or not isinstance(node.op, Sum):
        return None
    inner = node.inputs[0].owner
    return inner.inputs[0] if inner is not None and inner.op.name == "exp" else None


def _root_of_squares(e: Expression) -> Expression | None:
    """The root of a sum of squares over axes is a norm, which does not overflow."""
    node = e.owner
    assert node is not None
    summed = node.inputs[0].owner
    if summed is None or not isinstance(summed.op, Sum) or e.dtype.kind != "f":
        return None
    (squares,) = summed.inputs
    if squares.dtype != e.dtype or not is_product(squares):
        return None
    view = product_of(squares)
    ((base, power), *others) = view.powers.items()
    if others or power != 2 or view.coefficient != 1 or base.dimensions != squares.dimensions:
        return None
    return fit(Norm(summed.op.axis, summed.op.keepdims)(base), e)


def _root_beside_number(e: Expression) -> Expression | None:
    """The root of x² + c is the hypotenuse of x and √c."""
    if e.dtype.kind != "f" or not is_product(e):
        return None
    view = product_of(e)
    for total, power in view.powers.items():
        if power.denominator != 2 or not is_sum(total):
            continue
        parts = sum_of(total)
        if isinstance(parts.offset, complex) or parts.offset <= 0 or len(parts.terms) != 1:
            continue
        ((square, coefficient),) = parts.terms.items()
        if coefficient != 1 or not is_product(square):
            continue
        inner = product_of(square)
        if inner.coefficient != 1 or list(inner.powers.values()) != [2]:
            continue
        (base,) = inner.powers
        rest = view.copy()
        del rest.powers[total]
        rest.times(T.hypot(base, T.constant(float(parts.offset) ** 0.5, dtype=e.dtype)), int(2 * power))
        return write_product(rest, e)
    return None


STABLE = ruleset(
    "Stable forms",
    sigmoid_from_exp=(1 / (1 + exp(-x)), sigmoid(x), real(x)),
    sigmoid_from_exp_ratio=(exp(x) / (1 + exp(x)), sigmoid(x), real(x)),
    sigmoid_of_minus=(1 / (1 + exp(x)), sigmoid(-x), real(x)),
    sigmoid_from_two_exps=(exp(x) / (exp(x) + exp(y)), sigmoid(x - y), real(x), real(y)),
    sigmoid_times_exp=(sigmoid(x) * exp(-x), sigmoid(-x), real(x)),
    sigmoid_of_minus_times_exp=(sigmoid(-x) * exp(x), sigmoid(x), real(x)),
    one_minus_sigmoid=(1 - sigmoid(x), sigmoid(-x), real(x)),
    expm1_times_sigmoid=(expm1(x) * sigmoid(-x), tanh(x / 2), real(x)),
    expm1_of_minus_times_sigmoid=(expm1(-x) * sigmoid(x), -tanh(x / 2), real(x)),
    difference_of_sigmoids=(sigmoid(x) - sigmoid(-x), tanh(x / 2), real(x)),
    difference_of_sigmoids_reversed=(sigmoid(-x) - sigmoid(x), -tanh(x / 2), real(x)),
    curvature_of_sigmoid=(
        sigmoid(x) * sigmoid(-x) ** 2 - sigmoid(x) ** 2 * sigmoid(-x),
        -sigmoid(x) * sigmoid(-x) * tanh(x / 2),
        real(x),
    ),
    curvature_of_sigmoid_reversed=(
        sigmoid(x) ** 2 * sigmoid(-x) - sigmoid(x) * sigmoid(-x) ** 2,
        sigmoid(x) * sigmoid(-x) * tanh(x / 2),
        real(x),
    ),
    twice_sigmoid_minus_one=(2 * sigmoid(x) - 1, tanh(x / 2), real(x)),
    one_minus_twice_sigmoid=(1 - 2 * sigmoid(x), -tanh(x / 2), real(x)),
    softplus_from_log=(log(1 + exp(x)), softplus(x), real(x)),
    softplus_from_log1p=(log1p(exp(x)), softplus(x), real(x)),
    log_of_sigmoid=(log(sigmoid(x)), -softplus(-x), real(x)),
    logaddexp_from_log=(log(exp(x) + exp(y)), logaddexp(x, y), real(x), real(y)),
    logaddexp_with_a_number=code(
        "The logarithm of an exponential and a positive number, without overflow.",
        "log",
        lambda: (log(exp(x) + 2.0), logaddexp(x, math.log(2.0))),
        _log_beside_number,
    ),
    sigmoid_with_a_number=code(
        "An exponential over itself and a positive number, without overflow.",
        "divide absorbing_divide multiply absorbing_multiply negative",
        lambda: (exp(x) / (exp(x) + 2.0), sigmoid(x - math.log(2.0))),
        _share_beside_number,
        needs="exp",
    ),
    logaddexp_of_opposites=(log(2 * cosh(x)), logaddexp(x, -x), real(x)),
    log_of_cosh=(log(cosh(x)), logcosh(x), real(x)),
    logsumexp_from_log=code(
        "The logarithm of a sum of exponentials, without overflow.",
        "log",
        lambda: (log(T.sum(exp(u))), T.logsumexp(u)),
        _log_of_sum,
    ),
    log_of_mean_of_exponentials=code(
        "The logarithm of a mean of exponentials, without overflow.",
        "log",
        lambda: (log(T.mean(exp(u))), T.logsumexp(u) - log(T.cast(T.size(u), "float64"))),
        _log_of_mean,
    ),
    softmax_from_exp=code(
        "A share of a sum of exponentials, without overflow (Blanchard, Higham and Higham 2021).",
        "divide absorbing_divide multiply absorbing_multiply negative",
        lambda: (exp(A) / T.sum(exp(A), axis=1, keepdims=True), exp(A - T.logsumexp(A, axis=1, keepdims=True))),
        _softmax,
    ),
    exp_minus_one=(exp(x) - 1, expm1(x)),
    one_minus_exp=(1 - exp(x), -expm1(x)),
    expm1_plus_one=(expm1(x) + 1, exp(x)),
    log1mexp_from_expm1=(log(-expm1(x)), log1mexp(x), real(x)),  # Mächler 2012
    log1mexp_from_log1p=(log1p(-exp(x)), log1mexp(x), real(x), "assumes x < 0"),
    log_of_expm1=(log(expm1(x)), x + log1mexp(-x), real(x)),
    exp_over_expm1=(exp(x) / expm1(x), -1 / expm1(-x), real(x)),
    exp_over_square_of_expm1=(exp(x) / expm1(x) ** 2, 1 / (4 * sinh(x / 2) ** 2), real(x)),
    log_of_one_plus=(log(1 + x), log1p(x)),
    sinh_from_exp=(exp(x) - exp(-x), 2 * sinh(x)),
    sinh_from_halves=(0.5 * exp(x) - 0.5 * exp(-x), sinh(x)),
    cosh_from_exp=(exp(x) + exp(-x), 2 * cosh(x)),
    cosh_from_halves=(0.5 * exp(x) + 0.5 * exp(-x), cosh(x)),
    tanh_from_ratio=(sinh(x) / cosh(x), tanh(x)),
    tanh_from_inverse_ratio=(cosh(x) / sinh(x), 1 / tanh(x)),
    one_minus_square_of_tanh=(1 - tanh(x) ** 2, sech(x) ** 2),
    arcsinh_from_log=(log(x + hypot(x, 1)), arcsinh(x)),
    arctanh_from_log=(log((1 + x) / (1 - x)), 2 * arctanh(x), real(x)),
    entropy_term=(x * log(x), xlogy(x, x), real(x)),
    sine_over_its_argument=(sin(x) / x, SphericalBessel(0)(x), real(x)),
    one_minus_erf=(1 - erf(x), erfc(x), real(x)),
    scaled_erfc=(exp(x**2) * erfc(x), erfcx(x), real(x)),
    root_of_square=(sqrt(x**2), absolute(x), real(x)),
    hypotenuse=(sqrt(x**2 + y**2), hypot(x, y), real(x), real(y)),
    hypotenuse_with_a_number=code(
        "The root of a square and a positive number, without overflow.",
        "sqrt power divide absorbing_divide multiply absorbing_multiply negative",
        lambda: (sqrt(x**2 + 1.0), hypot(x, 1.0)),
        _root_beside_number,
    ),
    slope_of_hypotenuse=(
        1 / hypot(x, y) - x**2 / hypot(x, y) ** 3,
        y**2 / hypot(x, y) ** 3,
        "assumes finite x and y",
    ),
    norm_from_squares=code(
        "The root of a sum of squares, without overflow.",
        "sqrt",
        lambda: (sqrt(T.sum(u**2)), T.norm(u)),
        _root_of_squares,
    ),
    difference_of_roots=(sqrt(1 + x) - sqrt(x), 1 / (sqrt(1 + x) + sqrt(x)), real(x)),
    difference_of_reciprocals=(1 / x - 1 / (1 + x), 1 / (x * (1 + x)), real(x)),
    difference_of_reciprocals_reversed=(1 / (1 + x) - 1 / x, -1 / (x * (1 + x)), real(x)),
    slope_of_ratio=(1 / (1 + x) - x / (1 + x) ** 2, 1 / (1 + x) ** 2, real(x)),
    slope_of_log_of_inverse=(1 / ((1 + 1 / x) * x**2), 1 / (x * (1 + x)), real(x)),
    log_of_ratio=(log(x / (1 + x)), -log1p(1 / x), real(x), "assumes x is not 0"),
)

CANCELLATION = ruleset(
    "Cancellation",
    root_minus_one=(sqrt(1 + x) - 1, x / (sqrt(1 + x) + 1), real(x), "assumes finite x"),
    one_minus_root=(1 - sqrt(1 + x), -x / (sqrt(1 + x) + 1), real(x), "assumes finite x"),
    hypotenuse_minus_one=(hypot(x, 1) - 1, x * tanh(arcsinh(x) / 2)),
    one_minus_cosine=(1 - cos(x), 2 * sin(x / 2) ** 2),
    cosine_minus_one=(cos(x) - 1, -2 * sin(x / 2) ** 2),
    cosh_minus_one=(cosh(x) - 1, 2 * sinh(x / 2) ** 2),
    difference_of_logarithms=(log1p(x) - log(x), log1p(1 / x), real(x), "assumes x > 0"),
    difference_of_logarithms_reversed=(log(x) - log1p(x), -log1p(1 / x), real(x), "assumes x > 0"),
)
