"""Stable forms: what neither overflows nor cancels, where what was written does.

Those of the first ruleset are differentiated again (see `explorer.core.rules.derivatives`). Those of the second mend
the value alone: a derivative of √(1 + x) − 1 is shorter, and as exact, as one of x / (√(1 + x) + 1).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explorer.core.ops.arithmetic import abs as absolute
from explorer.core.ops.arithmetic import sqrt
from explorer.core.ops.direction import direction
from explorer.core.ops.exponential import exp, expm1, log, log1mexp, log1p, logaddexp, logcosh, sigmoid, softplus
from explorer.core.ops.norms import norm
from explorer.core.ops.reductions import Logsumexp, Mean, Norm, Reduction, Sum, count_along
from explorer.core.ops.softmax import Softmax
from explorer.core.ops.special import SphericalBessel, erf, erfc, erfc_hazard, erfcx, logerfc, xlogy
from explorer.core.ops.trigonometric import arcsinh, arctanh, cos, cosh, hypot, sech, sin, sinh, tanh
from explorer.core.rewrite.facts import values_of
from explorer.core.rewrite.fit import fit
from explorer.core.rewrite.product import HALF, Product, is_product, like_of, product_of, scaled, write_product
from explorer.core.rewrite.rule import code, ruleset
from explorer.core.rewrite.sums import SUMS, is_sum, sum_of, write_sum
from explorer.core.rules.wilds import A, real, u, v, x, y
from explorer.core.rules.works import HANDBOOK, HIGHAM, MAECHLER
from explorer.core.tie import surface as T

if TYPE_CHECKING:
    from explorer.core.expr import Apply, Expression


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


def _curvature_of_sigmoid(e: Expression) -> Expression | None:
    """σ(-x) p - σ(x) p is -p tanh(x / 2)."""
    if not is_sum(e) or e.dtype.kind != "f":
        return None
    view = sum_of(e)
    for term, coefficient in view.terms.items():
        if not is_product(term):
            continue
        factors = product_of(term)
        for base, power in factors.powers.items():
            if power < 1 or base.owner is None or base.owner.op.name != "sigmoid":
                continue
            (inner,) = base.owner.inputs
            common = factors.copy()
            common.times(base, -1)
            common.powers = {b: p for b, p in common.powers.items() if p}
            other, left = common.copy(), common.copy()
            other.times(T.sigmoid(scaled(inner, -1)), 1)
            twin = write_product(other, term)
            if view.terms.get(twin) != -coefficient:
                continue
            left.times(T.tanh(scaled(inner, HALF)), 1)
            rest = view.copy()
            del rest.terms[term], rest.terms[twin]
            rest.plus(write_product(left, term), coefficient)
            return write_sum(rest, e)
    return None


def _log_of_scaled_erfc(e: Expression) -> Expression | None:
    node = e.owner
    assert node is not None
    view = product_of(node.inputs[0])
    if list(view.powers.values()) != [1] or isinstance(view.coefficient, complex) or view.coefficient <= 0:
        return None
    (base,) = view.powers
    if base.owner is None or base.owner.op.name != "erfc" or base.dtype.kind != "f":
        return None
    return fit(logerfc(base.owner.inputs[0]) + math.log(view.coefficient), e)


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


def _log_of_weighted_sum(e: Expression) -> Expression | None:
    """log(sum(w exp(x))) is logsumexp(x + log(w)) for weights that are not negative."""
    node = e.owner
    assert node is not None
    summed = node.inputs[0].owner
    if summed is None or not isinstance(summed.op, Sum) or e.dtype.kind != "f":
        return None
    (shares,) = summed.inputs
    view = product_of(shares)
    for base, power in view.powers.items():
        if power != 1 or base.owner is None or base.owner.op.name != "exp":
            continue
        (exponent,) = base.owner.inputs
        weights = view.copy()
        del weights.powers[base]
        weight = write_product(weights, like_of(weights))
        if exponent.dtype == e.dtype and values_of(weight).low >= 0:
            return Logsumexp(summed.op.axis, summed.op.keepdims)(exponent + T.log(weight))
    return None


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
    """exp(x) / sum(exp(x)) is softmax(x)."""
    if not is_product(e) or e.dtype.kind != "f":
        return None
    view = product_of(e)
    for total, power in view.powers.items():
        summed = _kept_apart(total, Sum) if power < 0 else None
        if summed is None or summed.inputs[0].owner is None:
            continue
        above = summed.inputs[0]
        assert above.owner is not None
        if above.owner.op.name != "exp" or above.dtype != e.dtype or view.powers.get(above, 0) < 1:
            continue
        rest = view.copy()
        rest.times(above, -1)
        rest.times(total, 1)
        rest.times(Softmax(summed.op.axis)(above.owner.inputs[0]), 1)  # type: ignore[attr-defined]  # Sum's field
        return write_product(Product(rest.coefficient, {b: p for b, p in rest.powers.items() if p}, rest.absorbing), e)
    return None


def _log_of_softmax(e: Expression) -> Expression | None:
    """log(softmax(x)) is x - logsumexp(x)."""
    node = e.owner
    inner = node.inputs[0].owner if node is not None else None
    if inner is None or not isinstance(inner.op, Softmax):
        return None
    (x_,) = inner.inputs
    return fit(x_ - Logsumexp(inner.op.axis, bool(inner.op.axis))(x_), e) if x_.dtype == e.dtype else None


def _softmax_from_logarithm(e: Expression) -> Expression | None:
    """exp(x - logsumexp(x)) is softmax(x)."""
    node = e.owner
    assert node is not None
    (exponent,) = node.inputs
    if not is_sum(exponent) or e.dtype.kind != "f":
        return None
    view = sum_of(exponent)
    for term, coefficient in view.terms.items():
        reduced = _kept_apart(term, Logsumexp) if coefficient == -1 else None
        if reduced is None or len(view.terms) != 2 or view.offset != 0:
            continue
        (x_,) = reduced.inputs
        if view.terms.get(x_) == 1 and x_.dtype == e.dtype and x_.dimensions == e.dimensions:
            return fit(Softmax(reduced.op.axis)(x_), e)  # type: ignore[attr-defined]  # Logsumexp's field
    return None


def _kept_apart(reduced: Expression, kind: type[Reduction]) -> Apply | None:
    """The reduction that this is, with its axes kept, put back with size 1, or over all axes; else None."""
    node = reduced.owner
    spread = node is not None and node.op.name == "dimshuffle"
    if node is not None and spread:
        node = node.inputs[0].owner
    if node is None or not isinstance(node.op, kind):
        return None
    axis, operand = node.op.axis, node.inputs[0]
    if spread:
        kept = T.expand_dims(node.output(), axis)
        return node if not node.op.keepdims and kept is reduced else None
    return node if node.op.keepdims or len(axis) == operand.ndim else None


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


def _two_factors(e: Expression) -> list[Expression] | None:
    """X and y of x y, twice x of x², each of the shape of the product."""
    view = product_of(e)
    match list(view.powers.items()) if view.coefficient == 1 else []:
        case [(x, 2)]:
            factors = [x, x]
        case [(x, 1), (y, 1)]:
            factors = [x, y]
        case _:
            return None
    alike = all(x.dtype == e.dtype and x.type.broadcastable == e.type.broadcastable for x in factors)
    return factors if alike else None


def _covariance_of_moments(e: Expression) -> Expression | None:
    """mean(x y) - mean(x) mean(y) is the mean of the products of what they are above their means."""
    if not is_sum(e) or e.dtype.kind != "f":
        return None
    view = sum_of(e)
    for term, coefficient in view.terms.items():
        node = term.owner
        if node is None or not isinstance(node.op, Mean):
            continue
        factors = _two_factors(node.inputs[0])
        if factors is None:
            continue
        means = Product()
        for factor in factors:
            means.times(node.op(factor), 1)
        twin = write_product(means, term)
        if view.terms.get(twin) != -coefficient:
            continue
        rest = view.copy()
        del rest.terms[term], rest.terms[twin]
        above = [factor - Mean(node.op.axis, keepdims=True)(factor) for factor in factors]
        rest.plus(node.op(above[0] ** 2 if above[0] is above[1] else above[0] * above[1]), coefficient)
        return write_sum(rest, e)
    return None


_HALF_ROOT_PI = math.sqrt(math.pi) / 2

STABLE = ruleset(
    "Stable forms",
    sigmoid_from_exp=(1 / (1 + exp(-x)), sigmoid(x), real(x)),
    sigmoid_from_exp_ratio=(exp(x) / (1 + exp(x)), sigmoid(x), real(x)),
    sigmoid_of_minus=(1 / (1 + exp(x)), sigmoid(-x), real(x)),
    sigmoid_from_two_exps=(exp(x) / (exp(x) + exp(y)), sigmoid(x - y), real(x), real(y)),
    exp_over_cosh=(exp(x) / cosh(x), 2 * sigmoid(2 * x), real(x)),
    exp_of_minus_over_cosh=(exp(-x) / cosh(x), 2 * sigmoid(-2 * x), real(x)),
    sigmoid_times_exp=(sigmoid(x) * exp(-x), sigmoid(-x), real(x)),
    sigmoid_of_minus_times_exp=(sigmoid(-x) * exp(x), sigmoid(x), real(x)),
    one_minus_sigmoid=(1 - sigmoid(x), sigmoid(-x), real(x)),
    expm1_times_sigmoid=(expm1(x) * sigmoid(-x), tanh(x / 2), real(x)),
    expm1_of_minus_times_sigmoid=(expm1(-x) * sigmoid(x), -tanh(x / 2), real(x)),
    sum_of_sigmoids=(sigmoid(x) + sigmoid(-x), 1.0, real(x)),
    difference_of_sigmoids=(sigmoid(x) - sigmoid(-x), tanh(x / 2), real(x)),
    difference_of_sigmoids_reversed=(sigmoid(-x) - sigmoid(x), -tanh(x / 2), real(x)),
    curvature_of_sigmoid=code(
        "The difference of products with σ(x) and with σ(-x).",
        " ".join(sorted(SUMS)),
        lambda: (
            sigmoid(x) * sigmoid(-x) ** 2 - sigmoid(x) ** 2 * sigmoid(-x),
            -sigmoid(x) * sigmoid(-x) * tanh(x / 2),
        ),
        _curvature_of_sigmoid,
        needs="*sigmoid",
    ),
    twice_sigmoid_minus_one=(2 * sigmoid(x) - 1, tanh(x / 2), real(x)),
    one_minus_twice_sigmoid=(1 - 2 * sigmoid(x), -tanh(x / 2), real(x)),
    softplus_from_log=(log(1 + exp(x)), softplus(x), real(x), MAECHLER()),
    softplus_from_log1p=(log1p(exp(x)), softplus(x), real(x), MAECHLER()),
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
    logsumexp_of_weighted=code(
        "The logarithm of a weighted sum of exponentials, without overflow.",
        "log",
        lambda: (log(T.sum(sigmoid(v) * exp(u))), T.logsumexp(u + log(sigmoid(v)))),
        _log_of_weighted_sum,
        unsafe="assumes weights other than 0",
        needs="sum",
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
        lambda: (exp(A) / T.sum(exp(A), axis=1, keepdims=True), T.softmax(A, 1)),
        _softmax,
        needs="exp",
    ),
    softmax_from_logsumexp=code(
        "A share of a sum of exponentials, exact where all are large (Blanchard, Higham and Higham 2021).",
        "exp",
        lambda: (exp(A - T.logsumexp(A, axis=1, keepdims=True)), T.softmax(A, 1)),
        _softmax_from_logarithm,
    ),
    log_of_softmax=code(
        "The logarithm of a share, which does not vanish.",
        "log",
        lambda: (log(T.softmax(u)), u - T.logsumexp(u, keepdims=True)),
        _log_of_softmax,
        needs="softmax",
    ),
    exp_minus_one=(exp(x) - 1, expm1(x), HIGHAM("§1.14.1")),
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
    tanh_from_ratio=(sinh(x) / cosh(x), tanh(x), HANDBOOK("4.5.3")),
    tanh_from_inverse_ratio=(cosh(x) / sinh(x), 1 / tanh(x)),
    one_minus_square_of_tanh=(1 - tanh(x) ** 2, sech(x) ** 2),
    arcsinh_from_log=(log(x + hypot(x, 1)), arcsinh(x)),
    arctanh_from_log=(log((1 + x) / (1 - x)), 2 * arctanh(x), real(x)),
    entropy_term=(x * log(x), xlogy(x, x), real(x)),
    sine_over_its_argument=(sin(x) / x, SphericalBessel(0)(x), real(x)),
    one_minus_erf=(1 - erf(x), erfc(x), real(x)),
    scaled_erfc=(exp(x**2) * erfc(x), erfcx(x), real(x)),
    log_of_erfc=(log(erfc(x)), logerfc(x), real(x)),
    log_of_erfc_by_a_number=code(
        "The logarithm of erfc and a positive number, without vanishing.",
        "log",
        lambda: (log(0.5 * erfc(x)), logerfc(x) + math.log(0.5)),
        _log_of_scaled_erfc,
        needs="*erfc",
    ),
    hazard_of_erfc=(exp(-(x**2)) / erfc(x), _HALF_ROOT_PI * erfc_hazard(x), real(x)),
    root_of_square=(sqrt(x**2), absolute(x), real(x)),
    direction_of_a_vector=(u / norm(u), direction(u), "assumes u is not 0"),
    direction_of_a_matrix=(A / norm(A), direction(A), "assumes A is not 0"),
    hypotenuse=(sqrt(x**2 + y**2), hypot(x, y), real(x), real(y)),
    hypotenuse_with_a_number=code(
        "The root of a square and a positive number, without overflow.",
        "sqrt power divide absorbing_divide multiply absorbing_multiply negative",
        lambda: (sqrt(x**2 + 1.0), hypot(x, 1.0)),
        _root_beside_number,
        one_of="√+ /√+",
    ),
    slope_of_hypotenuse=(
        1 / hypot(x, y) - x**2 / hypot(x, y) ** 3,
        y**2 / hypot(x, y) ** 3,
        "assumes finite x and y",
    ),
    curvature_of_inverse_hypotenuse=(
        3 * x**2 / hypot(x, y) ** 5 - 1 / hypot(x, y) ** 3,
        2 / hypot(x, y) ** 3 - 3 * y**2 / hypot(x, y) ** 5,
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
    covariance_of_moments=code(
        "A covariance by what is above the means, which are not small beside it (Higham 2002, §1.9).",
        "subtract add",
        lambda: (T.mean(u**2) - T.mean(u) ** 2, T.mean((u - T.mean(u, keepdims=True)) ** 2)),
        _covariance_of_moments,
        needs="mean",
    ),
    one_minus_cosine=(1 - cos(x), 2 * sin(x / 2) ** 2),
    cosine_minus_one=(cos(x) - 1, -2 * sin(x / 2) ** 2),
    cosh_minus_one=(cosh(x) - 1, 2 * sinh(x / 2) ** 2),
    difference_of_logarithms=(log1p(x) - log(x), log1p(1 / x), real(x), "assumes x > 0"),
    difference_of_logarithms_reversed=(log(x) - log1p(x), -log1p(1 / x), real(x), "assumes x > 0"),
)
