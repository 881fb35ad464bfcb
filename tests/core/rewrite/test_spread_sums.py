"""Sums and means of what is spread over axes: by counting along these, and with nothing spread any more."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.graph import applies

A = T.tensor("A", shape=("n", "m"))
SPREAD = {
    "a number": T.dscalar("s"),
    "a row": T.tensor("r", shape=("m",)),
    "a row of a matrix": T.tensor("R", shape=(1, "m")),
    "a column": T.tensor("c", shape=("n", 1)),
}
SIZES = {"n": 3, "m": 4}


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [0, 1, None])
@pytest.mark.parametrize("what", SPREAD)
@pytest.mark.parametrize("reduce", [T.sum, T.mean])
def test_what_is_spread_is_counted(reduce, what, axis, keepdims):
    value = SPREAD[what]
    written = reduce(T.fill(A, value), axis=axis, keepdims=keepdims)
    after = T.optimize(written).after
    reductions = {node.op.name for node in applies([after])} & {"sum", "mean"}
    within = [node for node in applies([after]) if node.op.name in reductions]
    assert not any(x.owner is not None and x.owner.op.name in {"fill", "alloc"} for node in within for x in node.inputs)
    shape = tuple(SIZES.get(str(size), size) for size in value.dimensions)
    given = np.random.default_rng(3).normal(size=shape)
    plain = np.broadcast_to(given, (3, 4))
    expected = {T.sum: np.sum, T.mean: np.mean}[reduce](plain, axis=axis, keepdims=keepdims)
    found = T.function([A, value], after, on_unused_input="ignore")(np.zeros((3, 4)), given)
    np.testing.assert_allclose(found, expected, rtol=1e-14)
    assert found.shape == expected.shape
