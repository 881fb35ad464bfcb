"""Functions: arrays in, arrays out, and errors that name what does not fit."""

import numpy as np
import pytest

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


def test_inputs_must_be_there_and_be_used():
    x, y = T.dscalars("x", "y")
    with pytest.raises(T.MissingInputError, match="depends on y"):
        T.function([x], x + y)
    with pytest.raises(T.UnusedInputError, match="y"):
        T.function([x, y], x)
    with pytest.warns(UserWarning, match="y"):
        T.function([x, y], x, on_unused_input="warn")
    assert T.function([x, y], x, on_unused_input="ignore")(1, 2) == 1
    with pytest.raises(T.UnusedInputError, match="twice"):
        T.function([x, x], x)
    with pytest.raises(TypeError, match="variable"):
        T.function([T.sin(x)], x)


def test_arguments_are_checked_and_named():
    x, n = T.dvector("x"), T.lscalar("n")
    f = T.function([x, n], x * n)
    with pytest.raises(TypeError, match=r"takes 2 values \(x, n\), not 1"):
        f([1.0])
    with pytest.raises(T.ShapeError, match=r"x has 1 axes.*has 2"):
        f([[1.0]], 2)
    with pytest.raises(T.DTypeError, match="n is int64 and the value is float64"):
        f([1.0], 2.5)
    with pytest.raises(T.DTypeError, match="x is float64 and the value is"):
        f(["a"], 2)
    with pytest.raises(T.DTypeError, match="x needs a value, not an expression"):
        f(x, 2)
    with pytest.raises(T.ShapeError, match="x"):
        f([[1], [1, 2]], 2)


def test_casting_of_arguments():
    x = T.fvector("x")
    assert T.function([x], x)([1.5, 2]).dtype == np.float32  # Python's numbers are weak
    with pytest.raises(T.DTypeError, match=r"float32.*float64.*allow_input_downcast"):
        T.function([x], x)(np.ones(2))
    assert T.function([x], x, allow_input_downcast=True)(np.ones(2)).dtype == np.float32
    with pytest.raises(T.DTypeError):
        T.function([x], x, allow_input_downcast=False)([1.5])
    assert T.function([T.dvector("y")], T.constant(1.0), on_unused_input="ignore")(np.ones(2, int)) == 1


def test_givens_replace_before_compiling():
    x, y = T.dscalars("x", "y")
    u = x * x
    assert T.function([y], u + 1, givens={x: y + 1})(2.0) == 10
    assert T.function([y], T.sin(u), givens=[(u, y)])(0.0) == 0
    assert T.function([], u, givens={x: 3.0})() == 9


def test_shared_and_updates():
    w = T.shared(np.array([1.0, 2.0]), "w")
    x = T.dvector("x")
    f = T.function([x], T.sum(w * x), updates=[(w, w - 0.5 * T.grad(T.sum(w * x), w))])
    assert f([1, 1]) == 3
    assert w.get_value().tolist() == [0.5, 1.5]
    assert f([1, 1]) == 2
    T.function([], None, updates={w: w * 0})()
    assert w.get_value().tolist() == [0, 0]
    w.set_value([1.0, 2, 3])
    assert f([1, 1, 1]) == 6
    with pytest.raises(T.ShapeError, match=r"x|w"):
        f([1, 1])
    with pytest.raises(T.ShapeError, match="w has 1 axes"):
        w.set_value(1.0)
    with pytest.raises(T.DTypeError, match="w is float64"):
        w.set_value([1j])


def test_updates_see_the_values_before_the_call():
    a, b = T.shared(1.0, "a"), T.shared(2.0, "b")
    T.function([], None, updates=[(a, b), (b, a)])()
    assert (a.get_value(), b.get_value()) == (2, 1)


def test_the_value_of_a_shared_variable_is_its_own():
    array = np.zeros(2)
    w = T.shared(array, "w")
    array[0] = 1
    assert w.get_value().tolist() == [0, 0]
    w.get_value()[0] = 5
    assert w.get_value().tolist() == [0, 0]
    given = np.ones(2)
    w.set_value(given)
    given[0] = 7
    assert w.get_value().tolist() == [1, 1]
    returned = T.function([], w)()
    returned[0] = 9
    assert w.get_value().tolist() == [1, 1]


@pytest.mark.parametrize("mode", MODES)
def test_outputs_never_alias_inputs_or_each_other(mode):
    x, m, s = T.dvector("x"), T.dmatrix("m"), T.dscalar("s")
    c = T.constant([1.0, 2.0])
    outputs = [
        x,
        x,
        x[1:],
        x[::-1],
        T.reshape(x, (1, -1)),
        m,
        m.T,
        m.T,
        T.diagonal(m),
        c,
        c,
        T.zeros_like(x),
        T.fill(m, s),
        s,
        T.real(x),
        T.cast(x, "float64"),
        T.expand_dims(x, 0),
        m[0],
        T.transpose(m.T),
        x[[0, 1]],
    ]
    f = T.function([x, m, s], outputs, mode=mode)
    given = [np.array([1.0, 2]), np.array([[1.0, 2], [3, 4]]), np.array(5.0)]
    kept = [g.copy() for g in given]
    first = f(*given)
    second = f(*given)
    for number, array in enumerate(first):
        assert array.flags.writeable
        for other in (*given, *first[:number], *second):
            assert not np.shares_memory(array, other)
        array[...] = 99
    for g, k in zip(given, kept, strict=True):
        np.testing.assert_array_equal(g, k)
    for a, b in zip(second, f(*given), strict=True):
        np.testing.assert_array_equal(a, b)


def test_out_is_filled():
    x = T.dvector("x")
    f, g = T.function([x], x * 2), T.function([x], [x, x + 1])
    target = np.empty(2)
    assert f([1, 2], out=target) is target
    assert target.tolist() == [2, 4]
    pair = [np.empty(2), np.empty(2)]
    g([1, 2], out=pair)
    assert [p.tolist() for p in pair] == [[1, 2], [2, 3]]
    with pytest.raises(T.ShapeError, match="out has shape"):
        f([1, 2], out=np.empty(3))
    with pytest.raises(TypeError, match="out has 1 arrays"):
        g([1, 2], out=[target])


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


def test_numpys_functions_take_expressions():
    x = T.dmatrix("x")
    a = np.array([[1.0, 2], [3, 4]])
    for ours, theirs in (
        (np.exp(x), np.exp(a)),
        (np.sum(x, axis=0), a.sum(0)),
        (np.dot(x, x), a @ a),
        (np.add(x, 1), a + 1),
        (a * x, a * a),
        (a @ x, a @ a),
        (np.array(2.0) ** x, 2.0**a),
        (np.concatenate([x, x]), np.concatenate([a, a])),
        (np.where(x > 1, x, 0), np.where(a > 1, a, 0)),
        (np.float64(2) / x, 2 / a),
        (np.less(x, 2), a < 2),
        (np.mean(x), a.mean()),
    ):
        np.testing.assert_allclose(ours.eval({x: a}), theirs)
    with pytest.raises(TypeError):
        np.add.reduce(x)
