"""What is made of measurements: agreement, times, limits."""

import numpy as np
import pytest

from benchmarks.agreement import difference
from benchmarks.limits import Limits
from benchmarks.timing import steady
from benchmarks.workload import Work


def test_answers_differ_relative_to_their_largest_entry():
    assert difference(np.array([100.0, 1.0]), np.array([100.0, 2.0])) == pytest.approx(0.01)
    assert difference((1.0, np.zeros(2)), (1.0, np.zeros(2))) == 0


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(np.zeros(2), np.zeros((2, 1))), ((1.0, 2.0), 1.0), (np.array([np.nan]), np.array([1.0]))],
    ids=["shape", "count", "NaN"],
)
def test_what_cannot_agree_is_infinitely_far(answer, expected):
    assert difference(answer, expected) == float("inf")


def test_a_call_is_timed_with_its_arguments():
    seen = set()
    time = steady(lambda a, b: seen.add((a, b)), (1, 2), budget=0.0)
    assert seen == {(1, 2)}
    assert 0 < time.low <= time.median <= time.high
    assert time.calls >= 5


def test_the_least_time_is_that_of_the_scarcest():
    limits = Limits(bandwidth=10.0, exps=2.0, sines=1.0, products=100.0, call=0.0, ufunc=0.0)
    assert limits.least(Work(bytes=50, exps=2, sines=1, products=100)) == 5.0
    assert limits.least(Work(bytes=1, exps=2, sines=1)) == 2.0
