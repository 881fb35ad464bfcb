"""What random programs have found: each a short program, with the cause in the name of its test."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.expr import Expression
from tests.core.random.checks import check
from tests.core.random.strategy import Program
from tests.core.random.values import Array

S = T.tensor("s", shape=())
N_VECTOR = T.tensor("a", shape=("n",))
N_COLUMN = T.tensor("c", shape=("n", 1))
UNKNOWN = T.tensor("q", shape=(None,))


def holds(cost: Expression, values: dict[Expression, Array | float], *, edges: bool = False) -> None:
    """Every check, also those that random programs run on a fraction: 0 is a multiple of everything."""
    inputs = tuple(values)
    check(Program(cost, (cost,), inputs, tuple(np.asarray(v) for v in values.values()), edges), 0)


def test_a_root_is_not_taken_out_of_a_square() -> None:
    z = T.zscalar("z")
    holds(T.sum(T.real(S / (N_COLUMN * z))), {S: 0.6, N_COLUMN: [[0.7], [-0.4]], z: 0.9 + 0.4j})


def test_equal_numbers_that_fill_keep_the_axes_that_they_had() -> None:
    row = T.drow("r")
    one = T.tensor("one", shape=(1,))
    matrix = T.tensor("M", shape=(None, 2))
    holds(T.sum(T.sin(row * one**0 + matrix)), {row: [[0.2, 0.3]], one: [0.1], matrix: [[0.9, 0.8], [0.7, 0.6]]})
    part = T.set_subtensor((N_VECTOR**0 + N_COLUMN)[::2], S)
    holds(T.sum(part**0), {N_VECTOR: [0.5, 0.6], N_COLUMN: [[0.3], [0.4]], S: 1.5})


def test_the_cotangent_of_an_axis_of_size_1_has_size_1_beside_an_unknown_size() -> None:
    row = T.expand_dims(N_VECTOR, 0)
    holds(T.sum(T.dot(UNKNOWN, row)), {UNKNOWN: [0.5], N_VECTOR: [0.3, -0.4]})


@pytest.mark.parametrize("rows", [0, 2])
def test_a_loop_without_a_step_has_the_sizes_of_its_result(rows: int) -> None:
    matrix = T.dmatrix("M")
    results, _ = T.scan(lambda e: T.sin(e) * S, matrix)
    value = np.arange(3.0 * rows).reshape(rows, 3)
    for mode in ("raw", None):
        assert T.function([matrix, S], results, mode=mode)(value, 0.5).shape == (rows, 3)
    holds(T.sum(results[::-1]), {matrix: value, S: 0.5})


def test_a_power_of_a_diagonal_matrix_keeps_its_exponent() -> None:
    a = T.diag(N_VECTOR)
    for matrix in (3.0 * a * a * a, (1 / (a * a)) ** -1 * 2.0, S * a**4, 1 / (1 + a**2 * a**2)):
        holds(T.sum(matrix) * S, {N_VECTOR: [1.5, -0.6, 0.4], S: 0.7}, edges=True)


def test_a_diagonal_matrix_that_is_spread_out_is_none() -> None:
    one = T.tensor("one", shape=(1,))
    row = T.drow("r")
    holds(T.sum(T.sin(T.diag(one) * N_COLUMN * row)), {one: [2.0], N_COLUMN: [[0.3], [0.2]], row: [[0.5, 0.7]]})
    matrix = T.tensor("M", shape=(2, 2))
    holds(T.sum(T.norm(T.diag(one) * matrix, axis=0)), {one: [-2.0], matrix: [[0.3, 0.1], [0.2, 0.5]]})


def test_what_stands_above_and_below_the_bar_stays_until_a_rule_cancels_it() -> None:
    """A term 2 x / x was taken for 2 while terms were sorted."""
    condition = T.tensor("k", "bool", ("n",))
    zero = N_VECTOR * (N_VECTOR * 0)
    x = T.switch(condition, zero[0], zero)
    holds(T.sum(x / x), {condition: np.array([False, True]), N_VECTOR: [-3.0, 0.5]}, edges=True)
    optimised = T.optimize(N_VECTOR - 2 * (N_VECTOR / N_VECTOR), "-algebra").after
    assert np.isnan(T.function([N_VECTOR], optimised, mode="raw")([0.0])).all()


def test_a_size_that_is_known_to_be_1_stays_known() -> None:
    """Elsewhere nothing may be spread out along it."""
    one = T.tensor("one", shape=(1,))
    holds(T.sum(T.sin(T.dot(UNKNOWN, T.diag(one)))[None]), {UNKNOWN: [0.4], one: [0.7]})
    rows = T.tensor("R", shape=(None, 1))
    holds(T.sum(T.dot(T.diag(one), rows) * N_VECTOR), {one: [0.7], rows: [[0.2]], N_VECTOR: [0.3, 0.5]})


def test_a_part_of_size_1_is_spread_out_after_its_operand_was_replaced() -> None:
    """That the matrix has two rows is known from what is multiplied with it, and goes with that."""
    matrix, two, three = (
        T.tensor(name, shape=shape) for name, shape in (("M", ("n", "m")), ("t", (2, "m")), ("b", (3, "m")))
    )
    product = (T.ones_like(two) * matrix)[1:] * three
    values = {matrix: np.array([[0.3, 0.2], [0.5, 0.7]]), two: np.ones((2, 2)), three: np.arange(6.0).reshape(3, 2)}
    holds(T.sum(T.sin(product)), values)
    assert np.array_equal(T.function(list(values), product)(*values.values()), values[matrix][1:] * values[three])


def test_fractions_that_are_zero_times_another_are_not_that() -> None:
    """0 x / z - 0 y / z was taken for (x - y) / z: a sum of zeros that another rule has yet to find."""
    x, y, z = T.dscalars("x", "y", "z")
    (rule,) = (rule for one in T.rulesets() for rule in one.rules if rule.name == "common divisor")
    zero = T.constant(0.0)
    assert rule.apply(zero * (x / z) - zero * (y / z)) is None
    assert rule.apply(x / z - y / z) is not None
