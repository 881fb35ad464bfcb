"""Results: arrays of their own, in the form that was asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T

MODES = ["raw", None]
VIEWS = {
    "itself": lambda x: x,
    "transposed": lambda x: x.T,
    "every second": lambda x: x[::2] if x.ndim else x,
    "reversed": lambda x: x[::-1] if x.ndim else x,
    "a row more": lambda x: x[None],
    "flat": T.ravel,
    "as a column": lambda x: T.reshape(x, (-1, 1)),
    "broadcast": lambda x: T.broadcast_to(x, (2, *T.shape(x))),
    "real part": T.real,
    "cast": lambda x: T.cast(x, "float64"),
    "stopped": T.disconnected_grad,
    "first": lambda x: x[0] if x.ndim else x,
    "squeezed": T.squeeze,
    "at least two axes": T.atleast_2d,
    "joined alone": lambda x: T.concatenate([x]) if x.ndim else x,
    "filled": lambda x: T.fill(T.zeros((3,)), x[0]) if x.ndim == 1 else x,
    "twice": lambda x: x + x,
}
LEAVES = ["matrix", "vector", "shared", "constant"]


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from(LEAVES), st.lists(st.sampled_from(sorted(VIEWS)), max_size=4)), min_size=1, max_size=5
    )
)
@pytest.mark.parametrize("mode", MODES)
def test_results_alias_nothing(mode, wishes):
    m, x = T.dmatrix("m"), T.dvector("x")
    arrays = [np.arange(6.0).reshape(2, 3), np.arange(1.0, 9)[::2]]
    w = T.shared(np.array([1.0, 2]), "w", borrow=True)
    c = T.constant(np.arange(10.0, 14))
    leaves = {"matrix": m, "vector": x, "shared": w, "constant": c}
    outputs = []
    for leaf, views in wishes:
        expression = leaves[leaf]
        for view in views:
            expression = VIEWS[view](expression)
        outputs += [expression, expression]
    f = T.function([m, x], outputs, mode=mode, on_unused_input="ignore")
    first, second = f(*arrays), f(*arrays)
    expected = [e.copy() for e in first]
    others = [*arrays, w.get_value(borrow=True), c.value, *second]
    for number, result in enumerate(first):
        assert result.flags.writeable
        assert not any(np.shares_memory(result, other) for other in [*others, *first[:number]])
        result[...] = -1
    for after, before in zip(f(*arrays), expected, strict=True):
        np.testing.assert_array_equal(after, before)


def test_out_is_filled():
    x = T.dvector("x")
    f, g = T.function([x], x * 2), T.function([x], [x, x + 1])
    target = np.empty(2)
    assert f([1, 2], out=target) is target
    assert target.tolist() == [2, 4]
    pair = [np.empty(2), np.empty(2)]
    assert g([1, 2], out=pair)[1] is pair[1]
    assert [p.tolist() for p in pair] == [[1, 2], [2, 3]]
    named = {"b": np.empty(2), "a": np.empty(2, "complex128")}
    assert T.function([x], {"a": x, "b": -x})([1, 2], out=named) is named
    assert named["a"].tolist() == [1, 2]
    given = np.array([1.0, 2])
    assert f(given, out=given).tolist() == [2, 4]  # onto the argument itself
    for call, kind, message in (
        (lambda: f([1, 2], out=np.empty(3)), T.ShapeError, r"out has shape \(3,\), the output has \(2,\)"),
        (lambda: f([1, 2], out=np.empty(2, int)), T.DTypeError, "out is int64, the output is float64"),
        (lambda: f([1, 2], out=[1, 2]), TypeError, "out has 2 arrays"),
        (lambda: f([1, 2], out=3), TypeError, "arrays to fill, not int"),
        (lambda: g([1, 2], out=[target]), TypeError, "out has 1 arrays"),
    ):
        with pytest.raises(kind, match=message):
            call()
