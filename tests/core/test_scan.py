"""Loops: what they compute, and derivatives through them in both modes."""

import dataclasses

import numpy as np
import pytest

import explorer.core as T

MODES = ["raw", None]


@pytest.mark.parametrize("mode", MODES)
def test_states_are_stacked_after_each_step(mode):
    s, x = T.dvector("s"), T.dscalar("x")
    outputs, updates = T.scan(lambda e, p: p * e + 1, s, x)
    assert updates == {}
    assert T.function([s, x], outputs, mode=mode)([1, 2, 3], 1.0).tolist() == [2, 5, 16]
    assert T.function([s, x], outputs[-1], mode=mode)([1, 2, 3], 1.0) == 16


def test_several_results_in_the_order_of_outputs_info():
    s, x = T.dvector("s"), T.dscalar("x")
    (a, b, c), _ = T.scan(lambda e, p, q: (e * 2, p + e, q * e), s, [None, x, {"initial": x}])
    found = T.function([s, x], [a, b, c])([1, 2, 3], 2.0)
    assert [f.tolist() for f in found] == [[2, 4, 6], [3, 5, 8], [2, 4, 12]]


def test_backwards_and_counted():
    s, x, n = T.dvector("s"), T.dscalar("x"), T.lscalar("n")
    back, _ = T.scan(lambda e, p: p - e, s, x, go_backwards=True)
    assert T.function([s, x], back)([1, 2, 4], 10.0).tolist() == [6, 4, 3]
    power, _ = T.scan(lambda p, x: p * x, None, T.constant(1.0), x, n_steps=n)
    f = T.function([x, n], power)
    assert f(2.0, 4).tolist() == [2, 4, 8, 16]
    assert f(2.0, 0).shape == (0,)
    first, _ = T.scan(lambda e: e * 2, s, n_steps=2)
    assert T.function([s], first)([1, 2, 4]).tolist() == [2, 4]


def test_the_shortest_sequence_says_how_many():
    a, b = T.dvectors("a", "b")
    outputs, _ = T.scan(lambda u, v: u * v, [a, b])
    assert T.function([a, b], outputs)([1, 2, 3], [4, 5]).tolist() == [4, 10]
    assert T.function([a, b], T.grad(T.sum(outputs), a))([1, 2, 3], [4, 5]).tolist() == [4, 5, 0]


def test_errors():
    with pytest.raises(T.ShapeError, match="n_steps"):
        T.scan(lambda p: p, None, T.dscalar("x"))
    with pytest.raises(T.ShapeError, match="outputs_info has 1 entries, the step returns 2"):
        T.scan(lambda e, p: [e, p], T.dvector("s"), T.dscalar("x"))
    with pytest.raises(
        T.ShapeError, match=r"a state has to keep its shape: it starts as \(\) \(x\) and is \(w₀,\) after a step"
    ):
        T.scan(lambda p, w: p * w, None, T.dscalar("x"), T.dvector("w"), n_steps=3)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("steps", [0, 1, 4])
def test_gradients_through_states_and_what_is_captured(steps, mode):
    x, w = T.dscalars("x", "w")
    states, _ = T.scan(lambda p: w * T.sin(p), None, x, n_steps=steps)
    cost = T.sum(states)

    def by_hand(x, w):
        value, dx, dw = x, 1.0, 0.0
        total = [0.0, 0.0, 0.0]
        for _ in range(steps):
            value, dx, dw = w * np.sin(value), w * np.cos(value) * dx, np.sin(value) + w * np.cos(value) * dw
            total = [total[0] + value, total[1] + dx, total[2] + dw]
        return total

    at = (0.4, 1.3)
    expected = by_hand(*at)
    reverse = T.grad(cost, [x, w])
    forward = [T.Rop(cost, v, T.ones_like(v)) for v in (x, w)]
    found = T.function([x, w], [cost, *reverse, *forward], mode=mode, on_unused_input="ignore")(*at)
    np.testing.assert_allclose(found, [*expected, *expected[1:]], rtol=1e-12)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("rank", [0, 1, 2])
def test_cotangents_of_one_step_and_of_the_last_value(rank, backwards, mode):
    """Which of the steps a cotangent is of, and that the value after the last one has a share of its own."""
    shape = (2, 3)[:rank]
    s, x = T.dvector("s"), T.tensor("x", shape=shape)
    loop = T.scan(lambda e, p: T.sin(p) * e + p, s, x)[0].owner
    # Loops that run from the last element to the first are those of gradients: none that people write.
    final, stack = dataclasses.replace(loop.op, backwards=backwards).all(*loop.inputs)
    steps = range(-3, 3)
    parts = [stack[i] for i in steps] + [2 * final + 3 * stack[i] for i in steps]
    parts += [stack[(i, *[1] * rank)] for i in steps]
    costs = [T.sum(T.sin(part)) for part in parts]
    moves = [T.constant([0.7, -0.2, 0.4]), T.constant(np.random.default_rng(0).normal(size=shape))]
    back = [sum(T.sum(g * v) for g, v in zip(T.grad(y, [s, x]), moves, strict=True)) for y in costs]
    found = T.function([s, x], [*back, *T.Rop(costs, [s, x], moves)], mode=mode)([0.3, -1.2, 2.0], np.full(shape, 0.6))
    np.testing.assert_allclose(found[: len(costs)], found[len(costs) :], rtol=1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_second_derivatives_through_a_loop(mode):
    x = T.dscalar("x")
    powers, _ = T.scan(lambda p: p * x, None, T.constant(1.0), n_steps=4)
    y = powers[-1]
    hessian = T.grad(T.grad(y, x), x)
    assert T.function([x], [hessian, T.Rop(T.grad(y, x), x, T.constant(1.0))], mode=mode)(2.0) == [48, 48]


@pytest.mark.parametrize("mode", MODES)
def test_gradients_inside_a_loop(mode):
    x = T.dvector("x")
    y = x**2
    rows, _ = T.scan(lambda i, y, x: T.grad(y[i], x), T.arange(y.shape[0]), None, [y, x])
    assert T.function([x], rows, mode=mode)([4, 5]).tolist() == [[8, 0], [0, 10]]


@pytest.mark.parametrize("mode", MODES)
def test_loops_in_loops(mode):
    m, w = T.dmatrix("m"), T.dscalar("w")

    def row(r):
        inner, _ = T.scan(lambda e, p: p * w + e, r, T.constant(0.0))
        return inner[-1]

    rows, _ = T.scan(row, m)
    cost = T.sum(rows**2)
    a, b = np.array([[1.0, 2, 3], [4, 5, 6]]), 0.5

    def value(w):
        return sum((r[0] * w**2 + r[1] * w + r[2]) ** 2 for r in a)

    slope = (value(b + 1e-6) - value(b - 1e-6)) / 2e-6
    found = T.function([m, w], [cost, T.grad(cost, w), T.Rop(cost, w, T.constant(1.0))], mode=mode)(a, b)
    np.testing.assert_allclose(found, [value(b), slope, slope], rtol=1e-8)


def test_map_reduce_and_folds():
    s, x = T.dvector("s"), T.dscalar("x")
    at = ([1.0, 2, 3], 10.0)
    doubled, _ = T.map(lambda e: 2 * e, s)
    assert T.function([s], doubled)(at[0]).tolist() == [2, 4, 6]
    for fold, expected in ((T.reduce, ((10 - 1) * 2 - 2) * 2 - 3), (T.foldl, None), (T.foldr, None)):
        result, _ = fold(lambda e, p: p - e, s, x)
        assert T.function([s, x], result)(*at) == 4
        last, _ = fold(lambda e, p: 2 * p - e, s, x)
        value = T.function([s, x], last)(*at)
        assert value == (((10 * 2 - 3) * 2 - 2) * 2 - 1 if fold is T.foldr else ((10 * 2 - 1) * 2 - 2) * 2 - 3)
        assert expected is None or expected == 29
