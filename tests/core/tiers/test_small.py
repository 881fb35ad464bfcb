"""Whole programs as machine code: what NumPy gives, for every operation that is written and for random programs."""

import itertools
import threading
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.evaluate.native.program import program_of
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.expr import Constant, Variable
from explorer.core.graph import applies, leaves
from tests.core.catalogue import STOPS, examples
from tests.core.random.strategy import seeded
from tests.core.tiers.whole import compiled, whole

SPECIAL = (0.0, -0.0, 1.0, -2.5, 40.0, -800.0, 1e-300, 1e300, np.inf, -np.inf, np.nan)
ULPS = 4

# Kinds of operations that must be written; more may be.
WRITTEN = {
    *("Add", "Subtract", "Multiply", "Divide", "Exp", "Tanh", "Sin", "Power", "Switch", "Fill", "Alloc", "Maximum"),
    *("Subtensor", "IncSubtensor", "Dimshuffle", "Sum", "Mean", "Prod", "Dot", "Sigmoid", "Log1p", "Erf", "Clip"),
}


def agree(found, expected, label=""):
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.dtype == theirs.dtype
        size = np.max(np.abs(theirs), initial=0.0, where=np.isfinite(theirs)) if theirs.dtype != bool else 1
        eps = np.finfo(theirs.dtype).eps if theirs.dtype != bool else 1e-9
        np.testing.assert_allclose(ours, theirs, rtol=64 * eps, atol=64 * eps * size, err_msg=label)


def written():
    """Some examples of each operation, with the outputs, that are written."""
    seen = Counter()
    for example in examples():
        seen[example.kind] += 1
        if example.kind in STOPS or seen[example.kind] > 5:
            continue
        xs = example.variables(known=False)
        operands = [T.constant(a) if a.dtype.kind not in "fcb" else x for a, x in zip(example.arrays, xs, strict=True)]
        inputs = [x for x in operands if isinstance(x, Variable)]
        outputs = [e for e in example.build(*operands) if e.owner is not None]
        if inputs and outputs:
            yield example, inputs, outputs, [a for a, x in zip(example.arrays, operands, strict=True) if x in inputs]


def test_every_operation_that_is_written():
    kinds = set()
    for example, inputs, outputs, arrays in written():
        if any(x.dtype == np.float32 and not x.ndim for x in inputs):
            continue
        try:
            run = whole(inputs, outputs)
        except UnwrittenError:
            continue
        kinds.add(example.kind.__name__)
        expected = [np.asarray(one) for one in T.function(inputs, outputs, mode="raw")(*arrays)]
        found = run(*(np.array(a, order="C") for a in arrays))
        assert found is not None, example
        agree(found, expected, str(example))
    assert kinds >= WRITTEN, WRITTEN - kinds


@pytest.mark.parametrize("part", range(4))
def test_random_programs_and_their_gradients(part):
    seen = 0
    for seed in range(part, 200, 4):
        one = seeded(seed)
        wrt = [x for x in one.inputs if x.dtype == "float64"]
        outputs = T.optimize([one.cost, *T.grad(one.cost, wrt, disconnected_inputs="ignore")]).after
        outputs = [e for e in dict.fromkeys(outputs) if e.owner is not None]
        inputs = [x for x in leaves(outputs) if isinstance(x, Variable)]
        arrays = [np.array(a, order="C") for a, x in zip(one.arrays, one.inputs, strict=True) if x in inputs]
        inputs = [x for x in one.inputs if x in inputs]
        for group in ([e] for e in outputs):
            used = [x for x in inputs if x in set(leaves(group))]
            try:
                run = whole(used, group)
            except UnwrittenError:
                continue
            given = [a for a, x in zip(arrays, inputs, strict=True) if x in used]
            with np.errstate(all="ignore"):
                expected = [np.asarray(e) for e in T.function(used, group, mode="raw")(*given)]
            found = run(*given)
            assert found is not None
            size = np.max(np.abs(expected[0]), initial=0.0, where=np.isfinite(expected[0]))
            np.testing.assert_allclose(found[0], expected[0], rtol=1e-9, atol=1e-11 * size + 1e-100, err_msg=str(seed))
            seen += 1
    assert seen > 10


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_slices_and_axes(data):
    """Parts of arrays, put into others, in any order of axes, and summed along some."""
    x = T.dmatrix("x")
    shape = (data.draw(st.integers(2, 19)), data.draw(st.integers(2, 19)))
    bound = st.none() | st.integers(-6, 6)

    def piece():
        step = data.draw(st.sampled_from([None, 1, 2, 3]))
        return slice(data.draw(bound), data.draw(bound), step)

    value = np.linspace(-1.0, 1.0, shape[0] * shape[1]).reshape(shape)
    y = T.exp(x.T if data.draw(st.booleans()) else x)
    index = (piece(), piece()) if data.draw(st.booleans()) else (data.draw(st.integers(-2, 1)), piece())
    assume(y[index] is not y)
    part = T.sin(y[index]) * y[index]
    place = data.draw(st.sampled_from([T.inc_subtensor, T.set_subtensor]))
    placed = place(T.zeros_like(y)[index], part)
    outputs = [
        placed,
        T.sum(placed, axis=data.draw(st.sampled_from([0, 1, (0, 1)]))),
        T.mean(y, axis=0, keepdims=True) * y,
    ]
    expected = [np.asarray(e) for e in T.function([x], outputs, mode="raw")(value)]
    found = whole([x], outputs)(value)
    assert found is not None
    agree(found, expected)


@pytest.mark.parametrize("size", [*range(20), 31, 64, 1000])
def test_sizes(size):
    x, s = T.dvector("x"), T.dscalar("s")
    outputs = [T.tanh(x) * s + x, T.sum(T.exp(x)), T.sum(x * s)[None] * x, T.dot(x, x), x[::-1] > s]
    value = np.linspace(-2.0, 3.0, size)
    expected = [np.asarray(e) for e in T.function([x, s], outputs, mode="raw")(value, 0.7)]
    agree(whole([x, s], outputs)(value, 0.7), expected)


@pytest.mark.parametrize(("m", "k", "n"), [*itertools.product([1, 2, 9], repeat=3)])
def test_products_of_matrices(m, k, n):
    a, b, x = T.dmatrix("a"), T.dmatrix("b"), T.dvector("x")
    rng = np.random.default_rng(m + 10 * k + 100 * n)
    arrays = [rng.standard_normal((m, k)), rng.standard_normal((k, n)), rng.standard_normal(k)]
    outputs = [a @ b, (a @ b).T @ (a @ x), x @ b, T.dot(a.T, a), b.T @ a.T, a.T[:, ::-1] @ a]
    expected = [np.asarray(e) for e in T.function([a, b, x], outputs, mode="raw")(*arrays)]
    agree(whole([a, b, x], outputs)(*arrays), expected)


def test_special_numbers():
    x, y = T.dvector("x"), T.dvector("y")
    outputs = [x * y, x / y, T.maximum(x, y), T.exp(x) * y, x**3 + y, T.switch(x > y, x, y), T.logaddexp(x, y)]
    arrays = [np.array(column) for column in zip(*itertools.product(SPECIAL, repeat=2), strict=True)]
    with np.errstate(all="ignore"):
        expected = T.function([x, y], outputs, mode="raw")(*arrays)
    for ours, theirs in zip(whole([x, y], outputs)(*arrays), expected, strict=True):
        np.testing.assert_array_max_ulp(ours, theirs, ULPS)


def rosenbrock(x):
    return T.sum((1 - x[:-1]) ** 2 + 100 * (x[1:] - x[:-1] ** 2) ** 2)


def function():
    x = T.dvector("x")
    return T.function([x], T.grad(rosenbrock(x), x))


VALUE = np.linspace(0.1, 1.0, 50)


def test_a_function_that_is_called_often_is_compiled():
    f = function()
    before = f(VALUE)
    assert f._native is None
    compiled(f, VALUE)
    assert f._native.binding is not None
    np.testing.assert_allclose(f(VALUE), before, rtol=1e-14)
    np.testing.assert_allclose(f.unchecked(VALUE)[0], before, rtol=1e-14)
    assert f(VALUE) is not f(VALUE)


def test_what_does_not_fit_goes_the_other_ways():
    f = compiled(function(), VALUE)
    expected = f(VALUE)
    np.testing.assert_array_equal(f(VALUE.tolist()), expected)
    np.testing.assert_array_equal(f(VALUE[::-1][::-1].astype("f4").astype("f8")), f(VALUE.astype("f4").astype("f8")))
    spaced = np.repeat(VALUE, 2)[::2]
    np.testing.assert_allclose(f(spaced), expected, rtol=1e-14)
    np.testing.assert_allclose(f.unchecked(spaced)[0], expected, rtol=1e-14)
    large = np.linspace(0.0, 1.0, 1 << 18)
    assert f(large).shape == large.shape
    with pytest.raises(T.ShapeError, match="axes"):
        f(np.ones((2, 2)))
    with pytest.raises(T.DTypeError):
        f(VALUE * 1j)


def test_sizes_that_do_not_fit_are_told():
    x, y = T.dvector("x"), T.dvector("y")
    f = compiled(T.function([x, y], T.exp(x) * y), VALUE, VALUE)
    with pytest.raises(T.ShapeError, match="49"):
        f(VALUE, VALUE[1:])


@pytest.mark.parametrize(
    "build",
    [
        lambda x, y: T.exp(x) * y,
        lambda x, y: T.sum(T.exp(x) * y),
        lambda x, y: T.dot(T.exp(x), y) * x,
        lambda x, y: T.set_subtensor(T.zeros_like(x)[1:], T.exp(y[1:])),
        lambda x, y: T.inc_subtensor(T.exp(x)[2:], y[2:]),
        lambda x, y: T.concatenate([T.exp(x), y]) + T.concatenate([y, y]),
    ],
)
def test_sizes_that_nobody_checks_read_no_memory_beyond(build):
    """Sizes are the caller's care with `unchecked`; where they are wrong, NumPy says so."""
    x, y = T.dvector("x"), T.dvector("y")
    f = compiled(T.function([x, y], build(x, y)), VALUE, VALUE)
    assert f.unchecked.__name__ == "bare"
    for a, b in ((VALUE, VALUE[1:]), (VALUE[1:], VALUE), (VALUE, VALUE[:0])):
        with pytest.raises(ValueError, match=r"shape|broadcast|aligned|size"):
            f.unchecked(a, b)


def test_an_index_that_is_out_of_range_is_told():
    x = T.dvector("x")
    f = compiled(T.function([x], T.exp(x[4]) * x), VALUE)
    np.testing.assert_allclose(f(VALUE[:5]), np.exp(VALUE[4]) * VALUE[:5], rtol=1e-14)
    with pytest.raises((T.EvaluationError, IndexError), match="4"):
        f(VALUE[:4])


def test_arrays_that_are_filled():
    f = compiled(function(), VALUE)
    expected = f(VALUE)
    out = np.empty(50)
    assert f(VALUE, out=out) is out
    np.testing.assert_array_equal(out, expected)
    own = VALUE.copy()
    assert f(own, out=own) is own  # it is read before it is written
    np.testing.assert_allclose(own, expected, rtol=1e-14)
    twice = np.zeros(100)
    f(VALUE, out=twice[::2])
    np.testing.assert_allclose(twice[::2], expected, rtol=1e-14)
    assert not twice[1::2].any()
    overlapping = np.concatenate([VALUE, np.zeros(1)])
    f(overlapping[:50], out=overlapping[1:])
    np.testing.assert_allclose(overlapping[1:], expected, rtol=1e-14)
    with pytest.raises(T.ShapeError, match="out has shape"):
        f(VALUE, out=np.empty(49))
    fixed = np.empty(50)
    fixed.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        f(VALUE, out=fixed)


def test_products_that_are_large_are_left_to_blas():
    a = T.dmatrix("a")
    f = T.function([a], T.exp(a @ a))
    small, large = np.eye(3), np.eye(60) / 60
    compiled(f, small)
    np.testing.assert_allclose(f(small), np.exp(small), rtol=1e-14)
    np.testing.assert_allclose(f(large), np.exp(large @ large), rtol=1e-14)


def test_only_modes_with_machine_code_have_it():
    x = T.dvector("x")
    for mode in ("numpy", "raw"):
        f = compiled(T.function([x], T.exp(x) * x, mode=mode), VALUE)
        assert f._native is None
    f = T.function([x], T.exp(x) * x, mode="fused")
    f(VALUE), f(VALUE)
    assert f._native.binding is not None


def test_threads_call_one_function():
    f = compiled(function(), VALUE)
    expected, found = f(VALUE), []
    threads = [threading.Thread(target=lambda: found.extend(f(VALUE) for _ in range(200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 800
    assert all((one == expected).all() for one in found)


def test_constants_of_several_axes_are_not_written():
    x = T.dvector("x")
    with pytest.raises(UnwrittenError):
        program_of([x], [x * np.arange(3.0)])
    assert any(isinstance(e, Constant) for node in applies([x * np.arange(3.0)]) for e in node.inputs)


def test_axes_that_are_known_to_have_one_element():
    """Slices whose size follows from that of a known array, and unit matrices of one row or column, broadcast."""
    p, Q, X = T.tensor("p", shape=(2,)), T.dmatrix("Q"), T.tensor("X", shape=(2, None, None))
    r = T.tensor("r", shape=(1, None))
    rng = np.random.default_rng(0)
    given = [rng.standard_normal(shape) for shape in ((2,), (4, 11), (2, 3, 5), (1, 11))]
    outputs = [
        p[1:] * Q,
        (p - T.sum(p))[:-1] / (2 + Q**2),
        T.fill(Q, T.sum(X[:-1, :, -1], axis=1, keepdims=True)),
        T.eye(1) * r,
        Q * T.eye(1),
        T.eye(4, 1) * Q,
        p[1:] * T.concatenate([(Q @ Q.T)[:1], (Q @ Q.T)[1:2]]),
    ]
    for e in outputs:
        inputs = [x for x in (p, Q, X, r) if x in set(leaves([e]))]
        values = [a for a, x in zip(given, (p, Q, X, r), strict=True) if x in inputs]
        expected = T.function(inputs, e, mode="raw")(*values)
        agree(whole(inputs, [e])(*values), [np.asarray(expected)], repr(e))
