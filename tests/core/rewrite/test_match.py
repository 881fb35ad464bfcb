"""The matcher: in any order, in part, with what is left over put back."""

import itertools

import pytest

import explorer.core as T
from explorer.core.rewrite.rule import ruleset
from explorer.core.rules.wilds import x as a
from explorer.core.rules.wilds import y as b

x, y, z, w = T.dscalars("x", "y", "z", "w")


def rule(*form):
    return ruleset("Test", it=form).rules[0]


EXPONENTIALS = rule(T.exp(a) * T.exp(b), T.exp(a + b))
PYTHAGORAS = rule(T.sin(a) ** 2 + T.cos(a) ** 2, 1)
SIGMOID = rule(1 / (1 + T.exp(-a)), T.sigmoid(a))
MINUS = rule(T.sin(-a), -T.sin(a))


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_factors_match_in_any_order_and_the_others_stay(order):
    factors = [T.exp(x), y, T.exp(z), T.sin(w)]
    product = T.multiply(*(factors[i] for i in order))
    assert EXPONENTIALS.apply(product) is EXPONENTIALS.apply(T.multiply(*factors))
    assert T.read(EXPONENTIALS.apply(product)) == T.read(T.optimize(y * T.exp(x + z) * T.sin(w)).after)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_terms_match_in_any_order_and_the_others_stay(order):
    terms = [T.sin(x) ** 2, y, T.cos(x) ** 2, T.sin(w)]
    became = PYTHAGORAS.apply(T.add(*(terms[i] for i in order)))
    assert became is T.optimize(1 + y + T.sin(w)).after


@pytest.mark.parametrize(
    "make",
    [
        lambda p, q: (p * q) * z,
        lambda p, q: z * (q * p),
        lambda p, q: p / (1 / q) * z,
        lambda p, q: -(p * -z) * q,
        lambda p, q: T.multiply(z, q, p),
        lambda p, q: z / (1 / (p * q)),
    ],
)
def test_the_way_a_product_is_written_does_not_matter(make):
    assert EXPONENTIALS.apply(make(T.exp(x), T.exp(y))) is T.optimize(z * T.exp(x + y)).after


def test_a_pattern_matches_as_often_as_it_stands_there():
    assert SIGMOID.apply(1 / (1 + T.exp(-x)) ** 2) is T.optimize(T.sigmoid(x) ** 2).after
    assert EXPONENTIALS.apply(T.multiply(T.exp(x), T.exp(y), T.exp(z))) is T.optimize(T.exp(x + y + z)).after


def test_a_coefficient_is_left_over():
    assert SIGMOID.apply(-3.0 / (1 + T.exp(-x))) is T.optimize(-3.0 * T.sigmoid(x)).after


def test_multiples_do_not_match_a_sum_of_single_terms():
    assert PYTHAGORAS.apply(2 * T.sin(x) ** 2 + T.cos(x) ** 2) is None
    assert PYTHAGORAS.apply(T.sin(x) ** 2 - T.cos(x) ** 2) is None


def test_one_variable_stands_for_one_expression():
    assert PYTHAGORAS.apply(T.sin(x) ** 2 + T.cos(y) ** 2) is None


@pytest.mark.parametrize("argument", [-x, -x * y, -2.0 * x, -x / y, x * -y])
def test_a_sign_is_found_in_any_product(argument):
    became = MINUS.apply(T.sin(argument))
    assert became is not None
    assert became is T.optimize(-T.sin(-argument)).after


@pytest.mark.parametrize("argument", [x, x * y, 2.0 * x, x - y, 1 - x])
def test_no_sign_is_found_where_there_is_none(argument):
    assert MINUS.apply(T.sin(argument)) is None


def test_a_sum_inside_a_product_matches_in_part_only_at_the_root():
    assert SIGMOID.apply(1 / (1 + T.exp(-x) + y)) is None
    assert SIGMOID.apply(1 / (T.exp(-x) + 1)) is T.sigmoid(x)


def test_shapes_and_dtypes_stay():
    f = T.fmatrix("F")
    became = SIGMOID.apply(1 / (1 + T.exp(-f)))
    assert became.type == (1 / (1 + T.exp(-f))).type
    v, m = T.dvector("v"), T.dmatrix("m")
    ones = PYTHAGORAS.apply(T.sin(v) ** 2 + T.cos(v) ** 2 + m)
    assert ones.type.fits((v + m).type)
