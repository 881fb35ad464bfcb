"""What loops become: the forms that a person would write without a loop, and loops that are as short as they can be."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.graph import applies
from explorer.core.ops.scan import Scan

x, w, c = T.dscalars("x", "w", "c")
s = T.tensor("s", shape=("t",))
rows, W, U = T.tensor("rows", shape=("t", "d")), T.tensor("W", shape=("d", "h")), T.tensor("U", shape=("h", "h"))
V, start = T.tensor("V", shape=("h", "k")), T.tensor("start", shape=("h",))
SIZES = {"t": 5, "d": 3, "h": 4, "k": 2}
INPUTS = [x, w, c, s, rows, W, U, V, start]


def values():
    rng = np.random.default_rng(3)
    return [rng.uniform(-1, 1, [SIZES[str(n)] for n in e.dimensions]) for e in INPUTS]


def optimised(*outputs):
    """The optimised outputs; their values are those of the raw ones."""
    raw = T.function(INPUTS, list(outputs), mode="raw", on_unused_input="ignore")(*values())
    f = T.function(INPUTS, list(outputs), on_unused_input="ignore")
    for a, b in zip(raw, f(*values()), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-13)
    return f


def loops(f):
    return [node.op.body for node in applies(f.outputs) if isinstance(node.op, Scan)]


WITHOUT_A_LOOP = {
    "running sum": (lambda: T.scan(lambda e, p: p + e, s, x)[0], "x + cumsum(s)"),
    "sum": (lambda: T.scan(lambda e, p: p + e, s, x)[0][-1], "x + sum(s)"),
    "sum of squares": (lambda: T.scan(lambda e, p: p + e**2, s, T.constant(0.0))[0][-1], "sum(s**2)"),
    "running sum backwards": (
        lambda: T.scan(lambda e, p: p + e, s, x, go_backwards=True)[0],
        "x + cumsum(s[::-1])",
    ),
    "product": (lambda: T.scan(lambda e, p: p * e, s, T.constant(1.0))[0][-1], "prod(s)"),
    "running product": (lambda: T.scan(lambda e, p: e * p, s, x)[0], "x * cumprod(s)"),
    "power": (lambda: T.scan(lambda p: p * w, None, T.constant(1.0), n_steps=5)[0][-1], "w**5"),
    "powers": (lambda: T.scan(lambda p: p * w, None, x, n_steps=3)[0], "x * w**float64(arange(1, 4))"),
    "arithmetic sequence": (lambda: T.scan(lambda p: p + w, None, x, n_steps=4)[0][-1], "4 * w + x"),
    "polynomial": (
        lambda: T.sum(T.scan(lambda a, k: a * x**k, [s, T.arange(s.shape[0])])[0]),
        "s @ x**arange(s.shape[0])",
    ),
    "products with a matrix": (lambda: T.map(lambda e: T.tanh(1 + e @ W), rows)[0], "tanh(1 + rows @ W)"),
    "sum of products with a matrix": (
        lambda: T.scan(lambda e, p: p + T.sum(e @ W), rows, T.constant(0.0))[0][-1],
        "sum(rows @ W)",
    ),
    "state that is forgotten": (lambda: T.scan(lambda e, p: T.sin(e) + 0 * p, s, x)[0], "sin(s)"),
}


@pytest.mark.parametrize("name", WITHOUT_A_LOOP)
def test_a_loop_that_has_a_name_of_its_own_is_called_by_it(name):
    build, text = WITHOUT_A_LOOP[name]
    f = optimised(build())
    assert not loops(f)
    assert T.read(f.outputs[0]) == text


@pytest.mark.parametrize("name", WITHOUT_A_LOOP)
def test_gradients_of_such_loops_need_few(name):
    build, _ = WITHOUT_A_LOOP[name]
    e = build()
    cost = T.sum(T.sin(e))
    f = optimised(*T.grad(cost, [x, w, s, rows, W], disconnected_inputs="ignore"))
    # The zero of one factor wins over the infinity of another only step by step.
    assert len(loops(f)) <= (name in ("product", "running product", "powers")), f.source


def recurrent():
    return T.scan(lambda e, p: T.tanh(e @ W + p @ U), rows, start)[0]


def test_products_with_the_sequence_are_one_product_before_the_loop():
    f = optimised(recurrent())
    (body,) = loops(f)
    assert sum(node.op.name == "dot" for node in applies(body.outputs)) == 1
    assert "rows @ W" in T.read(f.outputs[0])


def test_outputs_are_one_product_after_the_loop():
    def step(e, p):
        h = T.tanh(e @ W + p @ U)
        return [h, h @ V]

    (_, ys), _ = T.scan(step, rows, [start, None])
    f = optimised(ys)
    (body,) = loops(f)
    assert not body.emitted
    assert T.read(f.outputs[0]).endswith("@ V")


def test_the_gradient_by_weights_is_one_product_after_the_loop():
    f = optimised(*T.grad(T.sum(recurrent() ** 2), [W, U]))
    forth, back = loops(f)
    assert (len(forth.states), len(forth.emitted)) == (1, 0)
    assert (len(back.states), len(back.emitted)) == (1, 1)
    assert [node.op.name for node in applies(back.outputs)].count("dot") == 1
    assert not any(node.op.name in ("outer", "tanh") for node in applies(back.outputs))


def test_loops_of_values_and_tangents_are_one():
    y = T.scan(lambda e, p: T.sin(w * p) + e, s, x)[0]
    f = optimised(y, T.Rop(y, [x, w], [c, c]))
    (body,) = loops(f)
    assert len(body.states) == 2


def test_a_hessian_vector_product_has_two_loops():
    y = T.scan(lambda e, p: T.tanh(w * p + e * x), s, x)[0]
    f = optimised(T.hessian_vector_product(T.sum(y**2), w, c), T.grad(T.sum(y**2), w))
    assert len(loops(f)) == 2


def test_what_is_the_same_in_each_step_is_computed_once():
    y, _ = T.scan(lambda e, p: T.sin(p) * T.exp(w) + e * T.exp(w), s, x)
    (body,) = loops(optimised(y))
    assert not any(node.op.name == "exp" for node in applies(body.outputs))


def test_a_state_that_nobody_asks_for_goes():
    (a, b), _ = T.scan(lambda e, p, q: [T.sin(p) + e, T.cos(q) * p], s, [x, w])
    (body,) = loops(optimised(a))
    assert len(body.states) == 1
    (body,) = loops(optimised(b[-1]))
    assert len(body.states) == 2


def test_loops_that_end_by_a_condition_stay_as_they_are():
    y, _ = T.scan(lambda e, p: (p + e, T.until(p > 1)), s, x)
    assert len(loops(optimised(y))) == 1


def test_truncated_loops_keep_what_they_forget():
    y, _ = T.scan(lambda e, p: p + e, s, x, truncate_gradient=2)
    assert len(loops(optimised(y))) == 1


def test_a_function_without_a_step_is_right():
    y, _ = T.scan(lambda e, p: p * e + w, s, x)
    outputs = [y, T.grad(T.sum(y), [w, s])[0], T.scan(lambda e, p: p + e, s, x)[0]]
    f = T.function([x, w, s], outputs)
    raw = T.function([x, w, s], outputs, mode="raw")
    for a, b in zip(f(1.0, 2.0, []), raw(1.0, 2.0, []), strict=True):
        np.testing.assert_array_equal(a, b)
