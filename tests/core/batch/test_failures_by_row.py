"""Rows that fail: found, named, and left out, whatever is computed together with them."""

from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.evaluate.batch.plan import Batch

A = T.dmatrix("A")
INVERSE = T.function([A], {"inverse": T.linalg.inv(A), "whole": T.sum(A) > 0.0, "complex": T.linalg.inv(A) * 1j})


def matrices(rows, singular):
    stack = np.random.default_rng(0).standard_normal((rows, 2, 2)) + 3 * np.eye(2)
    stack[sorted(singular)] = 0.0
    return stack


@settings(max_examples=30)
@given(st.integers(1, 30), st.sets(st.integers(0, 29), max_size=6), st.integers(1, 12), st.booleans())
def test_failures_are_those_of_single_calls(rows, singular, chunk, spread):
    singular = {row for row in singular if row < rows}
    stack = matrices(rows, singular)
    with ThreadPoolExecutor(2) as threads:
        executor = threads if spread else None
        found, failures = T.evaluate_batch(INVERSE, [stack], executor, chunk, on_error="collect")
        nan = T.evaluate_batch(INVERSE, [stack], executor, chunk, on_error="nan")
        if singular:
            with pytest.raises(T.BatchError, match=f"row {min(singular)}: .*Singular matrix") as told:
                T.evaluate_batch(INVERSE, [stack], executor, chunk)
            assert [row for row, _ in told.value.failures] == [min(singular)]
    assert [row for row, _ in failures] == sorted(singular)
    assert all("Singular matrix" in message for _, message in failures)
    for name, result in found.items():
        assert result.tobytes() == nan[name].tobytes()
        for row in range(rows):
            if row not in singular:
                np.testing.assert_allclose(result[row], INVERSE(stack[row])[name], rtol=1e-12)
            elif result.dtype.kind in "fc":
                assert np.isnan(result[row]).all()
            else:
                assert not result[row].any()


def test_a_batch_error_is_an_evaluation_error():
    with pytest.raises(T.EvaluationError, match=r"row 1: inv\(A\): Singular"):
        T.evaluate_batch(INVERSE, [matrices(3, {1})])


def test_a_row_is_right_where_only_the_other_side_of_a_choice_fails():
    """Batched, both sides are computed; alone, a row takes one."""
    f = T.function([A], T.ifelse(T.sum(A) > 0.0, T.linalg.inv(A), A))
    found, failures = T.evaluate_batch(f, [matrices(6, {2, 4})], on_error="collect")
    assert failures == []
    assert found[2].tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_rows_that_fail_alone_are_told_where_nothing_is_batched():
    n, x = T.lscalar("n"), T.dvector("x")
    f = T.function([n, x], x[:n][2])
    with pytest.raises(T.BatchError, match="row 1: "):
        T.evaluate_batch(f, [np.array([3, 1, 3]), np.ones(3)])


def test_where_no_row_tells_its_shape_the_reason_is_told():
    n = T.lscalar("n")
    f = T.function([n], T.linalg.cholesky(-T.eye(n)))
    with pytest.raises(T.ShapeError, match="none of the first 2 rows"):
        T.evaluate_batch(f, [np.array([2, 2])])


class Mortal(Executor):
    """Dies with some chunks, a number of times; counts what it was asked for."""

    def __init__(self, deaths):
        self.deaths = dict(deaths)  # by the chunk's first row
        self.asked = []

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        first = args[-1]
        self.asked.append(first)
        if self.deaths.get(first, 0):
            self.deaths[first] -= 1
            future.set_exception(BrokenExecutor("killed by SIGKILL"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_the_chunk_of_a_process_that_dies_is_tried_once_more():
    x = T.dscalar("x")
    f = T.function([x], x * 2)
    executor = Mortal({4: 1})
    assert T.evaluate_batch(f, [np.arange(10.0)], executor, chunk=2).tolist() == list(range(0, 20, 2))
    assert sorted(executor.asked) == [0, 2, 4, 4, 6, 8]


def test_a_chunk_that_kills_twice_is_told_by_row():
    x = T.dscalar("x")
    f = T.function([x], [x * 2, x > 0])
    found, failures = T.evaluate_batch(f, [np.arange(10.0)], Mortal({4: 2}), chunk=2, on_error="collect")
    assert [row for row, _ in failures] == [4, 5]
    assert all("died, 2 times (killed by SIGKILL)" in message for _, message in failures)
    assert np.isnan(found[0][4:6]).all()
    assert found[0][6:].tolist() == [12.0, 14.0, 16.0, 18.0]
    with pytest.raises(T.BatchError, match="rows 4 to 5: the process"):
        T.evaluate_batch(f, [np.arange(10.0)], Mortal({4: 2}), chunk=2)


def test_what_else_goes_wrong_with_an_executor_is_raised():
    class Broken(Mortal):
        def submit(self, fn, /, *args, **kwargs):
            future = super().submit(fn, *args, **kwargs)
            other = Future()
            other.set_exception(ModuleNotFoundError("No module named 'explorer'"))
            return other if args[-1] == 4 else future

    x = T.dscalar("x")
    with pytest.raises(ModuleNotFoundError):
        T.evaluate_batch(T.function([x], x * 2), [np.arange(10.0)], Broken({}), chunk=2, on_error="nan")


@settings(max_examples=20)
@given(st.integers(0, 40), st.integers(1, 9), st.sets(st.integers(0, 40)))
def test_parts_are_the_chunks_that_are_not_left_out(rows, chunk, skipped):
    x = T.dscalar("x")
    batch = Batch(T.function([x], x * 2), [np.arange(float(rows))], chunk)
    found = list(batch.parts(skip=skipped))
    assert [part.number for part in found] == [n for n in range(batch.chunks) if n not in skipped]
    for part in found:
        assert part.outputs[0].tolist() == [2.0 * row for row in range(part.start, part.stop)]
    covered = [row for number in range(batch.chunks) for row in range(*batch.bounds(number))]
    assert covered == list(range(rows))
