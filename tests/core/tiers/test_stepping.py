"""Loops of small steps as machine code: what the steps one by one give."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.evaluate.native.steps import steps_text
from explorer.core.evaluate.native.unwritten import UnwrittenError
from explorer.core.evaluate.stepping import _CAPTURED, Steps
from explorer.core.expr import Variable
from explorer.core.graph import applies, leaves
from explorer.core.ops.scan import Scan
from tests.core.catalogue import examples


def loops(f):
    return [one for one in f.program.namespace.values() if isinstance(one, Steps)]


def both(inputs, outputs, arrays, *, written=True):
    """The outputs step by step, and by machine code."""
    plain = T.function(inputs, outputs, mode="numpy")
    code = T.function(inputs, outputs, mode="fused")
    expected, found = plain(*arrays), code(*arrays)
    assert loops(code)
    assert not loops(plain)
    if written:
        assert all(loop.code.function is not None for loop in loops(code))
    for ours, theirs in zip(*[one if isinstance(one, list) else [one] for one in (found, expected)], strict=True):
        assert ours.dtype == theirs.dtype
        size = np.max(np.abs(theirs), initial=1.0, where=np.isfinite(theirs))
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12 * size)
    return code


def recurrent(xs, w, u, b):
    h, _ = T.scan(lambda x, h, w, u, b: T.tanh(x @ u + h @ w + b), xs, T.zeros_like(b), [w, u, b])
    return h


@pytest.mark.parametrize("steps", [0, 1, 2, 7, 40])
@pytest.mark.parametrize("size", [1, 2, 8, 13])
def test_a_recurrent_network_and_its_gradient(steps, size):
    xs, w, u, b = T.dmatrix("xs"), T.dmatrix("w"), T.dmatrix("u"), T.dvector("b")
    h = recurrent(xs, w, u, b)
    loss = T.sum(h[-1] ** 2) if steps else T.sum(h**2)
    rng = np.random.default_rng(size)
    arrays = [rng.standard_normal(s) / 3 for s in ((steps, 3), (size, size), (3, size), (size,))]
    both([xs, w, u, b], [h, loss, *T.grad(loss, [w, u, b])], arrays)


def test_states_of_several_kinds_and_results_of_each_step():
    xs, a, n = T.dvector("xs"), T.dvector("a"), T.lscalar("n")

    def step(x, p, q, a):
        return [T.sin(a * p) + x, q * 0.5 + T.sum(p), T.outer(p, p)[0] * q]

    (p, q, r), _ = T.scan(step, sequences=[xs], outputs_info=[a, T.constant(1.0), None], non_sequences=[a])
    outputs = [p, q, r, p[-1], q[-1]]
    both([xs, a], outputs, [np.linspace(-1, 1, 9), np.linspace(0.2, 0.7, 5)])
    total, _ = T.scan(lambda t: T.exp(-t) + 1.0, outputs_info=a, n_steps=n)
    both([a, n], [total], [np.linspace(0.2, 0.7, 5), 6])


@pytest.mark.parametrize("backwards", [False, True])
def test_directions(backwards):
    xs, a = T.dmatrix("xs"), T.dvector("a")
    p, _ = T.scan(lambda x, p: p * 0.5 + x[::-1] * p[0], xs, a, go_backwards=backwards)
    both([xs, a], [p, T.grad(T.sum(p**2), a)], [np.linspace(-1, 1, 12).reshape(4, 3), np.ones(3)])


def test_single_numbers_and_float32():
    for dtype in ("float64", "float32"):
        x, c = T.tensor("x", dtype, shape=(None,)), T.tensor("c", dtype, shape=())
        y, _ = T.scan(lambda x, y, c: y + 0.1 * (x - c * T.sin(y)), x, T.cast(0.0, dtype), [c])
        code = T.function([x, c], y, mode="fused")
        plain = T.function([x, c], y, mode="numpy")
        value = np.linspace(0, 1, 30).astype(dtype), np.array(0.7, dtype)
        np.testing.assert_allclose(code(*value), plain(*value), rtol=1e-13 if dtype == "float64" else 1e-5)
        assert code(*value).dtype == dtype
        assert all(loop.code.function is not None for loop in loops(code))


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_random_steps(data):
    """Steps of operations that are drawn, on states and elements of sequences."""
    size = data.draw(st.integers(1, 11))
    xs, a, w = T.dmatrix("xs"), T.dvector("a"), T.dmatrix("w")

    def step(x, p, a, w):
        values = [x, p, a, w @ p, p @ w]
        for _ in range(data.draw(st.integers(1, 6))):
            y, z = data.draw(st.sampled_from(values)), data.draw(st.sampled_from(values))
            make = data.draw(
                st.sampled_from(
                    [
                        lambda y, z: T.sin(y) * z,
                        lambda y, z: y - 0.5 * z,
                        lambda y, _: T.exp(-(y**2)),
                        lambda y, z: T.switch(y > z, y, T.tanh(z)),
                        lambda y, z: T.sum(y) * z,
                        lambda y, z: T.set_subtensor(y[: size // 2], z[: size // 2] * 2),
                        lambda y, z: T.maximum(y[::-1], z),
                    ]
                )
            )
            values.append(make(y, z))
        return T.tanh(values[-1])

    p, _ = T.scan(step, xs, a, [a, w])
    rng = np.random.default_rng(data.draw(st.integers(0, 100)))
    arrays = [rng.standard_normal((6, size)), rng.standard_normal(size), rng.standard_normal((size, size)) / 4]
    outputs = [p, T.grad(T.sum(p), a)]
    plain, code = (T.function([xs, a, w], outputs, mode=m, on_unused_input="ignore") for m in ("numpy", "fused"))
    for ours, theirs in zip(code(*arrays), plain(*arrays), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9)


def test_loops_of_the_catalogue():
    seen = 0
    for example in examples():
        if example.kind is not Scan:
            continue
        operands = [
            T.constant(a) if a.dtype.kind not in "fc" else x
            for a, x in zip(example.arrays, example.variables(known=False), strict=True)
        ]
        inputs = [x for x in operands if isinstance(x, Variable)]
        outputs = [e for e in example.build(*operands) if e.owner is not None]
        arrays = [a for a, x in zip(example.arrays, operands, strict=True) if x in inputs]
        if not inputs or not any(isinstance(node.op, Scan) for node in applies(T.optimize(outputs).after)):
            continue
        code, plain = (T.function(inputs, outputs, mode=mode) for mode in ("fused", "numpy"))
        for ours, theirs in zip(code(*arrays), plain(*arrays), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
        seen += any(loop.code.function is not None for loop in loops(code))
    assert seen > 5


def test_what_cannot_be_written_goes_step_by_step():
    xs, a = T.dmatrix("xs"), T.dmatrix("a")
    p, _ = T.scan(lambda x, p: T.linalg.inv(p) + T.outer(x, x), xs, a)
    both([xs, a], [p], [np.eye(3), np.eye(3)], written=False)
    (node,) = [n for n in applies(T.optimize([p]).after) if isinstance(n.op, Scan)]
    with pytest.raises(UnwrittenError):
        steps_text(node, node.op, [])


def test_large_steps_are_left_to_numpy(monkeypatch):
    xs, w = T.dmatrix("xs"), T.dmatrix("w")
    p, _ = T.scan(lambda x, p, w: T.tanh(p @ w + x), xs, xs[0], [w])
    f = T.function([xs, w], p, mode="fused")
    called = []
    f(np.ones((3, 4)), np.eye(4))
    (loop,) = loops(f)
    function = loop.code.function
    monkeypatch.setattr(loop.code, "function", lambda *given: called.append(1) or function(*given))
    f(np.ones((3, 4)), np.eye(4))
    assert called
    size = int(_CAPTURED**0.5) + 1
    called.clear()
    f(np.ones((3, size)), np.eye(size))
    assert not called


def test_arrays_with_gaps_are_copied():
    xs, a = T.dmatrix("xs"), T.dvector("a")
    p, _ = T.scan(lambda x, p: T.sin(p) * x, xs, a)
    f, plain = (T.function([xs, a], p, mode=mode) for mode in ("fused", "numpy"))
    value = np.linspace(-1, 1, 24).reshape(4, 6)
    for sequence in (value.T[:, ::2], value[:, ::-2], np.broadcast_to(value[0], (5, 6))):
        first = np.linspace(0, 1, 2 * sequence.shape[1])[::2]
        np.testing.assert_allclose(f(sequence, first), plain(sequence, first), rtol=1e-13)


def test_it_is_compiled_in_the_background():
    xs, a = T.dmatrix("xs"), T.dvector("a")
    p, _ = T.scan(lambda x, p: T.sin(p) * x, xs, a)
    f = T.function([xs, a], p)
    value = np.linspace(-1, 1, 24).reshape(4, 6), np.ones(6)
    expected = f(*value)
    f(*value)
    for thread in threading.enumerate():
        if thread.name == "compile":
            thread.join()
    (loop,) = loops(f)
    assert loop.code.function is not None
    np.testing.assert_allclose(f(*value), expected, rtol=1e-13)
    assert {x.name for x in leaves(f.outputs) if isinstance(x, Variable)} == {"xs", "a"}
