"""Theano's notation, to the letter."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.errors import ExplorerError


@pytest.fixture
def names():
    return {
        "x": T.dscalar("x"), "y": T.dscalar("y"), "i": T.lscalar("i"), "v": T.dvector("v"), "w": T.dvector("w"),
        "X": T.dmatrix("X"), "W": T.dmatrix("W"), "alpha": T.dscalar("alpha"), "z": T.zscalar("z"),
    }  # fmt: skip


# After Theano 1.0: printing.py, and the printers assigned in scalar/basic.py, tensor/basic.py, elemwise.py and
# subtensor.py.
EXPECTED = {
    "x ** 2": "(x ** TensorConstant{2})",
    "2.0 * x": "(TensorConstant{2.0} * x)",
    "-x": "(-x)",
    "x + y - x": "((x + y) - x)",
    "T.add(x, y, x)": "(x + y + x)",
    "x / y // 2 % y": "(((x / y) // TensorConstant{2}) % y)",
    "T.dot(v, W)": "(v \\dot W)",
    "X.T": "X.T",
    "T.dimshuffle(v, 'x', 0)": "v",
    "T.dimshuffle(v, 0, 'x')": "DimShuffle{0, x}(v)",
    "T.exp(-x)": "exp((-x))",
    "T.square(x)": "sqr(x)",
    "T.sign(x)": "sgn(x)",
    "T.reciprocal(x)": "inv(x)",
    "abs(x)": "|x|",
    "x > 0": "gt(x, TensorConstant{0})",
    "T.switch(x > 0, x, -x)": "switch(gt(x, TensorConstant{0}), x, (-x))",
    "T.cast(x, 'float32')": "float32(x)",
    "T.sum(v)": "Sum{acc_dtype=float64}(v)",
    "T.sum(X, axis=0)": "Sum{axis=[0], acc_dtype=float64}(X)",
    "T.prod(v)": "Prod{acc_dtype=float64}(v)",
    "T.max(X, axis=1)": "Reduce{maximum}{1}(X)",
    "T.fill(v, 1.0)": "fill(v, TensorConstant{1.0})",
    "v[i]": "v[i]",
    "v[1:]": "v[1:]",
    "X[i, ::2]": "X[i, ::2]",
    "T.arange(v.shape[0])": "ARange{dtype='int64'}(TensorConstant{0}, Shape_i{0}(v), TensorConstant{1})",
    "T.concatenate([v, w])": "join(TensorConstant{0}, v, w)",
    "T.inc_subtensor(v[i], x)": "IncSubtensor{Inc;i}(v, x)",
    "alpha * x": "(\\alpha * x)",
    "x * z": "(x * z)",
    "v + [1.0, 2.0]": "(v + TensorConstant{[1. 2.]})",
    "v + np.ones(3)": "(v + TensorConstant{(3,) of 1.0})",
    "v + np.arange(100.0)": "(v + TensorConstant{[ 0.  1.  ... 98. 99.]})",
    "T.dvector()": "<TensorType(float64, vector)>",
    "T.frow()": "<TensorType(float32, row)>",
    "T.dtensor3()": "<TensorType(float64, 3D)>",
}


@pytest.mark.parametrize("written", EXPECTED)
def test_it_reads_as_in_theano(written, names):
    assert T.pp(eval(written, {"T": T, "np": np, **names})) == EXPECTED[written]


def test_the_first_program():
    x = T.dscalar("x")
    assert T.pp(T.grad(x**2, x)) == (
        "((fill((x ** TensorConstant{2}), TensorConstant{1.0}) * TensorConstant{2})"
        " * (x ** (TensorConstant{2} - TensorConstant{1})))"
    )


def test_plain_is_the_same_with_bare_constants(names):
    x, v = names["x"], names["v"]
    assert T.pp(2.0 * x**2, style="plain") == "(2.0 * (x ** 2))"
    assert T.pp(v + np.array([1.0, 2.0]), style="plain") == "(v + [1., 2.])"


def test_names_of_results_are_ignored_unless_asked_for():
    x = T.dscalar("x")
    y = T.exp(x)
    y.name = "y"
    z = y * 2
    z.name = "z"
    assert T.pp(z) == "(exp(x) * TensorConstant{2})"
    assert T.pp(z, stop_at_names=True) == "(y * TensorConstant{2})"


def test_another_style_is_refused():
    with pytest.raises(ValueError, match="'theano', 'plain' or 'let', not 'latin'"):
        T.pp(T.dscalar("x"), style="latin")


def test_an_endless_text_is_refused_with_advice():
    e = T.dscalar("x")
    for _ in range(100):
        e = e * e
    with pytest.raises(ExplorerError, match="use style='let'"):
        T.pp(e)


def test_outputs_of_one_loop_are_told_apart():
    v = T.dvector("v")
    (a, b), _ = T.scan(lambda s: (s + 1, s * 2), sequences=v)
    assert T.pp(a).endswith(".0")
    assert T.pp(b).endswith(".1")
