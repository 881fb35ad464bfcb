"""The notation that people read and type."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer.core as T

x, y, i = T.dscalar("x"), T.dscalar("y"), T.lscalar("i")
v, w, X, A = T.dvector("v"), T.dvector("w"), T.dmatrix("X"), T.dmatrix("A")
NAMES = {"x": x, "y": y, "i": i, "v": v, "w": w, "X": X, "A": A}

# These are read as they are written.
SAME = [
    "x**2 * exp(-x)", "X.T @ (v * sigmoid(-(X @ w)))", "(x + 1) * (x - 2)", "x - (x - 1)", "x - y - 1", "-x**2",
    "(-x)**2", "x**-1", "x**(-y)", "x**y**2", "(x**y)**2", "x / (y * x)", "x / y / x", "x * y / x", "x - (-y)",
    "(x > 0) & (x < 1)", "(x > 0) | (y > 0) & (x < 1)", "x % 2", "(x // 2) * y", "-(x + y)", "-(x * y)",
    "-(-x)", "~(x > y)",
    "abs(x)", "v[i]", "v[1:]", "v[::-1]", "X[i, 1:3]", "X[:, 0]", "v[:, None]", "(v + w)[0]", "(X @ A).T", "v.shape[0]",
    "sum(v)", "sum(X, axis=0)", "mean(X, axis=1, keepdims=True)", "ones_like(v)", "zeros_like(X)", "full_like(v, x)",
    "concatenate([v, w])", "concatenate([X, A], axis=1)", "eye(v.shape[0])", "where(x > 0, x, -x)",
    "arange(v.shape[0])",
    "arange(1, i)", "float32(v)", "inc_subtensor(v[1:], x)", "set_subtensor(v[i], 0)", "trace(X)", "outer(v, w)",
    "zeros((3, 2))", "ones(v.shape[0])", "full((2, 2), x)", "reshape(v, (2, i))", "reshape(X, i)", "v @ w",
    "(v * w) @ X", "v * (X @ w)", "2 * X @ w", "x + [1, 2, 3]", "X + [[1, 2], [3, 4]]", "2.5e-10 * x", "argmax(v)",
    "maximum(x, y)",
]  # fmt: skip

# These in a simpler form than they are written.
READ = {
    "x + (-2.0) * y": "x - 2 * y",
    "x + (-y)": "x - y",
    "x - (-2) * y": "x - (-2 * y)",
    "x + (-1)": "x - 1",
    "T.square(x + 1)": "(x + 1)**2",
    "T.reciprocal(x) * y": "1 / x * y",
    "x * 2.0": "x * 2",
    "x * True": "x * True",
    "x * 0.1": "x * 0.1",
    "x * np.inf": "x * inf",
    "v * np.arange(20)": "v * array(20,)",
    "v * T.constant(np.arange(20), 'steps')": "v * steps",
    "T.tensor(shape=('n',)) + 1": "<real[n]> + 1",
    "T.grad_clip(x, -1, 1)": "grad_clip(x, low=-1.0, high=1.0)",
    "T.sum(T.diagonal(X))": "trace(X)",
    "T.cast(x, 'float32') * np.float32(0.1)": "float32(x) * 0.1",
}


@pytest.mark.parametrize("text", SAME)
def test_people_read_what_people_write(text):
    float32 = {"float32": lambda e: T.cast(e, "float32")}
    assert T.read(eval(text, {**vars(T), **float32, **NAMES})) == text


@pytest.mark.parametrize("written", READ)
def test_it_is_read_simply(written):
    assert T.read(eval(written, {"T": T, "np": np, **NAMES})) == READ[written]


def test_a_loop_is_a_call_with_its_body():
    h, _ = T.scan(lambda a, h: T.tanh(a + h * x), sequences=v, outputs_info=T.constant(0.0))
    assert T.read(h) == "scan(lambda v[t], h: tanh(v[t] + h * x), v, outputs_info=0)"
    powers, _ = T.scan(lambda p: p * x, outputs_info=T.constant(1.0), n_steps=i)
    assert T.read(powers) == "scan(lambda h: h * x, outputs_info=1, n_steps=i)"


def test_a_loop_says_how_it_ends_and_where_it_goes():
    powers, _ = T.scan(lambda p: (p * x, T.until(p > 9)), outputs_info=T.constant(1.0), n_steps=i)
    assert T.read(powers) == "scan(lambda h: (h * x, until(h > 9)), outputs_info=1, n_steps=i)"
    assert T.read(powers.owner.output(0)) == T.read(powers) + "[-1]"
    assert T.read(powers.owner.output(2)) == T.read(powers) + ".steps"
    h, _ = T.scan(lambda a, h: T.tanh(a + h * x), sequences=v, outputs_info=T.constant(0.0))
    text = T.read(T.optimize(T.grad(T.sum(h), v)).after)
    assert ", go_backwards=True)" in text
    assert text.endswith("[::-1]")


def test_names_in_a_loop_do_not_hide_those_around_it():
    h = T.dscalar("h")
    powers, _ = T.scan(lambda p: p * h, outputs_info=T.constant(1.0), n_steps=3)
    assert T.read(powers) == "scan(lambda s: s * h, outputs_info=1, n_steps=3)"


# ------------------------------------------------------------------------------------------------------------- brief


def test_brief_is_the_name_or_the_type():
    assert T.brief(v) == "v"
    assert T.brief(T.tensor(shape=("n", 3))) == "<real[n, 3]>"
    e = T.exp(v)
    e.name = "activation"
    assert T.brief(e) == "activation"


def test_brief_is_what_is_read_where_that_is_short():
    assert T.brief(x**2 + 1) == "x**2 + 1"


@pytest.mark.parametrize("limit", [8, 20, 60, 200])
def test_brief_keeps_its_limit(limit):
    e = T.exp(sum((v[k] * x**k for k in range(50)), start=y))
    text = T.brief(e, limit)
    assert len(text) == limit
    assert "…" in text
    assert text.startswith("exp(")
    assert text.endswith(")")


def test_brief_of_a_name_keeps_its_limit():
    assert len(T.brief(T.dscalar("n" * 500), 40)) == 40


def test_brief_of_an_endless_graph_is_quick():
    e = x
    for _ in range(10_000):
        e = e * e
    assert len(T.brief(e)) == 60


# --------------------------------------------------------------------------------------------------- there and back

_numbers = st.sampled_from([0.5, 1.0, 2.0, 3.0, 0.1, -1.0, -2.5, 1e-3])
_leaves = st.one_of(
    st.sampled_from([x, y]), st.sampled_from([x, y]), _numbers.map(lambda n: T.constant(n) * T.ones_like(x))
)
_unary = [T.negative, T.exp, T.sin, T.tanh, abs, T.sqrt, T.square, T.reciprocal, T.sigmoid]
_binary = [T.add, T.subtract, T.multiply, T.divide, T.maximum, T.mod, T.floor_divide]


def _grown(inner):
    return st.one_of(
        st.builds(lambda f, a: f(a), st.sampled_from(_unary), inner),
        st.builds(lambda f, a, b: f(a, b), st.sampled_from(_binary), inner, inner),
        st.builds(lambda f, a, n: f(a, n), st.sampled_from(_binary), inner, _numbers),
        st.builds(lambda f, a, n: f(n, a), st.sampled_from(_binary), inner, _numbers),
        st.builds(T.add, inner, inner, inner),
        st.builds(T.multiply, _numbers, inner, inner),
        st.builds(lambda a, n: a**n, inner, st.sampled_from([2, 3, -1, 0.5, -2])),
        st.builds(lambda a, b: a**b, inner, inner),
        st.builds(lambda a, b, c, d: T.switch((a > b) & ~(c <= 0.5), c, d), inner, inner, inner, inner),
    )


_expressions = st.recursive(_leaves, _grown, max_leaves=12)
_PYTHON = {
    "exp": np.exp, "sin": np.sin, "tanh": np.tanh, "sqrt": np.sqrt, "maximum": np.maximum, "where": np.where,
    "abs": np.abs,
    "ones_like": np.ones_like, "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
}  # fmt: skip


@given(_expressions, st.floats(-2, 2), st.floats(0.1, 3))
@settings(deadline=None, max_examples=150)
def test_what_is_read_computes_the_same(e, at_x, at_y):
    text = T.read(e)
    known = {"x": np.float64(at_x), "y": np.float64(at_y)}
    with np.errstate(all="ignore"):
        computed = float(T.function([x, y], e, mode="raw", on_unused_input="ignore")(at_x, at_y))
        by_python = float(eval(text, {"__builtins__": {}, **_PYTHON, **known}))
    assert math.isclose(computed, by_python, rel_tol=1e-9, abs_tol=1e-12) or (
        math.isnan(computed) and math.isnan(by_python)
    ), text
