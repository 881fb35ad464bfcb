"""Equal expressions are one object; variables and the bits of constants are told apart."""

import copy
import gc
import weakref

import numpy as np
import pytest

import explorer.core as T
from explorer.core.ops.reductions import Sum


def test_equal_operations_on_equal_inputs_are_one():
    x, y = T.dvectors("x", "y")
    assert T.sin(x) + y is T.sin(x) + y
    assert x + y is not y + x
    assert T.sum(x) is T.sum(x, axis=0)
    assert Sum((0,)) == Sum((0,))
    assert T.sum(T.dmatrix("m"), 0) is not T.sum(T.dmatrix("m"), 0)


def test_a_name_is_no_part_of_what_an_expression_is():
    assert T.dscalar("x") is not T.dscalar("x")
    x = T.dscalar("x")
    y = T.sin(x)
    y.name = "y"
    assert T.sin(x) is y


def test_constants_are_known_by_dtype_shape_and_bits():
    assert T.constant(0.0) is T.constant(0.0)
    assert T.constant(0.0) is not T.constant(-0.0)
    assert T.constant(1) is not T.constant(1.0)
    assert T.constant([1.0]) is not T.constant(1.0)
    assert T.constant(np.nan) is T.constant(np.nan)
    big = np.arange(1000.0)
    assert T.constant(big) is T.constant(big.copy())
    assert T.constant(big.reshape(10, 100)) is not T.constant(big)
    assert T.constant(big) is not T.constant(big + 1)


def test_a_constant_keeps_its_value():
    array = np.zeros(3)
    c = T.constant(array)
    array[0] = 1
    assert c.value[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        c.value[0] = 2
    assert T.constant(np.asfortranarray(np.arange(6.0).reshape(2, 3))).value.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("value", ["text", None, object(), [1, "a"], {}])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(T.DTypeError):
        T.constant(value)


def test_copies_are_the_same():
    x = T.dscalar("x")
    y = T.sin(x)
    assert copy.copy(y) is y
    assert copy.deepcopy([y, x]) == [y, x]


def test_what_nobody_holds_is_forgotten():
    x = T.dscalar("x")
    y = T.sin(T.cos(x))
    watch = weakref.ref(y.owner)
    del y
    gc.collect()
    assert watch() is None


@pytest.mark.parametrize("mode", ["optimise", "grad", "zeros"])
def test_what_was_derived_or_rewritten_is_forgotten(mode):
    x = T.dvector("x")
    y = T.sin(x)
    cost = T.sum(T.log(T.exp(y)) * T.exp(x - x) + T.zeros_like(x))
    if mode == "optimise":
        optimised = T.optimize(cost)
        assert optimised.after is not cost
        del optimised
    elif mode == "grad":
        T.optimize(T.grad(cost, x))
    else:
        T.grad(cost, T.dvector("other"), disconnected_inputs="ignore")
        T.grad(T.sum(T.zeros_like(x) * y), x, consider_constant=[y], disconnected_inputs="ignore")
    watched = [weakref.ref(e) for e in (x, y, cost)]
    del x, y, cost
    gc.collect()
    assert [watch() for watch in watched] == [None] * len(watched)


def test_an_expression_is_no_number_yet():
    x = T.dvector("x")
    for use in (bool, len, iter, float, np.asarray):
        with pytest.raises(TypeError, match=r"before it is computed|not an array"):
            use(x)
    assert x in {x: 1}
    assert x == x  # noqa: PLR0124 - identity is what is tested
    assert x != T.dvector("x")
