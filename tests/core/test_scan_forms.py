"""Every form of `scan` against the same steps written out one by one: values, both derivatives, second derivatives."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T
from explorer.core.expr import Expression

ROWS = np.array([[0.3, -0.5], [0.7, 0.2], [-0.4, 0.9], [0.1, -0.8], [0.6, 0.5]])
WEIGHT = np.array([[0.5, -0.3], [0.2, 0.8]])
STARTS = np.array([[0.1, 0.4], [-0.2, 0.3], [0.5, -0.6]])


def unrolled(
    step: Callable[..., Expression],
    rows: Expression,
    starts: Expression,
    *,
    taps: Sequence[int],
    past: Sequence[int],
    steps: int,
    backwards: bool,
) -> list[Expression]:
    """The values after each step, without a loop: element by element, as Theano's manual says."""
    low, high = min(0, *taps), max(0, *taps)
    length = ROWS.shape[0] - high + low
    depth = -min(past)
    values = [starts[i] for i in range(depth)] if depth > 1 else [starts[0]]
    for t in range(steps):
        at = length - 1 - t if backwards else t
        elements = [rows[at + tap - low] for tap in taps]
        values.append(step(*elements, *(values[len(values) + tap] for tap in past)))
    return values[depth:]


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    taps = draw(st.lists(st.integers(-2, 2), min_size=1, max_size=3, unique=True))
    past = draw(st.lists(st.integers(-3, -1), min_size=1, max_size=3, unique=True))
    length = ROWS.shape[0] - max(0, *taps) + min(0, *taps)
    steps = draw(st.one_of(st.none(), st.integers(1, length)))
    return {"taps": taps, "past": past, "steps": steps, "backwards": draw(st.booleans()), "length": length}


@settings(max_examples=16, deadline=None)
@given(forms(), st.sampled_from(["raw", None]))
def test_a_loop_is_its_steps_one_by_one(form: dict[str, Any], mode: str | None) -> None:
    rows, starts, w = T.dmatrix("rows"), T.dmatrix("starts"), T.dmatrix("w")
    direction = [T.dmatrix(name) for name in ("drows", "dstarts", "dw")]

    def step(*parts: Expression) -> Expression:
        total = T.dot(w, T.sin(parts[-1]))
        for number, part in enumerate(parts):
            total = total + (0.3 + 0.2 * number) * part * T.cos(part + total)
        return T.tanh(total)

    taps, past, backwards = form["taps"], form["past"], form["backwards"]
    initial = {"initial": starts, "taps": past} if min(past) < -1 else starts[0]
    outputs, updates = T.scan(
        step, {"input": rows, "taps": taps}, initial, n_steps=form["steps"], go_backwards=backwards
    )
    assert updates == {}
    written = T.stack(
        unrolled(step, rows, starts, taps=taps, past=past, steps=form["steps"] or form["length"], backwards=backwards)
    )
    wrt = [rows, starts, w]
    found = []
    for values in (outputs, written):
        cost = T.sum(values**2 * T.expand_dims(T.arange(1.0, values.shape[0] + 1), 1)) + T.sum(values[-1])
        gradients = T.grad(cost, wrt)
        pairing = sum(T.sum(g * v) for g, v in zip(gradients, direction, strict=True))
        found.append(
            [
                values,
                *gradients,
                T.Rop(values, wrt, direction),
                *T.Rop(gradients, wrt, direction),
                *T.grad(pairing, wrt),
            ]
        )
    f = T.function([*wrt, *direction], [*found[0], *found[1]], mode=mode)
    rng = np.random.default_rng(0)
    results = f(ROWS, STARTS, WEIGHT, *(rng.normal(size=a.shape) for a in (ROWS, STARTS, WEIGHT)))
    half = len(results) // 2
    for a, b in zip(results[:half], results[half:], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


MODES = pytest.mark.parametrize("mode", ["raw", None])


@MODES
@pytest.mark.parametrize("start", [0.3, 5.0, -9.0])
def test_a_loop_ends_with_the_step_in_which_its_condition_holds(start, mode):
    x, w = T.dscalars("x", "w")
    outputs, _ = T.scan(lambda p: (p * w, T.until(p * w > 4)), None, x, n_steps=6)

    def by_hand(x, w):
        values, slope_x, slope_w, dx, dw = [], [], [], 1.0, 0.0
        for _ in range(6):
            dx, dw, x = dx * w, dw * w + x, x * w
            values, slope_x, slope_w = [*values, x], [*slope_x, dx], [*slope_w, dw]
            if x > 4:
                break
        return values, slope_x, slope_w

    values, dx, dw = by_hand(start, 1.5)
    reverse = T.grad(T.sum(outputs), [x, w])
    forward = [T.Rop(outputs, v, T.ones_like(v)) for v in (x, w)]
    second = T.grad(T.grad(outputs[-1], w), w)
    found = T.function([x, w], [outputs, *reverse, *forward, second], mode=mode)(start, 1.5)
    np.testing.assert_allclose(found[0], values)
    np.testing.assert_allclose(found[1:3], [sum(dx), sum(dw)])
    np.testing.assert_allclose(found[3], dx)
    np.testing.assert_allclose(found[4], dw)
    count = len(values)
    assert found[5] == pytest.approx(start * count * (count - 1) * 1.5 ** (count - 2) if count > 1 else 0)


def test_the_condition_may_come_with_updates_and_several_results():
    total, x = T.shared(0.0, "total"), T.dvector("x")

    def step(e, p):
        return [p + e, e * 2], {total: total + e}, T.until(p + e > 3)

    (sums, twice), updates = T.scan(step, x, [T.constant(0.0), None])
    f = T.function([x], [sums, twice], updates=updates)
    a, b = f([1, 2, 3, 4])
    assert a.tolist() == [1, 3, 6]
    assert b.tolist() == [2, 4, 6]
    assert total.get_value() == 6
    f([10])
    assert total.get_value() == 16


@MODES
@pytest.mark.parametrize("last", [0, 1, 3, 10])
def test_truncated_gradients_take_the_states_before_as_constants(last, mode):
    x, w, s = T.dscalar("x"), T.dscalar("w"), T.dvector("s")
    values, rows = ROWS[:, 0], 5

    def step(e, p):
        return T.sin(w * p) + e * p

    outputs, _ = T.scan(step, s, x, truncate_gradient=last)
    written, p = [], x
    for t in range(rows):
        p = T.consider_constant(step(s[t], p)) if rows - t > last else step(s[t], p)
        written.append(p)
    found = []
    for cost in (T.sum(outputs**2), T.sum(T.stack(written) ** 2)):
        found += [cost, *T.grad(cost, [x, w, s], disconnected_inputs="ignore")]
        found += [T.Rop(cost, v, T.ones_like(v), disconnected_outputs="ignore") for v in (x, w, s)]
    results = T.function([x, w, s], found, mode=mode, on_unused_input="ignore")(0.4, 1.3, values)
    for a, b in zip(results[:7], results[7:], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-14)


def test_a_state_takes_the_dtype_of_what_it_becomes():
    x = T.dvector("x")
    sums, _ = T.scan(lambda e, p: p + e, x, 0)
    assert sums.dtype == "float64"
    assert T.function([x], [sums, T.grad(sums[-1], x)])([0.5, 1.25])[0].tolist() == [0.5, 1.75]
    z = T.zvector("z")
    turned, _ = T.scan(lambda e, p: p * e, z, 1.0)
    assert turned.dtype == "complex128"
    small, _ = T.scan(lambda e, p: T.cast(p + e, "float32"), x, 0.0)
    assert small.dtype == "float64"


def test_several_results_may_be_one_expression():
    x, s = T.dscalar("x"), T.dvector("s")

    def step(e, p, q):
        new = p * q + e
        return [new, new, new]

    (a, b, c), _ = T.scan(step, s, [x, x * 2, None])
    cost = T.sum(a) + 2 * b[-1] + 3 * T.sum(c)
    at = (1.5, [0.2, 0.3, 0.4])
    value, slope, along = T.function([x, s], [cost, T.grad(cost, x), T.Rop(cost, x, T.ones_like(x))], mode="raw")(*at)
    f = T.function([x, s], cost)
    assert value == f(*at)
    assert slope == pytest.approx((f(1.5 + 1e-6, at[1]) - f(1.5 - 1e-6, at[1])) / 2e-6, rel=1e-8)
    assert along == pytest.approx(slope, rel=1e-12)


def test_equal_loops_are_one():
    x, s = T.dscalar("x"), T.dvector("s")
    assert T.scan(lambda e, p: p * e, s, x)[0] is T.scan(lambda a, b: b * a, s, x)[0]
    assert T.scan(lambda e, p: p * e, s, x)[0] is not T.scan(lambda e, p: p + e, s, x)[0]


def test_a_loop_over_stacks_is_one_loop():
    s, x = T.dmatrix("s"), T.dvector("x")
    rows = T.vectorize(lambda a, b: T.scan(lambda e, p: T.sin(p) * e, a, b)[0], "(n),()->(n)")(s, x)
    (jacobian,) = [T.jacobian(T.scan(lambda e, p: T.sin(p) * e, s[0], x[0])[0], s)]
    found, slopes = T.function([s, x], [rows, jacobian])(ROWS.T, [0.5, -0.7])
    one = T.function([s, x], T.scan(lambda e, p: T.sin(p) * e, s[1], x[1])[0])(ROWS.T, [0.5, -0.7])
    np.testing.assert_allclose(found[1], one)
    assert slopes.shape == (5, 2, 5)
    assert not slopes[:, 1].any()


# ------------------------------------------------------------------------------------------------------------ mistakes

X, S = T.dscalar("x"), T.dvector("s")


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: T.scan(lambda e: e, {"input": S, "tap": [0]}), TypeError, r'"taps", not .*tap'),
        (lambda: T.scan(lambda e: e, {"input": S, "taps": [0.5]}), TypeError, "taps of sequences are integers"),
        (lambda: T.scan(lambda p: p, None, {"initial": S, "taps": [0]}, n_steps=2), ValueError, "steps before"),
        (
            lambda: T.scan(lambda p: p, None, {"initial": X, "taps": [-2]}, n_steps=2),
            T.ShapeError,
            "2 first values",
        ),
        (lambda: T.scan(lambda e: e, X), T.ShapeError, r"an axis to go along, and x is \(\)"),
        (lambda: T.scan(lambda e: (e, T.until(e)), S), T.DTypeError, "ends by a truth value"),
        (lambda: T.scan(lambda e: (e, {X: e}), S), TypeError, "new values to shared variables, not to x"),
        (lambda: T.scan(lambda e: e * X, S, strict=True), T.MissingInputError, "uses x from around it"),
        (lambda: T.scan(lambda p: p, None, X, n_steps=1.5), T.ShapeError, "integer number of steps"),
    ],
)
def test_a_mistake_is_named(build, error, words):
    with pytest.raises(error, match=words):
        build()


def test_strict_steps_may_use_what_is_passed_on_and_constants():
    x, s = T.dscalar("x"), T.dvector("s")
    outputs, _ = T.scan(lambda e, x: e * T.exp(x) + 2, s, None, x, strict=True)
    np.testing.assert_allclose(T.function([s, x], outputs)([1, 2], 0.5), np.exp(0.5) * np.array([1, 2]) + 2)
