"""Indexing against NumPy's: any index, its value, its type, and the derivative through it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T

SHAPES = [(5,), (4, 3), (3, 1, 4)]


@st.composite
def slices(draw, size):
    bound = st.none() | st.integers(-size - 2, size + 2)
    step = draw(st.none() | st.sampled_from([1, 2, 3, -1, -2]))
    return slice(draw(bound), draw(bound), step)


@st.composite
def indices(draw):
    """A shape and an index that NumPy takes for it."""
    shape = draw(st.sampled_from(SHAPES))
    length = draw(st.integers(0, len(shape)))
    arrays = draw(st.sampled_from([(), (), (2,), (3, 2)]))
    parts = []
    for size in shape[:length]:
        kind = draw(st.sampled_from(["int", "slice", "slice", "array", "mask"]))
        if kind == "int":
            parts.append(draw(st.integers(-size, size - 1)))
        elif kind == "slice":
            parts.append(draw(slices(size)))
        elif kind == "array" and arrays:
            parts.append(
                np.array(
                    draw(
                        st.lists(
                            st.integers(-size, size - 1), min_size=int(np.prod(arrays)), max_size=int(np.prod(arrays))
                        )
                    )
                ).reshape(arrays)
            )
        elif kind == "mask" and not arrays and not any(isinstance(p, np.ndarray) for p in parts):
            parts.append(np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size))))
        else:
            parts.append(slice(None))
    for _ in range(draw(st.integers(0, 2))):
        parts.insert(draw(st.integers(0, len(parts))), None)
    if length < len(shape) and draw(st.booleans()):
        parts.append(Ellipsis)
    return shape, tuple(parts)


def numbers(shape):
    return np.sin(np.arange(1.0, 1 + np.prod(shape))).reshape(shape)


@settings(max_examples=200)
@given(indices(), st.booleans())
def test_value_type_and_derivative_are_numpys(case, known):
    shape, index = case
    a = numbers(shape)
    x = T.tensor("x", shape=[n if known or n == 1 else None for n in shape])
    y = x[index]
    expected = a[index]
    gradient = T.Lop(y, x, T.constant(np.cos(numbers(expected.shape))))
    value, slope = T.function([x], [y, gradient], mode="raw")(a)
    assert value.shape == expected.shape
    assert y.ndim == expected.ndim
    assert all(not isinstance(d, int) or d == s for d, s in zip(y.dimensions, expected.shape, strict=True))
    np.testing.assert_array_equal(value, expected)
    by_hand = np.zeros(shape)
    np.add.at(by_hand, index, np.cos(numbers(expected.shape)))
    np.testing.assert_allclose(slope, by_hand, atol=1e-14)
    pushed = T.function([x], T.Rop(y, x, x), mode="raw")(a)
    np.testing.assert_array_equal(pushed, expected)


@settings(max_examples=100)
@given(indices(), st.booleans(), st.booleans())
def test_set_and_inc_are_numpys(case, replace, scalar):
    shape, index = case
    a = numbers(shape)
    x = T.tensor("x", shape=shape)
    b = np.array(2.5) if scalar else np.cos(numbers(a[index].shape))
    expected = a.copy()
    if replace:
        expected[index] = b
    else:
        np.add.at(expected, index, b)
    part = x[index]
    if part is x:  # x[...] is x
        return
    y = T.tensor("y", shape=b.shape)
    change = T.set_subtensor if replace else T.inc_subtensor
    f = T.function([x, y], change(part, y), mode="raw", on_unused_input="ignore")
    np.testing.assert_allclose(f(a, b), expected)


def test_symbolic_indices():
    x, i, j = T.dmatrix("x"), T.lscalar("i"), T.lscalar("j")
    a = numbers((4, 3))
    assert x[i, j].eval({x: a, i: 2, j: -1}) == a[2, -1]
    np.testing.assert_array_equal(x[i:, :j].eval({x: a, i: 1, j: 2}), a[1:, :2])
    np.testing.assert_array_equal(x[::i].eval({x: a, i: -2}), a[::-2])
    np.testing.assert_array_equal(x[x.shape[0] - 1].eval({x: a}), a[-1])
    k = T.lvector("k")
    np.testing.assert_array_equal(x[k].eval({x: a, k: [0, 0, 3]}), a[[0, 0, 3]])
    np.testing.assert_array_equal(x[x > 0].eval({x: a}), a[a > 0])


@pytest.mark.parametrize("index", [5, -6, (0, 0), (slice(None), 1), 1.5, "a"])
def test_what_numpy_refuses_is_refused(index):
    x = T.tensor("x", shape=(5,))
    with pytest.raises((T.ShapeError, T.DTypeError), match=r"axis|axes|index|numbers"):
        x[index]


def test_take():
    a = numbers((4, 3))
    for axis in (None, 0, 1, -1):
        index = np.array([[0, 2], [1, 1]])
        x = T.dmatrix("x")
        np.testing.assert_array_equal(T.take(x, index, axis).eval({x: a}), np.take(a, index, axis))


def test_a_list_is_an_index_array():
    x = T.dvector("x")
    assert x[[0, 0, 1]].eval({x: [3, 4]}).tolist() == [3, 3, 4]
    assert x[[True, False]].eval({x: [3, 4]}).tolist() == [3]
