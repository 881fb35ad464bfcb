"""Sizes at the call: what met must be equal, and a size of 1 that nobody declared does not broadcast."""

import numpy as np
import pytest

import explorer.core as T


def ones(*shape):
    return np.ones(shape)


def programs():
    x, y, A = T.dvector("x"), T.dvector("y"), T.dmatrix("A")
    a, b = T.tensor("a", shape=("n",)), T.tensor("b", shape=(None, "n"))
    mask, n, w = T.tensor("mask", "bool", (None,)), T.lscalar("n"), T.shared(np.ones(3), "w")
    inner = r"x is \(x₀,\) and y is \(y₀,\): "
    return {
        "sum": ([x, y], x + y, (ones(3), ones(1)), inner + "add needs x₀ = y₀, but x₀ is 3 and y₀ is 1"),
        "sum, the other way": ([x, y], x + y, (ones(1), ones(3)), inner),
        "dot": ([x, y], T.dot(x, y), (ones(3), ones(4)), inner + "dot needs x₀ = y₀"),
        "what rewriting removes": ([x, y], T.sum(x * y), (ones(3), ones(1)), inner),
        "one symbol": ([a, b], T.dot(b, a), (ones(3), ones(3, 2)), "b has 2 along axis 1, but n is 3 in a"),
        "with a shared variable": ([x], x * w, (ones(1),), "x₀ is 1 and w₀ is 3"),
        "mask": (
            [x, mask],
            x[mask],
            (ones(3), np.ones(2, bool)),
            "subtensor needs mask₀ = x₀, but mask₀ is 2 and x₀ is 3",
        ),
        "what a mask selects": (
            [x, mask, y],
            x[mask] * y,
            (ones(2), np.array([1, 0], bool), ones(3)),
            "count is 1|but y₀ is 3",
        ),
        "a number of zeros": ([x, n], T.zeros(n) + x, (ones(3), 1), "n is 1.*x₀ is 3|x₀ is 3.*n is 1"),
        "a slice": ([A, x], A * x[:1], (ones(2, 3), ones(5)), r"A₁ is 3 and the size of x\[:1\] along axis 0 is 1"),
        "slices": (
            [x, y],
            x[1:] - y[:-1],
            (ones(2), ones(4)),
            r"x\[1:\] is \(x₀ - 1,\) and y\[:-1\] is \(y₀ - 1,\): .* but x₀ - 1 is 1 and y₀ - 1 is 3",
        ),
    }


@pytest.mark.parametrize("mode", ["raw", None])
@pytest.mark.parametrize("case", programs())
def test_sizes_that_differ(case, mode):
    inputs, output, values, message = programs()[case]
    f = T.function(inputs, output, mode=mode)
    for _ in range(2):
        with pytest.raises(T.ShapeError, match=message):
            f(*values)


@pytest.mark.parametrize("mode", ["raw", None])
def test_sizes_that_agree(mode):
    x, y, mask = T.dvector("x"), T.dvector("y"), T.tensor("mask", "bool", (None,))
    f = T.function([x, y, mask], [x[mask] * y, x[1:] - x[:-1]], mode=mode)
    product, steps = f([1.0, 2, 5], [3.0, 4], [True, False, True])
    assert product.tolist() == [3, 20]
    assert steps.tolist() == [1, 3]
    assert f.unchecked(np.ones(1), np.ones(1), np.ones(1, bool))[0].tolist() == [1]
    assert "shape" not in f.source  # sizes are measured beside the program that is shown


def test_a_declared_one_broadcasts():
    r, A = T.row("r"), T.dmatrix("A")
    assert T.function([r, A], r + A)(ones(1, 3), ones(2, 3)).shape == (2, 3)
