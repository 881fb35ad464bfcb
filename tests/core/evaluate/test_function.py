"""Functions: arrays in, arrays out, and errors that name what does not fit."""

import gc
import linecache
import weakref

import numpy as np

import explorer.core as T

MODES = ["raw", None]


def test_forms_of_outputs():
    x = T.dscalar("x")
    assert T.function([x], x * 2)(1.5) == 3
    assert T.function([x], [x, x + 1])(1.5) == [1.5, 2.5]
    assert T.function([x], {"a": x, "b": x * x})(2.0) == {"a": 2, "b": 4}
    assert T.function([], [])() == []
    assert T.function([], None)() == []
    assert T.function([], 3.5)() == 3.5
    assert isinstance(T.function([x], x)(1), np.ndarray)
    assert x.eval({x: 2}) == 2
    twice = T.function([x], [x + 1, x + 1])(1)
    assert twice == [2, 2]
    assert twice[0] is not twice[1]


def test_trust_input_and_unchecked():
    x = T.dvector("x")
    f = T.function([x], x * 2)
    a = np.array([1.0, 2])
    assert f.unchecked(a)[0].tolist() == [2, 4]
    f.trust_input = True
    assert f(a).tolist() == [2, 4]


def test_what_a_function_shows():
    x = T.dvector("x")
    f = T.function([x], T.grad(T.sum(x**2), x))
    assert f.outputs[0] is f.maker.fgraph.outputs[0]
    assert f.before[0] is not f.outputs[0]
    assert f.steps
    assert f.source.startswith("def program(x):")
    assert len(f.program.nodes) == len(f.source.splitlines())


def test_names_that_python_or_the_program_use():
    names = ["np", "lambda", "program", "len", "x y", "t1", "é", "x", "x", "__builtins__", "self", "T", "c1"]
    xs = [T.dscalar(name) for name in names]
    total = sum((k + 1) * x for k, x in enumerate(xs))
    for mode in MODES:
        assert T.function(xs, total, mode=mode)(*range(len(xs))) == sum((k + 1) * k for k in range(len(xs)))


def test_a_chain_of_many_operations_needs_no_recursion():
    x = T.dscalar("x")
    y = x
    for _ in range(20_000):
        y = T.sin(y) + x
    value, slope, tangent = T.function([x], [y, T.grad(y, x), T.Rop(y, x, T.constant(1.0))], mode="raw")(0.25)
    expected, derivative = 0.25, 1.0
    for _ in range(20_000):
        expected, derivative = np.sin(expected) + 0.25, np.cos(expected) * derivative + 1
    np.testing.assert_allclose([value, slope, tangent], [expected, derivative, derivative], rtol=1e-10)


def test_a_program_goes_with_its_function():
    x = T.dvector("x")
    f = T.function([x], x + T.constant(np.arange(3.0)))
    name, watch = f.program.filename, weakref.ref(f.unchecked)
    assert "def program" in linecache.getlines(name)[0]
    gc.disable()
    try:
        del f
        assert watch() is None
    finally:
        gc.enable()
    assert not linecache.getlines(name)
