"""How Python comes to machine code: what is let through, what is given, and that nothing is kept or lost on the way."""

import gc
import sys

import numpy as np
import pytest
from scipy import sparse

import explorer.core as T
from explorer.core.evaluate.native import interpreter
from tests.core.tiers.whole import compiled

VALUE = np.linspace(0.1, 1.0, 30)


def rosenbrock(x):
    return T.sum((1 - x[:-1]) ** 2 + 100 * (x[1:] - x[:-1] ** 2) ** 2)


def test_objects_have_their_fields_where_they_are_expected(monkeypatch):
    assert interpreter.fits()
    monkeypatch.setattr(interpreter, "TYPE", 0)
    assert not interpreter.fits.__wrapped__()


def test_numbers_of_every_kind():
    x, y = T.dscalars("x", "y")
    f = compiled(T.function([x, y], [x * T.exp(y), x / y]), 1.0, 2.0)
    expected = [3 * np.exp(-2.0), -1.5]
    for a in (3.0, np.float64(3.0), np.array(3.0), 3, np.float32(3), True * 3, np.array([3.0])[0]):
        for b in (-2.0, np.array(-2.0), -2):
            np.testing.assert_allclose(f(a, b), expected, rtol=1e-15)
            assert all(type(one) is np.ndarray and one.shape == () for one in f(a, b))
    for a, b in ((3.0, -2.0), (np.float64(3.0), np.array(-2.0))):
        np.testing.assert_allclose(f.unchecked(a, b), expected, rtol=1e-15)
    assert all(type(one) is float for one in f.unchecked(3.0, -2.0))


def test_the_number_of_arguments_is_told():
    x, y = T.dvectors("x", "y")
    f = compiled(T.function([x, y], x * y), VALUE, VALUE)
    for values in ((), (VALUE,), (VALUE, VALUE, VALUE)):
        with pytest.raises(TypeError, match=r"y|argument"):
            f(*values)
        with pytest.raises(TypeError):
            f(*values, out=np.empty(30))
    np.testing.assert_array_equal(f(VALUE, y=VALUE), VALUE**2)


@pytest.mark.parametrize("wrong", [None, "x", [1.0], VALUE.astype("f4"), VALUE[None], VALUE[:0], VALUE > 0, object()])
def test_other_objects_go_the_way_that_says_what_is_wrong(wrong):
    x = T.dvector("x")
    f, fresh = compiled(T.function([x], T.exp(x)), VALUE), T.function([x], T.exp(x), mode="numpy")
    try:
        expected = fresh(wrong)
    except Exception as error:  # noqa: BLE001 - whichever it is
        with pytest.raises(type(error)):
            f(wrong)
    else:
        np.testing.assert_array_equal(f(wrong), expected)


def test_arrays_of_a_class_of_their_own_are_no_arrays_for_code():
    x = T.dvector("x")
    f = compiled(T.function([x], T.exp(x)), VALUE)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(f(np.ma.masked_array(VALUE)), np.exp(VALUE), rtol=1e-15)
        np.testing.assert_allclose(f(VALUE.byteswap().view(VALUE.dtype.newbyteorder())), np.exp(VALUE), rtol=1e-15)


def test_nothing_is_kept_of_calls():
    """References and memory are the same after a thousand calls, also of those that did not fit."""
    x, k = T.dvector("x"), T.dscalar("k")
    f = compiled(T.function([x, k], [T.exp(x) * k, T.sum(x) * k]), VALUE, 2.0)
    out = [np.empty(30), np.empty(())]
    again = f.bound(VALUE, 2.0, out=out)

    def calls():
        for _ in range(1000):
            f(VALUE, 2.0)
            f.unchecked(VALUE, 2.0)
            f(VALUE, 2.0, out=out)
            again()
            f(VALUE[::-1], 2)

    def seen():
        gc.collect()
        things = (VALUE, out, *out, VALUE.dtype, None, True, f.unchecked)
        return [sys.getrefcount(one) for one in things], sys.getallocatedblocks()

    calls()
    (before, blocks), _ = seen(), calls()
    after, more = seen()
    assert after == pytest.approx(before, abs=30)
    assert more - blocks < 200


def test_a_function_that_goes_takes_its_code_along():
    x = T.dvector("x")
    f = compiled(T.function([x], T.exp(x)), VALUE)
    bare, again = f.unchecked, f.bound(VALUE)
    del f
    gc.collect()
    np.testing.assert_allclose(bare(VALUE)[0], np.exp(VALUE), rtol=1e-15)
    np.testing.assert_allclose(again(), np.exp(VALUE), rtol=1e-15)


# calls that are bound


def forms(x):
    return [
        T.exp(x),
        [T.exp(x), T.sum(x)],
        {"a": T.exp(x), "b": x * 2},
        T.hessian(rosenbrock(x), x),
        T.sum(x),
        T.jacobian(T.cumsum(x), x),
    ]


def parts(found):
    return list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else [found]


@pytest.mark.parametrize("mode", ["numpy", "fused", None])
@pytest.mark.parametrize("form", range(6))
@pytest.mark.parametrize("size", [5, 200])
def test_a_bound_call_reads_its_arrays_again(mode, form, size):
    x = T.dvector("x")
    f = T.function([x], forms(x)[form], mode=mode)
    value = np.linspace(0.1, 1.0, size)
    again = f.bound(value)
    given = again()
    assert again() is given
    value += 0.5
    assert again() is given
    fresh = T.function([x], forms(x)[form], mode="raw")(value.copy())
    for found, expected in zip(parts(given), parts(fresh), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_a_bound_call_fills_what_it_is_given():
    x, k = T.dvector("x"), T.dscalar("k")
    f = T.function([x, k], T.exp(x) * k)
    out, number = np.empty(60)[::2], np.array(2.0)
    again = f.bound(VALUE, k=number, out=out)
    assert again() is out
    number[()] = 3.0
    again()
    np.testing.assert_allclose(out, np.exp(VALUE) * 3, rtol=1e-15)
    own = VALUE.copy()
    onto = f.bound(own, 1.0, out=own)  # the argument itself
    own[:] = VALUE
    onto()
    np.testing.assert_allclose(own, np.exp(VALUE), rtol=1e-15)
    with pytest.raises(T.ShapeError):
        f.bound(VALUE, 2.0, out=np.empty(3))
    with pytest.raises(TypeError):
        f.bound(VALUE)


def test_a_bound_call_keeps_its_arrays_alive():
    x = T.dvector("x")
    f = T.function([x], T.exp(x))
    again = [f.bound(np.full(1000, float(i))) for i in range(20)]
    gc.collect()
    for i, one in enumerate(again):
        np.testing.assert_allclose(one(), np.exp(float(i)), rtol=1e-15)


@pytest.mark.parametrize("size", [3, 12, 3000])
def test_a_bound_call_of_a_sparse_function(size):
    """Values that are computed, that are inputs or constants, and some that are added at one place."""
    x, k = T.dvector("x"), T.dscalar("k")
    number, value = np.array(0.7), np.linspace(-1.0, 1.3, size)
    diffused = k * (x[2:] - 2 * x[1:-1] + x[:-2]) + T.sin(x[1:-1]) * 3.0
    for e in (T.jacobian(diffused, x), T.hessian(rosenbrock(x), x), T.jacobian(k * x, x), T.jacobian(3 * x, x)):
        f = T.function([x, k], e, sparse=True, on_unused_input="ignore")
        number[()], value[:] = 0.7, np.linspace(-1.0, 1.3, size)
        again = f.bound(value, number)
        first = again()
        assert sparse.issparse(first)
        first.data[:] = 77.0
        value += 1.0
        number[()] = -0.2
        assert again() is first
        expected = f(value, number)
        np.testing.assert_allclose(first.data, expected.data, rtol=1e-14)
        np.testing.assert_array_equal(first.indices, expected.indices)
        out = expected.copy()
        out.data[:] = 0
        assert f(value, number, out=out) is out
        np.testing.assert_allclose(out.data, expected.data, rtol=1e-14)
        other = sparse.csr_array(np.eye(expected.shape[0], expected.shape[1]))
        if expected.nnz != other.nnz:
            with pytest.raises(T.ShapeError, match="other entries"):
                f(value, number, out=other)


# large arrays that are filled


@pytest.mark.parametrize("mode", ["numpy", "fused", None])
def test_large_arrays_are_filled_where_they_are(mode):
    x, y, A = T.dvector("x"), T.dvector("y"), T.dmatrix("A")
    large, wide, matrix = (
        np.linspace(-1.0, 3.0, 1 << 18),
        np.linspace(0.0, 1.0, 300),
        np.random.default_rng(0).random((300, 300)),
    )
    cases = [
        ([x], T.exp(x) * T.sin(x), (large,)),
        ([x], [T.exp(x) * T.sin(x), T.sum(x), T.exp(x) + 1], (large,)),
        ([x, y], T.outer(x, y), (wide, wide + 1)),
        ([x], T.diag(T.exp(x)), (wide,)),
        ([A], A @ A, (matrix,)),
        ([A, x], A @ x, (matrix, wide)),
        ([x], T.hessian(rosenbrock(x), x), (wide,)),
        ([x], T.grad(rosenbrock(x), x), (large,)),
    ]
    for inputs, outputs, values in cases:
        f = T.function(inputs, outputs, mode=mode)
        expected = parts(f(*values))
        out = [np.full(one.shape, 77.0) for one in expected]
        wanted = out if isinstance(outputs, list) else out[0]
        for _ in range(3):
            f(*values, out=wanted)
            for found, one in zip(out, expected, strict=True):
                np.testing.assert_allclose(found, one, rtol=1e-13, atol=1e-13)
                found[...] = 77.0
        with pytest.raises(T.ShapeError, match="out has shape"):
            f(*values, out=[np.empty(3)] * len(out) if isinstance(outputs, list) else np.empty(3))


def test_a_large_array_may_be_an_argument_too():
    x = T.dvector("x")
    f = T.function([x], T.exp(x) * x)
    value = np.linspace(-1.0, 1.0, 1 << 18)
    expected = f(value)
    shared = np.concatenate([value, np.zeros(100)])
    f(shared[:-100], out=shared[100:])
    np.testing.assert_allclose(shared[100:], expected, rtol=1e-14)
    f(value, out=value)
    np.testing.assert_allclose(value, expected, rtol=1e-14)
    spaced = np.zeros(1 << 19)
    f(np.linspace(-1.0, 1.0, 1 << 18), out=spaced[::2])
    np.testing.assert_allclose(spaced[::2], expected, rtol=1e-14)
