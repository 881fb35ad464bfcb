"""Shapes: reshape, axes, joins, sizes as expressions."""

import numpy as np
import pytest

import explorer.core as T

A = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize("shape", [(-1,), (6, -1), (-1, 8), (4, -1, 2), (24,), (2, 12), 24, -1, (1, 24, 1)])
@pytest.mark.parametrize("known", [True, False])
def test_reshape_is_numpys(shape, known):
    x = T.tensor("x", shape=(2, 3, 4) if known else (None,) * 3)
    y = T.reshape(x, shape)
    expected = A.reshape(shape)
    if known:
        assert y.dimensions == expected.shape
    np.testing.assert_array_equal(y.eval({x: A}), expected)
    assert T.function([x], T.grad(T.sum(y * y), x))(A).tolist() == (2 * A).tolist()


def test_reshape_to_symbolic_sizes():
    x, n = T.dmatrix("x"), T.lscalar("n")
    assert T.reshape(x, (n, -1)).eval({x: np.ones((4, 3)), n: 6}).shape == (6, 2)
    assert T.reshape(x, (x.shape[1], -1)).eval({x: np.ones((4, 3))}).shape == (3, 4)
    assert T.reshape(x, (x.shape[0], -1)).dimensions == x.dimensions


@pytest.mark.parametrize("shape", [(7,), (5, -1), (-1, -1), (2, 2)])
def test_reshape_that_cannot_be_is_an_error(shape):
    with pytest.raises(T.ShapeError, match="reshape"):
        T.reshape(T.tensor("x", shape=(2, 3)), shape)


@pytest.mark.parametrize("axes", [None, (0, 1, 2), (2, 0, 1), (1, 0, 2), (-1, 0, 1)])
def test_transpose_is_numpys(axes):
    x = T.dtensor3("x")
    np.testing.assert_array_equal(T.transpose(x, axes).eval({x: A}), np.transpose(A, axes))


@pytest.mark.parametrize("pattern", [(0, 1), ("x", 0, 1), (1, "x", 0), (1, 0)])
def test_dimshuffle_is_theanos(pattern):
    x, a = T.dmatrix("x"), A[0]
    expected = np.transpose(a, [p for p in pattern if p != "x"])
    for place, p in enumerate(pattern):
        if p == "x":
            expected = np.expand_dims(expected, place)
    np.testing.assert_array_equal(T.dimshuffle(x, *pattern).eval({x: a}), expected)
    np.testing.assert_array_equal(x.dimshuffle(pattern).eval({x: a}), expected)


@pytest.mark.parametrize("bad", [(0, 0), (2, 0), (0,)])
def test_dimshuffle_that_cannot_be_is_an_error(bad):
    with pytest.raises(T.ShapeError):
        T.dimshuffle(T.dmatrix("x"), *bad)


def test_axes_come_and_go_as_in_numpy():
    x = T.dtensor3("x")
    for ours, theirs in (
        (T.swapaxes(x, 0, -1), np.swapaxes(A, 0, -1)),
        (T.moveaxis(x, 0, 2), np.moveaxis(A, 0, 2)),
        (T.moveaxis(x, -1, 0), np.moveaxis(A, -1, 0)),
        (T.moveaxis(x, (0, -1), (1, 0)), np.moveaxis(A, (0, -1), (1, 0))),
        (T.expand_dims(x, (0, 3)), np.expand_dims(A, (0, 3))),
        (T.squeeze(T.expand_dims(x, 1)), A),
        (T.squeeze(T.expand_dims(x, (1, 4)), 1), A[..., None]),
        (T.ravel(x), A.ravel()),
        (T.concatenate([x, x], 1), np.concatenate([A, A], 1)),
        (T.concatenate([x, x], -1), np.concatenate([A, A], -1)),
        (T.join(2, x, x), np.concatenate([A, A], 2)),
        (T.stack([x, 2 * x], -1), np.stack([A, 2 * A], -1)),
        (T.stack([x, 2 * x]), np.stack([A, 2 * A])),
    ):
        value = ours.eval({x: A})
        np.testing.assert_array_equal(value, theirs)


def test_sizes_are_expressions_folded_where_known():
    x = T.tensor("x", shape=(3, None))
    assert x.shape[0] is T.constant(3)
    assert x.shape[1].eval({x: np.ones((3, 5))}) == 5
    assert x.size.eval({x: np.ones((3, 5))}) == 15
    assert T.zeros(x.shape).dimensions == x.dimensions
    y = T.arange(x.shape[1]) + x[0]
    assert y.dimensions == (x.dimensions[1],)
    assert T.grad(T.sum(x) + x.shape[0], x).eval({x: np.ones((3, 1))}).tolist() == [[1], [1], [1]]


def test_a_size_has_no_derivative():
    x = T.dvector("x")
    with pytest.raises(T.DisconnectedInputError, match="x"):
        T.grad(T.cast(x.shape[0], "float64"), x)


@pytest.mark.parametrize("args", [(5,), (2, 7), (7, 2, -2), (0, 1, 0.25), (0.5, 3), (3, 3), (5, 2)])
def test_arange_is_numpys(args):
    y = T.arange(*args)
    expected = np.arange(*args)
    assert y.dtype == expected.dtype
    assert y.dimensions == expected.shape
    np.testing.assert_array_equal(T.evaluate_once(y), expected)


def test_creation_is_numpys():
    for ours, theirs in (
        (T.zeros((2, 3)), np.zeros((2, 3))),
        (T.ones(3, "int32"), np.ones(3, "int32")),
        (T.full((2, 2), 7.5), np.full((2, 2), 7.5)),
        (T.eye(3, 4, 1), np.eye(3, 4, 1)),
        (T.identity(2, "bool"), np.identity(2, "bool")),
        (T.alloc(2.0, 3, 2), np.full((3, 2), 2.0)),
        (T.diag(T.constant([1.0, 2])), np.diag([1.0, 2])),
        (T.diag(T.constant([1.0, 2]), 1), np.diag([1.0, 2], 1)),
        (T.diag(T.constant([1.0, 2]), -2), np.diag([1.0, 2], -2)),
        (T.diag(T.constant(A[0]), -1), np.diag(A[0], -1)),
        (T.zeros_like(T.constant(A)), np.zeros_like(A)),
        (T.full_like(T.constant(A), 2), np.full_like(A, 2)),
    ):
        value = T.evaluate_once(ours)
        assert value.dtype == theirs.dtype
        np.testing.assert_array_equal(value, theirs)
