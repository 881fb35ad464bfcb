"""Variables in Theano's names."""

import numpy as np
import pytest

import explorer.core as T


@pytest.mark.parametrize(
    ("letter", "dtype"),
    [
        ("d", "float64"),
        ("f", "float32"),
        ("i", "int32"),
        ("l", "int64"),
        ("b", "int8"),
        ("c", "complex64"),
        ("z", "complex128"),
        ("", "float64"),
    ],
)
@pytest.mark.parametrize(
    ("word", "ndim"),
    [("scalar", 0), ("vector", 1), ("matrix", 2), ("row", 2), ("col", 2), ("tensor3", 3), ("tensor4", 4)],
)
def test_each_maker(letter, dtype, word, ndim):
    x = getattr(T, letter + word)("x")
    assert (x.dtype, x.ndim, x.name) == (np.dtype(dtype), ndim, "x")
    plural = "matrices" if word == "matrix" else word + "s"
    a, b = getattr(T, letter + plural)("a", "b")
    assert (a.name, b.name, a.type.dtype) == ("a", "b", np.dtype(dtype))
    assert len(getattr(T, letter + plural)(3)) == 3


def test_another_dtype():
    assert T.vector("x", dtype="int16").dtype == np.int16
    assert T.row("r").type.broadcastable == (True, False)
    assert T.col("c").type.broadcastable == (False, True)


def test_tensor():
    x = T.tensor("x", "float32", (3, None, "n"))
    assert str(x.type) == "real32[3, x₁, n]"
    assert T.tensor("y", shape=("n",)).dimensions[0] == x.dimensions[2]
    assert T.tensor().name is None
    for shape in ((-1,), (1.5,), (True,), ([],)):
        with pytest.raises(T.ShapeError, match="a dimension is"):
            T.tensor("x", shape=shape)
    for dtype in ("text", "O", "U3", "datetime64[s]"):
        with pytest.raises(T.DTypeError):
            T.tensor("x", dtype)
