"""Declared facts: what they are declared of, and that they change neither values nor derivatives."""

import numpy as np
import pytest

import explorer.core as T

A = T.tensor("A", shape=("n", "n"))
x = T.tensor("x", shape=("n",))


def test_an_assumption_changes_no_value():
    value = np.array([[1.0, 2.0], [3.0, 4.0]])
    f = T.function([A], T.assume(A, "symmetric") + 0, mode="raw")
    np.testing.assert_array_equal(f(value), value)


def test_the_gradient_is_that_of_all_entries():
    S = T.assume(A, "symmetric")
    f = T.function([A, x], T.grad(x @ S @ x, A))
    v = np.array([1.0, 2.0])
    np.testing.assert_allclose(f(np.eye(2), v), np.outer(v, v))


def test_several_facts_at_once():
    S = T.assume(A, "symmetric", "positive definite")
    assert T.read(T.optimize(S.T @ x).after) == "A @ x"


def test_an_unknown_fact_is_refused():
    with pytest.raises(ValueError, match=r"assume knows 'symmetric', .*, and not 'nice'"):
        T.assume(A, "nice")


def test_it_takes_what_can_have_the_fact():
    with pytest.raises(T.ShapeError, match="assume"):
        T.assume(x, "symmetric")
    with pytest.raises(T.ShapeError, match="assume takes square"):
        T.assume(T.tensor("K", shape=(2, 3)), "symmetric")
    with pytest.raises(T.ShapeError, match="rows sum to one"):
        T.assume(T.dscalar("t"), "rows sum to one")
    assert T.assume(x, "rows sum to one").ndim == 1
