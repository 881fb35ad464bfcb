"""What a call takes, and how it says what does not fit."""

import numpy as np
import pytest

import explorer.core as T


def test_arguments_are_checked_and_named():
    x, n = T.dvector("x"), T.lscalar("n")
    f = T.function([x, n], x * n)
    for values, kind, message in (
        (([1.0],), TypeError, r"takes 2 values \(x, n\), not 1"),
        (([1.0], 2, 3), TypeError, r"takes 2 values \(x, n\), not 3"),
        (([[1.0]], 2), T.ShapeError, r"x has 1 axes.*has 2"),
        (([1.0], 2.5), T.DTypeError, "n is int64 and the value is float64"),
        (([1.0], None), T.DTypeError, "n needs numbers, and the value is object: None"),
        ((["a"], 2), T.DTypeError, "x needs numbers"),
        ((x, 2), T.DTypeError, "x needs a value, not an expression"),
        (([x[0]], 2), T.DTypeError, "x: an expression is not an array"),
        (([[1], [1, 2]], 2), T.ShapeError, "x: "),
        (([1j], 2), T.DTypeError, "pass its real part"),
    ):
        with pytest.raises(kind, match=message):
            f(*values)
    unnamed = T.function([T.dvector(), y := T.dvector()], y, on_unused_input="ignore")
    with pytest.raises(T.ShapeError, match=r"input 2 \(real\[\?\]\) has 1 axes"):
        unnamed([1.0], 2.0)
    with pytest.raises(T.ShapeError, match="r has size 1 along axis 0, the value has 2"):
        T.function([T.row("r")], 1, on_unused_input="ignore")([[1], [2]])


def test_arguments_by_name():
    x, y = T.dscalars("x", "y")
    f = T.function([x, y], x - y)
    assert f(y=1, x=3) == f(3, y=1) == f(3, 1) == 2
    for values, named, message in (
        ((), {"x": 1}, "no value for y"),
        ((1,), {"x": 1}, "no value for y"),
        ((1,), {"x": 1, "y": 2}, "x has two values"),
        ((1, 2), {"z": 2}, "no input is called z: x, y"),
        ((1, 2, 3), {"z": 2}, "takes 2 values"),
    ):
        with pytest.raises(TypeError, match=message):
            f(*values, **named)
    twins = T.function([x, T.dscalar("x")], x, on_unused_input="ignore")
    assert twins(1, 2) == 1
    with pytest.raises(TypeError, match="several inputs are called x"):
        twins(1, x=2)


ARRAY, LIST, NUMBER = np.array([0.1]), [0.1], 0.1
GIVEN = {
    # dtype of the variable, the value: what comes of it for allow_input_downcast None, False, True
    "narrower array": ("float32", np.array([0.1]), (None, None, np.float32(0.1))),
    "wider array": ("float64", np.array([0.5], "float32"), (0.5, 0.5, 0.5)),
    "list that rounds": ("float32", [0.1], (np.float32(0.1), None, np.float32(0.1))),
    "list that does not": ("float32", [0.5], (0.5, 0.5, 0.5)),
    "integers for floats": ("float32", [3], (3, 3, 3)),
    "array of integers for floats": ("float64", np.array([3]), (3, 3, 3)),
    "whole floats for integers": ("int64", [3.0], (3, 3, 3)),
    "floats for integers": ("int64", [3.5], (None, None, 3)),
    "array of floats for integers": ("int64", np.array([3.0]), (None, None, 3)),
    "integers that fit": ("int8", [100], (100, 100, 100)),
    "integers that do not": ("int8", [300], (None, None, 44)),
    "bool": ("float64", [True], (1, 1, 1)),
    "complex": ("float64", [1j], (None, None, None)),
    "real for complex": ("complex64", [0.5], (0.5, 0.5, 0.5)),
    "nan": ("float32", [float("nan")], (np.nan, np.nan, np.nan)),
}


@pytest.mark.parametrize("case", GIVEN)
@pytest.mark.parametrize(("number", "downcast"), [(0, None), (1, False), (2, True)])
def test_what_may_be_lost(case, number, downcast):
    dtype, value, expected = GIVEN[case]
    x = T.tensor("x", dtype, (None,))
    f = T.function([x], x, allow_input_downcast=downcast)
    if expected[number] is None:
        with pytest.raises(T.DTypeError, match=f"x is {dtype}"):
            f(value)
    else:
        result = f(value)
        assert result.dtype == dtype
        np.testing.assert_array_equal(result[0], expected[number])


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


def test_a_borrowed_value_is_not_copied():
    array = np.zeros(2)
    w = T.shared(array, borrow=True)
    array[0] = 1
    assert w.get_value(borrow=True) is array
    other = np.ones(2)
    w.set_value(other, borrow=True)
    assert w.get_value(borrow=True) is other
    assert T.function([], w)() is not other


def test_the_type_of_a_shared_variable_stays():
    w = T.shared(np.ones(2, "float32"), "w")
    w.set_value([0.1, 2, 3])  # Python's numbers round, and sizes may change
    assert w.get_value().dtype == np.float32
    for value, kind, message in (
        (np.ones(2), T.DTypeError, "w is float32 and the value is float64"),
        ([1j], T.DTypeError, "w is float32"),
        (1.0, T.ShapeError, "w has 1 axes"),
        ("a", T.DTypeError, "w needs numbers"),
    ):
        with pytest.raises(kind, match=message):
            w.set_value(value)
    with pytest.raises(T.DTypeError, match="v needs numbers"):
        T.shared("text", "v")
    assert T.shared(2).dtype == np.int64
