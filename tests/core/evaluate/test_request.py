"""What a function is asked for: inputs, updates, givens."""

import numpy as np
import pytest

import explorer.core as T


def test_inputs_must_be_there_and_be_used():
    x, y = T.dscalars("x", "y")
    with pytest.raises(T.MissingInputError, match=r"x \* y depends on y, which is no input"):
        T.function([x], T.exp(x * y) + 1)
    with pytest.raises(T.MissingInputError, match="an output depends on y"):
        T.function([], y)
    with pytest.raises(T.UnusedInputError, match="no output depends on y"):
        T.function([x, y], x)
    with pytest.warns(UserWarning, match="y"):
        T.function([x, y], x, on_unused_input="warn")
    assert T.function([x, y], x, on_unused_input="ignore")(1, 2) == 1
    with pytest.raises(T.UnusedInputError, match="x stands twice"):
        T.function([x, x], x)


def test_what_is_asked_for_in_another_form():
    x, w = T.dscalar("x"), T.shared(1.0, "w")
    for ask, kind, message in (
        (lambda: T.function([T.sin(x)], x), TypeError, r"a variable, not the expression sin\(x\)"),
        (lambda: T.function([3], x), TypeError, "a variable, not 3"),
        (lambda: T.function(x, x), TypeError, "a list of variables"),
        (lambda: T.function([w], w), TypeError, "w is a shared variable.*givens"),
        (lambda: T.function([x], x, mode="quick"), ValueError, "mode is one of.*'quick'"),
        (lambda: T.function([x], x, on_unused_input="no"), ValueError, "on_unused_input is"),
        (lambda: T.function([x], x, updates={x: 1.0}), TypeError, "only shared variables can be updated, not .*x"),
        (lambda: T.function([], None, updates=[(w, 1.0), (w, 2.0)]), ValueError, "w is updated twice"),
        (lambda: T.function([], None, updates=[w]), TypeError, "updates are pairs"),
        (lambda: T.function([], None, updates={w: [1.0]}), T.ShapeError, "w is .*its update.*same shape"),
        (lambda: T.function([], None, updates={w: 1j}), T.DTypeError, "w is float64 and its update is complex128"),
        (lambda: T.function([], x, givens={"x": 1.0}), TypeError, "givens replace expressions, not 'x'"),
        (lambda: T.function([], x, givens=[(x, 1), (x, 2)]), ValueError, "x is given twice"),
        (lambda: T.function([], x, givens={x: [1.0]}), T.ShapeError, "what is given for it"),
        (lambda: T.function([], x, givens={x: 1j}), T.DTypeError, r"cast it with T.cast"),
    ):
        with pytest.raises(kind, match=message):
            ask()


def test_givens_replace_before_compiling():
    x, y = T.dscalars("x", "y")
    u = x * x
    assert T.function([y], u + 1, givens={x: y + 1})(2.0) == 10
    assert T.function([y], T.sin(u), givens=[(u, y)])(0.0) == 0
    assert T.function([], u, givens={x: 3.0})() == 9
    assert T.function([x, y], x - y, givens={x: y, y: x})(1, 2) == 1  # all at once
    assert T.function([], u, givens={x: 3})() == 9  # an integer for a float


def test_givens_of_shared_variables_and_in_updates():
    x, w = T.dvector("x"), T.shared(np.array([1.0, 2]), "w")
    assert T.function([x], T.sum(w * w), givens={w: x})([3.0, 4]) == 25
    y = T.dvector("y")
    f = T.function([x], T.sum(y), updates={w: w + y}, givens={y: x})
    assert f([1.0, 1]) == 2
    assert w.get_value().tolist() == [2, 3]


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


def test_updates_see_the_values_before_the_call():
    a, b = T.shared(1.0, "a"), T.shared(2.0, "b")
    swap = T.function([], [a, b], updates=[(a, b), (b, a)])
    assert swap() == [1, 2]
    assert (a.get_value(), b.get_value()) == (2, 1)


def test_updates_keep_the_dtype():
    w, n = T.shared(np.float32(1), "w"), T.shared(2, "n")
    T.function([], None, updates={w: w * 0.5, n: n + 1})()
    assert (w.get_value().dtype, n.get_value().dtype) == (np.float32, np.int64)
    T.function([], None, updates={w: 2})()
    assert w.get_value() == 2
    with pytest.raises(T.DTypeError, match="n is int64 and its update is float64"):
        T.function([], None, updates={n: n / 2})


def test_a_call_that_fails_updates_nothing():
    w, n = T.shared(1.0, "w"), T.lscalar("n")
    x = T.dvector("x")
    f = T.function([x, n], x[n], updates={w: w + 1})
    with pytest.raises(IndexError):
        f([1.0], 3)
    assert w.get_value() == 1


def test_updated_values_alias_nothing():
    w, v = T.shared(np.zeros(2), "w"), T.shared(np.ones(2), "v")
    x = T.dvector("x")
    f = T.function([x], [x, w], updates={w: x, v: w})
    given = np.array([1.0, 2])
    results = f(given)
    arrays = [given, *results, w.get_value(borrow=True), v.get_value(borrow=True)]
    for number, array in enumerate(arrays):
        assert not any(np.shares_memory(array, other) for other in arrays[:number])
