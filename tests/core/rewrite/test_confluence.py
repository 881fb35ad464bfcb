"""What rewriting comes to does not depend on how a program was written. `make confluence` checks 100,000 programs."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.document.gallery import gallery
from explorer.script import run
from tests.core.rewrite import random_programs
from tests.core.rewrite.confluence import Program, check, divides_by_zero, ends, same
from tests.core.rewrite.shuffles import reordered

PROGRAMS = 600
_PART = 150


@pytest.mark.parametrize("part", range(PROGRAMS // _PART))
def test_random_programs(part):
    for seed in range(part * _PART, (part + 1) * _PART):
        check(seed)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.data(), st.integers(0, 2**32))
def test_programs_that_hypothesis_makes(data, seed):
    size = data.draw(st.integers(1, 12))
    program = Program(*random_programs.program(lambda options: data.draw(st.sampled_from(list(options))), size))
    after = ends(program.expression)
    if not divides_by_zero(after):
        same(program, after, seed)


@pytest.mark.parametrize("entry", gallery(), ids=lambda entry: entry.name)
def test_the_order_of_the_statements_of_a_script_does_not_matter(entry):
    def optimised(text):
        script = run(text)
        assert script.error is None, (script.error, text)
        return {name: T.pp(T.optimize(one.expression).after, style="let") for name, one in script.names.items()}

    text = entry.document.text
    expected = optimised(text)
    for seed in range(6):
        assert optimised(reordered(text, Random(seed))) == expected


def test_statements_do_change_places():
    text = "x: real\ny: real\na = x * y\nb = sin(y)\nc = a + b\n"
    orders = {reordered(text, Random(seed)) for seed in range(40)}
    assert len(orders) > 4
    assert all(order.endswith("c = a + b\n") for order in orders)


x, y = T.dscalars("x", "y")
n, m = T.lscalars("n", "m")
M, N = T.tensor("M", shape=("n", "n")), T.tensor("N", shape=("n", "n"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (T.maximum(y, x), T.maximum(x, y)),
        (T.minimum(0, x), T.minimum(x, 0)),
        (T.eq(0, x), T.eq(x, 0)),
        (T.hypot(y, x), T.hypot(x, y)),
        (T.logaddexp(y, x), T.logaddexp(x, y)),
        (T.lt(0, x), T.gt(x, 0)),
        (T.ge(y, x), T.le(x, y)),
        ((x > 0) & (y > 0), (y > 0) & (x > 0)),
        (n * m, m * n),
        (n + 2, 2 + n),
        (T.reshape(M, M.shape[0] * M.shape[1]), T.reshape(M, M.shape[1] * M.shape[0])),
        (T.zeros_like(M) * N, N * T.zeros_like(M)),
    ],
    ids=T.read,
)
def test_found_by_random_programs(one, other):
    after = T.optimize(one).after
    assert T.optimize(other).after is after


def test_numbers_stand_where_people_write_them():
    assert T.read(T.optimize(T.maximum(0, x)).after) == "maximum(x, 0)"
    assert T.read(T.optimize(n * 2).after) == "2 * n"
    assert T.read(T.optimize(M.shape[1] * M.shape[0]).after) == "M.shape[0] * M.shape[1]"
