"""Totals that are taken while blocks are computed, and arrays whose memory is used again."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.evaluate.fusion import parts
from explorer.core.evaluate.large import Large
from explorer.core.evaluate.threads import use_threads
from explorer.core.graph import applies

SIZES = (1 << 18, (1 << 18) + 3, 300_001)


def both(inputs, outputs, values):
    """The programs for large arrays, by blocks and by loops, against the operations one by one."""
    expected = T.function(inputs, outputs, mode="raw")(*values)
    for mode in ("numpy", "fused"):
        f = T.function(inputs, outputs, mode=mode)
        for _ in range(2):
            found = f(*values)
        for one, other in zip(found, expected, strict=True):
            assert one.dtype == other.dtype
            eps = np.finfo(other.dtype).eps
            np.testing.assert_allclose(one, other, rtol=2000 * eps, atol=100 * eps)
    return f


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_totals_of_what_is_computed_and_of_operands(size, dtype):
    x = T.tensor("x", dtype, shape=(None,))
    value = (np.linspace(-1.0, 2.0, size) ** 3).astype(dtype)
    y = T.cos(x) + x
    f = both([x], [T.sum(y), T.max(y), T.min(x), T.max(x), y], [value])
    (part,) = parts(applies(f.outputs), f.outputs)[:1]
    assert len(part.totals) >= 2


def test_totals_of_several_axes():
    A = T.dmatrix("A")
    value = np.random.default_rng(0).standard_normal((600, 700))
    both(
        [A],
        [T.sum(T.exp(A)), T.max(A * 2, axis=(0, 1)), T.sum(T.sin(A), axis=0), T.sum(T.cos(A), keepdims=True)],
        [value],
    )
    both([A], [T.sum(T.exp(A.T) + A.T)], [value])


@pytest.mark.parametrize("at", [0, 5, 16_384, 200_000, (1 << 18) - 1])
def test_what_is_not_a_number_is_in_the_total(at):
    x = T.dvector("x")
    value = np.linspace(-1.0, 2.0, 1 << 18)
    for bad in (np.nan, np.inf, -np.inf):
        value[at] = bad
        with np.errstate(all="ignore"):
            both([x], [T.sum(x * 2), T.max(x * 2), T.min(x * 2), T.max(x), T.min(x)], [value])


def test_threads_change_no_bit():
    x = T.dvector("x")
    value = np.random.default_rng(0).standard_normal(300_001)
    f = T.function([x], [T.sum(T.exp(x)), T.softmax(x), T.logsumexp(x)], mode="fused")
    f(value)
    first = f(value)
    try:
        use_threads(1)
        second = f(value)
    finally:
        use_threads(8)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_memory_is_used_again_only_where_nobody_looks():
    x = T.dvector("x")
    value = np.linspace(-1.0, 2.0, 1 << 18)
    kept = T.exp(x)
    total = T.sum(kept)
    both([x], [kept / total], [value])
    both([x], [kept / total, kept], [value])  # asked for itself
    both([x], [kept / total, T.sum(kept[1:] / total)], [value])  # seen by a view
    both([x], [T.softmax(T.softmax(x) * 1e5)], [value])
    again = T.sin(kept / total)
    both([x], [again / T.sum(again), T.max(again - kept)], [value])
    f = T.function([x], kept / total, mode="fused")
    f(value)
    large = next(one for one in f._others if type(one) is Large)
    assert "into=[" in large.compiled[0].source


def test_softmax_and_its_logarithm_of_rows():
    A = T.dmatrix("A")
    value = np.random.default_rng(0).standard_normal((500, 700)) * 30
    value[3, 5] = np.inf
    with np.errstate(all="ignore"):
        both([A], [T.softmax(A, axis=1), T.logsumexp(A, axis=1), T.logsumexp(A), T.softmax(A[4:], axis=0)], [value])
    value[3] = -np.inf
    with np.errstate(all="ignore"):
        both([A], [T.logsumexp(A, axis=1), T.logsumexp(A, axis=1, keepdims=True), T.softmax(A, axis=1)], [value])
