"""A known 1 broadcasts; an unknown size never does silently; errors name both sides."""

import numpy as np
import pytest

import explorer.core as T

pair = ("W", "x")


def test_a_mismatch_is_found_while_building_and_names_both():
    w, x = T.tensor("W", shape=("n", 3)), T.tensor("x", shape=(4,))
    with pytest.raises(T.ShapeError, match=r"W is \(n, 3\) and x is \(4,\): add needs 3 = 4"):
        w + x
    with pytest.raises(T.ShapeError, match=r"W is \(n, 3\) and x is \(4,\): dot needs 3 = 4"):
        T.dot(w, x)
    with pytest.raises(T.ShapeError, match="needs"):
        T.switch(w > 0, w, x)


def test_named_sizes_are_one_unknown():
    a, b = T.tensor("a", shape=("n",)), T.tensor("b", shape=("n",))
    assert (a + b).dimensions == a.dimensions
    f = T.function([a, b], a + b)
    with pytest.raises(T.ShapeError, match="b has 3 along axis 0, but n is 2 in a"):
        f([1, 2], [1, 2, 3])
    c = T.concatenate([a, T.constant([1.0])])
    with pytest.raises(T.ShapeError, match="n"):
        a + c


@pytest.mark.parametrize("operation", [T.add, T.multiply, T.maximum, T.arctan2, lambda a, b: T.switch(a > 0, a, b)])
def test_an_unknown_size_never_broadcasts_silently(operation):
    x, y = T.dvectors("x", "y")
    f = T.function([x, y], operation(x, y))
    assert f([1, 2], [3, 4]).shape == (2,)
    for a, b in (([1, 2], [3]), ([1], [2, 3]), ([1, 2], [1, 2, 3])):
        with pytest.raises(T.ShapeError, match=r"x is \(x₀,\) and y is \(y₀,\).*x₀ is"):
            f(a, b)


def test_at_the_call_both_are_named_with_their_sizes():
    w, x = T.dmatrix("W"), T.dvector("x")
    with pytest.raises(T.ShapeError, match=r"W is .* and x is .*dot needs .* is 3 and .* is 2"):
        T.function([w, x], T.dot(w, x))(np.ones((2, 3)), np.ones(2))


def test_a_declared_one_broadcasts():
    row, col, x = T.drow("r"), T.dcol("c"), T.dmatrix("x")
    assert (row + col).eval({row: [[1, 2, 3]], col: [[1], [2]]}).shape == (2, 3)
    assert (row + x).eval({row: [[1, 2]], x: np.ones((3, 2))}).shape == (3, 2)
    assert T.tensor("a", shape=(1, 4)).type.broadcastable == (True, False)
    with pytest.raises(T.ShapeError, match="r has size 1 along axis 0, the value has 2"):
        T.function([row], row)(np.ones((2, 2)))


def test_sizes_inside_a_graph_are_checked_too():
    x, y = T.dvectors("x", "y")
    f = T.function([x, y], T.sum(T.concatenate([x, x]) * T.exp(y)))
    assert f([1], [0, 0]) == 2
    with pytest.raises(T.ShapeError):
        f([1, 2], [0, 0])
